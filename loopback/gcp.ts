import type { GcpFixture, Raw } from './fixture.ts';
import { error, refusal, shownPolicy } from './google.ts';
import type { Asked, Corruption, Reply, Service } from './service.ts';

const KEY = '(projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/:]+)';
const RING = '(projects/[^/]+/locations/[^/]+/keyRings/[^/:]+)';
const OPERATIONS: [RegExp, string, string][] = [
  [new RegExp(`^/v1/${KEY}$`), 'GetCryptoKey', 'cloudkms.cryptoKeys.get'],
  [new RegExp(`^/v1/${KEY}/cryptoKeyVersions$`), 'ListCryptoKeyVersions', 'cloudkms.cryptoKeyVersions.list'],
  [new RegExp(`^/v1/${KEY}:getIamPolicy$`), 'GetIamPolicy', 'cloudkms.cryptoKeys.getIamPolicy'],
  [new RegExp(`^/v1/${RING}:getIamPolicy$`), 'GetIamPolicy', 'cloudkms.keyRings.getIamPolicy'],
];

/** Cloud KMS over REST. */
export function gcp(fixture: GcpFixture, token: string): Service {
  const keys = new Map(fixture.keys.map((key) => [String(key.key.name), key]));
  const rings = new Map(fixture.key_rings.map((ring) => [ring.name, ring]));

  return {
    identify(asked) {
      const { operation, target } = call(asked);
      return `cloudkms:${operation} ${target}`;
    },
    challenge(asked) {
      if (asked.headers.authorization === `Bearer ${token}`) return undefined;
      return error(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.');
    },
    answer(asked, corruption) {
      const { operation, target } = call(asked);
      const size = fixture.page_size ?? 100;
      const key = keys.get(target);
      if (operation === 'GetCryptoKey' && key) return { status: 200, body: key.key };
      if (operation === 'ListCryptoKeyVersions' && key) return versions(key.versions, asked, size, corruption);
      const held = key ?? rings.get(target);
      if (operation === 'GetIamPolicy' && held)
        return { status: 200, body: shownPolicy(held.policy, asked.url.searchParams.get('options.requestedPolicyVersion')) };
      return error(404, 'NOT_FOUND', `${target} not found.`);
    },
    refuse(kind, asked) {
      const { target, permission } = call(asked);
      return refusal(kind, 'cloudkms.googleapis.com', permission, target);
    },
  };
}

function call({ url }: Asked): { operation: string; target: string; permission: string } {
  const path = decodeURIComponent(url.pathname);
  for (const [pattern, operation, permission] of OPERATIONS) {
    const [, target] = pattern.exec(path) ?? [];
    if (target) return { operation, target, permission };
  }
  return { operation: 'Unknown', target: path, permission: '' };
}

function versions(items: Raw[], { url }: Asked, pageSize: number, corruption: Corruption | undefined): Reply {
  const offset = Number(url.searchParams.get('pageToken') || 0);
  const size = Math.min(Number(url.searchParams.get('pageSize') || 100), pageSize);
  if (corruption?.kind === 'empty_pages')
    return { status: 200, body: { totalSize: items.length, nextPageToken: String(offset + 1) } };
  const next = corruption?.kind === 'page_loop' ? offset : offset + size < items.length ? offset + size : undefined;
  return {
    status: 200,
    body: {
      cryptoKeyVersions: items.slice(offset, offset + size),
      totalSize: items.length,
      ...(next === undefined ? {} : { nextPageToken: String(next) }),
    },
  };
}

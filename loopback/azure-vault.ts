import type { AzureFixture, Raw } from './fixture.ts';
import { type Asked, type Corruption, FOREIGN, type Refusal, type Reply, type Service } from './service.ts';

type Vault = AzureFixture['vaults'][number];
type Key = Vault['keys'][number];

export const VAULT_SUFFIX = 'vault.azure.net';
const OPERATIONS: [RegExp, string][] = [
  [/^\/keys\/([^/]+)\/versions\/?$/, 'ListKeyVersions'],
  [/^\/keys\/([^/]+)\/rotationpolicy\/?$/, 'GetKeyRotationPolicy'],
  [/^\/keys\/([^/]+)(?:\/[^/]*)?$/, 'GetKey'],
  [/^\/deletedkeys\/([^/]+)\/?$/, 'GetDeletedKey'],
];

/** The data plane of all vaults behind one address: the Host header names the vault. */
export function azureVault(fixture: AzureFixture, token: string): Service {
  const call = ({ host, url }: Asked) => {
    const vault = host.replace(`.${VAULT_SUFFIX}`, '');
    for (const [pattern, operation] of OPERATIONS) {
      const [, key] = pattern.exec(url.pathname) ?? [];
      if (key) return { vault, key: decodeURIComponent(key).toLowerCase(), operation };
    }
    return { vault, key: url.pathname, operation: 'Unknown' };
  };

  return {
    identify(asked) {
      const { vault, key, operation } = call(asked);
      return `keyvault:${operation} ${vault}/${key}`;
    },
    challenge(asked) {
      if (asked.headers.authorization === `Bearer ${token}`) return undefined;
      return {
        ...error(401, 'Unauthorized', 'AKV10000: Request is missing a Bearer or PoP token.'),
        headers: {
          'www-authenticate': `Bearer authorization="https://login.microsoftonline.com/${fixture.tenant}", resource="https://${VAULT_SUFFIX}"`,
        },
      };
    },
    answer(asked, corruption) {
      const { vault: name, key: keyName, operation } = call(asked);
      const vault = fixture.vaults.find(({ arm }) => String(arm.name).toLowerCase() === name);
      const key = vault?.keys.find((key) => key.name.toLowerCase() === keyName);
      const base = `https://${name}.${VAULT_SUFFIX}`;
      if (!key || (operation === 'GetDeletedKey') !== (key.deleted !== undefined)) {
        return operation === 'GetDeletedKey'
          ? error(404, 'KeyNotFound', `Deleted Key not found: ${keyName}`)
          : error(404, 'KeyNotFound', `A key with (name/id) ${keyName} was not found in this key vault.`);
      }
      switch (operation) {
        case 'GetKey':
          return { status: 200, body: bundle(base, key) };
        case 'GetDeletedKey':
          return {
            status: 200,
            body: { ...bundle(base, key), recoveryId: `${base}/deletedkeys/${key.name}`, ...inEpochSeconds(key.deleted ?? {}) },
          };
        case 'ListKeyVersions':
          return versions(asked, base, key, fixture.page_size ?? 25, corruption);
        case 'GetKeyRotationPolicy':
          return { status: 200, body: { id: `${base}/keys/${key.name}/rotationpolicy`, ...rotationPolicy(key) } };
        default:
          return error(404, 'NotFound', 'Not Found');
      }
    },
    refuse: (kind) => REFUSALS[kind],
  };
}

const error = (status: number, code: string, message: string, innererror?: Raw): Reply => ({
  status,
  body: { error: { code, message, ...(innererror ? { innererror } : {}) } },
});

const REFUSALS: Record<Refusal, Reply> = {
  deny: error(
    403,
    'Forbidden',
    "Caller is not authorized to perform action on resource.\r\nAction: 'Microsoft.KeyVault/vaults/keys/read'\r\nAssignment: (not found)",
    { code: 'ForbiddenByRbac' },
  ),
  conflict: error(409, 'Conflict', 'The key is being changed.'),
  throttle: error(429, 'Throttled', 'Request was not processed because too many requests were received.'),
  server_error: error(503, 'ServiceUnavailable', 'The service is temporarily unavailable.'),
  not_found: error(404, 'KeyNotFound', 'A key with this (name/id) was not found in this key vault.'),
};

/** The answer of Key Vault for a key without a rotation policy. */
const DEFAULT_ROTATION_POLICY: Raw = {
  lifetimeActions: [{ trigger: { timeBeforeExpiry: 'P30D' }, action: { type: 'Notify' } }],
  attributes: { expiryTime: null },
};

export const rotationPolicy = (key: Key): Raw => key.rotation_policy ?? DEFAULT_ROTATION_POLICY;

function bundle(base: string, key: Key): Raw {
  const newest = key.versions.at(-1);
  return {
    key: { kid: `${base}/keys/${key.name}/${newest?.id ?? ''}`, ...key.key },
    attributes: inEpochSeconds(newest?.attributes ?? {}),
    ...(key.tags === undefined ? {} : { tags: key.tags }),
  };
}

function versions(asked: Asked, base: string, key: Key, pageSize: number, corruption: Corruption | undefined): Reply {
  const offset = Number(asked.url.searchParams.get('$skiptoken') ?? 0);
  const size = Math.min(Number(asked.url.searchParams.get('maxresults') ?? 25), pageSize);
  const value = key.versions
    .slice(offset, offset + size)
    .map(({ id, attributes }) => ({ kid: `${base}/keys/${key.name}/${id}`, attributes: inEpochSeconds(attributes) }));
  const following = offset + size < key.versions.length ? offset + size : undefined;
  const link = (host: string, to: number) =>
    `${host}/keys/${key.name}/versions?api-version=${asked.url.searchParams.get('api-version')}&$skiptoken=${to}&maxresults=${size}`;
  if (corruption?.kind === 'empty_pages') return { status: 200, body: { value: [], nextLink: link(base, offset + 1) } };
  let nextLink = following === undefined ? null : link(base, following);
  if (corruption?.kind === 'page_loop') nextLink = link(base, offset);
  if (corruption?.kind === 'foreign_next' && value.length > 0) {
    nextLink = link(corruption.to ?? FOREIGN, following ?? key.versions.length);
  }
  return { status: 200, body: { value, nextLink } };
}

/** Both planes of Azure return dates as seconds since 1970. */
export const inEpochSeconds = (record: Raw): Raw =>
  Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) / 1000 : value,
    ]),
  );

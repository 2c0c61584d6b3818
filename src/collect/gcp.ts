import pLimit from 'p-limit';
import type { Config } from '../config/schema.ts';
import type { Fact } from '../snapshot/fact.ts';
import { isKnown, unknown } from '../snapshot/fact.ts';
import type { GcpKey } from '../snapshot/kms-key.ts';
import type { GcpKmsName } from '../snapshot/kms-name.ts';
import { type GcpAccess, gcpAccess, type OpenGcp } from './gcp-access.ts';
import { type GcpEnums, gcpCalls, gcpKeyOf, goneGcpKey, named, policy, ringOf, version } from './gcp-key.ts';
import { listOf, observeAll, type Page, type Reader } from './kms-reply.ts';
import { type Call, type Collection, observe, type Permission } from './observe.ts';
import { byKey } from './once.ts';
import { MalformedReply } from './service-failure.ts';
import { TokenBucket } from './token-bucket.ts';

/** What the collector's identity needs on each key and its ring. `roles/cloudkms.viewer` lacks the two getIamPolicy. */
export const GCP_PERMISSIONS: readonly Permission[] = [
  { permission: 'cloudkms.cryptoKeys.get', for: 'purpose, primary version, rotation, import, delay of destruction' },
  { permission: 'cloudkms.cryptoKeyVersions.list', for: 'the state of each version, and whether its material was imported' },
  { permission: 'cloudkms.importJobs.list', for: 'import jobs of the key ring' },
  { permission: 'cloudkms.cryptoKeys.getIamPolicy', for: 'who may use the key' },
  { permission: 'cloudkms.keyRings.getIamPolicy', for: 'who may use the keys of the ring' },
];

const CONCURRENT_CALLS = 4;
/** Google's quota: 300 reads a minute of the calling project, all of these calls together. */
const READS_PER_SECOND = 5;
const BURST = 60;
/** The call's own settings: our own retry is the only one, and pages are asked for one by one. */
const PLAIN = { retry: null, autoPaginate: false };

/** Reads each key from Cloud KMS over REST. Keyed by the key's name, in the order of `names`. */
export async function collectGcpKeys(
  collection: Collection,
  config: Config['gcp'],
  names: readonly GcpKmsName[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Map<string, GcpKey>> {
  if (names.length === 0) return new Map();
  const { protos } = await import('@google-cloud/kms');
  const { CryptoKey, CryptoKeyVersion, ProtectionLevel } = protos.google.cloud.kms.v1;
  const collector = new GcpCollector(collection, await gcpAccess(collection, config, env), {
    purpose: CryptoKey.CryptoKeyPurpose,
    algorithm: CryptoKeyVersion.CryptoKeyVersionAlgorithm,
    state: CryptoKeyVersion.CryptoKeyVersionState,
    protection: ProtectionLevel,
  });
  return new Map(await Promise.all(names.map(async (name): Promise<[string, GcpKey]> => [name.name, await collector.key(name)])));
}

class GcpCollector {
  readonly #collection: Collection;
  readonly #access: GcpAccess;
  readonly #enums: GcpEnums;
  readonly #limit = pLimit(CONCURRENT_CALLS);
  readonly #quota = new TokenBucket(READS_PER_SECOND, BURST);
  /** What is asked of a key ring serves all keys in it. */
  readonly #importJobs = new Map<string, Promise<Fact<string[]>>>();
  readonly #ringPolicies = new Map<string, Promise<GcpKey['key_ring_policy']>>();

  constructor(collection: Collection, access: GcpAccess, enums: GcpEnums) {
    this.#collection = collection;
    this.#access = access;
    this.#enums = enums;
  }

  async key(name: GcpKmsName): Promise<GcpKey> {
    const calls = gcpCalls(name);
    const ring = ringOf(name);
    const key = await this.#ask(calls.key, async ({ client }) => (await client.getCryptoKey({ name: name.name }, PLAIN))[0]);
    if (!isKnown(key) && key.unknown.cause === 'not_found') return goneGcpKey(key, this.#collection.now(), calls, this.#enums);
    const [versions, policy, importJobs, ringPolicy] = await Promise.all([
      this.#askAll(calls.versions, version(this.#enums.state), async ({ client }, pageToken) => {
        const request = { parent: name.name, pageSize: 1000, pageToken };
        const [items, , reply] = await client.listCryptoKeyVersions(request, PLAIN);
        return { items, next: reply.nextPageToken };
      }),
      this.#policy(calls.policy, name.name),
      byKey(this.#importJobs, ring, () =>
        this.#askAll(calls.importJobs, named, async ({ client }, pageToken) => {
          const [items, , reply] = await client.listImportJobs({ parent: ring, pageSize: 1000, pageToken }, PLAIN);
          return { items, next: reply.nextPageToken };
        }),
      ),
      byKey(this.#ringPolicies, ring, () => this.#policy(calls.ringPolicy, ring)),
    ]);
    return gcpKeyOf({ key, versions, policy, importJobs, ringPolicy }, calls, this.#enums);
  }

  /** The library's own getIamPolicy is a POST over REST, which Cloud KMS does not have. */
  #policy(call: Call, resource: string): Promise<GcpKey['policy']> {
    return this.#ask(call, async ({ get }) => {
      const read = policy.read(await get(`/v1/${resource}:getIamPolicy`, { 'options.requestedPolicyVersion': '3' }));
      if (read === undefined) throw new MalformedReply(`the reply is not ${policy.what}`);
      return read;
    });
  }

  async #ask<T>(call: Call, ask: (kms: OpenGcp) => Promise<T>): Promise<Fact<T>> {
    const kms = this.#access;
    if ('closed' in kms) return unknown('not_collected', kms.closed, call);
    return this.#limit(async () => {
      await this.#quota.turn(this.#collection.deadline);
      return observe(this.#collection, call, (signal) => kms.during(signal, () => ask(kms)), kms.classify);
    });
  }

  async #askAll<T>(
    call: Call,
    reader: Reader<T>,
    ask: (kms: OpenGcp, pageToken: string) => Promise<{ items: unknown; next: string | null | undefined }>,
  ): Promise<Fact<T[]>> {
    const kms = this.#access;
    if ('closed' in kms) return unknown('not_collected', kms.closed, call);
    const page = async (signal: AbortSignal, start: string | undefined): Promise<Page<T>> => {
      const reply = await kms.during(signal, () => ask(kms, start ?? ''));
      const items = listOf(reader).read(reply.items);
      if (items === undefined) throw new MalformedReply(`the page is not a list of ${reader.what} each`);
      return { items, next: reply.next || undefined };
    };
    return this.#limit(async () => {
      await this.#quota.turn(this.#collection.deadline);
      return observeAll(this.#collection, call, page, kms.classify);
    });
  }
}

import pLimit, { type LimitFunction } from 'p-limit';
import { listOf, observeAll, type Page, type Reader } from '../../../collect/kms-reply.ts';
import { type Call, type Collection, observe, type Permission } from '../../../collect/observe.ts';
import { byKey } from '../../../collect/once.ts';
import { MalformedReply } from '../../../collect/service-failure.ts';
import { TokenBucket } from '../../../collect/token-bucket.ts';
import type { Config } from '../../../config/schema.ts';
import type { Fact } from '../../../facts/fact.ts';
import { isKnown, unknown } from '../../../facts/fact.ts';
import type { GcpKey } from '../../google/snapshot.ts';
import type { GcpKmsName } from '../../kms-name.ts';
import { gcpDoor } from './client.ts';
import { type GcpEnums, gcpCalls, gcpKeyOf, goneGcpKey, policy, ringOf, version } from './key.ts';
import { type GcpKms, gcpKms, type OpenGcpKms } from './kms.ts';
import { GcpRoles, rolesToRead } from './roles.ts';

/** What the collector's identity needs on each key, its ring and its project. `roles/cloudkms.viewer` lacks the last four. */
export const GCP_PERMISSIONS: readonly Permission[] = [
  {
    permission: 'cloudkms.cryptoKeys.get',
    calls: ['gcp:kms:GetCryptoKey'],
    for: 'purpose, primary version, rotation, import, delay of destruction',
  },
  {
    permission: 'cloudkms.cryptoKeyVersions.list',
    calls: ['gcp:kms:ListCryptoKeyVersions'],
    for: 'the state of each version, and whether its material was imported',
  },
  { permission: 'cloudkms.cryptoKeys.getIamPolicy', calls: ['gcp:kms:GetIamPolicy'], for: 'who may use the key' },
  { permission: 'cloudkms.keyRings.getIamPolicy', calls: ['gcp:kms:GetIamPolicy'], for: 'who may use the keys of the ring' },
  {
    permission: 'resourcemanager.projects.getIamPolicy',
    calls: ['gcp:resourcemanager:GetIamPolicy'],
    for: 'who may use all keys of the project',
  },
  {
    permission: 'iam.roles.get',
    calls: ['gcp:iam:GetRole'],
    for: "what other roles than Cloud KMS's own permit, where Confluent's group or everyone has them",
  },
];

const CONCURRENT_CALLS = 4;
/** Google's quota: 300 reads a minute of the calling project, all of these calls together. */
const READS_PER_SECOND = 5;
const BURST = 60;
/** The call's own settings: our own retry is the only one, and pages are asked for one by one. */
const PLAIN = { retry: null, autoPaginate: false };

/**
 * Reads each key from Cloud KMS over REST, and what its project and its roles give. Keyed by the key's name, in the order
 * of `names`.
 * @param groups by key name, the groups that Confluent names
 */
export async function collectGcpKeys(
  collection: Collection,
  config: Config['gcp'],
  names: readonly GcpKmsName[],
  groups: ReadonlyMap<string, readonly string[]>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Map<string, GcpKey>> {
  if (names.length === 0) return new Map();
  const { protos } = await import('@google-cloud/kms');
  const { CryptoKey, CryptoKeyVersion, ProtectionLevel } = protos.google.cloud.kms.v1;
  const open = gcpDoor(collection, config, env);
  const limit = pLimit(CONCURRENT_CALLS);
  const collector = new GcpCollector(collection, await gcpKms(open), new GcpRoles(collection, open, limit), limit, {
    purpose: CryptoKey.CryptoKeyPurpose,
    algorithm: CryptoKeyVersion.CryptoKeyVersionAlgorithm,
    state: CryptoKeyVersion.CryptoKeyVersionState,
    protection: ProtectionLevel,
  });
  return new Map(
    await Promise.all(
      names.map(async (name): Promise<[string, GcpKey]> => [name.name, await collector.key(name, groups.get(name.name) ?? [])]),
    ),
  );
}

class GcpCollector {
  readonly #collection: Collection;
  readonly #kms: GcpKms;
  readonly #roles: GcpRoles;
  readonly #limit: LimitFunction;
  readonly #enums: GcpEnums;
  readonly #quota = new TokenBucket(READS_PER_SECOND, BURST);
  /** What is asked of a key ring serves all keys in it. */
  readonly #ringPolicies = new Map<string, Promise<GcpKey['key_ring_policy']>>();

  constructor(collection: Collection, kms: GcpKms, roles: GcpRoles, limit: LimitFunction, enums: GcpEnums) {
    this.#collection = collection;
    this.#kms = kms;
    this.#roles = roles;
    this.#limit = limit;
    this.#enums = enums;
  }

  async key(name: GcpKmsName, groups: readonly string[]): Promise<GcpKey> {
    const calls = gcpCalls(name);
    const ring = ringOf(name);
    const key = await this.#ask(calls.key, async ({ client }) => (await client.getCryptoKey({ name: name.name }, PLAIN))[0]);
    if (!isKnown(key) && key.unknown.cause === 'not_found') return goneGcpKey(key, this.#collection.now(), calls, this.#enums);
    const [versions, policy, ringPolicy, projectPolicy] = await Promise.all([
      this.#askAll(calls.versions, version(this.#enums.state), async ({ client }, pageToken) => {
        const request = { parent: name.name, pageSize: 1000, pageToken };
        const [items, , reply] = await client.listCryptoKeyVersions(request, PLAIN);
        return { items, next: reply.nextPageToken };
      }),
      this.#policy(calls.policy, name.name),
      byKey(this.#ringPolicies, ring, () => this.#policy(calls.ringPolicy, ring)),
      this.#roles.projectPolicy(name.project, calls.projectPolicy),
    ]);
    const roles = await this.#roles.permissions(rolesToRead([policy, ringPolicy, projectPolicy], groups));
    return gcpKeyOf({ key, versions, policy, ringPolicy, projectPolicy, roles }, calls, this.#enums);
  }

  /** The library's own getIamPolicy is a POST over REST, which Cloud KMS does not have. */
  #policy(call: Call, resource: string): Promise<GcpKey['policy']> {
    return this.#ask(call, async ({ get }) => {
      const read = policy.read(await get(`/v1/${resource}:getIamPolicy`, { 'options.requestedPolicyVersion': '3' }));
      if (read === undefined) throw new MalformedReply(`the reply is not ${policy.what}`);
      return read;
    });
  }

  async #ask<T>(call: Call, ask: (kms: OpenGcpKms) => Promise<T>): Promise<Fact<T>> {
    const kms = this.#kms;
    if ('closed' in kms) return unknown('not_collected', kms.closed, call);
    return this.#limit(async () => {
      await this.#quota.turn(this.#collection.deadline);
      return observe(this.#collection, call, (signal) => kms.during(signal, () => ask(kms)), kms.classify);
    });
  }

  async #askAll<T>(
    call: Call,
    reader: Reader<T>,
    ask: (kms: OpenGcpKms, pageToken: string) => Promise<{ items: unknown; next: string | null | undefined }>,
  ): Promise<Fact<T[]>> {
    const kms = this.#kms;
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

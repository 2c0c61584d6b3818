import pLimit, { type LimitFunction } from 'p-limit';
import { type Call, type Collection, observe } from '../../../collect/observe.ts';
import { byKey } from '../../../collect/once.ts';
import { observeAll, type Page } from '../../../collect/pages.ts';
import { listOf, mustBe, type Reader } from '../../../collect/reply.ts';
import { TokenBucket } from '../../../collect/token-bucket.ts';
import type { Fact } from '../../../facts/fact.ts';
import { isKnown, unknown } from '../../../facts/fact.ts';
import type { Environment, ToRead } from '../../cloud.ts';
import type { GoogleKmsName } from '../name.ts';
import { googleCalls, ringOf } from '../permissions.ts';
import type { GoogleSettings } from '../settings.ts';
import type { GcpKey } from '../snapshot.ts';
import { googleServices } from './client.ts';
import { absentGoogleKey, type GoogleEnums, googleKeyOf, policy, version } from './key.ts';
import { type GoogleKms, googleKms, type OpenGoogleKms } from './kms.ts';
import { GoogleRoles, rolesToRead } from './roles.ts';

const CONCURRENT_CALLS = 4;
/** Google's quota: 300 reads a minute of the calling project, all of these calls together. */
const READS_PER_SECOND = 5;
const BURST = 60;
/** The call's own settings: our own retry is the only one, and pages are asked for one by one. */
const PLAIN = { retry: null, autoPaginate: false };

/** Reads each key from Cloud KMS over REST, and what its project and its roles give. */
export async function readGoogleKeys(
  collection: Collection,
  settings: GoogleSettings,
  { names, principalsOf }: ToRead<GoogleKmsName>,
  env: Environment,
): Promise<{ keys: Map<string, GcpKey> }> {
  if (names.length === 0) return { keys: new Map() };
  const { protos } = await import('@google-cloud/kms');
  const { CryptoKey, CryptoKeyVersion, ProtectionLevel } = protos.google.cloud.kms.v1;
  const services = googleServices(collection, settings, env);
  const limit = pLimit(CONCURRENT_CALLS);
  const reader = new GoogleReader(collection, await googleKms(services), new GoogleRoles(collection, services, limit), limit, {
    purpose: CryptoKey.CryptoKeyPurpose,
    algorithm: CryptoKeyVersion.CryptoKeyVersionAlgorithm,
    state: CryptoKeyVersion.CryptoKeyVersionState,
    protection: ProtectionLevel,
  });
  const read = names.map(async (name) => [name.name, await reader.key(name, principalsOf.get(name.name) ?? [])] as const);
  return { keys: new Map(await Promise.all(read)) };
}

class GoogleReader {
  readonly #collection: Collection;
  readonly #kms: GoogleKms;
  readonly #roles: GoogleRoles;
  readonly #limit: LimitFunction;
  readonly #enums: GoogleEnums;
  readonly #quota = new TokenBucket(READS_PER_SECOND, BURST);
  /** What is asked of a key ring serves all keys in it. */
  readonly #ringPolicies = new Map<string, Promise<GcpKey['key_ring_policy']>>();

  constructor(collection: Collection, kms: GoogleKms, roles: GoogleRoles, limit: LimitFunction, enums: GoogleEnums) {
    this.#collection = collection;
    this.#kms = kms;
    this.#roles = roles;
    this.#limit = limit;
    this.#enums = enums;
  }

  async key(name: GoogleKmsName, groups: readonly string[]): Promise<GcpKey> {
    const calls = googleCalls(name);
    const ring = ringOf(name);
    const key = await this.#ask(calls.key, async ({ client }) => (await client.getCryptoKey({ name: name.name }, PLAIN))[0]);
    if (!isKnown(key) && key.unknown.cause === 'not_found')
      return absentGoogleKey(key, this.#collection.now(), calls, this.#enums);
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
    return googleKeyOf({ key, versions, policy, ringPolicy, projectPolicy, roles }, calls, this.#enums);
  }

  /** The library's own getIamPolicy is a POST over REST, which Cloud KMS does not have. */
  #policy(call: Call, resource: string): Promise<GcpKey['policy']> {
    return this.#ask(call, async ({ get }) => {
      return mustBe(await get(`/v1/${resource}:getIamPolicy`, { 'options.requestedPolicyVersion': '3' }), policy);
    });
  }

  async #ask<T>(call: Call, ask: (kms: OpenGoogleKms) => Promise<T>): Promise<Fact<T>> {
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
    ask: (kms: OpenGoogleKms, pageToken: string) => Promise<{ items: unknown; next: string | null | undefined }>,
  ): Promise<Fact<T[]>> {
    const kms = this.#kms;
    if ('closed' in kms) return unknown('not_collected', kms.closed, call);
    const page = async (signal: AbortSignal, start: string | undefined): Promise<Page<T>> => {
      const reply = await kms.during(signal, () => ask(kms, start ?? ''));
      return { items: mustBe(reply.items, listOf(reader), 'the page'), next: reply.next || undefined };
    };
    return this.#limit(async () => {
      await this.#quota.turn(this.#collection.deadline);
      return observeAll(this.#collection, call, page, kms.classify);
    });
  }
}

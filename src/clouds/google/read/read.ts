import pLimit from 'p-limit';
import { asking } from '../../../collect/asking.ts';
import type { Call, Collection } from '../../../collect/observe.ts';
import { madeFor, oncePer } from '../../../collect/once.ts';
import { mustBe } from '../../../collect/reply.ts';
import { tokenBucket } from '../../../collect/token-bucket.ts';
import { derive, isKnown, unknown } from '../../../facts/fact.ts';
import type { Environment, ToRead } from '../../cloud.ts';
import { readEach } from '../../read-each.ts';
import { type GoogleKmsName, ringOf } from '../name.ts';
import { googleCalls, ringCall } from '../permissions.ts';
import type { GoogleSettings } from '../settings.ts';
import type { GcpKey } from '../snapshot.ts';
import { type GoogleService, googleServices } from './client.ts';
import { absentGoogleKey, googleKeyOf, wholeList } from './key.ts';
import { policy, repliesAbout } from './replies.ts';
import { beyondKms, needsProject, rolesToRead } from './roles.ts';

const CONCURRENT_CALLS = 4;
/** Google's quota: 300 reads a minute of the calling project, all of these calls together. */
const READS_PER_SECOND = 5;
const BURST = 60;

const NOT_NEEDED = unknown('not_collected', 'no policy names a principal by the other name of its project');

/** Reads each key from Cloud KMS over REST, and what its project and its roles give. */
export async function readGoogleKeys(
  collection: Collection,
  settings: GoogleSettings,
  toRead: ToRead<GoogleKmsName>,
  env: Environment,
): Promise<{ keys: Map<string, GcpKey> }> {
  const services = googleServices(collection, settings, env);
  const limit = pLimit(CONCURRENT_CALLS);
  const kms = () => services('kms_endpoint');
  const turn = tokenBucket(READS_PER_SECOND, BURST);
  const inQuota = <T>(ask: () => Promise<T>) =>
    limit(async () => {
      await turn(collection.deadline);
      return ask();
    });
  const classify = (error: unknown, service: GoogleService) => service.classify(error);
  const ask = asking(collection, inQuota, classify);
  const beyond = beyondKms(collection, services, asking(collection, limit, classify));
  /** What is asked of a key ring serves all keys in it. */
  const ringPolicy = oncePer((ring: string) => policyOf(ringCall(ring), ring));
  return { keys: await readEach(toRead, readKey) };

  async function readKey(name: GoogleKmsName): Promise<GcpKey> {
    const calls = googleCalls(name);
    const { description } = repliesAbout(name, collection.now());
    const key = await ask.one(await kms(), calls.key, async ({ get }, signal) =>
      mustBe(await get(`/v1/${name.name}`, signal), description),
    );
    if (!isKnown(key) && key.unknown.cause === 'not_found') return absentGoogleKey(key, name, collection.now());
    const [versions, policy, key_ring_policy, project_policy] = await Promise.all([
      versionsOf(name),
      policyOf(calls.policy, name.name),
      ringPolicy(ringOf(name)),
      beyond.projectPolicy(name.project),
    ]);
    const policies = [policy, key_ring_policy, project_policy];
    const roles = await madeFor(rolesToRead(policies), beyond.permissionsOf);
    const project = needsProject(policies, name) ? await beyond.namesOf(name.project) : NOT_NEEDED;
    return googleKeyOf({ key, versions, policy, key_ring_policy, project_policy, project, roles }, name, collection.now());
  }

  async function versionsOf(name: GoogleKmsName): Promise<GcpKey['versions']> {
    const { pageOfVersions } = repliesAbout(name, collection.now());
    let total: number | null = null;
    const list = await ask.all(await kms(), googleCalls(name).versions, async ({ get }, signal, start) => {
      const query = { pageSize: '1000', ...(start && { pageToken: start }) };
      const page = mustBe(await get(`/v1/${name.name}/cryptoKeyVersions`, signal, query), pageOfVersions);
      total = page.total ?? total;
      return page;
    });
    return derive(list, (versions) => wholeList(versions, total));
  }

  async function policyOf(call: Call, resource: string): Promise<GcpKey['policy']> {
    const query = { 'options.requestedPolicyVersion': '3' };
    return ask.one(await kms(), call, async ({ get }, signal) =>
      mustBe(await get(`/v1/${resource}:getIamPolicy`, signal, query), policy),
    );
  }
}

import { type AtDoor, asking } from '../../../collect/asking.ts';
import type { Call, Collection } from '../../../collect/observe.ts';
import { madeFor, oncePer } from '../../../collect/once.ts';
import { mustBe } from '../../../collect/reply.ts';
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

const NOT_NEEDED = unknown('not_collected', 'no policy names a principal by the other name of its project');

/** Reads each key from Cloud KMS over REST, and what its project and its roles give. */
export async function readGoogleKeys(
  collection: Collection,
  settings: GoogleSettings,
  toRead: ToRead<GoogleKmsName>,
  env: Environment,
): Promise<{ keys: Map<string, GcpKey> }> {
  const services = googleServices(collection, settings, env);
  const kms = (project: string) => services('kms_endpoint', project);
  const ask = asking(collection, (error, hide, service: GoogleService & AtDoor) => service.classify(error, hide));
  const beyond = beyondKms(collection, services, ask);
  /** What is asked of a key ring serves all keys in it. */
  const ringPolicy = oncePer((name: GoogleKmsName) => policyOf(ringCall(ringOf(name)), ringOf(name), name.project), ringOf);
  return { keys: await readEach(toRead, readKey) };

  async function readKey(name: GoogleKmsName): Promise<GcpKey> {
    const calls = googleCalls(name);
    const { description } = repliesAbout(name, collection.now());
    const key = await ask.one(await kms(name.project), calls.key, async ({ get }, signal) =>
      mustBe(await get(`/v1/${name.name}`, signal), description),
    );
    if (!isKnown(key) && key.unknown.cause === 'not_found') return absentGoogleKey(key, name, collection.now());
    const [versions, policy, key_ring_policy, project_policy] = await Promise.all([
      versionsOf(name),
      policyOf(calls.policy, name.name, name.project),
      ringPolicy(name),
      beyond.projectPolicy(name.project),
    ]);
    const policies = [policy, key_ring_policy, project_policy];
    const roles = await madeFor(rolesToRead(policies), beyond.permissionsOf);
    const project = needsProject(policies, name) || toRead.probing === true ? await beyond.namesOf(name.project) : NOT_NEEDED;
    return googleKeyOf({ key, versions, policy, key_ring_policy, project_policy, project, roles }, name, collection.now());
  }

  async function versionsOf(name: GoogleKmsName): Promise<GcpKey['versions']> {
    const { pageOfVersions } = repliesAbout(name, collection.now());
    let total: number | null = null;
    const { versions: call } = googleCalls(name);
    const list = await ask.all(await kms(name.project), call, async ({ get }, signal, start) => {
      const query = { pageSize: '1000', ...(start && { pageToken: start }) };
      const page = mustBe(await get(`/v1/${name.name}/cryptoKeyVersions`, signal, query), pageOfVersions);
      total = page.total ?? total;
      return page;
    });
    return derive(list, (versions) => wholeList(versions, total, call));
  }

  async function policyOf(call: Call, resource: string, project: string): Promise<GcpKey['policy']> {
    const query = { 'options.requestedPolicyVersion': '3' };
    return ask.one(await kms(project), call, async ({ get }, signal) =>
      mustBe(await get(`/v1/${resource}:getIamPolicy`, signal, query), policy),
    );
  }
}

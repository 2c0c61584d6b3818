import type { KeyClient } from '@azure/keyvault-keys';
import pLimit from 'p-limit';
import { asking } from '../../../collect/asking.ts';
import type { Collection } from '../../../collect/observe.ts';
import type { Cause, Fact, Unknown } from '../../../facts/fact.ts';
import { isKnown, unknown } from '../../../facts/fact.ts';
import type { Environment, ToRead } from '../../cloud.ts';
import type { AzureKmsName } from '../name.ts';
import { azureCalls } from '../permissions.ts';
import type { AzureSettings } from '../settings.ts';
import type { AzureKey, ServicePrincipal } from '../snapshot.ts';
import { azureArm } from './arm.ts';
import { azureServices } from './client.ts';
import { classifyAzureError } from './error.ts';
import { readServicePrincipals } from './graph.ts';
import { type AzureReplies, absentAzureKey, azureKeyOf, unreadAzureKey, versionsOf } from './key.ts';
import type { AzureRest } from './rest.ts';

const CONCURRENT_CALLS = 8;

/** Reads each key from its vault and from the resource manager, and Confluent's applications from the directory. */
export async function readAzure(
  collection: Collection,
  settings: AzureSettings,
  { names, principals }: ToRead<AzureKmsName>,
  env: Environment,
): Promise<{ keys: Map<string, AzureKey>; servicePrincipals: Record<string, ServicePrincipal> }> {
  const ask = asking<KeyClient | AzureRest>(collection, pLimit(CONCURRENT_CALLS), classifyAzureError);
  const services = azureServices(collection, settings, env);
  const arm = azureArm(collection, ask, await services.arm);
  const [servicePrincipals, ...keys] = await Promise.all([
    readServicePrincipals(collection, settings, principals, env),
    ...names.map(async (name) => [name.name, await readKey(name)] as const),
  ]);
  return { keys: new Map(keys), servicePrincipals };

  async function readKey(name: AzureKmsName): Promise<AzureKey> {
    const calls = azureCalls(name);
    if (name.managed_hsm)
      return unreadAzureKey(
        () => unknown('unsupported', 'this version does not ask a Managed HSM, which Confluent does not name'),
        calls,
      );
    const keys = await services.vault(name);
    const askDeleted = () => ask.one(keys, calls.deleted, (open, abortSignal) => open.getDeletedKey(name.key, { abortSignal }));
    const [data, vault, armKey, role_assignments, deny_assignments] = await Promise.all([
      dataPlane(),
      arm.vault(name),
      arm.key(name),
      arm.roleAssignments(name),
      arm.denyAssignments(name),
    ]);
    const { key } = data;
    // A live key would show on the other plane: where that says 404, the refused one may still know it as deleted.
    const maybeDeleted = data.deleted === null && !isKnown(key) && !failed(key, 'unreachable') && failed(armKey, 'not_found');
    const deleted = maybeDeleted ? await askDeleted() : data.deleted;
    const shown = isKnown(key) || isKnown(armKey) || (deleted !== null && isKnown(deleted));
    const lost = !shown && failed(vault, 'not_found') && (failed(key, 'not_found') || hostIsGone(key));
    const deletedVault = lost ? await arm.deletedVault(name) : null;
    if (!shown) {
      const [proof, call] = lost ? [deletedVault, calls.deletedVaults] : [deleted, calls.deleted];
      if (proof !== null && failed(proof, 'not_found')) return absentAzureKey(proof, call.source, collection.now(), vault, calls);
    }
    const role_definitions = await arm.roleDefinitions(role_assignments);
    const authorization = { role_assignments, role_definitions, deny_assignments };
    return azureKeyOf({ ...data, deleted, vault, armKey, deletedVault, ...authorization }, calls);

    /** Of a live key its versions and rotation; of one that is not there, whether it was deleted. */
    async function dataPlane(): Promise<Pick<AzureReplies, 'key' | 'deleted' | 'versions' | 'rotation'>> {
      const key = await ask.one(keys, calls.key, (open, abortSignal) => open.getKey(name.key, { abortSignal }));
      // A host that was not reached in six tries will not be reached for the rest either.
      if (failed(key, 'unreachable')) return { key, deleted: null, versions: key, rotation: key };
      if (failed(key, 'not_found')) return { key, deleted: await askDeleted(), versions: key, rotation: key };
      const [versions, rotation] = await Promise.all([
        ask.one(keys, calls.versions, (open, abortSignal) =>
          versionsOf(open.listPropertiesOfKeyVersions(name.key, { abortSignal }).byPage()),
        ),
        ask.one(keys, calls.rotation, (open, abortSignal) => open.getKeyRotationPolicy(name.key, { abortSignal })),
      ]);
      return { key, deleted: null, versions, rotation };
    }
  }
}

const failed = (fact: Fact<unknown>, ...causes: Cause[]): fact is { unknown: Unknown } =>
  !isKnown(fact) && causes.includes(fact.unknown.cause);

/** A deleted vault has no host name any more; any other failure to connect says nothing about the vault. */
const hostIsGone = (fact: Fact<unknown>): boolean => failed(fact, 'unreachable') && fact.unknown.detail.includes('ENOTFOUND');

import type { Asking, Closed } from '../../../collect/asking.ts';
import type { Call, Collection } from '../../../collect/observe.ts';
import { byKey } from '../../../collect/once.ts';
import { listOf, mustBe, type Reader } from '../../../collect/reply.ts';
import { derive, type Fact, isKnown, unknown } from '../../../facts/fact.ts';
import type { AzureKmsName } from '../name.ts';
import { roleDefinitionCall } from '../permissions.ts';
import type { AzureKey, RoleAssignment } from '../snapshot.ts';
import { guidOfRoleDefinition, type RoleDefinition, roleDefinition } from './authorization.ts';
import type { AzureRest } from './rest.ts';

const VERSION = 'api-version=2022-04-01';

type Arm = Closed | AzureRest;

/** Assignments at the key's own scope: those made at the vault and above are in the list as well. */
export const assignmentsAt = <T>(
  ask: Asking<AzureRest>,
  arm: Arm,
  { vault_id, key }: AzureKmsName,
  call: Call,
  type: 'roleAssignments' | 'denyAssignments',
  reader: Reader<T>,
): Promise<Fact<T[]>> =>
  ask.all(arm, call, async ({ get, next }, signal, start) => {
    const list = `${encodeURI(vault_id)}/keys/${key}/providers/Microsoft.Authorization/${type}`;
    const reply = await get(start ?? `${list}?${VERSION}&$filter=atScope()`, signal);
    return { items: mustBe(reply.value, listOf(reader), 'value'), next: next(reply.nextLink) };
  });

/** Reads what assigned roles permit, by the id that the assignments name; nothing where those were not read. */
export function roleDefinitions(collection: Collection, ask: Asking<AzureRest>) {
  /** A role serves whomever it is assigned to, at whatever key. */
  const read = new Map<string, Promise<Fact<RoleDefinition>>>();
  return async (arm: Arm, assignments: Fact<RoleAssignment[]>): Promise<AzureKey['role_definitions']> => {
    if (!isKnown(assignments)) return {};
    const ids = new Map(assignments.value.map(({ role_definition_id: id }) => [id.toLowerCase(), id]));
    const named = [...ids].map(
      async ([key, id]) => [key, await byKey(read, key, () => definition(collection, ask, arm, id))] as const,
    );
    return Object.fromEntries(await Promise.all(named));
  };
}

async function definition(collection: Collection, ask: Asking<AzureRest>, arm: Arm, id: string): Promise<Fact<RoleDefinition>> {
  const guid = guidOfRoleDefinition(id);
  if (guid === null) return unknown('malformed', `not the id of a role definition: ${JSON.stringify(id)}`);
  const call = roleDefinitionCall(guid);
  collection.expect?.(1);
  const reply = await ask.one(arm, call, async ({ get }, signal) =>
    mustBe(await get(`${encodeURI(id)}?${VERSION}`, signal), roleDefinition),
  );
  return derive(reply, ({ condition, ...role }) =>
    condition === null
      ? role
      : unknown('ambiguous', `${role.name} permits under a condition, which is not understood: ${condition}`, call),
  );
}

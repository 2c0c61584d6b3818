import type { Call } from '../../../collect/observe.ts';
import {
  filled,
  flag,
  listOf,
  listOrNone,
  matching,
  orNull,
  type Reader,
  readAs,
  recordOf,
  someOf,
} from '../../../collect/reply.ts';
import { derive, type Fact, unknown, type ValueOf } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import { scopeOf } from '../access/scope.ts';
import { type AzureKmsName, PATH_PART } from '../name.ts';
import type { AzureKey, Delegation, DenyAssignment, RoleAssignment } from '../snapshot.ts';
import { GUID_FORM, guid } from './ids.ts';

export type RoleDefinition = ValueOf<AzureKey['role_definitions'][string]>;
export type AccessPolicy = ValueOf<AzureKey['vault']['access_policies']>[number];
type Permission = RoleDefinition['permissions'][number];

const ROLE_DEFINITION = new RegExp(
  `^(?:/subscriptions/${GUID_FORM}(?:/resourceGroups/${PATH_PART})?|/providers/Microsoft\\.Management/managementGroups/${PATH_PART})?` +
    `/providers/Microsoft\\.Authorization/roleDefinitions/(${GUID_FORM})$`,
  'i',
);

/** The guid at the end of a role definition's id; null for anything that is not such an id, since a call is made of it. */
export const guidOfRoleDefinition = (id: string): string | null => ROLE_DEFINITION.exec(id)?.[1]?.toLowerCase() ?? null;

/** An item of a list with the id that it has there, so that it can be seen whether the list holds it twice. */
export type Item<T> = { id: string; item: T };
const withId = <T>(item: Reader<T>): Reader<Item<T>> => ({
  what: `${item.what} with its id`,
  read: (value) => {
    const id = recordOf<{ id: string }>('', { id: ['id', filled] }).read(value)?.id;
    const read = item.read(value);
    return id === undefined || read === undefined ? undefined : { id: id.toLowerCase(), item: read };
  },
});

/** Assignments of roles or of denials at the key's scope: each once, and none that does not reach the key. */
export function reaching<T extends { scope: string }>(list: Fact<Item<T>[]>, name: AzureKmsName, at: Call): Fact<T[]> {
  return derive(list, (items) => {
    const astray = items.find(({ item }) => scopeOf(item.scope, name) === undefined);
    if (astray !== undefined) return unknown('malformed', `the list holds ${astray.id}, which does not reach the key`, at);
    if (new Set(items.map(({ id }) => id)).size !== items.length)
      return unknown('malformed', 'the list holds an assignment twice', at);
    return items.map(({ item }) => item);
  });
}

const scope = matching(/^\//, 'a scope');

export const roleAssignment = withId(
  recordOf<RoleAssignment>('a role assignment', {
    principal_id: ['properties.principalId', guid],
    principal_type: ['properties.principalType', orNull(filled)],
    role_definition_id: ['properties.roleDefinitionId', filled],
    scope: ['properties.scope', scope],
    condition: ['properties.condition', orNull(filled)],
  }),
);

const roleOfDelegation = recordOf<{ principal_id: string; guid: string }>('a role of a delegation', {
  principal_id: ['principalId', guid],
  guid: ['roleDefinitionId', guid],
});
type Delegated = { principal_id: string; guid: string }[];

/** A delegation with its definition, whose roles are named by their guids alone. @param scope what is delegated */
export const delegationAt = (scope: string): Reader<Item<Delegation>> =>
  withId(
    readAs(
      recordOf<{ id: string; name: string | null; tenant_id: string; held: Delegated; eligible: Delegated }>('a delegation', {
        id: ['id', filled],
        name: [`${DEFINITION}.registrationDefinitionName`, orNull(filled)],
        tenant_id: [`${DEFINITION}.managedByTenantId`, guid],
        held: [`${DEFINITION}.authorizations`, listOf(roleOfDelegation)],
        eligible: [`${DEFINITION}.eligibleAuthorizations`, listOrNone(roleOfDelegation)],
      }),
      ({ id, name, tenant_id, held, eligible }) => {
        const [subscription = ''] = /^\/subscriptions\/[^/]+/i.exec(scope) ?? [];
        if (!id.toLowerCase().startsWith(`${subscription}/`.toLowerCase())) return undefined;
        const roles = [
          ...held.map((role) => ({ ...role, eligible: false })),
          ...eligible.map((role) => ({ ...role, eligible: true })),
        ];
        return {
          // a definition need not have a name
          name: name ?? id.slice(id.lastIndexOf('/') + 1),
          tenant_id,
          scope: /^(.*)\/providers\/Microsoft\.ManagedServices\//i.exec(id)?.[1] ?? scope,
          roles: roles.map(({ guid, ...role }) => ({
            ...role,
            role_definition_id: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid}`,
          })),
        };
      },
    ),
  );
const DEFINITION = 'properties.registrationDefinition.properties';

type Conditional = Permission & { condition: string | null };

/** As in Microsoft.KeyVault/vaults/read, with `*` for anything: alone, or for a part. */
const pattern = matching(/^(?:\*|[\w.*-]+(?:\/[\w.*-]+)+)$/, 'a permission');
const patterns = listOf(pattern);

/** One set of permissions, and the condition that it is under. Azure writes each of the four lists, if only an empty one. */
const permission = recordOf<Conditional>('a set of permissions', {
  actions: ['actions', patterns],
  not_actions: ['notActions', patterns],
  data_actions: ['dataActions', patterns],
  not_data_actions: ['notDataActions', patterns],
  condition: ['condition', orNull(filled)],
});
const permissions = someOf(permission, 'a list of sets of permissions');

const withoutCondition = ({ condition: _, ...permission }: Conditional): Permission => permission;

/** The first condition that any of these is under, or null. */
const conditionOf = (permissions: readonly Conditional[]) => permissions.find(({ condition }) => condition)?.condition ?? null;

/** A role's definition; its `condition` is that of a set of permissions, as of Key Vault Data Access Administrator. */
const roleDefinition: Reader<RoleDefinition & { guid: string }> = readAs(
  recordOf<{ id: string; guid: string; type: string; name: string; permissions: Conditional[] }>('a role definition', {
    id: ['id', filled],
    guid: ['name', guid],
    type: ['type', matching(/^Microsoft\.Authorization\/roleDefinitions$/i, 'the type of a role definition')],
    name: ['properties.roleName', filled],
    permissions: ['properties.permissions', permissions],
  }),
  ({ id, guid, name, permissions }) =>
    guidOfRoleDefinition(id) === guid.toLowerCase()
      ? { guid: guid.toLowerCase(), name, permissions: permissions.map(withoutCondition), condition: conditionOf(permissions) }
      : undefined,
);

/** The definition with this guid. */
export const roleDefinitionOf = (wanted: string): Reader<RoleDefinition> =>
  readAs(roleDefinition, ({ guid, ...role }) => (guid === wanted ? role : undefined), `the definition of role ${wanted}`);

const principalId = recordOf<{ id: string }>('a principal with its id', { id: ['id', guid] });

/** A deny assignment. The condition of any of its permissions counts as its own: it may then not apply. */
export const denyAssignment = withId<DenyAssignment>(
  readAs(
    recordOf('a deny assignment', {
      name: ['properties.denyAssignmentName', filled],
      principals: ['properties.principals', someOf(principalId)],
      excluded_principals: ['properties.excludePrincipals', listOf(principalId)],
      scope: ['properties.scope', scope],
      scope_only: ['properties.doNotApplyToChildScopes', flag],
      condition: ['properties.condition', orNull(filled)],
      permissions: ['properties.permissions', permissions],
    }),
    ({ name, principals, excluded_principals, scope, scope_only, condition, permissions }) => ({
      name,
      principals: principals.map(({ id }) => id),
      excluded_principals: excluded_principals.map(({ id }) => id),
      scope,
      scope_only,
      condition: condition ?? conditionOf(permissions),
      permissions: permissions.map(withoutCondition),
    }),
  ),
);

/** Every permission on keys that an access policy can give. */
const keyPermission = matching(
  /^(all|encrypt|decrypt|wrapkey|unwrapkey|sign|verify|get|list|create|update|import|delete|backup|restore|recover|purge|release|rotate|getrotationpolicy|setrotationpolicy)$/i,
  'a permission on keys',
);
const KINDS = ['keys', 'secrets', 'certificates', 'storage'];
/** Each kind of permission may be left out, and all of them; anything else in their place is none of them. */
const keyPermissions: Reader<Pick<AccessPolicy, 'keys'>> = {
  what: 'permissions',
  read: (value) => {
    const names = isRecord(value) ? Object.keys(value) : [];
    const known = names.length === 0 || names.some((name) => KINDS.includes(name));
    return known
      ? recordOf<Pick<AccessPolicy, 'keys'>>('', { keys: ['keys', listOrNone(keyPermission)] }).read(value)
      : undefined;
  },
};

export const accessPolicy: Reader<AccessPolicy> = readAs(
  recordOf('an access policy', {
    tenant_id: ['tenantId', guid],
    object_id: ['objectId', guid],
    application_id: ['applicationId', orNull(guid)],
    permissions: ['permissions', keyPermissions],
  }),
  ({ permissions, ...policy }) => ({ ...policy, ...permissions }),
);

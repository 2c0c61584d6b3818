import { flag, listOf, listOrNone, orNull, type Reader, readAs, recordOf, text } from '../../../collect/reply.ts';
import type { ValueOf } from '../../../facts/fact.ts';
import type { AzureKey, DenyAssignment, RoleAssignment } from '../snapshot.ts';

export type RoleDefinition = ValueOf<AzureKey['role_definitions'][string]>;
export type AccessPolicy = ValueOf<AzureKey['vault']['access_policies']>[number];
type Permission = RoleDefinition['permissions'][number];

const GUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const NAME = '(?!\\.{1,2}/)[\\w().-]{1,90}';
const ROLE_DEFINITION = new RegExp(
  `^(?:/subscriptions/${GUID}(?:/resourceGroups/${NAME})?|/providers/Microsoft\\.Management/managementGroups/${NAME})?` +
    `/providers/Microsoft\\.Authorization/roleDefinitions/(${GUID})$`,
  'i',
);
const WHOLE_GUID = new RegExp(`^${GUID}$`, 'i');

export const isGuid = (text: string): boolean => WHOLE_GUID.test(text);

/** The guid at the end of a role definition's id; null for anything that is not such an id, since a call is made of it. */
export const guidOfRoleDefinition = (id: string): string | null => ROLE_DEFINITION.exec(id)?.[1]?.toLowerCase() ?? null;

export const roleAssignment = recordOf<RoleAssignment>('a role assignment', {
  principal_id: ['properties.principalId', text],
  principal_type: ['properties.principalType', orNull(text)],
  role_definition_id: ['properties.roleDefinitionId', text],
  scope: ['properties.scope', text],
  condition: ['properties.condition', orNull(text)],
});

type Conditional = Permission & { condition: string | null };

/** One set of permissions, and the condition that it is under. */
const permission = recordOf<Conditional>('a set of permissions', {
  actions: ['actions', listOrNone(text)],
  not_actions: ['notActions', listOrNone(text)],
  data_actions: ['dataActions', listOrNone(text)],
  not_data_actions: ['notDataActions', listOrNone(text)],
  condition: ['condition', orNull(text)],
});

const withoutCondition = ({ condition: _, ...permission }: Conditional): Permission => permission;

/** The first condition that any of these is under, or null. */
const conditionOf = (permissions: readonly Conditional[]) => permissions.find(({ condition }) => condition)?.condition ?? null;

/** A role's definition; its `condition` is that of a set of permissions, as of Key Vault Data Access Administrator. */
export const roleDefinition: Reader<RoleDefinition & { condition: string | null }> = readAs(
  recordOf<{ name: string; permissions: Conditional[] }>('a role definition', {
    name: ['properties.roleName', text],
    permissions: ['properties.permissions', listOf(permission)],
  }),
  ({ name, permissions }) => ({ name, permissions: permissions.map(withoutCondition), condition: conditionOf(permissions) }),
);

const principalIds = listOf(recordOf<{ id: string }>('a principal with its id', { id: ['id', text] }));

/** A deny assignment. The condition of any of its permissions counts as its own: it may then not apply. */
export const denyAssignment: Reader<DenyAssignment> = readAs(
  recordOf('a deny assignment', {
    name: ['properties.denyAssignmentName', text],
    principals: ['properties.principals', principalIds],
    excluded_principals: ['properties.excludePrincipals', orNull(principalIds)],
    scope: ['properties.scope', text],
    scope_only: ['properties.doNotApplyToChildScopes', orNull(flag)],
    condition: ['properties.condition', orNull(text)],
    permissions: ['properties.permissions', listOf(permission)],
  }),
  ({ name, principals, excluded_principals, scope, scope_only, condition, permissions }) => ({
    name,
    principals: principals.map(({ id }) => id),
    excluded_principals: (excluded_principals ?? []).map(({ id }) => id),
    scope,
    scope_only: scope_only ?? false,
    condition: condition || conditionOf(permissions),
    permissions: permissions.map(withoutCondition),
  }),
);

const keyPermissions = recordOf<Pick<AccessPolicy, 'keys'>>('permissions', { keys: ['keys', listOrNone(text)] });

export const accessPolicy: Reader<AccessPolicy> = readAs(
  recordOf('an access policy', {
    tenant_id: ['tenantId', text],
    object_id: ['objectId', text],
    application_id: ['applicationId', orNull(text)],
    permissions: ['permissions', keyPermissions],
  }),
  ({ permissions, ...policy }) => ({ ...policy, ...permissions }),
);

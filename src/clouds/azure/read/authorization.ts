import { flag, listOf, listOrNone, orNull, type Reader, text } from '../../../collect/reply.ts';
import { isRecord } from '../../../input/is-record.ts';
import type { AzureKey } from '../snapshot.ts';

type Value<F> = Extract<F, { value: unknown }> extends { value: infer T } ? T : never;
export type RoleAssignment = Value<AzureKey['role_assignments']>[number];
export type DenyAssignment = Value<AzureKey['deny_assignments']>[number];
export type RoleDefinition = Value<AzureKey['role_definitions'][string]>;
export type AccessPolicy = Value<AzureKey['vault']['access_policies']>[number];
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

const propertiesOf = (value: unknown) => (isRecord(value) && isRecord(value.properties) ? value.properties : undefined);

export const roleAssignment: Reader<RoleAssignment> = {
  what: 'a role assignment',
  read: (value) => {
    const properties = propertiesOf(value);
    const principal_id = text.read(properties?.principalId);
    const role_definition_id = text.read(properties?.roleDefinitionId);
    const scope = text.read(properties?.scope);
    const principal_type = orNull(properties?.principalType, text);
    const condition = orNull(properties?.condition, text);
    if (principal_id === undefined || role_definition_id === undefined || scope === undefined) return undefined;
    if (principal_type === undefined || condition === undefined) return undefined;
    return { principal_id, principal_type, role_definition_id, scope, condition };
  },
};

/** One set of permissions, and the condition that it is under. */
const permission: Reader<{ permission: Permission; condition: string | null }> = {
  what: 'a set of permissions',
  read: (value) => {
    if (!isRecord(value)) return undefined;
    const actions = listOrNone(value.actions, text);
    const not_actions = listOrNone(value.notActions, text);
    const data_actions = listOrNone(value.dataActions, text);
    const not_data_actions = listOrNone(value.notDataActions, text);
    const condition = orNull(value.condition, text);
    if (actions === undefined || not_actions === undefined || condition === undefined) return undefined;
    if (data_actions === undefined || not_data_actions === undefined) return undefined;
    return { permission: { actions, not_actions, data_actions, not_data_actions }, condition };
  },
};

/** The first condition that any of these is under, or null. */
const conditionOf = (permissions: readonly { condition: string | null }[]) =>
  permissions.find(({ condition }) => condition !== null && condition !== '')?.condition ?? null;

/** A role's definition; its `condition` is that of a set of permissions, as of Key Vault Data Access Administrator. */
export const roleDefinition: Reader<RoleDefinition & { condition: string | null }> = {
  what: 'a role definition',
  read: (value) => {
    const properties = propertiesOf(value);
    const name = text.read(properties?.roleName);
    const permissions = listOf(permission).read(properties?.permissions);
    if (name === undefined || permissions === undefined) return undefined;
    return { name, permissions: permissions.map(({ permission }) => permission), condition: conditionOf(permissions) };
  },
};

const principalId: Reader<string> = {
  what: 'a principal with its id',
  read: (value) => (isRecord(value) ? text.read(value.id) : undefined),
};

/** A deny assignment. The condition of any of its permissions counts as its own: it may then not apply. */
export const denyAssignment: Reader<DenyAssignment> = {
  what: 'a deny assignment',
  read: (value) => {
    const properties = propertiesOf(value);
    const name = text.read(properties?.denyAssignmentName);
    const principals = listOf(principalId).read(properties?.principals);
    const excluded_principals = listOrNone(properties?.excludePrincipals, principalId);
    const scope = text.read(properties?.scope);
    const scope_only = orNull(properties?.doNotApplyToChildScopes, flag);
    const condition = orNull(properties?.condition, text);
    const permissions = listOf(permission).read(properties?.permissions);
    if (name === undefined || principals === undefined || excluded_principals === undefined || scope === undefined)
      return undefined;
    if (scope_only === undefined || condition === undefined || permissions === undefined) return undefined;
    return {
      name,
      principals,
      excluded_principals,
      scope,
      scope_only: scope_only ?? false,
      condition: condition || conditionOf(permissions),
      permissions: permissions.map(({ permission }) => permission),
    };
  },
};

export const accessPolicy: Reader<AccessPolicy> = {
  what: 'an access policy',
  read: (value) => {
    if (!isRecord(value) || !isRecord(value.permissions)) return undefined;
    const tenant_id = text.read(value.tenantId);
    const object_id = text.read(value.objectId);
    const application_id = orNull(value.applicationId, text);
    const keys = listOrNone(value.permissions.keys, text);
    if (tenant_id === undefined || object_id === undefined || application_id === undefined || keys === undefined)
      return undefined;
    return { tenant_id, object_id, application_id, keys };
  },
};

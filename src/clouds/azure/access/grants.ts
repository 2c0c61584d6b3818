import { type Fact, isKnown, type Unknown, unknown } from '../../../facts/fact.ts';
import type { AzureKey } from '../snapshot.ts';
import { denialOf } from './denial.ts';
import type { AzureGuard } from './guard.ts';
import { named } from './pattern.ts';
import { inOrder, type May, mayByPolicy, OF_KEYS, OF_POLICIES, OF_RESOURCES, type Power } from './powers.ts';
import { sameId } from './principal.ts';
import { conditionIn, definitionOf, ofRole, roleNamed } from './roles.ts';
import { reaches, scopeOf } from './scope.ts';

/** All that gives anything on a key to anybody. */
export type Holdings = AzureGuard &
  Pick<AzureKey, 'eligible_roles' | 'delegations' | 'principals'> & { vault: Pick<AzureKey['vault'], 'tenant_id'> };

/** What one assignment, delegation or access policy gives to a principal; `doubt` says why it may not. */
export type Grant = {
  principal: string;
  type: string | null;
  /** The other tenant that it is delegated to. */
  tenant: string | null;
  by: string;
  may: May[];
  doubt: Unknown | null;
};

/** `missing` is what could give more and was not read; `unclear` names principals who hold a role that was not read. */
export type Grants = {
  grants: Grant[];
  missing: Unknown[];
  unclear: (Pick<Grant, 'principal' | 'type' | 'tenant' | 'by'> & { why: Unknown })[];
};

/** Everything that is given on the key, to whomever. */
export function grantsOn(key: Holdings): Grants {
  const { rbac } = key.vault;
  const byPolicies = isKnown(rbac) && !rbac.value;
  const powers = [...(isKnown(rbac) && rbac.value ? OF_KEYS : []), ...OF_RESOURCES, ...(byPolicies ? OF_POLICIES : [])];
  const roles = rolesOn(key);
  const grants = roles.held.flatMap((role) => givenByRole(key, powers, role));
  const policies = byPolicies ? policiesOn(key) : { grants: [], missing: [] };
  return {
    grants: [...grants, ...policies.grants],
    missing: [...(isKnown(rbac) ? [] : [rbac.unknown]), ...roles.missing, ...policies.missing],
    unclear: roles.held.flatMap(({ principal, type, tenant, by, definition }) =>
      isKnown(definition) ? [] : [{ principal, type, tenant, by: `${by}, which was not read`, why: definition.unknown }],
    ),
  };
}

/** The principals that hold something and that Microsoft Graph can say more about, by object id. */
export function toLookUp(key: Holdings): Map<string, string | null> {
  const { grants, unclear } = grantsOn(key);
  const all = [...grants.filter(({ tenant }) => tenant === null), ...unclear];
  return new Map(all.flatMap(({ principal, type }) => (isGroup(type) ? [] : [[principal.toLowerCase(), type] as const])));
}

export const isGroup = (type: string | null): boolean => type !== null && /group$/i.test(type);

type HeldRole = Omit<Grant, 'may' | 'doubt'> & {
  scope: string;
  condition: string | null;
  definition: AzureGuard['role_definitions'][string];
};

/** Roles that are held, that may be activated, and that are delegated. */
function rolesOn({ role_assignments, eligible_roles, delegations, role_definitions }: Holdings) {
  const missing: Unknown[] = [];
  const all = <T>(list: Fact<T[]>): T[] => {
    if (isKnown(list)) return list.value;
    missing.push(list.unknown);
    return [];
  };
  const assigned = (list: AzureKey['role_assignments'], note: string) =>
    all(list).map(({ principal_id, principal_type, role_definition_id, scope, condition }): HeldRole => {
      const definition = definitionOf(role_definitions, role_definition_id);
      const by = `${roleNamed(definition, role_definition_id)}${note}`;
      return { principal: principal_id, type: principal_type, tenant: null, by, scope, condition, definition };
    });
  const delegated = all(delegations).flatMap(({ name, tenant_id, scope, roles }) =>
    roles.map(({ principal_id, role_definition_id, eligible }): HeldRole => {
      const definition = definitionOf(role_definitions, role_definition_id);
      const by = `${roleNamed(definition, role_definition_id)}${eligible ? ELIGIBLE : ''} by the Lighthouse delegation "${name}"`;
      return { principal: principal_id, type: null, tenant: tenant_id, by, scope, condition: null, definition };
    }),
  );
  return { held: [...assigned(role_assignments, ''), ...assigned(eligible_roles, ELIGIBLE), ...delegated], missing };
}

const ELIGIBLE = ', which may be activated,';

function givenByRole(key: Holdings, powers: readonly Power[], role: HeldRole): Grant[] {
  const { scope, condition, definition, principal, type, tenant } = role;
  const at = scopeOf(scope, key.name);
  if (at === undefined || !isKnown(definition)) return [];
  const { permissions } = definition.value;
  const given = powers.filter(({ on, plane, name }) => reaches(at, on) && named(permissions, plane, name));
  const by = `${role.by} on ${at}`;
  const self = { object_id: principal, groups: NO_GROUPS };
  const ruled = given.map(({ may, ...operation }) => ({ may, denial: denialOf(key, self, operation) }));
  const conditional = conditionIn(`${by} is`, condition) ?? conditionIn(`${by} permits`, ofRole(definition));
  const doubts = ruled.flatMap(({ denial }) => (denial?.effect === 'undetermined' ? [denial.why] : []));
  const sure = conditional === null ? ruled.filter(({ denial }) => denial === null) : [];
  const open = ruled.filter(({ denial }) => denial?.effect !== 'not_granted');
  const grant = (list: typeof ruled, doubt: Unknown | null): Grant[] =>
    list.length === 0 ? [] : [{ principal, type, tenant, by, may: inOrder(list.map(({ may }) => may)), doubt }];
  const known = new Set(sure.map(({ may }) => may));
  return [
    ...grant(sure, null),
    ...grant(
      open.filter(({ may }) => !known.has(may)),
      conditional ?? doubts[0] ?? null,
    ),
  ];
}

/** A deny assignment may name a group of the principal: nobody's groups are read but Confluent's. */
const NO_GROUPS = unknown('ambiguous', 'a deny assignment names groups, and whether the principal is in one of them is not read');

function policiesOn({ vault }: Holdings): { grants: Grant[]; missing: Unknown[] } {
  const { access_policies, tenant_id } = vault;
  if (!isKnown(access_policies)) return { grants: [], missing: [access_policies.unknown] };
  const grants = access_policies.value.flatMap((policy): Grant[] => {
    const may = mayByPolicy(policy.keys);
    if (may.length === 0) return [];
    const by = policy.application_id === null ? 'an access policy' : `an access policy, by application ${policy.application_id}`;
    const elsewhere = isKnown(tenant_id) && !sameId(tenant_id.value, policy.tenant_id);
    const doubt = elsewhere
      ? unknown(
          'ambiguous',
          `the access policy of ${policy.object_id} names another tenant than the vault's, ${policy.tenant_id}`,
        ).unknown
      : null;
    return [{ principal: policy.object_id, type: null, tenant: null, by, may, doubt }];
  });
  return { grants, missing: [] };
}

import { isKnown, unknown } from '../../../facts/fact.ts';
import { rememberedOf } from '../../../input/remembered.ts';
import { type Access, best, type Decision, offered, type PolicyAccess, together, undetermined } from '../../decision.ts';
import type { AzureKmsName } from '../name.ts';
import type { AzureKey, ServicePrincipal } from '../snapshot.ts';
import { azureBeyondNeed } from './beyond-need.ts';
import { denialOf } from './denial.ts';
import { type AzureGuard, OPERATIONS, type Operation } from './guard.ts';
import { holdersOfAzureKey } from './holders.ts';
import { named } from './pattern.ts';
import { allows, policiesOf } from './policies.ts';
import { type Principal, sameId } from './principal.ts';
import { rolesOf } from './roles.ts';
import { reaches } from './scope.ts';
import { principalIn, type ServicePrincipals } from './service-principals.ts';

/** What Confluent needs in a vault that uses access policies, as Azure spells it there. */
const AZURE_POLICY_NEEDED: readonly string[] = ['get', 'wrapKey', 'unwrapKey'];

type About = {
  name: AzureKmsName;
  key: AzureKey;
  servicePrincipals: ServicePrincipals;
  tenant: string | null;
};

/** Who may use the key, by role and deny assignments or by the access policies of its vault. */
export function accessToAzureKey({ name, key, servicePrincipals, tenant }: About): PolicyAccess {
  const { id } = key.vault;
  // scopes begin with the id that the vault has now
  const guard = { ...key, name: isKnown(id) ? { ...name, vault_id: id.value } : name };
  const { tenant_id } = key.vault;
  const directory = isKnown(tenant_id) ? tenant_id.value : tenant;
  const who = (application: string): ServicePrincipal => {
    const missing = unknown('not_collected', `the snapshot holds no service principal of application ${application}`);
    return principalIn(servicePrincipals, application, directory) ?? { object_id: missing, groups: missing };
  };
  return {
    source: 'azure:arm:ListRoleAssignments',
    access: (applications) =>
      applications
        .flatMap((application) => azureAccess(guard, application, who(application)))
        .map((access) => inTenant(access, key, tenant)),
    excess: (applications) => together(applications.map((application) => azureBeyondNeed(guard, application, who(application)))),
    everybody: null,
    holders: (about) => holdersOfAzureKey(guard, servicePrincipals, about),
    remarks: () => movedFrom(name, key),
  };
}

/** What is granted in one tenant is of no use to a caller that signs in to another. */
function inTenant(access: Access, { vault: { tenant_id } }: AzureKey, registered: string | null): Access {
  if (access.decision.effect !== 'granted' || registered === null) return access;
  if (!isKnown(tenant_id) || sameId(tenant_id.value, registered)) return access;
  const detail = `the vault belongs to tenant ${tenant_id.value}, and tenant ${registered} is registered with Confluent`;
  return { ...access, decision: undetermined(unknown('ambiguous', detail).unknown) };
}

/** Confluent keeps the resource id that was registered; a vault may be moved to another resource group. */
function movedFrom({ vault_id }: AzureKmsName, { vault }: AzureKey): string[] {
  const { id } = vault;
  return isKnown(id) && !sameId(id.value, vault_id)
    ? [`the vault was moved: it is now ${id.value}, and registered as ${vault_id}`]
    : [];
}

/** Whether Confluent's application, by its service principal in the customer's directory, may do what it needs to. */
export function azureAccess(guard: AzureGuard, application: string, { object_id, groups }: ServicePrincipal): Access[] {
  const { rbac } = guard.vault;
  const principal = isKnown(object_id) ? { object_id: object_id.value, groups } : object_id;
  const decided = (permission: string, by: (principal: Principal) => Decision): Access => {
    const decide = () => {
      if (!isKnown(rbac)) return undetermined(rbac.unknown);
      return 'unknown' in principal ? undetermined(principal.unknown) : by(principal);
    };
    return {
      principal: application,
      permission,
      decision: decide(),
      ...(isKnown(object_id) ? { object_id: object_id.value } : {}),
    };
  };
  const roles = rememberedOf((principal: Principal) => rolesOf(guard, principal));
  return isKnown(rbac) && !rbac.value
    ? AZURE_POLICY_NEEDED.map((permission) => decided(permission, (principal) => byPolicies(guard, principal, permission)))
    : OPERATIONS.map((operation) =>
        decided(operation.name, (principal) => byRoles(guard, roles(principal), principal, operation)),
      );
}

function byRoles(guard: AzureGuard, roles: ReturnType<typeof rolesOf>, principal: Principal, operation: Operation): Decision {
  const given = givenByRoles(roles, operation);
  if (given.effect === 'not_granted') return given;
  return denialOf(guard, principal, operation) ?? given;
}

function givenByRoles(roles: ReturnType<typeof rolesOf>, { name, plane, on }: Operation): Decision {
  if (!isKnown(roles)) return undetermined(roles.unknown);
  const offers = roles.value.flatMap(({ what, scope, group, definition, doubt }): Decision[] => {
    if (!reaches(scope, on)) return [];
    if (!isKnown(definition)) return [undetermined(definition.unknown)];
    if (!named(definition.value.permissions, plane, name)) return [];
    return [offered(`${what} assigned at ${scope}${group === null ? '' : `, to group ${group}`}`, doubt)];
  });
  return best(offers, `no role assigned at ${on === 'key' ? 'the key, ' : ''}the vault or above gives it`);
}

function byPolicies(guard: AzureGuard, principal: Principal, permission: string): Decision {
  const policies = policiesOf(guard, principal);
  if (!isKnown(policies)) return undetermined(policies.unknown);
  const offers = policies.value.filter((policy) => allows(policy, permission));
  return best(
    offers.map(({ what, doubt }) => offered(what, doubt)),
    'no access policy of the vault gives it',
  );
}

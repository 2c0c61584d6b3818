import { isKnown, unknown } from '../../../facts/fact.ts';
import {
  type Access,
  type Decision,
  granted,
  holdersNotRead,
  notGranted,
  type PolicyAccess,
  together,
  undetermined,
} from '../../decision.ts';
import type { AzureKmsName } from '../name.ts';
import type { ServicePrincipal } from '../service-principal.ts';
import type { AzureKey } from '../snapshot.ts';
import { azureBeyondNeed } from './beyond-need.ts';
import { denialOf } from './denial.ts';
import { type AzureGuard, OPERATIONS, type Operation } from './guard.ts';
import { named } from './pattern.ts';
import { allows, policiesOf } from './policies.ts';
import type { Principal } from './principal.ts';
import { rolesOf } from './roles.ts';
import { reaches } from './scope.ts';

export { azureBeyondNeed } from './beyond-need.ts';
export type { AzureGuard } from './guard.ts';

/** What Confluent needs in a vault that uses Azure roles. */
const AZURE_NEEDED: readonly string[] = OPERATIONS.map(({ name }) => name);

/** What it needs in a vault that uses access policies, as Azure spells them there. */
const AZURE_POLICY_NEEDED: readonly string[] = ['get', 'wrapKey', 'unwrapKey'];

type About = { name: AzureKmsName; key: AzureKey; servicePrincipals: Readonly<Record<string, ServicePrincipal>> };

/** Who may use the key, by role and deny assignments or by the access policies of its vault. */
export function accessToAzureKey({ name, key, servicePrincipals }: About): PolicyAccess {
  const guard = { ...key, name };
  const who = (application: string): ServicePrincipal => {
    const id = application.toLowerCase();
    const missing = unknown('not_collected', `the snapshot holds no service principal of application ${application}`);
    return (Object.hasOwn(servicePrincipals, id) ? servicePrincipals[id] : undefined) ?? { object_id: missing, groups: missing };
  };
  return {
    source: 'azure:arm:ListRoleAssignments',
    access: (applications) => applications.flatMap((application) => azureAccess(guard, application, who(application))),
    excess: (applications) => together(applications.map((application) => azureBeyondNeed(guard, application, who(application)))),
    everybody: null,
    holders: holdersNotRead,
    remarks: () =>
      !isKnown(key.deny_assignments) && key.deny_assignments.unknown.cause === 'denied'
        ? ['deny assignments could not be read, which needs Microsoft.Authorization/denyAssignments/read']
        : [],
  };
}

/** Whether Confluent's application, by its service principal in the customer's directory, may do what it needs to. */
export function azureAccess(guard: AzureGuard, application: string, who: ServicePrincipal): Access[] {
  const decided = decisions(guard, who);
  return decided.map(([permission, decision]) => ({ principal: application, permission, decision }));
}

function decisions(guard: AzureGuard, { object_id, groups }: ServicePrincipal): [string, Decision][] {
  const { rbac } = guard.vault;
  if (!isKnown(rbac)) return AZURE_NEEDED.map((permission) => [permission, undetermined(rbac.unknown)]);
  const decide = (principal: Principal): [string, Decision][] =>
    rbac.value
      ? OPERATIONS.map((operation) => [operation.name, byRoles(guard, principal, operation)])
      : AZURE_POLICY_NEEDED.map((permission) => [permission, byPolicies(guard, principal, permission)]);
  if (isKnown(object_id)) return decide({ object_id: object_id.value, groups });
  return (rbac.value ? AZURE_NEEDED : AZURE_POLICY_NEEDED).map((permission) => [permission, undetermined(object_id.unknown)]);
}

function byRoles(guard: AzureGuard, principal: Principal, operation: Operation): Decision {
  const given = givenByRoles(guard, principal, operation);
  if (given.effect === 'not_granted') return given;
  return denialOf(guard, principal, operation) ?? given;
}

function givenByRoles(guard: AzureGuard, principal: Principal, { name, plane, on }: Operation): Decision {
  const roles = rolesOf(guard, principal);
  if (!isKnown(roles)) return undetermined(roles.unknown);
  const offers = roles.value.flatMap(({ what, scope, group, definition, doubt }): Decision[] => {
    if (!reaches(scope, on)) return [];
    if (!isKnown(definition)) return [undetermined(definition.unknown)];
    if (!named(definition.value.permissions, plane, name)) return [];
    if (doubt !== null) return [undetermined(doubt)];
    return [granted(`${what} assigned at ${scope}${group === null ? '' : `, to group ${group}`}`)];
  });
  return best(offers) ?? notGranted(`no role assigned at ${on === 'key' ? 'the key, ' : ''}the vault or above gives it`);
}

function byPolicies(guard: AzureGuard, principal: Principal, permission: string): Decision {
  const policies = policiesOf(guard, principal);
  if (!isKnown(policies)) return undetermined(policies.unknown);
  const offers = policies.value
    .filter((policy) => allows(policy, permission))
    .map(({ what, doubt }) => (doubt === null ? granted(what) : undetermined(doubt)));
  return best(offers) ?? notGranted('no access policy of the vault gives it');
}

/** One grant is enough, whatever else is in doubt. */
const best = (offers: readonly Decision[]): Decision | undefined =>
  offers.find(({ effect }) => effect === 'granted') ?? offers[0];

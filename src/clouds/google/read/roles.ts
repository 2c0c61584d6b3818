import type { Asking } from '../../../collect/asking.ts';
import type { Collection } from '../../../collect/observe.ts';
import { oncePer } from '../../../collect/once.ts';
import { mustBe } from '../../../collect/reply.ts';
import { type Fact, isKnown, unknown } from '../../../facts/fact.ts';
import { knownGoogleRole } from '../access/roles.ts';
import { PROJECT } from '../name.ts';
import { projectCall, roleCall } from '../permissions.ts';
import type { GcpKey } from '../snapshot.ts';
import type { GoogleService, GoogleServices } from './client.ts';
import { type Binding, permissionsGivenBy, policy } from './replies.ts';

const ROLE = new RegExp(
  `^(?:roles/[A-Za-z][A-Za-z0-9_.-]{0,99}|(?:projects/${PROJECT}|organizations/[0-9]{1,30})/roles/[A-Za-z0-9_.]{3,64})$`,
);

/** Roles that the policies give to anybody, but for those that a table holds: they change little, and reading them is often refused. */
export function rolesToRead(policies: readonly Fact<Binding[]>[]): string[] {
  const bindings = policies.flatMap((fact) => (isKnown(fact) ? fact.value : []));
  return [...new Set(bindings.map(({ role }) => role))].filter((role) => knownGoogleRole(role) === undefined);
}

/** What lies beyond Cloud KMS: the policies of projects, and what roles permit; each is asked once for all keys. */
export function beyondKms(collection: Collection, services: GoogleServices, ask: Asking<GoogleService>) {
  async function projectPolicy(project: string): Promise<GcpKey['project_policy']> {
    return ask.one(await services('resource_manager_endpoint'), projectCall(project), async ({ post }, signal) => {
      // A read call, though by POST; without the version a conditional role would go by another name.
      const body = { options: { requestedPolicyVersion: 3 } };
      return mustBe(await post(`/v3/projects/${project}:getIamPolicy`, signal, body), policy);
    });
  }

  async function permissionsOf(role: string): Promise<Fact<string[]>> {
    if (!ROLE.test(role)) return unknown('malformed', `not the name of a role: ${JSON.stringify(role)}`);
    collection.expect?.(1);
    return ask.one(await services('iam_endpoint'), roleCall(role), async ({ get }, signal) =>
      mustBe(await get(`/v1/${role}`, signal), permissionsGivenBy(role)),
    );
  }

  return { projectPolicy: oncePer(projectPolicy), permissionsOf: oncePer(permissionsOf) };
}

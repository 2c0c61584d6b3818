import type { Asking, AtDoor } from '../../../collect/asking.ts';
import type { Collection } from '../../../collect/observe.ts';
import { oncePer } from '../../../collect/once.ts';
import { mustBe } from '../../../collect/reply.ts';
import { type Fact, isKnown, unknown } from '../../../facts/fact.ts';
import { projectOf } from '../access/member.ts';
import { knownGoogleRole } from '../access/roles.ts';
import { type GoogleKmsName, isProjectNumber, PROJECT } from '../name.ts';
import { getProjectCall, projectCall, roleCall } from '../permissions.ts';
import type { GcpKey } from '../snapshot.ts';
import type { GoogleService, GoogleServices } from './client.ts';
import { type Binding, namesOfProject, permissionsGivenBy, policy } from './replies.ts';

const ROLE = new RegExp(
  `^(?:roles/[A-Za-z][A-Za-z0-9_.-]{0,99}|(?:projects/${PROJECT}|organizations/[0-9]{1,30})/roles/[A-Za-z0-9_.]{3,64})$`,
);

/** Roles that the policies give to anybody, but for those that a table holds: they change little, and reading them is often refused. */
export function rolesToRead(policies: readonly Fact<Binding[]>[]): string[] {
  const bindings = policies.flatMap((fact) => (isKnown(fact) ? fact.value : []));
  return [...new Set(bindings.map(({ role }) => role))].filter((role) => knownGoogleRole(role) === undefined);
}

/** Whether a policy names a principal by the name of a project that is not the one that the key is named by. */
export function needsProject(policies: readonly Fact<Binding[]>[], { project }: GoogleKmsName): boolean {
  const members = policies.flatMap((fact) => (isKnown(fact) ? fact.value : [])).flatMap(({ members }) => members);
  const named = members.map(projectOf).filter((name) => name !== null);
  return named.some((name) => isProjectNumber(name) !== isProjectNumber(project));
}

/** What lies beyond Cloud KMS: the policies of projects, and what roles permit; each is asked once for all keys. */
export function beyondKms(collection: Collection, services: GoogleServices, ask: Asking<GoogleService & AtDoor>) {
  async function projectPolicy(project: string): Promise<GcpKey['project_policy']> {
    return ask.one(await services('resource_manager_endpoint', project), projectCall(project), async ({ post }, signal) => {
      // A read call, though by POST; without the version a conditional role would go by another name.
      const body = { options: { requestedPolicyVersion: 3 } };
      return mustBe(await post(`/v3/projects/${project}:getIamPolicy`, signal, body), policy);
    });
  }

  async function namesOf(project: string): Promise<GcpKey['project']> {
    collection.expect?.(1);
    return ask.one(await services('resource_manager_endpoint', project), getProjectCall(project), async ({ get }, signal) =>
      mustBe(await get(`/v3/projects/${project}`, signal), namesOfProject(project)),
    );
  }

  async function permissionsOf(role: string): Promise<Fact<string[]>> {
    if (!ROLE.test(role)) return unknown('malformed', `not the name of a role: ${JSON.stringify(role)}`);
    collection.expect?.(1);
    return ask.one(
      await services('iam_endpoint', /^(?:projects|organizations)\/[^/]+/.exec(role)?.[0] ?? 'predefined'),
      roleCall(role),
      async ({ get }, signal) => mustBe(await get(`/v1/${role}`, signal), permissionsGivenBy(role)),
    );
  }

  return { projectPolicy: oncePer(projectPolicy), namesOf: oncePer(namesOf), permissionsOf: oncePer(permissionsOf) };
}

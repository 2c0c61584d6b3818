import type { Asking } from '../../../collect/asking.ts';
import type { Collection } from '../../../collect/observe.ts';
import { oncePer } from '../../../collect/once.ts';
import { listOrNone, mustBe, type Reader, text } from '../../../collect/reply.ts';
import type { Fact } from '../../../facts/fact.ts';
import { isKnown, unknown } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import { projectCall, roleCall } from '../permissions.ts';
import type { GcpKey } from '../snapshot.ts';
import type { GoogleService, GoogleServices } from './client.ts';
import { type Binding, policy } from './key.ts';

const PROJECT = '[a-z0-9][a-z0-9:.-]{0,62}';
const ROLE = new RegExp(
  `^(?:roles/[A-Za-z][A-Za-z0-9_.-]{0,99}|(?:projects/${PROJECT}|organizations/[0-9]{1,30})/roles/[A-Za-z0-9_.]{3,64})$`,
);

/** Basic and Cloud KMS roles, whose permissions a table holds: they change little, and reading them is often refused. */
const isInTable = (role: string): boolean => /^roles\/(owner|editor|viewer|cloudkms\..*)$/.test(role);

const EVERYONE = ['allusers', 'allauthenticatedusers'];

/** Roles that the policies give to one of the groups or to everyone, but for those that a table holds. */
export function rolesToRead(policies: readonly Fact<Binding[]>[], groups: readonly string[]): string[] {
  const concerned = new Set([...EVERYONE, ...groups.map((group) => `group:${group.toLowerCase()}`)]);
  const bindings = policies.flatMap((fact) => (isKnown(fact) ? fact.value : []));
  const given = bindings.filter(({ members }) => members.some((member) => concerned.has(member.toLowerCase())));
  return [...new Set(given.map(({ role }) => role))].filter((role) => !isInTable(role));
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
      mustBe(await get(`/v1/${role}`, signal), permissionsOfRole),
    );
  }

  return { projectPolicy: oncePer(projectPolicy), permissionsOf: oncePer(permissionsOf) };
}

/** A deleted role keeps its bindings for a while, but they give nothing. */
const permissionsOfRole: Reader<string[]> = {
  what: 'a role',
  read: (role) => {
    if (!isRecord(role) || !(role.deleted === undefined || typeof role.deleted === 'boolean')) return undefined;
    const permissions = listOrNone(text).read(role.includedPermissions);
    return role.deleted === true ? [] : permissions;
  },
};

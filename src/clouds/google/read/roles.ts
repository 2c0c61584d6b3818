import type { LimitFunction } from 'p-limit';
import { type Call, type Collection, observe } from '../../../collect/observe.ts';
import { byKey } from '../../../collect/once.ts';
import { listOrNone, mustBe, type Reader, text } from '../../../collect/reply.ts';
import type { Fact } from '../../../facts/fact.ts';
import { isKnown, unknown } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import { roleCall } from '../permissions.ts';
import type { GcpKey } from '../snapshot.ts';
import type { GoogleEndpoint, GoogleService, GoogleServices } from './client.ts';
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
export class GoogleRoles {
  readonly #collection: Collection;
  readonly #services: GoogleServices;
  readonly #limit: LimitFunction;
  readonly #policies = new Map<string, Promise<GcpKey['project_policy']>>();
  readonly #roles = new Map<string, Promise<Fact<string[]>>>();

  constructor(collection: Collection, services: GoogleServices, limit: LimitFunction) {
    this.#collection = collection;
    this.#services = services;
    this.#limit = limit;
  }

  projectPolicy(project: string, call: Call): Promise<GcpKey['project_policy']> {
    return byKey(this.#policies, project, () =>
      this.#ask('resource_manager_endpoint', call, async ({ post }) => {
        // A read call, though by POST; without the version a conditional role would go by another name.
        return mustBe(await post(`/v3/projects/${project}:getIamPolicy`, { options: { requestedPolicyVersion: 3 } }), policy);
      }),
    );
  }

  async permissions(roles: readonly string[]): Promise<GcpKey['roles']> {
    const read = roles.map(async (role) => [role, await byKey(this.#roles, role, () => this.#permissionsOf(role))] as const);
    return Object.fromEntries(await Promise.all(read));
  }

  async #permissionsOf(role: string): Promise<Fact<string[]>> {
    if (!ROLE.test(role)) return unknown('malformed', `not the name of a role: ${JSON.stringify(role)}`);
    this.#collection.expect?.(1);
    return this.#ask('iam_endpoint', roleCall(role), async ({ get }) => mustBe(await get(`/v1/${role}`), permissionsOfRole));
  }

  async #ask<T>(endpoint: GoogleEndpoint, call: Call, ask: (service: GoogleService) => Promise<T>): Promise<Fact<T>> {
    const service = await this.#services(endpoint);
    if ('closed' in service) return unknown('not_collected', service.closed, call);
    const { during, classify } = service;
    return this.#limit(() => observe(this.#collection, call, (signal) => during(signal, () => ask(service)), classify));
  }
}

/** A deleted role keeps its bindings for a while, but they give nothing. */
const permissionsOfRole: Reader<string[]> = {
  what: 'a role',
  read: (role) => {
    if (!isRecord(role) || !(role.deleted === undefined || typeof role.deleted === 'boolean')) return undefined;
    const permissions = listOrNone(role.includedPermissions, text);
    return role.deleted === true ? [] : permissions;
  },
};

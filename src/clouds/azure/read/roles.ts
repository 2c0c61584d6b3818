import type { LimitFunction } from 'p-limit';
import { type Call, type Collection, observe } from '../../../collect/observe.ts';
import { byKey } from '../../../collect/once.ts';
import { observeAll } from '../../../collect/pages.ts';
import { listOf, mustBe, type Reader } from '../../../collect/reply.ts';
import type { Fact } from '../../../facts/fact.ts';
import { derive, isKnown, unknown } from '../../../facts/fact.ts';
import type { AzureKmsName } from '../name.ts';
import { roleDefinitionCall } from '../permissions.ts';
import type { AzureKey } from '../snapshot.ts';
import { guidOfRoleDefinition, type RoleAssignment, type RoleDefinition, roleDefinition } from './authorization.ts';
import type { AzureServices } from './client.ts';
import { classifyAzureError } from './error.ts';

const VERSION = 'api-version=2022-04-01';

/** Azure RBAC as it bears on a key: who is assigned or denied what, and what the assigned roles permit. */
export class AzureRoles {
  readonly #collection: Collection;
  readonly #arm: AzureServices['arm'];
  readonly #limit: LimitFunction;
  /** A role serves whomever it is assigned to, at whatever key. */
  readonly #definitions = new Map<string, Promise<Fact<RoleDefinition>>>();

  constructor(collection: Collection, arm: AzureServices['arm'], limit: LimitFunction) {
    this.#collection = collection;
    this.#arm = arm;
    this.#limit = limit;
  }

  /** Assignments at the key's own scope: those made at the vault and above are in the list as well. */
  async assignments<T>(
    name: AzureKmsName,
    call: Call,
    type: 'roleAssignments' | 'denyAssignments',
    reader: Reader<T>,
  ): Promise<Fact<T[]>> {
    if ('closed' in this.#arm) return this.#arm.closed(call);
    const { get, next } = await this.#arm.open(name);
    const list = `${encodeURI(name.vault_id)}/keys/${name.key}/providers/Microsoft.Authorization/${type}`;
    return this.#limit(() =>
      observeAll(
        this.#collection,
        call,
        async (signal, start) => {
          const reply = await get(start ?? `${list}?${VERSION}&$filter=atScope()`, signal);
          return { items: mustBe(reply.value, listOf(reader), 'value'), next: next(reply.nextLink) };
        },
        classifyAzureError,
      ),
    );
  }

  /** What the assigned roles permit, by the id that the assignments name; nothing where those were not read. */
  async definitions(name: AzureKmsName, assignments: Fact<RoleAssignment[]>): Promise<AzureKey['role_definitions']> {
    if (!isKnown(assignments)) return {};
    const ids = new Map(assignments.value.map(({ role_definition_id: id }) => [id.toLowerCase(), id]));
    const read = [...ids].map(
      async ([key, id]) => [key, await byKey(this.#definitions, key, () => this.#definition(name, id))] as const,
    );
    return Object.fromEntries(await Promise.all(read));
  }

  async #definition(name: AzureKmsName, id: string): Promise<Fact<RoleDefinition>> {
    const guid = guidOfRoleDefinition(id);
    if (guid === null) return unknown('malformed', `not the id of a role definition: ${JSON.stringify(id)}`);
    const call = roleDefinitionCall(guid);
    if ('closed' in this.#arm) return this.#arm.closed(call);
    const { get } = await this.#arm.open(name);
    this.#collection.expect?.(1);
    const ask = async (signal: AbortSignal) => mustBe(await get(`${encodeURI(id)}?${VERSION}`, signal), roleDefinition);
    const reply = await this.#limit(() => observe(this.#collection, call, ask, classifyAzureError));
    return derive(reply, ({ condition, ...definition }) =>
      condition === null
        ? definition
        : unknown('ambiguous', `${definition.name} permits under a condition, which is not understood: ${condition}`, call),
    );
  }
}

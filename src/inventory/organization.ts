import { shown } from '../facts/fact.ts';
import type { Snapshot } from '../snapshot/schema.ts';

/** The id of an organization that no list named. */
export const UNSEEN_ORGANIZATION = 'unknown';

/** By its own list, else by the resource names of what belongs to it: the list may be refused. */
export function organizationOf({ confluent }: Snapshot) {
  const inNames = [...confluent.environments.seen, ...confluent.keys.seen]
    .map(({ organization_id }) => organization_id)
    .find((id) => id !== null);
  const { seen } = confluent.organizations;
  const own = seen.find(({ id }) => id === inNames) ?? seen[0];
  return { id: own?.id ?? inNames ?? UNSEEN_ORGANIZATION, name: own === undefined ? null : (shown(own.name) ?? null) };
}

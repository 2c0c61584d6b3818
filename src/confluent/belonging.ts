import { type Fields, matching } from '../collect/reply.ts';
import { isKnown, type Listing, ofConfluent, unknown } from '../facts/fact.ts';
import type { Cluster, Organization } from '../snapshot/schema.ts';
import { ID } from './ids.ts';
import { organizationOf } from './resource-name.ts';

// Whether what a list holds belongs to the organization and the environment that were asked for.

type Owned = { id: string; organization_id: string | null };

/** Why an item of an environment's list is of another environment or organization; null where nothing says so. */
export const straysFrom =
  (asked: { environment: string; organization: string | undefined }) =>
  (item: Fields): string | null => {
    const environment = item.optional('spec.environment.id', matching(ID.environment, 'the id of an environment'), null);
    if (!isKnown(environment)) return `does not say to which environment it belongs: ${environment.unknown.detail}`;
    if (environment.value !== null && environment.value !== asked.environment) return `is of environment ${environment.value}`;
    const organization = organizationOf(item);
    const isOther = organization !== null && asked.organization !== undefined && organization !== asked.organization;
    return isOther ? `is of organization ${organization}` : null;
  };

/**
 * The organization that its own list and the resource names of what belongs to it agree on; undefined where neither names one
 * alone. A list of organizations that nothing listed belongs to is not believed.
 */
export function agreed(organizations: Listing<Organization>, owned: readonly Owned[]) {
  const named = new Set(owned.flatMap(({ organization_id }) => organization_id ?? []));
  const [id, another] = organizations.seen.length > 0 ? organizations.seen.map((one) => one.id) : named;
  if (id === undefined || another !== undefined) return { organizations, id: undefined };
  if (named.size === 0 || named.has(id)) return { organizations, id };
  const why = `nothing that was listed belongs to organization ${id}`;
  const end = unknown('malformed', why, ofConfluent('GET /org/v2/organizations'));
  return { organizations: { seen: [], end }, id: named.size === 1 ? [...named][0] : undefined };
}

/** A list without what is of another organization: where it holds such a thing, it is not known to be this organization's. */
export function ofOrganization<T extends Owned>(
  { seen, end }: Listing<T>,
  organization: string | undefined,
  call: string,
): Listing<T> {
  const isOther = ({ organization_id: its }: T) => its !== null && organization !== undefined && its !== organization;
  const stray = seen.find(isOther);
  if (stray === undefined) return { seen, end };
  const why = `the list holds ${stray.id} of organization ${stray.organization_id}`;
  const malformed = unknown('malformed', why, ofConfluent(call));
  return { seen: seen.filter((item) => !isOther(item)), end: isKnown(end) ? malformed : end };
}

/** A cluster is in one environment: lists that hold the same one contradict each other. */
export function inOneEnvironmentEach(lists: Record<string, Listing<Cluster>>, call: string): Record<string, Listing<Cluster>> {
  const places = Map.groupBy(
    Object.values(lists).flatMap(({ seen }) => seen),
    ({ id }) => id,
  );
  const isRepeated = ({ id }: Cluster) => (places.get(id)?.length ?? 0) > 1;
  return Object.fromEntries(
    Object.entries(lists).map(([environment, { seen, end }]) => {
      const repeated = seen.find(isRepeated);
      if (repeated === undefined) return [environment, { seen, end }];
      const at = ofConfluent(`${call}?environment=${environment}`);
      const malformed = unknown('malformed', `${repeated.id} is in the lists of two environments`, at);
      return [environment, { seen: seen.filter((one) => !isRepeated(one)), end: isKnown(end) ? malformed : end }];
    }),
  );
}

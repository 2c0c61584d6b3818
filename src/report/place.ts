import type { DeclaringBlock, Location, Place, ReportedRule, ReportedSubject } from './schema.ts';

/** Finds where the repository declares a subject, by what identifies it. */
export type Locate = (
  subject: Pick<ReportedSubject, 'type' | 'id' | 'name' | 'environment' | 'environment_name' | 'kms_name'>,
) => Pick<ReportedSubject, 'location' | 'blocks' | 'inventory'>;

/** What is said of a subject that no file declares. */
export const NOWHERE: ReturnType<Locate> = { location: null, blocks: [], inventory: null };

/** What a rule says of where its failures are mended. */
export type Mended = Pick<ReportedRule, 'declared_in' | 'every_region'>;

/** What is said of a rule that the report does not have. */
export const IN_THE_OWN_BLOCK: Mended = { declared_in: [], every_region: false };

/** Where a finding belongs, and what else of the repository it is about. */
type Placed = { location: Place | null; related: { location: Location; label: string }[] };

/**
 * Where a failure of the rule would be mended: at the first of the places that the rule names whose type of block the subject
 * has, else where the subject is declared. It follows from rule, subject and repository, whatever the verdict: an alert must not move
 * to another file because a scan was blind.
 */
export function placeOf(
  rule: Mended,
  { location, blocks, inventory }: Pick<ReportedSubject, 'location' | 'blocks' | 'inventory'>,
): Placed {
  const mended = mendedIn(rule, blocks);
  const chosen = mended?.location ?? location;
  const others = blocks.filter((block) => block !== mended?.block && !isAt(block, chosen));
  const related = others.map((block) => ({ location: locationOf(block.uri, block), label: block.address }));
  return {
    location: chosen,
    related: inventory === null || isAt(inventory, chosen) ? related : [...related, { location: inventory, label: 'inventory' }],
  };
}

/** The first attribute of those that are named of the type, in its block or in what overrides that; or the block's header where it has none. */
function mendedIn(
  { declared_in, every_region }: Mended,
  blocks: readonly DeclaringBlock[],
): { block: DeclaringBlock; location: Place } | null {
  const places = declared_in.map((name) => {
    const [type, ...path] = name.split('.');
    return { type, path: path.join('.') };
  });
  const named = blocks.filter((block) => places.some(({ type }) => type === block.type));
  // a replica is disabled in its own Region, but rotated by its primary
  const here = every_region ? [] : named.filter(({ other_region }) => !other_region);
  const candidates = here.length > 0 ? here : named;
  const type = places.find((place) => candidates.some((block) => block.type === place.type))?.type;
  const own = candidates.filter((one) => one.type === type);
  for (const place of places)
    for (const block of own) {
      const attribute = place.type === type ? block.attributes[place.path] : undefined;
      if (attribute !== undefined) return { block, location: { ...locationOf(block.uri, attribute), source: 'terraform' } };
    }
  const [block] = own;
  return block === undefined ? null : { block, location: { ...locationOf(block.uri, block), source: 'terraform' } };
}

const locationOf = (uri: string, { start_line, start_column, end_line, end_column }: Omit<Location, 'uri'>): Location => ({
  uri,
  start_line,
  start_column,
  end_line,
  end_column,
});

const isAt = (one: Location, other: Location | null): boolean =>
  other !== null && one.uri === other.uri && one.start_line === other.start_line && one.start_column === other.start_column;

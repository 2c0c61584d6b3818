import type { Kind } from './block.ts';
import { isResourceType, knownOf, RESOURCE_TYPES } from './resource-types.ts';

const OTHERS: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  module: ['source'],
  import: ['to', 'id', 'identity', 'for_each'],
  moved: ['from', 'to'],
};
/** What a file of blocks that are read has somewhere in it. */
const MENTIONED = new RegExp(
  `${[...Object.keys(RESOURCE_TYPES), 'confluent_organization'].join('|')}|\\b(?:module|import|moved)\\b`,
);

/** Whether a file may have a block that is read. Most files of a large repository have none, and are not looked into further. */
export const mayHaveBlocks = (text: string): boolean => MENTIONED.test(text);

const known = new Map<string, ReadonlySet<string>>();

/** The paths of the attributes that are read of a block; undefined for one that nothing is read of. */
export function wantedOf(kind: Kind, type: string | undefined): ReadonlySet<string> | undefined {
  const others = OTHERS[kind];
  if (others !== undefined) return remembered(kind, others);
  if (type === undefined) return undefined;
  // an organization is known by its data source, and declared by none
  if (kind === 'data' && type === 'confluent_organization') return remembered(type, []);
  if (!isResourceType(type)) return undefined;
  const { places, links } = knownOf(type);
  return remembered(`${kind} ${type}`, kind === 'data' ? [...links, 'id'] : [...places, ...links]);
}

function remembered(name: string, paths: readonly string[]): ReadonlySet<string> {
  const set = known.get(name) ?? new Set(paths);
  known.set(name, set);
  return set;
}

/** Whether something is read of what is nested there. */
export const hasBelow = (wanted: ReadonlySet<string>, path: string): boolean =>
  [...wanted].some((one) => one.startsWith(`${path}.`));

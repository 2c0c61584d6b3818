import { isRecord } from '../input/is-record.ts';
import type { Fact, Observed, Unknown } from './fact.ts';

/** Finds what stands at a dotted path of a document; undefined where nothing does. */
export function finderOf(path: string): (document: object) => unknown {
  const parts = path.split('.');
  return (document) => {
    let at: unknown = document;
    for (const part of parts) {
      if (!isRecord(at) || !Object.hasOwn(at, part)) return undefined;
      at = at[part];
    }
    return at;
  };
}

/** Finds the fact at a dotted path of a document; undefined where no fact stands there. */
export function factFinder(path: string): (document: object) => Fact<unknown> | undefined {
  const find = finderOf(path);
  return (document) => {
    const found = find(document);
    return isFact(found) ? found : undefined;
  };
}

/** The fact at a dotted path of a document, or undefined where no fact stands there. */
export function factAt(document: object, path: string): Fact<unknown> | undefined {
  const find = finders.get(path) ?? factFinder(path);
  finders.set(path, find);
  return find(document);
}

/** Paths are the catalogue's, and few. */
const finders = new Map<string, ReturnType<typeof factFinder>>();

/** A value with its source, or an unknown; never both. */
const isFact = (found: unknown): found is Observed<unknown> | { unknown: Unknown } =>
  isRecord(found) &&
  ('unknown' in found
    ? isRecord(found.unknown) && typeof found.unknown.cause === 'string' && !('value' in found)
    : 'value' in found && typeof found.source === 'string' && typeof found.observed_at === 'string');

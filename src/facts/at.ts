import { isRecord } from '../input/is-record.ts';
import type { Fact, Observed, Unknown } from './fact.ts';

/** The fact at a dotted path of a document, or undefined where no fact stands there. */
export function factAt(document: object, path: string): Fact<unknown> | undefined {
  let at: unknown = document;
  for (const part of path.split('.')) {
    if (!isRecord(at) || !Object.hasOwn(at, part)) return undefined;
    at = at[part];
  }
  return isFact(at) ? at : undefined;
}

/** A value with its source, or an unknown; never both. */
const isFact = (found: unknown): found is Observed<unknown> | { unknown: Unknown } =>
  isRecord(found) &&
  ('unknown' in found
    ? isRecord(found.unknown) && typeof found.unknown.cause === 'string' && !('value' in found)
    : 'value' in found && typeof found.source === 'string' && typeof found.observed_at === 'string');

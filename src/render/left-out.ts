import { plural } from '../report/plural.ts';
import type { Scope } from '../report/schema.ts';
import { withMore } from '../report/series.ts';

const MOST_NAMED = 5;

/** Which environments the configuration leaves out: nothing is said of what is in them. Null where it leaves out none that was seen. */
export function leftOutInWords(scope: Scope | null): string | null {
  const all = scope?.environments_left_out ?? [];
  if (all.length === 0) return null;
  const named = withMore(all.slice(0, MOST_NAMED), all.length - MOST_NAMED);
  return `The configuration leaves out ${plural(all.length, 'environment')}: ${named}.`;
}

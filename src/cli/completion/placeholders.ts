import { CAUSES } from '../../facts/cause.ts';
import { FORMAT_NAMES } from '../../render/index.ts';

/** What a shell can offer for a value: `nothing` where a person has to think of one. */
export type Values = { kind: 'file' | 'folder' | 'nothing' } | { kind: 'choice' | 'list'; from: readonly string[] };

const FILE: Values = { kind: 'file' };
const NOTHING: Values = { kind: 'nothing' };

/**
 * What stands for the placeholders of flags and arguments, such as `<file>`. One with choices of its own needs no entry.
 * @param rules ids of rules
 */
const placeholders = (rules: readonly string[]): Readonly<Record<string, Values>> => ({
  causes: { kind: 'list', from: CAUSES },
  commit: NOTHING,
  day: NOTHING,
  days: NOTHING,
  digest: NOTHING,
  dir: { kind: 'folder' },
  duration: NOTHING,
  file: FILE,
  files: FILE,
  id: { kind: 'choice', from: rules },
  interval: NOTHING,
  list: { kind: 'list', from: FORMAT_NAMES },
  n: NOTHING,
  new: FILE,
  old: FILE,
  organization: NOTHING,
  'owner/name': NOTHING,
  ref: NOTHING,
  report: FILE,
  size: NOTHING,
  snapshot: FILE,
  where: FILE,
});

/** Says what may stand for a placeholder. @throws Error for one that is not in the list above */
export function valuesOf(rules: readonly string[]): (placeholder: string, choices: readonly string[] | undefined) => Values {
  const known = placeholders(rules);
  return (placeholder, choices) => {
    if (choices !== undefined) return { kind: 'choice', from: choices };
    const values = Object.hasOwn(known, placeholder) ? known[placeholder] : undefined;
    if (values === undefined)
      throw new Error(
        `nothing says what a shell is to offer for <${placeholder}>; name it in src/cli/completion/placeholders.ts`,
      );
    return values;
  };
}

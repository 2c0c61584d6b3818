import { RE2JS } from 're2js';
import { ANYTHING, excluded, inRegularExpression, type Part, partsOf } from './glob-parts.ts';
import { once } from './once.ts';

// Globs over ids and names, which are no paths: `*` is any characters, also slashes and line breaks, `?` any one; `[abc]`,
// `[a-z]` and `[!a]` one of some; `{a,b}` and `@(a|b)` one of several, `?(a|b)`, `*(a|b)` and `+(a|b)` so many times; `!(a|b)`, if
// it is the whole glob, everything else; a backslash takes the meaning of what follows it. Both globs and names come from outside:
// whatever they are, matching takes no longer than their lengths say.

/** What stands for itself. */
const EXACT = /^(?!.*[@+!]\()[^*?[\]{}\\]*$/s;

/** Whether a glob is one name, so that what it matches can be looked up. */
export const isExact = (glob: string): boolean => EXACT.test(glob);

/** Whether one of some globs matches a text. */
export function matcher(globs: readonly string[]): (text: string) => boolean {
  const matching = globsMatching(globs);
  return (text) => !matching(text).next().done;
}

/** Finds which of some globs match a text. Of many globs few are tried: those that begin and end as the text does. */
export function globsMatching(globs: readonly string[]): (text: string) => Generator<string> {
  const names = new Set(globs.filter(isExact));
  const patterns = [...new Set(globs)].filter((glob) => !names.has(glob)).flatMap(patternsOf);
  const byPrefix = Map.groupBy(patterns, ({ prefix }) => prefix);
  const lengths = [...new Set(patterns.map(({ prefix }) => prefix.length))];
  return function* (text) {
    if (names.has(text)) yield text;
    const found = new Set<string>();
    for (const length of lengths) {
      if (length > text.length) continue;
      for (const { glob, suffix, matches } of byPrefix.get(text.slice(0, length)) ?? [])
        if (text.endsWith(suffix) && !found.has(glob) && matches(text)) {
          found.add(glob);
          yield glob;
        }
    }
  };
}

/** @property prefix what every match begins with, and `suffix` ends with */
type Pattern = { glob: string; prefix: string; suffix: string; matches: (text: string) => boolean };

/** So many alternatives of a glob are looked for one by one, each by its own beginning and end. */
const MOST_ALTERNATIVES = 64;

function patternsOf(glob: string): Pattern[] {
  const others = excluded(glob);
  if (others !== undefined) {
    const inner = once(() => RE2JS.compile(inRegularExpression(others), RE2JS.DOTALL));
    return [{ glob, prefix: '', suffix: '', matches: (text) => !inner().matches(text) }];
  }
  const parts = partsOf(glob);
  return (alternativesOf(parts) ?? [parts]).map((one) => ({ glob, ...patternOf(one) }));
}

function patternOf(parts: readonly Part[]): Omit<Pattern, 'glob'> {
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  const prefix = typeof first === 'string' ? first : '';
  const suffix = typeof last === 'string' ? last : '';
  if (parts.length <= 1 && typeof first === 'string') return { prefix, suffix, matches: (text) => text === first };
  if (parts.every((part) => typeof part === 'string' || part === ANYTHING)) {
    const between = parts.filter((part) => typeof part === 'string').slice(prefix === '' ? 0 : 1, suffix === '' ? undefined : -1);
    return { prefix, suffix, matches: inOrder(prefix, between, suffix) };
  }
  // in linear time
  const compiled = once(() => RE2JS.compile(parts.map(inRegularExpression).join(''), RE2JS.DOTALL));
  return { prefix, suffix, matches: (text) => compiled().matches(text) };
}

/** The globs that stand for one with choices, each without; undefined where they are too many. */
function alternativesOf(parts: readonly Part[]): Part[][] | undefined {
  let all: Part[][] = [[]];
  for (const part of parts) {
    const choices = typeof part === 'object' && 'choices' in part ? part.choices.map(alternativesOf) : [[[part]]];
    const known = choices.filter((choice) => choice !== undefined).flat();
    if (known.length * all.length > MOST_ALTERNATIVES || choices.includes(undefined)) return undefined;
    all = all.flatMap((begun) => known.map((choice) => choice.reduce<Part[]>(joined, begun)));
  }
  return all;
}

/** Texts that stand beside each other are one. */
function joined(parts: readonly Part[], part: Part): Part[] {
  const last = parts.at(-1);
  return typeof last === 'string' && typeof part === 'string' ? [...parts.slice(0, -1), last + part] : [...parts, part];
}

/** Most globs are names with stars: whether a text has what stands between the stars, one after the other. */
const inOrder =
  (prefix: string, between: readonly string[], suffix: string): Pattern['matches'] =>
  (text) => {
    const end = text.length - suffix.length;
    if (end < prefix.length || !text.startsWith(prefix) || !text.endsWith(suffix)) return false;
    let at = prefix.length;
    for (const part of between) {
      const found = text.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return at <= end;
  };

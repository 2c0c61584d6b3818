import { RE2JS } from 're2js';
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
  const patterns = [...new Set(globs)].filter((glob) => !names.has(glob)).map(patternOf);
  const byPrefix = Map.groupBy(patterns, ({ prefix }) => prefix);
  const lengths = [...new Set(patterns.map(({ prefix }) => prefix.length))];
  return function* (text) {
    if (names.has(text)) yield text;
    for (const length of lengths) {
      if (length > text.length) continue;
      for (const { glob, suffix, matches } of byPrefix.get(text.slice(0, length)) ?? [])
        if (text.endsWith(suffix) && matches(text)) yield glob;
    }
  };
}

/** @property prefix what every match begins with, and `suffix` ends with */
type Pattern = { glob: string; prefix: string; suffix: string; matches: (text: string) => boolean };

function patternOf(glob: string): Pattern {
  const others = excluded(glob);
  if (others !== undefined) {
    const inner = once(() => RE2JS.compile(oneOf(others, 1), RE2JS.DOTALL));
    return { glob, prefix: '', suffix: '', matches: (text) => !inner().matches(text) };
  }
  const parts = partsOf(glob);
  const [first, last] = [parts[0], parts.at(-1)];
  const prefix = typeof first === 'string' ? first : '';
  const suffix = typeof last === 'string' ? last : '';
  if (parts.length === 1 && typeof first === 'string') return { glob, prefix, suffix, matches: (text) => text === first };
  if (parts.every((part) => typeof part === 'string' || part === ANYTHING)) {
    const between = parts.filter((part) => typeof part === 'string').slice(prefix === '' ? 0 : 1, suffix === '' ? undefined : -1);
    return { glob, prefix, suffix, matches: inOrder(prefix, between, suffix) };
  }
  // in linear time
  const compiled = once(() => RE2JS.compile(parts.map(inRegularExpression).join(''), RE2JS.DOTALL));
  return { glob, prefix, suffix, matches: (text) => compiled().matches(text) };
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

/** Text that stands for itself, or a part of a regular expression. */
type Part = string | { expression: string };

const ANYTHING = { expression: '.*' };

const inRegularExpression = (part: Part): string => (typeof part === 'string' ? RE2JS.quote(part) : part.expression);

/** How deep brackets may stand within each other; deeper ones stand for themselves. */
const DEEPEST = 20;

function partsOf(glob: string, depth = 0): Part[] {
  const parts: Part[] = [];
  const literal = (text: string) => {
    const last = parts.at(-1);
    if (typeof last === 'string') parts[parts.length - 1] = last + text;
    else parts.push(text);
  };
  for (let at = 0; at < glob.length; ) {
    const character = glob[at] ?? '';
    const found = character === '[' ? classAt(glob, at) : choiceAt(glob, at, depth);
    if (found !== undefined) {
      parts.push({ expression: found.expression });
      at = found.end;
    } else if (character === '*' || character === '?') {
      parts.push(character === '*' ? ANYTHING : { expression: '.' });
      at += 1;
    } else if (character === '\\' && at + 1 < glob.length) {
      literal(glob[at + 1] ?? '');
      at += 2;
    } else {
      literal(character);
      at += 1;
    }
  }
  return parts;
}

type Found = { expression: string; end: number };

/** One of some characters; undefined where the bracket is not closed, and stands for itself. */
function classAt(glob: string, at: number): Found | undefined {
  const negated = glob[at + 1] === '!' || glob[at + 1] === '^';
  const from = at + (negated ? 2 : 1);
  // a bracket that comes first is one of the characters
  const end = glob.indexOf(']', from + 1);
  if (end === -1) return undefined;
  const characters = [...glob.slice(from, end)];
  const ranges: string[] = [];
  for (let next = 0; next < characters.length; next += 1) {
    const [low = '', dash, high] = characters.slice(next, next + 3);
    if (dash === '-' && high !== undefined) {
      // one that ends before it begins holds nothing
      if (low <= high) ranges.push(`${escaped(low)}-${escaped(high)}`);
      next += 2;
    } else ranges.push(escaped(low));
  }
  if (ranges.length === 0) return { expression: negated ? '.' : '[^\\x{0}-\\x{10FFFF}]', end: end + 1 };
  return { expression: `[${negated ? '^' : ''}${ranges.join('')}]`, end: end + 1 };
}

const escaped = (character: string): string => `\\x{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/** What stands between brackets that are closed, taken apart where the separator stands outside of further brackets. */
function groupAt(glob: string, at: number, [open, separator, close]: Brackets): { choices: string[]; end: number } | undefined {
  const choices: string[] = [];
  let [depth, begin] = [0, at + 1];
  for (let next = at; next < glob.length; next += 1) {
    const character = glob[next];
    if (character === '\\') next += 1;
    else if (character === open) depth += 1;
    else if (character === separator && depth === 1) {
      choices.push(glob.slice(begin, next));
      begin = next + 1;
    } else if (character === close) {
      depth -= 1;
      if (depth === 0) return { choices: [...choices, glob.slice(begin, next)], end: next + 1 };
    }
  }
  return undefined;
}

type Brackets = readonly [open: string, separator: string, close: string];
const BRACES: Brackets = ['{', ',', '}'];
const PARENTHESES: Brackets = ['(', '|', ')'];
/** How often the group after a sign may stand, as a regular expression says it. */
const TIMES: Readonly<Record<string, string>> = { '@': '', '?': '?', '*': '*', '+': '+' };

/** One of several; undefined where brackets are not closed, or braces hold no comma: they stand for themselves. */
function choiceAt(glob: string, at: number, depth: number): Found | undefined {
  if (depth === DEEPEST) return undefined;
  const times = glob[at + 1] === '(' ? TIMES[glob[at] ?? ''] : undefined;
  const isBrace = glob[at] === '{';
  if (!isBrace && times === undefined) return undefined;
  const group = isBrace ? groupAt(glob, at, BRACES) : groupAt(glob, at + 1, PARENTHESES);
  if (group === undefined || (isBrace && group.choices.length === 1)) return undefined;
  return { expression: `${oneOf(group.choices, depth + 1)}${times ?? ''}`, end: group.end };
}

const oneOf = (choices: readonly string[], depth: number): string =>
  `(?:${choices.map((choice) => partsOf(choice, depth).map(inRegularExpression).join('')).join('|')})`;

/** Of a glob that is nothing but `!(a|b)` the choices. */
function excluded(glob: string): readonly string[] | undefined {
  const group = glob.startsWith('!(') ? groupAt(glob, 1, PARENTHESES) : undefined;
  return group?.end === glob.length ? group.choices : undefined;
}

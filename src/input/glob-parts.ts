import { RE2JS } from 're2js';

/** Text that stands for itself, a part of a regular expression, or one of several. */
export type Part = string | { expression: string } | { choices: Part[][] };

export const ANYTHING = { expression: '.*' };

export function inRegularExpression(part: Part): string {
  if (typeof part === 'string') return RE2JS.quote(part);
  if ('expression' in part) return part.expression;
  return `(?:${part.choices.map((choice) => choice.map(inRegularExpression).join('')).join('|')})`;
}

/** How deep brackets may stand within each other; deeper ones stand for themselves. */
const DEEPEST = 20;

/** A glob, taken apart. @param depth in how many brackets it stands */
export function partsOf(glob: string, depth = 0): Part[] {
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
      parts.push(found.part);
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

type Found = { part: Part; end: number };

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
  if (ranges.length === 0) return { part: { expression: negated ? '.' : '[^\\x{0}-\\x{10FFFF}]' }, end: end + 1 };
  return { part: { expression: `[${negated ? '^' : ''}${ranges.join('')}]` }, end: end + 1 };
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
  const choice = { choices: group.choices.map((one) => partsOf(one, depth + 1)) };
  return { part: times ? { expression: `${inRegularExpression(choice)}${times}` } : choice, end: group.end };
}

/** Of a glob that is nothing but `!(a|b)` the choices. */
export function excluded(glob: string): Part | undefined {
  const group = glob.startsWith('!(') ? groupAt(glob, 1, PARENTHESES) : undefined;
  return group?.end === glob.length ? { choices: group.choices.map((one) => partsOf(one, 1)) } : undefined;
}

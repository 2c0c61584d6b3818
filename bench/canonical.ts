import { stringify } from 'safe-stable-stringify';

/** JSON that is made while it is written: a value as canonical text, or a container whose parts are made one by one. */
export type Part = string | { items: Iterable<Part> } | { entries: Iterable<readonly [string, Part]> };

/** Keys in order, and a space for each level, as snapshot files have them. */
export const textOf = (value: unknown): string => stringify(value, null, 1) ?? 'null';

/** Its text piece by piece. Entries have to come in the order of their names. */
export function* pieces(part: Part, margin = ''): Generator<string> {
  if (typeof part === 'string') {
    yield part.replaceAll('\n', `\n${margin}`);
    return;
  }
  const isList = 'items' in part;
  const inner = `${margin} `;
  let before = isList ? '[' : '{';
  let isEmpty = true;
  for (const [name, content] of isList ? nameless(part.items) : part.entries) {
    yield `${before}\n${inner}${name === null ? '' : `${JSON.stringify(name)}: `}`;
    yield* pieces(content, inner);
    before = ',';
    isEmpty = false;
  }
  const end = isList ? ']' : '}';
  yield isEmpty ? `${before}${end}` : `\n${margin}${end}`;
}

function* nameless(items: Iterable<Part>): Generator<readonly [null, Part]> {
  for (const item of items) yield [null, item];
}

/** The value itself, without a text of the whole. */
export function builtOf(part: Part): unknown {
  if (typeof part === 'string') return JSON.parse(part);
  if ('items' in part) return Array.from(part.items, builtOf);
  return Object.fromEntries(Array.from(part.entries, ([name, content]) => [name, builtOf(content)]));
}

/** Made anew each time it is read. */
export const lazily = <T, U>(list: readonly T[], make: (one: T) => U): Iterable<U> => ({
  *[Symbol.iterator]() {
    for (const one of list) yield make(one);
  },
});

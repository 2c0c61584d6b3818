import fc from 'fast-check';
import { jsonIn } from '../../src/input/is-record.ts';
import { anyText, hostileJson, hostileText } from './hostile.ts';
import type { Bytes } from './target.ts';

/** JSON as it is written: an object may hold a key twice, and a leaf any text. */
type Tree = { text: string } | { items: Tree[] } | { entries: [key: string, value: Tree][] };

function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return { items: value.map(treeOf) };
  if (typeof value !== 'object' || value === null) return { text: JSON.stringify(value) };
  return { entries: Object.entries(value).map(([key, inner]) => [key, treeOf(inner)]) };
}

function written(tree: Tree, newline: string, depth = 0): string {
  if ('text' in tree) return tree.text;
  const inside =
    'items' in tree
      ? tree.items.map((item) => written(item, newline, depth + 1))
      : tree.entries.map(([key, value]) => `${JSON.stringify(key)}:${newline && ' '}${written(value, newline, depth + 1)}`);
  const [open, close] = 'items' in tree ? '[]' : '{}';
  if (inside.length === 0) return `${open}${close}`;
  const [outer, inner] = newline === '' ? ['', ''] : [`${newline}${' '.repeat(depth)}`, `${newline}${' '.repeat(depth + 1)}`];
  return `${open}${inner}${inside.join(`,${inner}`)}${outer}${close}`;
}

/** A place in a tree: the list that holds a part, and where in it. */
type Place = { of: Tree; at: number };

function* placesIn(tree: Tree): Generator<Place> {
  if ('text' in tree) return;
  const inner = 'items' in tree ? tree.items : tree.entries.map(([, value]) => value);
  for (const [at, part] of inner.entries()) {
    yield { of: tree, at };
    yield* placesIn(part);
  }
}

/** Where something is changed, as a part of all places, and how. */
type Edit = {
  where: number;
  how: 'put' | 'write into' | 'leave out' | 'repeat' | 'rename' | 'add' | 'wrap' | 'swap';
  key: string;
  json: string;
  other: number;
};

const edit: fc.Arbitrary<Edit> = fc.record({
  where: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  how: fc.constantFrom(
    'put',
    'put',
    'write into',
    'write into',
    'write into',
    'write into',
    'leave out',
    'repeat',
    'rename',
    'add',
    'wrap',
    'swap',
    'swap',
  ),
  key: hostileText,
  json: hostileJson,
  other: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

const partAt = ({ of, at }: Place): Tree | undefined =>
  'items' in of ? of.items[at] : 'entries' in of ? of.entries[at]?.[1] : undefined;

function put({ of, at }: Place, part: Tree): void {
  if ('items' in of) of.items[at] = part;
  else if ('entries' in of) {
    const entry = of.entries[at];
    if (entry !== undefined) entry[1] = part;
  }
}

/** A text with another one somewhere in it; another number. */
function writtenInto(leaf: string, where: number, text: string): string {
  const value = jsonIn(leaf);
  if (typeof value === 'number') return String(Math.round((where - 0.5) * 2 * 10 ** Math.min(text.length, 12)));
  if (typeof value !== 'string') return String(where < 0.5);
  const at = Math.floor(where * (value.length + 1));
  return JSON.stringify(`${value.slice(0, at)}${text}${value.slice(at)}`);
}

function apply(tree: Tree, { where, how, key, json, other }: Edit): void {
  const places = [...placesIn(tree)];
  const place = places[Math.floor(where * places.length)];
  if (place === undefined) return;
  const { of, at } = place;
  const part = partAt(place);
  if (part === undefined) return;
  const list: unknown[] = 'items' in of ? of.items : 'entries' in of ? of.entries : [];
  if (how === 'put') put(place, { text: json });
  else if (how === 'write into') put(place, { text: 'text' in part ? writtenInto(part.text, other, key) : json });
  else if (how === 'leave out') list.splice(at, 1);
  else if (how === 'repeat') list.splice(at, 0, structuredClone(list[at]));
  else if (how === 'wrap') put(place, { items: [part] });
  else if (how === 'swap') {
    const from = places[Math.floor(other * places.length)];
    const instead = from === undefined ? undefined : partAt(from);
    if (instead !== undefined) put(place, structuredClone(instead));
  } else if ('entries' in of) {
    const entry = of.entries[at];
    if (how === 'rename' && entry !== undefined) entry[0] = key;
    else of.entries.splice(at, 0, [key, { text: json }]);
  } else list.splice(at, 0, { text: json });
}

/** Documents with some of their parts changed, as the text of JSON; one in twenty is as it was. */
export function changedJson(
  documents: readonly unknown[],
  newlines: readonly string[] = ['', '\n', '\r\n'],
): fc.Arbitrary<string> {
  const count = fc.constantFrom(0, ...Array.from({ length: 12 }, () => 1), 2, 2, 2, 2, 3, 3, 4);
  return fc
    .tuple(
      fc.nat(documents.length - 1),
      count.chain((length) => fc.array(edit, { minLength: length, maxLength: length })),
      fc.constantFrom(...newlines),
    )
    .map(([which, edits, newline]) => {
      const tree = treeOf(documents[which]);
      for (const one of edits) apply(tree, one);
      return written(tree, newline);
    });
}

/** Texts with some of their parts cut out or written over, and other texts put in. */
export function changedText(texts: readonly string[], pieces: readonly string[]): fc.Arbitrary<string> {
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  const piece = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...pieces) }, { weight: 1, arbitrary: hostileText });
  const change = fc.record({ at: place, byLine: fc.boolean(), length: fc.constantFrom(0, 0, 0, 1, 2, 10, 100), piece });
  return fc.tuple(fc.constantFrom(...texts), fc.array(change, { minLength: 1, maxLength: 3 })).map(([text, changes]) =>
    changes.reduce((rest, { at, byLine, length, piece: put }) => {
      const near = Math.floor(at * rest.length);
      const from = byLine ? rest.lastIndexOf('\n', near) + 1 : near;
      return `${rest.slice(0, from)}${put}${rest.slice(from + length)}`;
    }, text),
  );
}

/** Anything at all. */
export const anyBytes: fc.Arbitrary<Bytes> = fc.oneof(fc.uint8Array({ maxLength: 200 }), anyText(60), hostileText, hostileJson);

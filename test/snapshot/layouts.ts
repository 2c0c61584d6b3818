import fc from 'fast-check';
import type { Snapshot } from '../../src/snapshot/schema.ts';
import {
  awsKey,
  azureKey,
  brokenOff,
  cluster,
  denied,
  environment,
  gcpKey,
  known,
  listed,
  registration,
  snapshot,
} from '../subjects/build.ts';

/** Names that a reader might take for something else. */
const NAMES = [
  ...['__proto__', 'constructor', 'toString', 'toJSON', 'kms', 'seen', 'confluent', 'clusters', 'value'],
  ...['', '0', '1', '10', '9', '02', 'record 0', 'record '],
  ...['"', '\\\\', '\\"', '{', '}', '[', ']', '{"a":[', '}]},', ':', ',', 'a\nb', 'a\r\nb', '\t', '\u0000', '\u2028'],
  ...['\ud800', '\udc00 alone', 'ключ', '🍎', '\u00e4', 'a\u0308', '\ufeff', '\ufffd'],
];
/**
 * Whether JSON.parse reads a value as it was written: where the key of an object has a backslash, V8 may give its name to the
 * next key of the same length that is escaped. https://github.com/nodejs/node/issues/63785
 */
export function isReadRightly(value: unknown): boolean {
  let isRight = true;
  JSON.stringify(value, (key, item: unknown) => {
    isRight &&= !key.includes('\\');
    return item;
  });
  return isRight;
}

const name = fc.oneof(fc.constantFrom(...NAMES), fc.string({ unit: 'binary', maxLength: 8 }));
const fact = fc.oneof(name.map(known), fc.constant(denied));
const list = <T>(item: fc.Arbitrary<T>) =>
  fc.tuple(fc.array(item, { maxLength: 3 }), fc.boolean()).map(([seen, end]) => (end ? listed : brokenOff)(...seen));
const byName = <T>(item: fc.Arbitrary<T>) =>
  fc
    .array(fc.tuple(name, item), { maxLength: 3 })
    .map((entries): Record<string, T> => Object.fromEntries(entries))
    .filter(isReadRightly);

const anyCluster = fc.tuple(name, fact).map(([id, said]) => cluster(id, { name: said }));
const anyRegistration = fc.tuple(name, fact).map(([id, said]) => registration(id, { name: said }));
const anyKey = fc.tuple(name, byName(name), byName(list(name))).map(([said, tags, lists]) => {
  const roles = Object.fromEntries(Object.entries(lists).map(([role, { seen }]) => [role, known(seen)]));
  return [awsKey({ policy: known(said), tags: known(tags) }), azureKey(), gcpKey({ roles })];
});
/** Padding that no small window holds. */
const long = fc.constantFrom('', 'x'.repeat(300), '\\"{'.repeat(200), '🍎'.repeat(150));

export const anySnapshot: fc.Arbitrary<Snapshot> = fc
  .record({
    keys: list(anyRegistration),
    clusters: byName(list(anyCluster)),
    connectors: byName(list(fc.record({ id: name, name: fact }))),
    kms: byName(fc.tuple(anyKey, fc.nat(2)).map(([keys, which]) => keys[which] ?? gcpKey())),
    endpoint: fc.tuple(name, long).map((parts) => parts.join('')),
  })
  .map(({ keys, clusters, connectors, kms, endpoint }) => {
    const whole = snapshot({ environments: listed(environment('env-orchard')), keys, clusters, kms });
    return { ...whole, confluent: { ...whole.confluent, connectors, endpoint } };
  });

/** How a file may be written. */
export type Layout = { indent: string; newline: string; order: 'kept' | 'sorted' | 'reversed'; escaped: 'keys' | 'all' | 'none' };
export const CANONICAL: Layout = { indent: ' ', newline: '\n', order: 'sorted', escaped: 'none' };
export const anyLayout: fc.Arbitrary<Layout> = fc.record({
  indent: fc.constantFrom('', ' ', '  ', '\t'),
  newline: fc.constantFrom('', '\n', '\r\n'),
  order: fc.constantFrom('kept', 'sorted', 'reversed'),
  escaped: fc.constantFrom('none', 'none', 'keys', 'all'),
});

const inEscapes = (text: string): string =>
  `"${text
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')}"`;

/** A value as JSON in a layout. */
export function laidOut(value: unknown, layout: Layout, depth = 0): string {
  const { indent, newline, order, escaped } = layout;
  const inside = (items: string[], [open, close]: [string, string]): string => {
    const [outer, inner] = [`${newline}${indent.repeat(depth)}`, `${newline}${indent.repeat(depth + 1)}`];
    return items.length === 0 ? `${open}${close}` : `${open}${inner}${items.join(`,${inner}`)}${outer}${close}`;
  };
  if (Array.isArray(value))
    return inside(
      value.map((item) => laidOut(item, layout, depth + 1)),
      ['[', ']'],
    );
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' && escaped === 'all' ? inEscapes(value) : JSON.stringify(value);
  const entries = Object.entries(value);
  if (order !== 'kept') entries.sort(([a], [b]) => (a < b ? -1 : 1));
  if (order === 'reversed') entries.reverse();
  const key = (text: string) => (escaped === 'none' ? JSON.stringify(text) : inEscapes(text));
  return inside(
    entries.map(([text, item]) => `${key(text)}:${newline === '' ? '' : ' '}${laidOut(item, layout, depth + 1)}`),
    ['{', '}'],
  );
}

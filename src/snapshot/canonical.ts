import { randomUUID } from 'node:crypto';
import { stringify } from 'safe-stable-stringify';
import { mapped } from '../input/keys.ts';
import { depthOf, SECTIONS, type Section } from './records.ts';
import type { Snapshot } from './schema.ts';

const wrappers = new Map(
  SECTIONS.map((section) => {
    const depth = depthOf(section);
    const levels = Array.from({ length: depth }, (_, level) => level + 1);
    const before = levels.reduce((sum, level) => sum + '[\n'.length + level, 0);
    const after = levels.reduce((sum, level) => sum + '\n]'.length + level - 1, 0);
    return [section, { depth, before, after }] as const;
  }),
);

/** A record as it stands in a canonical file: its keys in order, indented as deep as its list lies. */
export function canonicalRecord(section: Section, record: unknown): string {
  const { depth = 0, before = 0, after = 0 } = wrappers.get(section) ?? {};
  let nested = record;
  for (let level = 0; level < depth; level += 1) nested = [nested];
  const text = (isInOrder(record) ? JSON.stringify(nested, null, 1) : stringify(nested, null, 1)) ?? '';
  return text.slice(before, text.length - after);
}

/** Whether the keys of each object in a value are in order: JSON.stringify is three times as fast as a sorting one. */
function isInOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  let last = '';
  for (const name in value) {
    if (name < last) return false;
    last = name;
    if (!isInOrder((value as Record<string, unknown>)[name])) return false;
  }
  return true;
}

/** The rest of a canonical file: what it has beside its records. */
export const canonicalOutline = (outline: unknown): string => `${stringify(outline, null, 1)}\n`;

/** A snapshot file in pieces that are made in a third of the time of the canonical ones, for when somebody waits. */
export function* quickly({ kms, ...rest }: Snapshot): Generator<string> {
  yield `${JSON.stringify(rest).slice(0, -1)},"kms":{`;
  let separator = '';
  for (const name of Object.keys(kms)) {
    yield `${separator}${JSON.stringify(name)}:${JSON.stringify(kms[name])}`;
    separator = ',\n';
  }
  yield '}}\n';
}

/** The bytes of a snapshot file, in pieces: keys in canonical order, so that equal snapshots are equal files. */
export function* canonical(snapshot: Snapshot): Generator<string> {
  const records: (() => string)[] = [];
  // no text of the snapshot's own can be taken for one
  const prefix = `record ${randomUUID()} `;
  const mark = (section: Section, record: () => unknown): string =>
    `${prefix}${records.push(() => canonicalRecord(section, record())) - 1}`;
  const { confluent, kms } = snapshot;
  const outline = {
    ...snapshot,
    confluent: {
      ...confluent,
      keys: { ...confluent.keys, seen: confluent.keys.seen.map((key) => mark('keys', () => key)) },
      clusters: mapped(confluent.clusters, (list) => ({ ...list, seen: list.seen.map((one) => mark('clusters', () => one)) })),
      connectors: mapped(confluent.connectors, (list) => mark('connectors', () => list)),
    },
    kms: Object.fromEntries(Object.keys(kms).map((name) => [name, mark('kms', () => kms[name])])),
  };
  const [head = '', ...rest] = canonicalOutline(outline).split(new RegExp(`"${prefix}(\\d+)"`));
  yield head;
  for (let place = 0; place < rest.length; place += 2) {
    const record = records[Number(rest[place])];
    if (record === undefined) throw new Error(`the snapshot has no record ${rest[place]}`);
    yield record();
    yield rest[place + 1] ?? '';
  }
}

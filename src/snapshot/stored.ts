import { fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { badInput } from '../audit-error.ts';
import type { KeyNotes, KmsKey } from '../clouds/index.ts';
import type { Listing } from '../facts/fact.ts';
import { isRecord } from '../input/is-record.ts';
import { mapped } from '../input/keys.ts';
import { WITHOUT_WAITING } from '../input/named-file.ts';
import { keepNotes } from './notes.ts';
import type { Section } from './records.ts';
import type { Cluster, Connector, Outline, RegisteredKey, Snapshot } from './schema.ts';

/** A file as it was read, in which records stand. Plain data, which a thread can be given. */
export type FileRead = {
  /** Absolute. */
  file: string;
  /** Which file that was, and as of when. */
  version: string;
};

/** Where a record stands in its file, in bytes. */
export type Place = readonly [offset: number, length: number];

/** A snapshot that stays in its file, and has been checked there: what is in memory of its KMS keys is where they stand. */
export type Stored = FileRead & { places: ReadonlyMap<string, Place> };

/** Differs where another file came in its place, or something was written to it. */
export const versionOf = ({ dev, ino, size, mtimeMs }: Stats): string => [dev, ino, size, mtimeMs].join(' ');

export const changed = (file: string): Error =>
  badInput(`${file}: the snapshot was changed while it was read. Run this again, on a file that nothing else writes.`);

/** The number of the record whose mark this is; undefined where it is none. */
const numberMarked = (value: string, mark: string): number | undefined =>
  value.startsWith(mark) ? Number(value.slice(mark.length)) : undefined;

/** What was read of a file: where its records stood in the outline there are marks with their numbers. */
type Marked = FileRead & {
  outline: Outline;
  mark: string;
  /** Of each record by its number. */
  sections: readonly Section[];
  /** The record; of a KMS key what is kept of it. */
  records: readonly unknown[];
};

/** What is kept of the record of a KMS key while it stays in its file. */
type Kept = { place: Place; notes: KeyNotes };

/**
 * The snapshot, in which each KMS key is read from the file whenever it is asked for.
 * @throws TypeError where a mark stands elsewhere than the record stood
 */
export function assembled({ outline, mark, sections, records, file, version }: Marked): { snapshot: Snapshot; stored: Stored } {
  const record = <T>(value: string, section: Section): T => {
    const number = numberMarked(value, mark);
    if (number === undefined || sections[number] !== section) throw new TypeError(`no ${section} record stands here`);
    return records[number] as T;
  };
  const { confluent, kms } = outline;
  const kept = Object.entries(kms).map(([name, value]) => [name, record<Kept>(value, 'kms')] as const);
  const places = new Map(kept.map(([name, { place }]) => [name, place]));
  const keys = keysInFile({ file, version }, places);
  keepNotes(keys, new Map(kept.map(([name, { notes }]) => [name, notes])));
  const snapshot = {
    ...outline,
    confluent: {
      ...confluent,
      keys: { ...confluent.keys, seen: confluent.keys.seen.map((value) => record<RegisteredKey>(value, 'keys')) },
      clusters: mapped(confluent.clusters, (list) => ({
        ...list,
        seen: list.seen.map((value) => record<Cluster>(value, 'clusters')),
      })),
      connectors: mapped(confluent.connectors, (value) => record<Listing<Connector>>(value, 'connectors')),
    },
    kms: keys,
  };
  return { snapshot, stored: { file, version, places } };
}

/** A record of keys that are read when they are asked for; the last one is kept, since it is most often asked for again. */
function keysInFile(read: FileRead, names: ReadonlyMap<string, Place>): Snapshot['kms'] {
  const keyAt = keysOf(read);
  let last: { name: string; key: KmsKey } | undefined;
  const keyOf = (name: string): KmsKey | undefined => {
    const place = names.get(name);
    if (place === undefined) return undefined;
    if (last?.name !== name) last = { name, key: keyAt(place) };
    return last.key;
  };
  return new Proxy<Snapshot['kms']>(
    {},
    {
      get: (_, name) => (typeof name === 'string' ? keyOf(name) : undefined),
      has: (_, name) => typeof name === 'string' && names.has(name),
      ownKeys: () => [...names.keys()],
      getOwnPropertyDescriptor: (_, name) =>
        typeof name === 'string' && names.has(name)
          ? { configurable: true, enumerable: true, writable: false, value: keyOf(name) }
          : undefined,
    },
  );
}

/** Reads records of KMS keys where they stand; the file was checked. */
export function keysOf({ file, version }: FileRead): (place: Place) => KmsKey {
  const descriptor = openSync(file, WITHOUT_WAITING);
  if (versionOf(fstatSync(descriptor)) !== version) throw changed(file);
  let buffer = Buffer.allocUnsafe(64 * 1024);
  return ([offset, length]) => {
    if (length > buffer.length) buffer = Buffer.allocUnsafe(length * 2);
    const read = readSync(descriptor, buffer, 0, length, offset);
    if (read < length || versionOf(fstatSync(descriptor)) !== version) throw changed(file);
    return JSON.parse(buffer.toString('utf8', 0, length)) as KmsKey;
  };
}

/** Of one field and one call: further values are each of their own record, such as names. */
const MOST_VALUES = 64;

/** Makes equal facts of many records one object: a snapshot never changes. */
export function sharing(): (record: unknown) => unknown {
  const known = new Map<string, Map<string, Map<unknown, unknown>>>();
  const texts = new Map<string, string>();
  const sameText = (text: string): string => {
    const found = texts.get(text);
    if (found !== undefined) return found;
    texts.set(text, text);
    return text;
  };
  const share = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(share);
    if (!isRecord(value)) return value;
    for (const field in value) {
      const fact = value[field];
      if (!isRecord(fact) || typeof fact.source !== 'string' || typeof fact.observed_at !== 'string') {
        if (typeof fact === 'object') value[field] = share(fact);
        continue;
      }
      const ofField = known.get(field) ?? new Map<string, Map<unknown, unknown>>();
      known.set(field, ofField);
      const ofCall = ofField.get(fact.source) ?? new Map<unknown, unknown>();
      ofField.set(fact.source, ofCall);
      const equal = typeof fact.value === 'object' && fact.value !== null ? undefined : ofCall.get(fact.value);
      if (isRecord(equal) && equal.observed_at === fact.observed_at && equal.attested_by === fact.attested_by) {
        value[field] = equal;
        continue;
      }
      fact.source = sameText(fact.source);
      fact.observed_at = sameText(fact.observed_at);
      if (ofCall.size < MOST_VALUES) ofCall.set(fact.value, fact);
    }
    return value;
  };
  return share;
}

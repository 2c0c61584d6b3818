import { fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { badInput } from '../audit-error.ts';
import type { KmsKey } from '../clouds/index.ts';
import type { Listing } from '../facts/fact.ts';
import { isRecord } from '../input/is-record.ts';
import { mapped } from '../input/keys.ts';
import type { Section } from './records.ts';
import type { Cluster, Connector, RegisteredKey, Snapshot } from './schema.ts';

/**
 * A snapshot that stays in its file, and has been checked there: what is in memory of it is where its records stand. Plain
 * data, which a thread can be given.
 */
export type Stored = {
  /** Absolute. */
  file: string;
  /** Which file that was when it was read, and as of when. */
  version: string;
  /** The file without its records: where each stands there is its mark. */
  outline: string;
  mark: string;
  /** Of each record by its number, in the order of the file: list, offset, length. */
  sections: readonly Section[];
  offsets: Float64Array;
  lengths: Uint32Array;
};

/** Differs where another file came in its place, or something was written to it. */
export const versionOf = ({ dev, ino, size, mtimeMs }: Stats): string => [dev, ino, size, mtimeMs].join(' ');

export const changed = (file: string): Error =>
  badInput(`${file}: the snapshot was changed while it was read. Run this again, on a file that nothing else writes.`);

/** The number of the record whose mark this is; undefined where it is none. */
const numberMarked = (value: unknown, mark: string): number | undefined =>
  typeof value === 'string' && value.startsWith(mark) ? Number(value.slice(mark.length)) : undefined;

type Records = {
  key: (number: number) => RegisteredKey;
  cluster: (number: number) => Cluster;
  connectors: (number: number) => Listing<Connector>;
};

/**
 * The snapshot, in which each KMS key is read from the file whenever it is asked for.
 * @param outline parsed
 * @throws TypeError where a mark stands elsewhere than the record stood
 */
export function assembled(outline: unknown, stored: Stored, records: Records): Snapshot {
  const number = (value: unknown, section: Section): number => {
    const found = numberMarked(value, stored.mark);
    if (found === undefined || stored.sections[found] !== section) throw new TypeError(`no ${section} record stands here`);
    return found;
  };
  const { confluent, kms } = outline as Outline;
  const names = new Map(Object.entries(kms).map(([name, value]) => [name, number(value, 'kms')]));
  const data = {
    ...(outline as object),
    confluent: {
      ...confluent,
      keys: { ...confluent.keys, seen: confluent.keys.seen.map((value) => records.key(number(value, 'keys'))) },
      clusters: mapped(confluent.clusters, (list) => ({
        ...list,
        seen: list.seen.map((value) => records.cluster(number(value, 'clusters'))),
      })),
      connectors: mapped(confluent.connectors, (value) => records.connectors(number(value, 'connectors'))),
    },
    kms: keysInFile(stored, names),
  };
  return data as unknown as Snapshot;
}

/** An outline that was checked against the schema of a snapshot, its records left out. */
type Outline = {
  confluent: {
    keys: { seen: unknown[] };
    clusters: Record<string, { seen: unknown[] }>;
    connectors: Record<string, unknown>;
  };
  kms: Record<string, unknown>;
};

/** A record of keys that are read when they are asked for; the last one is kept, since several facts of one subject ask for it. */
function keysInFile(stored: Stored, names: ReadonlyMap<string, number>): Snapshot['kms'] {
  const read = recordReader(stored);
  let last: { name: string; key: KmsKey } | undefined;
  const keyOf = (name: string): KmsKey | undefined => {
    const number = names.get(name);
    if (number === undefined) return undefined;
    if (last?.name !== name) last = { name, key: JSON.parse(read(number)) as KmsKey };
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

const AHEAD = 1024 * 1024;

/** Reads records by their number; one that follows the last is most often in memory already. */
function recordReader({ file, version, offsets, lengths }: Stored, ahead = 0): (number: number) => string {
  const descriptor = openSync(file, 'r');
  let window = Buffer.allocUnsafe(Math.max(ahead, 64 * 1024));
  let [start, filled] = [0, 0];
  return (number) => {
    const [offset = 0, length = 0] = [offsets[number], lengths[number]];
    if (offset < start || offset + length > start + filled) {
      if (length > window.length) window = Buffer.allocUnsafe(length * 2);
      start = offset;
      filled = readSync(descriptor, window, 0, Math.max(length, ahead), offset);
      if (filled < length || versionOf(fstatSync(descriptor)) !== version) throw changed(file);
    }
    return window.toString('utf8', offset - start, offset - start + length);
  };
}

/** The snapshot as another thread reads it, which checked it. */
export function openStored(stored: Stored): Snapshot {
  const read = recordReader(stored, AHEAD);
  const share = sharing();
  const parsed = <T>(number: number): T => share(JSON.parse(read(number))) as T;
  return assembled(JSON.parse(stored.outline), stored, { key: parsed, cluster: parsed, connectors: parsed });
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

import { createHash, randomUUID } from 'node:crypto';
import { fstatSync } from 'node:fs';
import type { ValidateFunction } from 'ajv';
import { KmsKey, notesOf } from '../clouds/index.ts';
import { Listing } from '../facts/fact.ts';
import { propertyOf } from '../input/is-record.ts';
import { compile } from '../input/json-schema.ts';
import { hasMistake } from '../input/json-text.ts';
import { canonicalOutline, canonicalRecord } from './canonical.ts';
import { type Section, type SplitOptions, splitRecords } from './records.ts';
import { Cluster, Connector, Outline, RegisteredKey, SNAPSHOT_VERSION, type Snapshot } from './schema.ts';
import { assembled, changed, type Stored, sharing, versionOf } from './stored.ts';

/** @property digest of the file, where it stands in it exactly as byok-audit writes it; else null */
export type Large = { snapshot: Snapshot; stored: Stored; digest: string | null };

/**
 * Reads and checks a snapshot of the newest format without ever holding it whole. What is wrong in it is not said here.
 * @param descriptor of the file, open to be read
 * @param file absolute
 * @returns undefined where it cannot be read like this: it is of an older format, or no valid snapshot
 */
export function readLarge(descriptor: number, file: string, options: Omit<SplitOptions, 'onBytes'> = {}): Large | undefined {
  const mark = `record ${randomUUID()} `;
  const share = sharing();
  const sections: Section[] = [];
  const records: unknown[] = [];
  const hash = createHash('sha256');
  let isCanonical = true;
  const validators = validatorsOfRecords();
  const stats = fstatSync(descriptor);
  const version = versionOf(stats);
  let left = stats.size;
  const onBytes = (bytes: Uint8Array): void => {
    left -= bytes.length;
    if (left < 0) throw changed(file);
    hash.update(bytes);
  };
  try {
    const { outline, isText } = splitRecords(
      descriptor,
      (record) => `${mark}${record}`,
      ({ section, text, offset, length, isCanonical: isPlain }) => {
        const record: unknown = JSON.parse(text);
        if (!validators[section](record)) throw new Invalid();
        const isOwn = isPlain || (isCanonical && canonicalRecord(section, record) === text);
        // what byok-audit writes has each key once, and few levels
        if (!isOwn && hasMistake(text)) throw new Invalid();
        isCanonical &&= isOwn;
        records.push(section === 'kms' ? { place: [offset, length], notes: share(notesOf(record as KmsKey)) } : share(record));
        sections.push(section);
      },
      { ...options, onBytes },
    );
    if (versionOf(fstatSync(descriptor)) !== version) throw changed(file);
    const parsed: unknown = JSON.parse(outline);
    // the schema is compiled for the newest format only
    if (propertyOf(parsed, 'schema_version') !== SNAPSHOT_VERSION || !compile(Outline)(parsed)) return undefined;
    const isOwn = canonicalOutline(parsed) === outline;
    if (!isOwn && hasMistake(outline)) return undefined;
    isCanonical &&= isText && isOwn;
    const { snapshot, stored } = assembled({ outline: parsed, mark, sections, records, file, version });
    return { snapshot, stored, digest: isCanonical ? `sha256:${hash.digest('hex')}` : null };
  } catch (error) {
    // whoever reads it whole finds what is wrong, and where
    if (error instanceof Invalid || error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

class Invalid extends SyntaxError {}

/** One schema, since a schema is compiled once. */
const Connectors = Listing(Connector);

const validatorsOfRecords = (): Record<Section, ValidateFunction> => ({
  kms: compile(KmsKey),
  keys: compile(RegisteredKey),
  clusters: compile(Cluster),
  connectors: compile(Connectors),
});

import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { badInput } from '../audit-error.ts';
import { readJson } from '../input/json.ts';
import { type From, MOST_BYTES, opened } from '../input/named-file.ts';
import { canonical } from './canonical.ts';
import { readLarge } from './large.ts';
import { SNAPSHOT_VERSION, Snapshot } from './schema.ts';
import { type Stored, versionOf } from './stored.ts';
import { upgraded } from './upgrade.ts';

/** The bytes of a snapshot file, as one text. */
export const serialize = (snapshot: Snapshot): string => [...canonical(snapshot)].join('');

/** What an interrupted command leaves: not of a run, and no manifest names it. */
export const PARTIAL_SNAPSHOT = 'snapshot.partial.json';

const digests = new WeakMap<Snapshot, string>();
const files = new WeakMap<Snapshot, Stored>();
/** Those whose file has the canonical bytes. */
const isCanonical = new WeakSet<Snapshot>();
type Copy = { copyOf: string; sha256: string };
const copies = new WeakMap<Snapshot, Copy>();

/** `sha256:` of the canonical bytes, whatever the spacing of the file that it came from. Made once: a snapshot never changes. */
export function digest(snapshot: Snapshot): string {
  const made = digests.get(snapshot) ?? digestOf(canonical(snapshot));
  digests.set(snapshot, made);
  return made;
}

function digestOf(pieces: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return `sha256:${hash.digest('hex')}`;
}

/** Where a snapshot stays that is too large to be held; undefined where it is held. */
export const storedAs = (snapshot: Snapshot): Stored | undefined => files.get(snapshot);

/** Whether the file is still the one that was read. */
function isThere({ file, version }: Stored): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return found !== undefined && versionOf(found) === version;
}

/** The content of the snapshot was written to a file of ours, where it stays until it is copied. */
export function copied(snapshot: Snapshot, copy: Copy): void {
  copies.set(snapshot, copy);
  digests.set(snapshot, `sha256:${copy.sha256}`);
}

/** What a file of the snapshot has in it: copied, where a file has it already. */
export function contentOf(snapshot: Snapshot): Copy | { content: Iterable<string> } {
  const copy = copies.get(snapshot);
  if (copy !== undefined) return copy;
  const [stored, made] = [files.get(snapshot), digests.get(snapshot)];
  return stored !== undefined && made !== undefined && isCanonical.has(snapshot) && isThere(stored)
    ? { copyOf: stored.file, sha256: made.slice('sha256:'.length) }
    : { content: canonical(snapshot) };
}

const MAKE_AGAIN = 'byok-audit collect';
const MAKE = `Make one with: ${MAKE_AGAIN}`;

/** From this size on a snapshot stays in its file. */
const LARGE = 64 * 1024 * 1024;
/** What one text can hold. */
const LARGEST_TEXT = 500 * 1024 * 1024;

/**
 * Reads a snapshot file back; an older one as `upgrade.ts` fills it in.
 * @param large from how many bytes on its records stay in the file
 * @throws AuditError 65
 */
export function readSnapshot(file: string, from: From = {}, large = LARGE): Snapshot {
  const { directory = '', maxInput = MOST_BYTES } = from;
  const path = resolve(directory, file);
  const read = opened({ file: path, named: file, advice: MAKE, maxInput }, (descriptor, { size }) => {
    if (size < large) return undefined;
    const inPlace = readLarge(descriptor, path);
    if (inPlace === undefined && size > LARGEST_TEXT)
      throw badInput(
        `${file}: not a valid snapshot of format ${SNAPSHOT_VERSION}, and too large to say where it is wrong. ${MAKE}`,
      );
    return inPlace;
  });
  if (read === undefined)
    return readJson(file, Snapshot, {
      version: SNAPSHOT_VERSION,
      what: 'snapshot',
      kind: 'snapshot',
      makeAgain: MAKE_AGAIN,
      upgrade: (data, version) => upgraded(data, version, SNAPSHOT_VERSION),
      directory,
      maxInput,
    });
  const { snapshot, stored, digest } = read;
  files.set(snapshot, stored);
  if (digest !== null) {
    digests.set(snapshot, digest);
    isCanonical.add(snapshot);
  }
  return snapshot;
}

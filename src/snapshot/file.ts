import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { badInput } from '../audit-error.ts';
import { readJson } from '../input/json.ts';
import { canonical } from './canonical.ts';
import { readLarge } from './large.ts';
import { SNAPSHOT_VERSION, Snapshot } from './schema.ts';
import type { Stored } from './stored.ts';
import { upgraded } from './upgrade.ts';

/** The bytes of a snapshot file, as one text. */
export const serialize = (snapshot: Snapshot): string => [...canonical(snapshot)].join('');

const digests = new WeakMap<Snapshot, string>();
const files = new WeakMap<Snapshot, Stored>();
/** Those whose file has the canonical bytes. */
const isCanonical = new WeakSet<Snapshot>();

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

/** What a file of the snapshot has in it: copied, where a file has it already. */
export function contentOf(snapshot: Snapshot): { copyOf: string; sha256: string } | { content: Iterable<string> } {
  const [stored, made] = [files.get(snapshot), digests.get(snapshot)];
  return stored !== undefined && made !== undefined && isCanonical.has(snapshot)
    ? { copyOf: stored.file, sha256: made.slice('sha256:'.length) }
    : { content: canonical(snapshot) };
}

/** From this size on a snapshot stays in its file. */
const LARGE = 64 * 1024 * 1024;
/** What one text can hold. */
const LARGEST_TEXT = 500 * 1024 * 1024;

/**
 * Reads a snapshot file back; an older one as `upgrade.ts` fills it in.
 * @param directory what a relative name starts from
 * @param large from how many bytes on its records stay in the file
 * @throws AuditError 65
 */
export function readSnapshot(file: string, directory?: string, large = LARGE): Snapshot {
  const path = resolve(directory ?? '', file);
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size >= large) {
    const read = readLarge(path);
    if (read !== undefined) {
      files.set(read.snapshot, read.stored);
      if (read.digest !== null) {
        digests.set(read.snapshot, read.digest);
        isCanonical.add(read.snapshot);
      }
      return read.snapshot;
    }
    if (size > LARGEST_TEXT)
      throw badInput(
        `${file}: not a valid snapshot of format ${SNAPSHOT_VERSION}, and too large to say where it is wrong. Make one with: byok-audit collect`,
      );
  }
  return readJson(file, Snapshot, {
    version: SNAPSHOT_VERSION,
    what: 'snapshot',
    kind: 'snapshot',
    makeAgain: 'byok-audit collect',
    upgrade: (data, version) => upgraded(data, version, SNAPSHOT_VERSION),
    directory,
  });
}

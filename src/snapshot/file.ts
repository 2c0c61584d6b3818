import { createHash } from 'node:crypto';
import { stringify } from 'safe-stable-stringify';
import { readJson } from '../input/json.ts';
import { SNAPSHOT_VERSION, Snapshot } from './schema.ts';
import { upgraded } from './upgrade.ts';

/** Bytes of a snapshot file: keys in canonical order, so that equal snapshots are equal files. */
export const serialize = (snapshot: Snapshot): string => `${stringify(snapshot, null, 1)}\n`;

const digests = new WeakMap<Snapshot, string>();

/** `sha256:` of the canonical bytes, whatever the spacing of the file that it came from. Made once: a snapshot never changes. */
export function digest(snapshot: Snapshot): string {
  const made = digests.get(snapshot) ?? `sha256:${createHash('sha256').update(serialize(snapshot)).digest('hex')}`;
  digests.set(snapshot, made);
  return made;
}

/**
 * Reads a snapshot file back; an older one as `upgrade.ts` fills it in.
 * @param directory what a relative name starts from
 * @throws AuditError 65
 */
export const readSnapshot = (file: string, directory?: string): Snapshot =>
  readJson(file, Snapshot, {
    version: SNAPSHOT_VERSION,
    what: 'snapshot',
    kind: 'snapshot',
    makeAgain: 'byok-audit collect',
    upgrade: (data, version) => upgraded(data, version, SNAPSHOT_VERSION),
    directory,
  });

import { createHash } from 'node:crypto';
import { stringify } from 'safe-stable-stringify';
import { readJson } from '../input/json.ts';
import { SNAPSHOT_VERSION, Snapshot } from './schema.ts';
import { upgraded } from './upgrade.ts';

/** Bytes of a snapshot file: keys in canonical order, so that equal snapshots are equal files. */
export const serialize = (snapshot: Snapshot): string => `${stringify(snapshot, null, 1)}\n`;

/** `sha256:` of the canonical bytes, whatever the spacing of the file that it came from. */
export const digest = (snapshot: Snapshot): string => `sha256:${createHash('sha256').update(serialize(snapshot)).digest('hex')}`;

/** Reads a snapshot file back; an older one as `upgrade.ts` fills it in. @throws AuditError 65 */
export const readSnapshot = (file: string): Snapshot =>
  readJson<Snapshot>(file, Snapshot, {
    version: SNAPSHOT_VERSION,
    what: 'snapshot',
    makeAgain: 'byok-audit collect',
    upgrade: (data, version) => upgraded(data, version, SNAPSHOT_VERSION),
  });

import { derive, unknown } from '../../facts/fact.ts';
import { unrecognized } from '../../facts/values.ts';
import type { KeyVersion, KeyVersions } from '../cloud.ts';
import type { GcpKey, Version } from './snapshot.ts';

export const googleVersions = ({ versions, primary }: GcpKey): KeyVersions => ({
  versions: derive(versions, (list) => list.map(versionOf)),
  primary: derive(primary, (version) => version?.id ?? null),
});

/** By state, of the states that a version stays in. */
export const CONDITIONS: ReadonlyMap<string, KeyVersion['condition']> = new Map([
  ['ENABLED', 'usable'],
  ['DISABLED', 'unusable'],
  ['DESTROY_SCHEDULED', 'unusable'],
  ['DESTROYED', 'unusable'],
  ['PENDING_EXTERNAL_DESTRUCTION', 'unusable'],
  ['EXTERNAL_DESTRUCTION_FAILED', 'unusable'],
  ['IMPORT_FAILED', 'never_used'],
  ['GENERATION_FAILED', 'never_used'],
]);

function versionOf({ id, state, created_at }: Version): KeyVersion {
  const condition =
    CONDITIONS.get(state) ??
    (state.startsWith('PENDING_')
      ? unknown('ambiguous', `version ${id} is in the transitional state ${state}`)
      : unrecognized('version state', state));
  return { id, state: state.toLowerCase().replaceAll('_', ' '), created_at, condition };
}

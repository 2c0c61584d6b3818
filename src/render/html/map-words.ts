import { plural } from '../../report/plural.ts';
import { countInWords } from '../state-words.ts';
import type { ClusterNode, Counts, KeyNode } from './map-model.ts';
import { isShared, type Standing } from './map-standing.ts';
import { words } from './words.ts';

// What the map says of a key or a cluster beside its name.

/** `tone`: where it is what an auditor looks for. */
export type Line = { text: string; tone: 'bad' | 'warn' | null };
export const plain = (text: string): Line => ({ text, tone: null });
const bad = (text: string): Line => ({ text, tone: 'bad' });
const warn = (text: string): Line => ({ text, tone: 'warn' });

/** How many days until the key is deleted; null where no day is set, or the map did not look for it. */
export type DaysLeft = number | 'not observed' | null;

export function stateInWords({ state }: Pick<KeyNode, 'state'>, days: DaysLeft): string {
  if (state === null) return 'state not observed';
  if (state === 'absent') return 'not in the KMS';
  if (days === null) return words(state);
  const left = days === 'not observed' ? 'date not observed' : days < 0 ? 'the date is past' : `${plural(days, 'day')} left`;
  return `${words(state)}, ${left}`;
}

/** @param whole whether every cluster was seen */
export function keyLines(key: KeyNode, days: DaysLeft, whole: boolean): Line[] {
  const { state, ids, region, others, clusters, counts } = key;
  const production = countForProduction(clusters);
  return [
    ...(state === 'enabled' ? [] : [(state === null ? warn : bad)(stateInWords(key, days))]),
    ...(isShared(key) ? [warn(`shared by ${key.sharing} clusters`)] : []),
    ...(isShared(key) && production > 0 ? [plain(`${production} of them for production`)] : []),
    ...(ids.length > 1 ? [plain(`registered ${ids.length} times`)] : []),
    ...(region === null ? [warn('its region was not observed')] : []),
    ...(others === null ? [warn('its clusters were not observed')] : []),
    ...(others === 0 && clusters.length === 0 ? [plain(whole ? 'no cluster on it' : 'no cluster seen on it')] : []),
    ...countLines(counts),
  ];
}

export const countForProduction = (clusters: readonly ClusterNode[]): number =>
  clusters.filter(({ production }) => production === true).length;

export function clusterLines({ mismatch, region, counts }: ClusterNode, keyRegion: string | null): Line[] {
  return [
    ...(region === null ? [warn('its region was not observed')] : []),
    ...(mismatch === 'fail' ? [bad('region mismatch')] : []),
    ...(mismatch === 'waived' ? [warn('region mismatch, waived')] : []),
    ...(region === null || region === keyRegion ? [] : [plain(`cluster in ${region}`)]),
    ...countLines(counts),
  ];
}

function countLines(counts: Counts): Line[] {
  const said = (states: readonly (keyof Counts)[]): string =>
    states
      .filter((state) => counts[state] > 0)
      .map((state) => countInWords(counts[state], state))
      .join(', ');
  const failed = said(['fail', 'error']);
  const rest = said(['waived', 'unknown']);
  return [...(failed === '' ? [] : [bad(`rules: ${failed}`)]), ...(rest === '' ? [] : [plain(`rules: ${rest}`)])];
}

/** Keys that are not drawn one by one. @param whole whether every cluster was seen */
export function foldedInWords(standing: Standing, count: number, whole: boolean): string {
  const more = plural(count, 'more key');
  const keys = plural(count, 'key');
  const each = count === 1 ? '' : ' each';
  const FOLDED: Record<Standing, string> = {
    dead: `${more} that cannot be used or is to be deleted`,
    elsewhere: `${more} with a cluster in another region`,
    shared: `${more} shared by several clusters`,
    failed: `${more} with failed rules`,
    unseen: `${more} of which something shown here was not observed`,
    undetermined: `${keys} with at most one cluster${each}: nothing failed, not everything was determined`,
    fine: `${keys} with one cluster${each}${whole ? '' : ' that was seen'}: nothing failed`,
    unused: `${keys} without a cluster${whole ? '' : ' that was seen'}: nothing failed`,
  };
  return FOLDED[standing];
}

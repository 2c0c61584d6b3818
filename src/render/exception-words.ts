import { plural } from '../report/plural.ts';
import type { ReportedAttestation, ReportedWaiver } from '../report/schema.ts';

type State = ReportedWaiver['state'];

/** How an exception stands, in a word. `tone` is what a reader should make of it. */
export const STATE: Record<State, { symbol: string; word: string; tone: string }> = {
  applied: { symbol: '~', word: 'applied', tone: '' },
  not_in_force: { symbol: '·', word: 'not in force', tone: '' },
  expired: { symbol: '✗', word: 'expired', tone: 'bad' },
  too_broad: { symbol: '✗', word: 'too broad', tone: 'bad' },
  lapsed: { symbol: '✗', word: 'lapsed', tone: 'bad' },
  overlapping: { symbol: '!', word: 'overlapping', tone: 'warn' },
  undetermined: { symbol: '?', word: 'undetermined', tone: 'warn' },
  unused: { symbol: '–', word: 'unused', tone: 'warn' },
};

/** `12 days left`; on the last day, and after it, in other words. */
export function daysLeft(days: number): string {
  if (days < 0) return `over for ${plural(-days, 'day')}`;
  return days === 0 ? 'last day' : `${plural(days, 'day')} left`;
}

/** `key.rotated on cck-apple`, or what the API key sees. */
export const aboutWhat = ({ record }: Pick<ReportedWaiver, 'record'> | Pick<ReportedAttestation, 'record'>): string =>
  'fact' in record && record.fact !== undefined
    ? 'the API key sees the whole organization'
    : `${record.rule} on ${record.resource}`;

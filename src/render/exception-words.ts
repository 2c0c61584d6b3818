import { plural } from '../report/plural.ts';
import type { ReportedAttestation, ReportedWaiver } from '../report/schema.ts';

type State = ReportedWaiver['state'];

/** The state of an exception as people read it. `tone`: how much a reader should worry. */
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

/** `12 days left`, `last day` or `expired 3 days ago`. */
export function daysLeft(days: number): string {
  if (days < 0) return `expired ${plural(-days, 'day')} ago`;
  return days === 0 ? 'last day' : `${plural(days, 'day')} left`;
}

/** `key.rotated on cck-apple`, or that the API key sees the whole organization. */
export const aboutWhat = ({ record }: Pick<ReportedWaiver, 'record'> | Pick<ReportedAttestation, 'record'>): string =>
  'fact' in record && record.fact !== undefined
    ? 'the API key sees the whole organization'
    : `${record.rule} on ${record.resource}`;

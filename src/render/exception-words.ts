import { plural } from '../report/plural.ts';
import type { ReportedAttestation, ReportedWaiver } from '../report/schema.ts';
import type { Shown } from './state-words.ts';

/** The states of exceptions as people read them. */
export const SHOWN_EXCEPTIONS: Record<ReportedWaiver['state'], Shown> = {
  applied: { symbol: '~', words: 'applied', tone: '' },
  not_in_force: { symbol: '·', words: 'not in force', tone: '' },
  expired: { symbol: '✗', words: 'expired', tone: 'bad' },
  too_broad: { symbol: '✗', words: 'too broad', tone: 'bad' },
  lapsed: { symbol: '✗', words: 'lapsed', tone: 'bad' },
  overlapping: { symbol: '!', words: 'overlapping', tone: 'warn' },
  undetermined: { symbol: '?', words: 'undetermined', tone: 'warn' },
  unused: { symbol: '–', words: 'unused', tone: 'warn' },
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

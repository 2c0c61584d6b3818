import { SEVERITIES, type Severity } from '../evaluate/catalogue.ts';
import type { Absence, ChangeClass } from './change.ts';
import type { ReportedVerdict } from './schema.ts';
import { isFailing, isUnanswered, type State } from './state.ts';

/** What two reports are compared by. */
export type Compared = Pick<ReportedVerdict, 'severity' | 'expected' | 'actual' | 'state'>;

/** @property absence see `Change` */
export type Classified = { class: ChangeClass; why: string; absence: Absence | null };

const classified = (name: ChangeClass, why: string, absence: Absence | null = null): Classified => ({
  class: name,
  why,
  absence,
});

const WAS: Record<State, string> = {
  fail: 'It was failing',
  waived: 'It was failing, with a waiver',
  error: 'The rule broke before',
  unknown: 'It could not be determined before',
  needs_attestation: 'It needed an attestation before',
  attested: 'A person attested before that it held',
  pass: 'It held before',
  not_applicable: 'The rule did not apply before',
};

const NOW: Record<State, string> = {
  fail: 'it fails',
  waived: 'it fails, with a waiver',
  error: 'the rule broke',
  unknown: 'it could not be determined',
  needs_attestation: 'it needs an attestation',
  attested: 'it could not be determined, and a person attests that it holds',
  pass: 'it holds',
  not_applicable: 'the rule does not apply',
};

const both = (was: State, now: State): string => `${WAS[was]}; now ${NOW[now]}.`;

/** A verdict that both reports have. A failure is resolved by an answer alone, never by the lack of one. */
export function classify(old: Compared, now: Compared): Classified {
  const why = both(old.state, now.state);
  if (isUnanswered(now.state)) return classified(isUnanswered(old.state) ? 'still_unknown' : 'newly_unknown', why);
  if (isUnanswered(old.state)) return classified('no_longer_unknown', why);
  // no attestation resolves what was seen to fail
  if (now.state === 'attested' && isFailing(old.state)) return classified('newly_unknown', why);
  if (!isFailing(now.state)) return classified(isFailing(old.state) ? 'resolved' : 'clear', why);
  if (now.state === 'waived' && old.state !== 'waived') return classified('newly_waived', why);
  if (!isFailing(old.state)) return classified('new', why);
  const worse = worseBecause(old, now);
  return worse === null ? classified('unchanged', why) : classified('worsened', worse);
}

/** Why a failure weighs more than it did; null where it does not. */
function worseBecause(old: Compared, now: Compared): string | null {
  if (old.state === 'waived' && now.state === 'fail') return 'Its waiver no longer covers it.';
  if (rank(now.severity) < rank(old.severity)) return `Its severity rose from ${old.severity} to ${now.severity}.`;
  return isFarther(old, now) ? `What was observed is farther from ${now.expected}: ${now.actual}, after ${old.actual}.` : null;
}

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** Numbers show it where both reports expected the same. */
const isFarther = (old: Compared, now: Compared): boolean =>
  typeof now.expected === 'number' &&
  old.expected === now.expected &&
  typeof old.actual === 'number' &&
  typeof now.actual === 'number' &&
  Math.abs(now.actual - now.expected) > Math.abs(old.actual - old.expected);

const isOutOfScope = (absence: Absence): boolean => absence === 'not_there' || absence === 'left_out';

/** A verdict of the older report that the newer one does not have. */
export function disappeared({ state }: Compared, absence: Absence): Classified {
  return classified(isOutOfScope(absence) ? 'out_of_scope' : 'newly_unknown', `${WAS[state]}; ${ABSENT_NOW[absence]}.`, absence);
}

/** Why the newer report has no such verdict, in words. */
export const ABSENT_NOW: Record<Absence, string> = {
  not_there: 'the subject no longer exists',
  left_out: 'the configuration now leaves its environment out',
  not_seen: 'the subject was not seen, and the lists may be incomplete',
  no_verdict: 'the newer report has the subject, but no verdict on it',
};

/** A verdict of the newer report that the older one does not have. */
export function appeared({ state }: Compared, absence: Absence): Classified {
  const why = `${ABSENT_BEFORE[absence]}; now ${NOW[state]}.`;
  const was = isOutOfScope(absence);
  if (isUnanswered(state)) return classified(was ? 'newly_unknown' : 'still_unknown', why, absence);
  if (!was) return classified('no_longer_unknown', why, absence);
  if (state === 'waived') return classified('newly_waived', why, absence);
  return classified(state === 'fail' ? 'new' : 'clear', why, absence);
}

const ABSENT_BEFORE: Record<Absence, string> = {
  not_there: 'The subject did not exist before',
  left_out: 'The configuration left its environment out before',
  not_seen: 'The subject was not seen before, when the lists may have been incomplete',
  no_verdict: 'The older report has the subject, but no verdict on it',
};

/** A rule that says something else now, or that one of the two policies does not have. */
export const incomparable = (old: Compared | null, now: Compared | null, why: string): Classified =>
  classified('incomparable', `${why}${old && now ? ` ${both(old.state, now.state)}` : old ? ` ${WAS[old.state]}.` : ''}`);

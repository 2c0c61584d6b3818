import { bySeverity } from '../evaluate/severity.ts';
import type { Absence, ChangeClass } from './change.ts';
import type { ReportedVerdict } from './schema.ts';
import { isFailing, isUnanswered, type State } from './state.ts';

/** What two reports are compared by. */
export type Compared = Pick<ReportedVerdict, 'severity' | 'expected' | 'actual' | 'state'>;

/** @property absence see `Change` */
export type Classified = { class: ChangeClass; why: string; absence: Absence | null };

/** Why the newer report has no such verdict, in words. */
export const ABSENT_NOW: Record<Absence, string> = {
  not_there: 'the subject no longer exists',
  left_out: 'the configuration now leaves its environment out',
  not_seen: 'the subject was not seen, and the lists may be incomplete',
  no_verdict: 'the newer report has the subject, but no verdict on it',
};

/** How a verdict stands in a report, or why the report has none. */
type Standing = State | Absence;

const WAS: Record<Standing, string> = {
  fail: 'It was failing',
  waived: 'It was failing, with a waiver',
  error: 'The rule broke before',
  unknown: 'It could not be determined before',
  needs_attestation: 'It needed an attestation before',
  attested: 'A person attested before that it held',
  pass: 'It held before',
  not_applicable: 'The rule did not apply before',
  not_there: 'The subject did not exist before',
  left_out: 'The configuration left its environment out before',
  not_seen: 'The subject was not seen before, when the lists may have been incomplete',
  no_verdict: 'The older report has the subject, but no verdict on it',
};

const NOW: Record<Standing, string> = {
  fail: 'now it fails',
  waived: 'now it fails, with a waiver',
  error: 'now the rule broke',
  unknown: 'now it could not be determined',
  needs_attestation: 'now it needs an attestation',
  attested: 'now it could not be determined, and a person attests that it holds',
  pass: 'now it holds',
  not_applicable: 'now the rule does not apply',
  ...ABSENT_NOW,
};

const both = (was: Standing, now: Standing): string => `${WAS[was]}; ${NOW[now]}.`;

/** The class of a verdict in two reports; for a report without it, why it has none. */
export function classify(old: Compared | Absence, now: Compared | Absence): Classified {
  const [was, is] = [standingOf(old), standingOf(now)];
  const absence = [old, now].find((side) => typeof side === 'string') ?? null;
  const name = classOf(was, is);
  const worse = name === 'unchanged' && typeof old === 'object' && typeof now === 'object' ? worseBecause(old, now) : null;
  return worse === null ? { class: name, why: both(was, is), absence } : { class: 'worsened', why: worse, absence };
}

const standingOf = (side: Compared | Absence): Standing => (typeof side === 'string' ? side : side.state);

const isAbsence = (standing: Standing): standing is Absence => Object.hasOwn(ABSENT_NOW, standing);
const isOutOfScope = (standing: Standing): boolean => standing === 'not_there' || standing === 'left_out';

/** A failure is resolved by an answer alone, never by the lack of one. */
function classOf(was: Standing, now: Standing): ChangeClass {
  if (isOutOfScope(now)) return 'out_of_scope';
  if (isAbsence(now)) return 'newly_unknown';
  const wasOpen = isAbsence(was) ? !isOutOfScope(was) : isUnanswered(was);
  const wasFailing = !isAbsence(was) && isFailing(was);
  if (isUnanswered(now)) return wasOpen ? 'still_unknown' : 'newly_unknown';
  if (wasOpen) return 'no_longer_unknown';
  // no attestation resolves what was seen to fail
  if (now === 'attested' && wasFailing) return 'newly_unknown';
  if (!isFailing(now)) return wasFailing ? 'resolved' : 'clear';
  if (now === 'waived' && was !== 'waived') return 'newly_waived';
  return wasFailing ? 'unchanged' : 'new';
}

/** Why a failure weighs more than it did; null where it does not. */
function worseBecause(old: Compared, now: Compared): string | null {
  if (old.state === 'waived' && now.state === 'fail') return 'Its waiver no longer covers it.';
  if (bySeverity(now, old) < 0) return `Its severity rose from ${old.severity} to ${now.severity}.`;
  return isFarther(old, now) ? `What was observed is farther from ${now.expected}: ${now.actual}, after ${old.actual}.` : null;
}

/** Numbers show it where both reports expected the same. */
const isFarther = (old: Compared, now: Compared): boolean =>
  typeof now.expected === 'number' &&
  old.expected === now.expected &&
  typeof old.actual === 'number' &&
  typeof now.actual === 'number' &&
  Math.abs(now.actual - now.expected) > Math.abs(old.actual - old.expected);

/** A rule that says something else now, or that one of the two policies does not have. */
export const incomparable = (old: Compared | undefined, now: Compared | undefined, why: string): Classified => ({
  class: 'incomparable',
  why: `${why}${old && now ? ` ${both(old.state, now.state)}` : old ? ` ${WAS[old.state]}.` : ''}`,
  absence: null,
});

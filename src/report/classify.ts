import { SEVERITIES, type Severity } from '../evaluate/catalogue.ts';
import type { ChangeClass, State } from './change.ts';
import type { ReportedVerdict } from './schema.ts';

/** What is judged of a verdict when two reports are compared. */
export type Compared = Pick<ReportedVerdict, 'severity' | 'expected' | 'actual'> & { state: State };

export type Classified = { class: ChangeClass; why: string };

/** Why a report has no verdict, and so whether it can be said that the subject is not there. */
export type Absence = 'not there' | 'left out' | 'not seen' | 'not told';

const told = (name: ChangeClass, why: string): Classified => ({ class: name, why });

const answered = (state: State): boolean => state !== 'unknown' && state !== 'error';
const failing = (state: State): boolean => state === 'fail' || state === 'waived';

const WAS: Record<State, string> = {
  fail: 'It was failing',
  waived: 'It was failing, with a waiver',
  error: 'The rule broke before',
  unknown: 'It could not be determined before',
  attested: 'A person attested before that it held',
  pass: 'It held before',
  not_applicable: 'The rule did not concern the subject before',
};

const NOW: Record<State, string> = {
  fail: 'it fails',
  waived: 'it fails, with a waiver',
  error: 'the rule broke',
  unknown: 'it could not be determined',
  attested: 'it could not be determined, and a person attests that it holds',
  pass: 'it holds',
  not_applicable: 'the rule does not concern the subject',
};

const both = (was: State, now: State): string => `${WAS[was]}; now ${NOW[now]}.`;

/** A verdict that both reports have. A failure is resolved by an answer alone, never by the lack of one. */
export function classify(old: Compared, now: Compared): Classified {
  const why = both(old.state, now.state);
  if (!answered(now.state)) return told(answered(old.state) ? 'newly_unknown' : 'still_unknown', why);
  if (!answered(old.state)) return told('no_longer_unknown', why);
  // nobody's word mends what was seen to fail
  if (now.state === 'attested' && failing(old.state)) return told('newly_unknown', why);
  if (!failing(now.state)) return failing(old.state) ? told('resolved', why) : told('clear', why);
  if (now.state === 'waived' && old.state !== 'waived') return told('newly_waived', why);
  if (!failing(old.state)) return told('new', why);
  const worse = worseBecause(old, now);
  return worse === null ? told('unchanged', why) : told('worsened', worse);
}

/** Why a failure weighs more than it did; null where it does not. */
function worseBecause(old: Compared, now: Compared): string | null {
  if (old.state === 'waived' && now.state === 'fail') return 'Its waiver covers it no longer.';
  if (rank(now.severity) < rank(old.severity)) return `Its severity rose from ${old.severity} to ${now.severity}.`;
  return isFarther(old, now) ? `What was observed is farther from ${now.expected}: ${now.actual}, after ${old.actual}.` : null;
}

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** Numbers tell it where both reports expected the same. */
const isFarther = (old: Compared, now: Compared): boolean =>
  typeof now.expected === 'number' &&
  old.expected === now.expected &&
  typeof old.actual === 'number' &&
  typeof now.actual === 'number' &&
  Math.abs(now.actual - now.expected) > Math.abs(old.actual - old.expected);

/** A verdict of the older report on a subject that the newer one does not have. */
export function gone({ state }: Compared, absence: Absence): Classified {
  const isOut = absence === 'not there' || absence === 'left out';
  return told(isOut ? 'out_of_scope' : 'newly_unknown', `${WAS[state]}; ${GONE[absence]}.`);
}

const GONE: Record<Absence, string> = {
  'not there': 'the subject is not there any more',
  'left out': 'the configuration leaves its environment out now',
  'not seen': 'the subject was not seen, and it is not certain that everything was listed',
  'not told': 'the newer report has the subject, and no verdict on it',
};

/** A verdict of the newer report on a subject that the older one does not have. */
export function come({ state }: Compared, absence: Absence): Classified {
  const why = `${COME[absence]}; now ${NOW[state]}.`;
  const wasOut = absence === 'not there' || absence === 'left out';
  if (!answered(state)) return told(wasOut ? 'newly_unknown' : 'still_unknown', why);
  if (!wasOut) return told('no_longer_unknown', why);
  if (state === 'waived') return told('newly_waived', why);
  return told(state === 'fail' ? 'new' : 'clear', why);
}

const COME: Record<Absence, string> = {
  'not there': 'The subject was not there before',
  'left out': 'The configuration left its environment out before',
  'not seen': 'The subject was not seen before, when it was not certain that everything was listed',
  'not told': 'The older report has the subject, and no verdict on it',
};

/** A rule that says something else now, or that one of the two policies does not have. */
export const incomparable = (old: Compared | null, now: Compared | null, why: string): Classified =>
  told('incomparable', `${why}${old && now ? ` ${both(old.state, now.state)}` : old ? ` ${WAS[old.state]}.` : ''}`);

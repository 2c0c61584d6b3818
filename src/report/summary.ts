import type { Cause } from '../facts/fact.ts';
import { recordOf } from '../input/keys.ts';
import type { Scope } from '../subjects/scope.ts';
import type { Trouble } from './exception-schema.ts';
import { agree, plural } from './plural.ts';
import { type Report, type ReportedVerdict, SEVERITIES, type Severity, type Summary, severityRank } from './schema.ts';
import type { Sequence } from './sequence.ts';
import { countByState } from './state.ts';
import { bodiesIn } from './verdict-columns.ts';

/** What the user tolerates. It decides the exit code, never the record: the same input gives the same report. */
export type Tolerance = {
  /** Verdicts of lesser rules do not count. */
  failOn: Severity;
  /** Causes of unknowns that do not make the scan incomplete; `true` for all causes. */
  allowUnknown?: true | readonly Cause[];
  /** Do not fail when there is nothing to evaluate. */
  allowEmpty?: boolean;
  /** Fail when a waiver or an attestation expired, lapsed, overlaps with another or is unused. */
  strictWaivers?: boolean;
  /** Of failures, only those count that the baseline does not have. */
  failOnNew?: boolean;
};

export const STRICT: Tolerance = { failOn: 'low' };

/** Whether a severity is at or above the threshold. */
export const counts = (severity: Severity, failOn: Severity): boolean => severityRank(severity) <= severityRank(failOn);

/** Whether an unknown verdict leaves the audit incomplete. */
export const leavesOpen =
  ({ failOn, allowUnknown = [] }: Tolerance) =>
  ({ state, severity, unknown }: Pick<ReportedVerdict, 'state' | 'severity' | 'unknown'>): boolean => {
    if (state !== 'unknown') return false;
    // allowing one cause does not allow the others, nor one that is not named
    if (unknown === null) return counts(severity, failOn);
    const causes = [unknown.cause, ...unknown.facts.map((fact) => fact.cause)].filter((cause) => cause !== 'unsupported');
    return counts(severity, failOn) && allowUnknown !== true && !causes.every((cause) => allowUnknown.includes(cause));
  };

/** What decides whether an audit is complete. */
type Seen = Pick<Report, 'verdicts' | 'population'> & { run: Pick<Report['run'], 'interrupted_at'> };

export function summarize(seen: Seen, scope: Scope): Summary {
  const { verdicts } = seen;
  const empty = emptiness(verdicts, scope);
  const because = [...reasons(seen), ...empty];
  return {
    ...counted(verdicts),
    complete: because.length === 0,
    incomplete_because: because,
    empty: empty.length > 0,
  };
}

function counted(verdicts: Sequence<ReportedVerdict>): Pick<Summary, 'by_state' | 'fail_by_severity'> {
  const by_state = countByState([]);
  const fail_by_severity = recordOf(SEVERITIES, () => 0);
  for (const { body, count } of bodiesIn(verdicts)) {
    by_state[body.state] += count;
    if (body.state === 'fail') fail_by_severity[body.severity] += count;
  }
  return { by_state, fail_by_severity };
}

/** The summary of a report that was read: never better than its verdicts and populations, whatever the file says. */
export function borneOut({ summary, ...seen }: Seen & Pick<Report, 'summary'>): Summary {
  const { verdicts } = seen;
  const empty = nothingEvaluated(verdicts);
  const because = [...reasons(seen), ...empty];
  return {
    ...summary,
    ...counted(verdicts),
    complete: summary.complete && because.length === 0,
    incomplete_because: summary.complete ? because : summary.incomplete_because,
    empty: summary.empty || empty.length > 0,
  };
}

function reasons({ run: { interrupted_at }, verdicts, population }: Seen): string[] {
  let [errors, open, ofInfo] = [0, 0, 0];
  const isOpen = leavesOpen(STRICT);
  for (const { body, count } of bodiesIn(verdicts)) {
    if (body.state === 'error') errors += count;
    if (isOpen(body)) open += count;
    if (body.state === 'unknown' && !counts(body.severity, STRICT.failOn)) ofInfo += count;
  }
  const gaps = population.filter(({ complete }) => complete === false);
  return [
    ...(interrupted_at === null ? [] : [`The collection was interrupted at ${interrupted_at}: the snapshot is partial.`]),
    ...(errors > 0 ? [`${plural(errors, 'rule evaluation')} broke.`] : []),
    ...(open > 0 ? [`${plural(open + ofInfo, 'verdict')} could not be determined${uncounted(ofInfo)}.`] : []),
    ...gaps.map(
      ({ subject_type, gaps: [gap] }) =>
        `Not every ${subject_type} was seen${gap === undefined ? '' : ` (${gap.cause}: ${gap.what})`}.`,
    ),
  ];
}

/** One count of the unknowns, in which those that make no audit incomplete are named. */
const uncounted = (ofInfo: number): string =>
  ofInfo === 0 ? '' : ` (${ofInfo} of severity info ${agree(ofInfo, 'does', 'do')} not count)`;

function nothingEvaluated(verdicts: Sequence<ReportedVerdict>): string[] {
  const evaluated = verdicts.some(
    ({ subject, state }) => (subject.type === 'cluster' || subject.type === 'key') && state !== 'not_applicable',
  );
  return evaluated ? [] : ['There was nothing to evaluate: no rule applies to any cluster or key.'];
}

function emptiness(verdicts: Sequence<ReportedVerdict>, scope: Scope): string[] {
  return [
    ...nothingEvaluated(verdicts),
    ...(scope.production_matches_nothing ? ['The production patterns of the configuration match no cluster.'] : []),
    ...(scope.leaves_nothing ? ['The environments that the configuration chooses hold no cluster.'] : []),
  ];
}

/** Whether the audit is incomplete in a way that the user does not tolerate. */
export function isIncomplete({ run, verdicts, population, summary }: Report, tolerance: Tolerance): boolean {
  const isOpen = leavesOpen(tolerance);
  return (
    run.interrupted_at !== null ||
    [...bodiesIn(verdicts)].some(({ body }) => body.state === 'error' || isOpen(body)) ||
    population.some(({ complete }) => complete === false) ||
    (summary.empty && tolerance.allowEmpty !== true)
  );
}

const NEGLECTED: readonly Trouble[] = ['expired', 'unused', 'overlapping', 'lapsed'];

/** How many waivers and attestations need attention: expired, unused, overlapping or lapsed. */
export const neglected = ({ waivers, attestations }: Pick<Report, 'waivers' | 'attestations'>): number =>
  [...waivers, ...attestations].filter(({ troubles }) => troubles.some((trouble) => NEGLECTED.includes(trouble))).length;

import { byCodePoint } from '../input/code-point.ts';
import { fingerprintOf } from './fingerprint.ts';
import { bySeverity, type Report, type ReportedVerdict, SEVERITIES, type Severity, severityRank } from './schema.ts';
import { isAlert, STATES } from './state.ts';
import { byRule, entriesIn } from './subject-lookup.ts';
import type { SubjectHead } from './subject-order.ts';
import type { VerdictEntry } from './verdict-columns.ts';

/**
 * GitHub refuses a run with more than 25,000 results and keeps 5,000 of those that it takes, not always the most severe: what
 * it leaves out of a longer file opens and closes with no reason that anybody sees.
 */
export const MOST_ALERTS = 5_000;

/** A verdict that is reported to code scanning, with what is in memory of its subject. */
export type Alert = Omit<VerdictEntry['body'], 'fingerprint' | 'answers'> &
  Pick<ReportedVerdict, 'rule' | 'message' | 'fingerprint'> & { subject: SubjectHead };

/** How many alerts of a severity are left out: failures, and what may hide one. */
export type LeftOut = { severity: Severity; failures: number; unanswered: number };

/** What is reported to code scanning, and what is left out of that. */
export type Alerts = { alerts: Alert[]; leftOut: LeftOut[] };

/**
 * The alerts that are reported to code scanning: the most severe first, failures before unknowns, production first. Which ones these
 * are does not depend on that order, since a scan may be too blind to tell a failure, or what is production.
 */
export function alertsIn(
  { organization, ...report }: Pick<Report, 'verdicts' | 'subjects' | 'organization'>,
  most = MOST_ALERTS,
): Alerts {
  const all = [...entriesIn(report, ALERTS)];
  const { chosen, rest } = all.length > most ? parted(all, most) : { chosen: all, rest: [] };
  const alerts = chosen.map(({ rule, subject, body: { fingerprint, answers: _, ...body }, message }) => {
    return { ...body, rule, subject, message, fingerprint: fingerprint ?? fingerprintOf(rule, organization.id, subject) };
  });
  return { alerts: alerts.sort(byUrgency), leftOut: countedBySeverity(rest) };
}

const ALERTS = STATES.filter(isAlert);

/**
 * What fails, or was last seen to fail, comes before what was never seen to; then the more severe, then what has been open for
 * longer, then the first by rule and subject. Nothing of this is different where a scan sees less: being blind pushes no alert out.
 */
function parted(all: readonly VerdictEntry[], most: number): { chosen: VerdictEntry[]; rest: VerdictEntry[] } {
  const [chosen, rest]: [VerdictEntry[], VerdictEntry[]] = [[], []];
  const groups = [...Map.groupBy(all, claimOf)].sort(([a], [b]) => byCodePoint(a, b));
  // there may be hundreds of thousands: only the group in which the cut falls is sorted
  for (const [, group] of groups) {
    const room = most - chosen.length;
    const inOrder = room > 0 && group.length > room ? group.sort(byRule) : group;
    for (const entry of inOrder) (chosen.length < most ? chosen : rest).push(entry);
  }
  return { chosen, rest };
}

/** Sorts by what comes first. */
function claimOf({ body: { state, failed_before, severity, first_seen } }: VerdictEntry): string {
  const isFailure = state === 'fail' || failed_before === true;
  return `${isFailure ? 0 : 1} ${severityRank(severity)} ${first_seen ?? ''}`;
}

const byUrgency = (a: Alert, b: Alert): number =>
  bySeverity(a, b) ||
  Number(a.state !== 'fail') - Number(b.state !== 'fail') ||
  Number(a.subject.production !== true) - Number(b.subject.production !== true) ||
  byRule(a, b);

function countedBySeverity(rest: readonly VerdictEntry[]): LeftOut[] {
  const ofSeverity = Map.groupBy(rest, ({ body }) => body.severity);
  return SEVERITIES.flatMap((severity) => {
    const left = ofSeverity.get(severity) ?? [];
    const failures = left.filter(({ body }) => body.state === 'fail').length;
    return left.length === 0 ? [] : [{ severity, failures, unanswered: left.length - failures }];
  });
}

import { alertPlace } from './alert-place.ts';
import type { Baseline } from './diff.ts';
import { type EarlierScans, type FailedAt, firstSeen } from './past.ts';
import { type Mended, placeOf } from './place.ts';
import type { AlertPlace, Report, ReportedRule, ReportedSubject, ReportedVerdict } from './schema.ts';
import { asksNothing, isAlert, isFailing } from './state.ts';
import { type Named, subjectsOf } from './subject-lookup.ts';

type Earlier = { earlier: EarlierScans | null; baseline?: Baseline | null };
type About = {
  rules: readonly (Pick<ReportedRule, 'id'> & Mended)[];
  subjectOf: (subject: Named) => ReportedSubject;
};
type CarriedOver = Pick<ReportedVerdict, 'first_seen' | 'alert_at' | 'failed_before'>;

/**
 * What earlier scans add to a verdict whose state is known: since when it has been open, whether a failure may be hidden, and where
 * its alert was opened. The history says it, or else the baseline.
 * @param at RFC 3339, when the verdict was evaluated
 */
export function carriedOver(
  { earlier, baseline }: Earlier,
  { rules, subjectOf }: About,
  at: string,
): (verdict: Omit<ReportedVerdict, 'first_seen'>) => CarriedOver {
  const ruleOf = new Map(rules.map((rule) => [rule.id, rule]));
  const known = baseline == null ? null : standingIn(baseline.report);
  return (verdict) => {
    const past = earlier?.verdicts.get(verdict.fingerprint);
    const before = known?.get(verdict.fingerprint);
    // a verdict that a person attested is no longer open, and has no age
    const first_seen = earlier === null || earlier.unread ? null : firstSeen(verdict, past, at);
    const failed = (past?.failing_since ?? null) !== null || before?.failing === true;
    const hidden = failed && (verdict.status === 'unknown' || verdict.status === 'error');
    const alert = past?.alert ?? before?.alert ?? null;
    const rule = ruleOf.get(verdict.rule);
    // a waiver or an attestation only keeps an alert from being shown
    const moved =
      alert === null || rule === undefined || asksNothing(verdict.state)
        ? null
        : movedTo(alert, rule, subjectOf(verdict.subject));
    return {
      first_seen,
      ...(moved === null ? {} : { alert_at: moved }),
      ...(hidden ? { failed_before: true as const } : {}),
    };
  };
}

/** Where the alert is, if that is not the file in which its failure would be mended. */
function movedTo(alert: AlertPlace, rule: Mended, subject: ReportedSubject): AlertPlace | null {
  const { location } = placeOf(rule, subject);
  const place = alertPlace(alert, location);
  return place?.uri === location?.uri ? null : place;
}

/** What a baseline says of the verdicts that had not ended in it, by fingerprint. */
function standingIn(report: Report): Map<string, { failing: boolean; alert: AlertPlace | null }> {
  const ruleOf = new Map(report.rules.map((rule) => [rule.id, rule]));
  const subjectOf = subjectsOf(report);
  return new Map(
    report.verdicts
      .filter(({ state }) => !asksNothing(state))
      .map(({ fingerprint, rule: id, subject, state, alert_at = null, failed_before = false }) => {
        const rule = ruleOf.get(id);
        const location = rule === undefined || !isAlert(state) ? null : placeOf(rule, subjectOf(subject)).location;
        return [fingerprint, { failing: isFailing(state) || failed_before, alert: alertPlace(alert_at, location) }];
      }),
  );
}

/** When a verdict was last seen to fail, by the history or the baseline. */
export function failedIn(earlier: EarlierScans | null, baseline: Report | undefined): FailedAt {
  const failing = new Set(baseline?.verdicts.flatMap(({ fingerprint, state }) => (isFailing(state) ? [fingerprint] : [])));
  return (verdict) => {
    if (earlier?.unread === true) return 'unread';
    const recorded = earlier?.verdicts.get(verdict.fingerprint)?.last_failed_at ?? null;
    if (baseline === undefined || !failing.has(verdict.fingerprint)) return recorded;
    const { taken_at } = baseline.run;
    return recorded !== null && Date.parse(recorded) > Date.parse(taken_at) ? recorded : taken_at;
  };
}

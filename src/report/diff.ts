import { hash } from 'node:crypto';
import { badInput } from '../audit-error.ts';
import { byCodePoint } from '../input/code-point.ts';
import { recordOf } from '../input/keys.ts';
import { UNSEEN_ORGANIZATION } from '../inventory/organization.ts';
import { absenceFrom } from './absence.ts';
import { type Change, type ChangeClass, type Changes, CLASSES, type Comparison } from './change.ts';
import { classify, incomparable } from './classify.ts';
import { bySeverity, type Report, type ReportedRule, type ReportedVerdict } from './schema.ts';
import { serializeReport } from './serialize.ts';
import { byRule, subjectsOf } from './subject-lookup.ts';
import { bySubject } from './subject-order.ts';

/** What is compared of a report. One that is being built has no changes yet. */
export type Comparable = Omit<Report, 'changes'>;

/** The report to compare with, and the `sha256:` that its manifest has of it. */
export type Baseline = { report: Report; digest: string };

/** @param bytes of its file; as byok-audit writes them now where it has none */
export const baselineOf = (report: Report, bytes: string | Buffer = serializeReport(report)): Baseline => ({
  report,
  digest: `sha256:${hash('sha256', bytes)}`,
});

/** What changed since the baseline. @throws AuditError 65 as `compare` does */
export function changesSince({ report, digest }: Baseline, now: Comparable): Changes {
  const { id: run_id, taken_at, as_of, interrupted_at } = report.run;
  const { tool } = report;
  return {
    baseline: { run_id, taken_at, as_of, interrupted_at, policy_digest: tool.policy_digest, digest },
    ...compare(report, now),
  };
}

/**
 * Puts each verdict of two reports, matched by fingerprint, into exactly one class.
 * @throws AuditError 65 where the reports are of two organizations, or one of them holds a verdict twice
 */
export function compare(old: Comparable, now: Comparable): Comparison {
  sameOrganization(old, now);
  const [rulesBefore, rulesNow] = [byId(old), byId(now)];
  const [absentBefore, absentNow] = [absenceFrom(old), absenceFrom(now)];
  const [subjectBefore, subjectNow] = [subjectsOf(old), subjectsOf(now)];
  const [before, after] = [byFingerprint(old), byFingerprint(now)];
  const all = [...new Map([...before, ...after]).values()].map((newest): Change => {
    const { fingerprint, rule, severity, message } = newest;
    const [was, is] = [before.get(fingerprint), after.get(fingerprint)];
    const { type, id, name, environment } = (is === undefined ? subjectBefore : subjectNow)(newest.subject);
    const subject = { type, id, name, environment };
    const changed = changeOfRule(rulesBefore.get(rule), rulesNow.get(rule));
    const classified =
      changed === null ? classify(was ?? absentBefore(subject), is ?? absentNow(subject)) : incomparable(was, is, changed);
    return {
      class: classified.class,
      fingerprint,
      rule,
      severity,
      subject,
      was: was?.state ?? null,
      now: is?.state ?? null,
      absence: classified.absence,
      why: classified.why,
      message,
      cause: is?.unknown?.cause ?? null,
    };
  });
  const count = (name: ChangeClass) => all.filter((one) => one.class === name).length;
  return {
    policy_changed: old.tool.policy_digest !== now.tool.policy_digest,
    counts: recordOf(CLASSES, count),
    population: populationChanges(old, now),
    appeared: appearedIn(now, absentBefore),
    list: all.filter((one) => one.class !== 'clear').sort(inOrder),
  };
}

/** An organization that was not seen, because no list that names it could be read, may be any. */
function sameOrganization(old: Comparable, now: Comparable): void {
  const [one, other] = [old.organization.id, now.organization.id];
  if (one === other || one === UNSEEN_ORGANIZATION || other === UNSEEN_ORGANIZATION) return;
  throw badInput(
    `the reports are of different organizations: ${one} (run ${old.run.id}) and ${other} (run ${now.run.id}). Compare reports of the same organization.`,
  );
}

function byFingerprint({ verdicts, run }: Comparable): Map<string, ReportedVerdict> {
  const map = new Map(verdicts.map((verdict) => [verdict.fingerprint, verdict]));
  if (map.size === verdicts.length) return map;
  // one of the two would be lost silently
  throw badInput(
    `the report of run ${run.id} holds two verdicts with one fingerprint: it was edited. Use a report as byok-audit wrote it.`,
  );
}

const byId = ({ rules }: Comparable) => new Map(rules.map((rule) => [rule.id, rule]));

/** How a rule changed; null where it did not. Its severity is a weight and does not change what it says. */
function changeOfRule(was: ReportedRule | undefined, now: ReportedRule | undefined): string | null {
  if (was === undefined) return 'The rule was added to the policy.';
  if (now === undefined) return 'The rule was removed from the policy.';
  return meaning(was) === meaning(now) ? null : 'The rule changed.';
}

const meaning = ({ subject_type, title, description }: ReportedRule): string =>
  JSON.stringify([subject_type, title, description]);

/** Clusters and keys of the newer report only, but those whose environment the older one left out. */
function appearedIn({ subjects }: Comparable, absentBefore: ReturnType<typeof absenceFrom>): Change['subject'][] {
  return subjects
    .flatMap(({ type, id, name, environment }) => {
      if (type !== 'cluster' && type !== 'key') return [];
      const absence = absentBefore({ type, id, name, environment });
      return absence === 'not_there' || absence === 'not_seen' ? [{ type, id, name, environment }] : [];
    })
    .sort(bySubject);
}

function populationChanges(old: Comparable, now: Comparable): Comparison['population'] {
  // a type that a report does not mention is not proven to be whole
  const whole = ({ population }: Comparable, type: string) =>
    population.find(({ subject_type }) => subject_type === type)?.complete ?? null;
  return [...new Set([...old.population, ...now.population].map(({ subject_type }) => subject_type))]
    .map((subject_type) => ({ subject_type, was: whole(old, subject_type), now: whole(now, subject_type) }))
    .filter(({ was, now: is }) => was !== is)
    .sort((a, b) => byCodePoint(a.subject_type, b.subject_type));
}

const inOrder = (a: Change, b: Change): number =>
  CLASSES.indexOf(a.class) - CLASSES.indexOf(b.class) ||
  bySeverity(a, b) ||
  byRule(a, b) ||
  byCodePoint(a.fingerprint, b.fingerprint);

import { byRule } from '../render/rules.ts';
import type { Report, ReportedVerdict } from '../report/schema.ts';
import { subjectsOf } from '../report/subject-lookup.ts';
import { inState } from '../report/verdict-columns.ts';

type Written = {
  code: number;
  written: readonly string[];
  withheld: readonly { file: string; withheld: string }[];
  shortened: readonly { file: string; shortened: string }[];
};

/** What `--json` prints: what the summary says to a person, with every failure that no waiver covers. */
export function jsonSummary(report: Report, { code, written, withheld, shortened }: Written) {
  const { organization, run, summary, changes, population, verdicts } = report;
  const failures = byRule(report, inState(verdicts, ['fail'])).flatMap((ofRule) => ofRule.verdicts);
  return {
    organization,
    run,
    summary,
    changes: changes === null ? null : { baseline: changes.baseline, counts: changes.counts },
    population,
    failures: failures.map(shownFrom(report)),
    exit_code: code,
    files: written,
    withheld,
    shortened,
  };
}

function shownFrom(report: Report) {
  const subjectOf = subjectsOf(report);
  const changeOf = new Map((report.changes?.list ?? []).map((change) => [change.fingerprint, change.class]));
  return ({ rule, severity, subject, message, fingerprint, first_seen }: ReportedVerdict) => {
    const { type, id, name, environment, production } = subjectOf(subject);
    const change = changeOf.get(fingerprint) ?? null;
    return { rule, severity, subject: { type, id, name, environment, production }, message, fingerprint, first_seen, change };
  };
}

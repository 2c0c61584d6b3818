import { byCodePoint } from '../input/code-point.ts';
import type { Finding, Period, PeriodRule } from '../report/period.ts';
import { type ReportedRule, severityRank } from '../report/schema.ts';
import { worst } from '../report/state.ts';
import { exceptionsIn } from './exceptions.ts';
import { figuresOf, findingsIn } from './findings.ts';
import { daysBetween, expectedScans, gapsIn } from './gaps.ts';
import { type AtScan, passHistory, statusHistory, sum } from './pass-history.ts';
import type { EvaluatedScan, PeriodRows } from './period-rows.ts';

/** Which period of which organization, and how often a scan is expected in it. */
export type Asked = {
  organization: string;
  /** RFC 3339 in UTC with milliseconds; `to` is the first moment after the period. */
  from: string;
  to: string;
  /** Milliseconds. */
  every: number;
};

type Requirement = Omit<Period['frameworks'][number]['requirements'][number], 'scans' | 'history' | 'findings'>;
type Framework = Omit<Period['frameworks'][number], 'requirements'> & { requirements: readonly Requirement[] };

/** The rules and frameworks of the policy at hand: which rules answer which requirement is read as it is today. */
export type Mapping = {
  rules: readonly Pick<ReportedRule, 'id' | 'title' | 'severity' | 'subject_type'>[];
  frameworks: readonly Framework[];
};

/** How the controls worked over a period, by what the store holds of it: pure, the same rows give the same. */
export function periodOf(
  rows: PeriodRows,
  asked: Asked,
  { rules, frameworks }: Mapping,
): Omit<Period, 'tool' | 'classification'> {
  const { organization, from, to, every } = asked;
  const { scans } = rows;
  const findings = findingsIn(rows.verdicts, asked);
  const byRule = Map.groupBy(findings, ({ rule }) => rule);
  const known = knownRules(rules, rows);
  const histories = passHistory(scans, rows.verdicts, new Map(known.map(({ id, subject_type }) => [id, subject_type])));
  const of = (rule: string): readonly AtScan[] => histories.get(rule) ?? [];
  const workedBy = (rules: readonly string[]) => {
    const statuses = scans.map((_, index) => worst(rules.map((rule) => of(rule)[index]?.status ?? 'not_assessed')));
    const failures = rules.flatMap((rule): Finding[] => byRule.get(rule) ?? []);
    // what no rule answers has no history
    return { ...statusHistory(rules.length === 0 ? [] : scans, statuses), findings: figuresOf(failures, from) };
  };
  return {
    schema_version: '1.2',
    ...namesIn(rows, organization),
    history_from: rows.verdicts.flatMap(({ changes: [first] }) => first?.since ?? []).sort(byCodePoint)[0] ?? null,
    period: { from, to, days: daysBetween(from, to) },
    scans: {
      every_minutes: Math.round(every / 60_000),
      expected: expectedScans(from, to, every),
      ran: scans.length,
      whole: scans.filter(({ whole }) => whole).length,
      list: scans.map((scan, index) => listed(scan, [...histories.values()], index)),
    },
    gaps: gapsIn(scans, asked),
    summary: figuresOf(findings, from),
    severities: bySeverity(findings).map(([severity, own]) => ({ severity, ...figuresOf(own, from) })),
    exceptions: exceptionsIn(rows.verdicts, asked),
    // the history does not keep in which cloud a key is
    frameworks: frameworks
      .filter(({ cloud }) => cloud === null)
      .map((framework) => ({
        ...framework,
        requirements: framework.requirements.map((requirement) => ({ ...requirement, ...workedBy(requirement.rules) })),
      })),
    rules: known
      .map((rule) => ({ ...rule, verdicts: sum(of(rule.id).map(({ tally }) => tally)), ...workedBy([rule.id]) }))
      // a rule of an older policy is listed where it gave a verdict
      .filter(
        ({ title, verdicts, findings: { open, resolved, gone } }) =>
          title !== null || Object.values(verdicts).some((count) => count > 0) || open + resolved + gone > 0,
      ),
    findings,
  };
}

/** What people call the organization and its environments: the subjects of rules about them. */
function namesIn({ verdicts }: PeriodRows, organization: string): Pick<Period, 'organization' | 'environments'> {
  const named = (type: string) =>
    verdicts.flatMap(({ subject: { type: own, id, name } }) => (own === type && name !== null ? [{ id, name }] : []));
  const environments = new Map(named('environment').map((one) => [one.id, one]));
  return {
    organization: { id: organization, name: named('organization').find(({ id }) => id === organization)?.name ?? null },
    environments: [...environments.values()].sort((a, b) => byCodePoint(a.id, b.id)),
  };
}

const bySeverity = (findings: readonly Finding[]): [string, Finding[]][] =>
  [...Map.groupBy(findings, ({ severity }) => severity)].sort(
    ([a], [b]) => severityRank(a) - severityRank(b) || byCodePoint(a, b),
  );

/** Those of the policy at hand, and those that older ones left verdicts of. */
function knownRules(rules: Mapping['rules'], { verdicts }: PeriodRows) {
  type Known = Pick<PeriodRule, 'id' | 'title' | 'severity' | 'subject_type'>;
  const now = rules.map(({ id, title, severity, subject_type }): Known => ({ id, title, severity, subject_type }));
  const names = new Set(now.map(({ id }) => id));
  const older = new Map<string, Known>();
  for (const { rule, severity, subject } of verdicts)
    if (!names.has(rule)) older.set(rule, { id: rule, title: null, severity, subject_type: subject.type });
  return [...now, ...[...older.values()].sort((a, b) => (a.id < b.id ? -1 : 1))];
}

const listed = ({ taken_at, snapshot, whole, runs }: EvaluatedScan, histories: readonly AtScan[][], index: number) => ({
  taken_at,
  snapshot,
  whole,
  verdicts: sum(histories.flatMap((history) => history[index]?.tally ?? [])),
  runs,
});

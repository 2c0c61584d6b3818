import { inWords } from '../../report/message.ts';
import type { Report, ReportedRule, ReportedVerdict } from '../../report/schema.ts';
import { SEVERITIES } from '../../report/schema.ts';
import { visible } from '../visible.ts';
import { type Table, table } from './table.ts';

// What the templates show. Every text that came from outside passes visible(); escaping is the templates' own work.

const shown = (value: unknown): string => visible(inWords(value));
const words = (name: string): string => name.replaceAll('_', ' ');

/** A rule's verdicts of one kind, in full. @param kind what became of the rule: its title says the good condition */
export function groups(report: Report, kind: string, verdicts: readonly ReportedVerdict[]) {
  const rank = ({ severity }: ReportedRule) => SEVERITIES.indexOf(severity);
  const byRule = Map.groupBy(verdicts, ({ rule }) => rule);
  return [...report.rules]
    .sort((a, b) => rank(a) - rank(b))
    .flatMap((rule) => {
      const found = byRule.get(rule.id);
      return found === undefined ? [] : [group(rule, kind, found)];
    });
}

function group(rule: ReportedRule, kind: string, verdicts: readonly ReportedVerdict[]) {
  return {
    id: `${kind}-${rule.id}`.replace(/[^a-z0-9]+/g, '-'),
    kind,
    rule: rule.id,
    title: visible(rule.title),
    severity: rule.severity,
    rationale: visible(rule.rationale),
    remediation: visible(rule.remediation),
    // a link leads where a reader expects it to, or is none
    references: rule.references.filter((link) => URL.canParse(link) && new URL(link).protocol === 'https:'),
    count: verdicts.length,
    items: verdicts.map(item),
  };
}

function item(verdict: ReportedVerdict) {
  const { subject, message, notes, expected, actual, evidence, unknown, rule, severity, status } = verdict;
  const text = [subject.name, subject.id, subject.environment, rule, severity, status, message].join(' ').toLowerCase();
  return {
    text: visible(text),
    name: visible(subject.name ?? subject.type),
    id: visible(subject.id),
    environment: subject.environment === null ? null : visible(subject.environment),
    production: subject.production === true,
    message: visible(message),
    notes: notes.map(visible),
    compared: expected === null && actual === null ? null : { expected: shown(expected), actual: shown(actual) },
    missing: (unknown?.facts ?? []).map(({ fact, cause, call, permission, detail }) => ({
      fact: words(fact),
      cause: words(cause),
      call: call === null ? null : visible(call),
      permission: permission === null ? null : visible(permission),
      detail: visible(detail),
    })),
    evidence: evidence.map(({ fact, value, source, observed_at, unknown: why }) => ({
      fact: words(fact),
      value: why === null ? shown(value) : `not observed (${words(why.cause)})`,
      source: visible(source ?? why?.call ?? ''),
      observed: visible(observed_at ?? ''),
    })),
  };
}

const whole = (complete: boolean | null): string =>
  complete === true ? '✓ all of them' : complete === false ? '✗ not all of them' : '? not proven to be all';

export const coverage = ({ population }: Report): Table =>
  table(
    'coverage-table',
    'Populations',
    ['Subjects', 'Seen', 'Whole', 'Gaps'],
    population.map(({ subject_type, seen, complete, gaps, unproven }) => [
      `${subject_type}s`,
      String(seen),
      whole(complete),
      [
        ...gaps.map(({ what, cause, call }) => `${what} (${words(cause)}${call === null ? '' : `: ${call}`})`),
        ...(unproven === null ? [] : [unproven]),
      ].join('; ') || 'none',
    ]),
  );

/** Passed and not applicable: one line each. */
export function lines(id: string, caption: string, verdicts: readonly ReportedVerdict[]): Table | null {
  if (verdicts.length === 0) return null;
  return table(
    id,
    caption,
    ['Rule', 'Subject', 'Id', 'Why'],
    verdicts.map(({ rule, subject, message, not_applicable }) => [
      rule,
      subject.name ?? subject.type,
      subject.id,
      not_applicable?.reason ?? message,
    ]),
  );
}

const said = (value: string | null): string => value ?? 'not observed';
const yes = (value: boolean | null): string => (value === null ? '' : value ? 'yes' : 'no');

export function inventory({ subjects }: Report): Table[] {
  const of = (type: string) => subjects.filter((subject) => subject.type === type);
  return [
    table(
      'clusters',
      `Clusters (${of('cluster').length})`,
      ['Cluster', 'Id', 'Environment', 'Production', 'Cloud', 'Region', 'Type', 'Encryption', 'Key'],
      of('cluster').map((subject) => [
        said(subject.name),
        subject.id,
        subject.environment_name ?? subject.environment ?? '',
        yes(subject.production),
        said(subject.cloud),
        said(subject.region),
        said(subject.kind),
        said(subject.encryption),
        subject.encryption === 'confluent' ? '' : said(subject.key),
      ]),
    ),
    table(
      'keys',
      `Keys (${of('key').length})`,
      ['Key', 'Id', 'Cloud', 'Region', 'State in the KMS', 'Clusters', 'KMS name'],
      of('key').map((subject) => [
        subject.name ?? '',
        subject.id,
        said(subject.cloud),
        said(subject.region),
        words(said(subject.state)),
        subject.clusters === null ? 'not observed' : subject.clusters.join(', ') || 'none',
        said(subject.kms_name),
      ]),
    ),
  ];
}

export const ruleTable = ({ rules, verdicts }: Report): Table => {
  const byRule = Map.groupBy(verdicts, ({ rule }) => rule);
  const count = (rule: string, status: ReportedVerdict['status']) =>
    String((byRule.get(rule) ?? []).filter((verdict) => verdict.status === status).length);
  return table(
    'rule-table',
    `Rules (${rules.length})`,
    ['Rule', 'Severity', 'Holds when', 'Failed', 'Unknown', 'Passed', 'Not applicable'],
    rules.map(({ id, severity, title }) => [
      id,
      severity,
      title,
      count(id, 'fail'),
      count(id, 'unknown'),
      count(id, 'pass'),
      count(id, 'not_applicable'),
    ]),
  );
};

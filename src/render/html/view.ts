import { cloudInWords } from '../../report/message.ts';
import type { Report, ReportedVerdict } from '../../report/schema.ts';
import { SEVERITIES } from '../../report/schema.ts';
import { ruleText } from '../rule-text.ts';
import { ruleAnchor } from './anchors.ts';
import { type Table, table } from './table.ts';
import { attested, statusOf, waived, words } from './words.ts';

// The tables that the templates show.

/** Verdicts by severity and by what became of them. */
export const matrix = ({ verdicts }: Report): Table => {
  const columns: [string, (verdict: ReportedVerdict) => boolean][] = [
    ['Failed', (verdict) => verdict.status === 'fail' && !waived(verdict)],
    ['Waived', waived],
    ['Not determined', (verdict) => verdict.status === 'unknown' && !attested(verdict)],
    ['Need attestation', attested],
    ['Broke', ({ status }) => status === 'error'],
    ['Passed', ({ status }) => status === 'pass'],
    ['Not applicable', ({ status }) => status === 'not_applicable'],
    ['All', () => true],
  ];
  const row = (name: string, of: readonly ReportedVerdict[]) => [
    name,
    ...columns.map(([, has]) => String(of.filter(has).length)),
  ];
  const present = SEVERITIES.filter((severity) => verdicts.some((verdict) => verdict.severity === severity));
  return table(
    'matrix',
    'Verdicts by severity and outcome',
    ['Severity', ...columns.map(([name]) => name)],
    [
      ...present.map((severity) =>
        row(
          severity,
          verdicts.filter((verdict) => verdict.severity === severity),
        ),
      ),
      row('all', verdicts),
    ],
  );
};

const whole = (complete: boolean | null, by: string | null): string =>
  complete === true
    ? `✓ all of them${by === null ? '' : `, attested (${by})`}`
    : complete === false
      ? '✗ not all of them'
      : '? not proven to be all';

export const coverage = ({ population }: Report): Table =>
  table(
    'coverage-table',
    'Populations',
    ['Subjects', 'Seen', 'Whole', 'Gaps'],
    population.map(({ subject_type, seen, complete, gaps, unproven, attested: by }) => [
      `${subject_type}s`,
      String(seen),
      whole(complete, by),
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
    verdicts.map(({ rule, subject, message, not_applicable, attestation, notes }) => [
      rule,
      subject.name ?? `unnamed ${subject.type}`,
      subject.id,
      // what rests on a person's word says whose
      not_applicable?.reason ?? [message, ...(attestation === null ? [] : notes)].join(' '),
    ]),
    verdicts.map((verdict) => ({ status: statusOf(verdict), severity: verdict.severity })),
  );
}

const said = (value: string | null): string => value ?? 'not observed';
const yes = (value: boolean | null): string => (value === null ? '' : value ? 'yes' : 'no');

const cloudOf = ({ cloud }: Report['subjects'][number]): string | null => (cloud === null ? null : cloudInWords(cloud));

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
        said(cloudOf(subject)),
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
        subject.name ?? 'not named',
        subject.id,
        said(cloudOf(subject)),
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
  const count = (rule: string, status: string) =>
    String((byRule.get(rule) ?? []).filter((verdict) => (waived(verdict) ? 'waived' : verdict.status) === status).length);
  return table(
    'rule-table',
    `Rules (${rules.length})`,
    ['Rule', 'Severity', 'Holds when', 'Failed', 'Waived', 'Unknown', 'Passed', 'Not applicable'],
    rules.map(({ id, severity, title, description }) => [
      id,
      severity,
      ruleText(`${title}. ${description}`),
      count(id, 'fail'),
      count(id, 'waived'),
      count(id, 'unknown'),
      count(id, 'pass'),
      count(id, 'not_applicable'),
    ]),
    null,
    rules.map(({ id }) => ruleAnchor(id)),
  );
};

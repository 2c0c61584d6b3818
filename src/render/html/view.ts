import { cloudInWords, inWords } from '../../report/message.ts';
import type { Report, ReportedVerdict } from '../../report/schema.ts';
import { SEVERITIES } from '../../report/schema.ts';
import { countByState, STATES } from '../../report/state.ts';
import { subjectsOf } from '../../report/subject-lookup.ts';
import { ruleText } from '../rule-text.ts';
import { stateHeading } from '../state-words.ts';
import { ruleAnchor } from './anchors.ts';
import { type Table, table, tableUnlessEmpty } from './table.ts';
import { words } from './words.ts';

// The tables that the templates show.

/** Verdicts by severity and state. */
export const matrix = ({ verdicts }: Report): Table => {
  const row = (name: string, of: readonly ReportedVerdict[]) => {
    const counts = countByState(of);
    return [name, ...STATES.map((state) => String(counts[state])), String(of.length)];
  };
  const bySeverity = Map.groupBy(verdicts, ({ severity }) => severity);
  return table(
    'matrix',
    'Verdicts by severity and state',
    ['Severity', ...STATES.map(stateHeading), 'All'],
    [
      ...SEVERITIES.flatMap((severity) => {
        const of = bySeverity.get(severity);
        return of === undefined ? [] : [row(severity, of)];
      }),
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
export function lines(id: string, caption: string, verdicts: readonly ReportedVerdict[], report: Report): Table | null {
  const subjectOf = subjectsOf(report);
  return tableUnlessEmpty(
    id,
    caption,
    ['Rule', 'Subject', 'Id', 'Why'],
    verdicts.map(({ rule, subject, message, not_applicable, attestation, notes }) => [
      rule,
      subjectOf(subject).name ?? `unnamed ${subject.type}`,
      subject.id,
      // the notes name the person whose attestation a verdict rests on
      not_applicable?.reason ?? [message, ...(attestation === null ? [] : notes)].join(' '),
    ]),
    verdicts.map(({ state, severity }) => ({ state, severity })),
  );
}

/** The parameters that the rules measure by; those that are not at their default are marked. */
export const parameterTable = ({ scope }: Report): Table | null =>
  tableUnlessEmpty(
    'parameters',
    'Parameters of the rules',
    ['Parameter', 'Value', 'Default', 'Set by the configuration'],
    (scope?.parameters ?? []).map(({ name, value, default: usual, changed }) => [
      name,
      inWords(value),
      inWords(usual),
      changed ? 'changed from the default' : 'no',
    ]),
  );

const observed = (value: string | null): string => value ?? 'not observed';
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
        observed(subject.name),
        subject.id,
        subject.environment_name ?? subject.environment ?? '',
        yes(subject.production),
        observed(cloudOf(subject)),
        observed(subject.region),
        observed(subject.kind),
        observed(subject.encryption),
        subject.encryption === 'confluent' ? '' : observed(subject.key),
      ]),
    ),
    table(
      'keys',
      `Keys (${of('key').length})`,
      ['Key', 'Id', 'Cloud', 'Region', 'State in the KMS', 'Clusters', 'KMS name'],
      of('key').map((subject) => [
        subject.name ?? 'not named',
        subject.id,
        observed(cloudOf(subject)),
        observed(subject.region),
        words(observed(subject.state)),
        subject.clusters === null ? 'not observed' : subject.clusters.join(', ') || 'none',
        observed(subject.kms_name),
      ]),
    ),
  ];
}

export const ruleTable = ({ rules, verdicts }: Report): Table => {
  const byRule = Map.groupBy(verdicts, ({ rule }) => rule);
  const all = countByState(verdicts);
  const states = STATES.filter((state) => all[state] > 0);
  return table(
    'rule-table',
    `Rules (${rules.length})`,
    ['Rule', 'Severity', 'Holds when', ...states.map(stateHeading)],
    rules.map(({ id, severity, title, description }) => {
      const counts = countByState(byRule.get(id) ?? []);
      return [id, severity, ruleText(`${title}. ${description}`), ...states.map((state) => String(counts[state]))];
    }),
    null,
    rules.map(({ id }) => ruleAnchor(id)),
  );
};

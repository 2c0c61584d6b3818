import { cloudInWords, inWhole } from '../../report/message.ts';
import { type Report, type ReportedSubject, type ReportedVerdict, SEVERITIES } from '../../report/schema.ts';
import { countByState, STATES } from '../../report/state.ts';
import { subjectsOf } from '../../report/subject-lookup.ts';
import type { Parameter } from '../parameters.ts';
import { ruleText } from '../rules.ts';
import { ruleAnchor } from './links.ts';
import { countColumns, type Table, table, tableUnlessEmpty } from './table.ts';
import { words } from './words.ts';

// The tables that the templates show.

/** Verdicts by severity and state. */
export const matrix = ({ verdicts }: Report): Table => {
  const bySeverity = Map.groupBy(verdicts, ({ severity }) => severity);
  const row = (name: string, of: readonly ReportedVerdict[] = []) => ({ name, counts: countByState(of), all: of.length });
  return table(
    'matrix',
    'Verdicts by severity and state',
    [...SEVERITIES.map((severity) => row(severity, bySeverity.get(severity))).filter(({ all }) => all > 0), row('all', verdicts)],
    { Severity: ({ name }) => name, ...countColumns(STATES, ({ counts }) => counts), All: ({ all }) => all },
  );
};

const whole = (complete: boolean | null, by: string | null): string =>
  complete === true
    ? `✓ all of them${by === null ? '' : `, attested (${by})`}`
    : complete === false
      ? '✗ not all of them'
      : '? not proven to be all';

export const coverage = ({ population }: Report): Table =>
  table('coverage-table', 'Populations', population, {
    Subjects: ({ subject_type }) => `${subject_type}s`,
    Seen: ({ seen }) => seen,
    Whole: ({ complete, attested }) => whole(complete, attested),
    Gaps: ({ gaps, unproven }) =>
      [
        ...gaps.map(({ what, cause, call }) => `${what} (${words(cause)}${call === null ? '' : `: ${call}`})`),
        ...(unproven === null ? [] : [unproven]),
      ].join('; ') || 'none',
  });

/** Passed and not applicable: one line each. */
export function lines(id: string, caption: string, verdicts: readonly ReportedVerdict[], report: Report): Table | null {
  const subjectOf = subjectsOf(report);
  return tableUnlessEmpty<ReportedVerdict>(
    id,
    caption,
    verdicts,
    {
      Rule: ({ rule }) => rule,
      Subject: ({ subject }) => subjectOf(subject).name ?? `unnamed ${subject.type}`,
      Id: ({ subject }) => subject.id,
      // the notes name the person whose attestation a verdict rests on
      Why: ({ message, not_applicable, attestation, notes }) =>
        not_applicable?.reason ?? [message, ...(attestation === null ? [] : notes)].join(' '),
    },
    { about: ({ state, severity }) => ({ state, severity }) },
  );
}

/** The parameters that the rules measure by; those that are not at their default are marked. */
export const parameterTable = ({ scope }: Report): Table | null =>
  tableUnlessEmpty<Parameter>('parameters', 'Parameters of the rules', scope?.parameters ?? [], {
    Parameter: ({ name }) => name,
    Value: ({ value }) => inWhole(value),
    Default: ({ default: usual }) => inWhole(usual),
    'Set by the configuration': ({ changed }) => (changed ? 'changed from the default' : 'no'),
  });

const observed = (value: string | null): string => value ?? 'not observed';
const yes = (value: boolean | null): string => (value === null ? '' : value ? 'yes' : 'no');

const cloudOf = ({ cloud }: ReportedSubject): string => observed(cloud === null ? null : cloudInWords(cloud));

export function inventory({ subjects }: Report): Table[] {
  const of = (type: string) => subjects.filter((subject) => subject.type === type);
  const [clusters, keys] = [of('cluster'), of('key')];
  return [
    table('clusters', `Clusters (${clusters.length})`, clusters, {
      Cluster: ({ name }) => observed(name),
      Id: ({ id }) => id,
      Environment: ({ environment_name, environment }) => environment_name ?? environment ?? '',
      Production: ({ production }) => yes(production),
      Cloud: cloudOf,
      Region: ({ region }) => observed(region),
      Type: ({ kind }) => observed(kind),
      Encryption: ({ encryption }) => observed(encryption),
      Key: ({ encryption, key }) => (encryption === 'confluent' ? '' : observed(key)),
    }),
    table('keys', `Keys (${keys.length})`, keys, {
      Key: ({ name }) => name ?? 'not named',
      Id: ({ id }) => id,
      Cloud: cloudOf,
      Region: ({ region }) => observed(region),
      'State in the KMS': ({ state }) => words(observed(state)),
      Clusters: ({ clusters: on }) => (on === null ? 'not observed' : on.join(', ') || 'none'),
      'KMS name': ({ kms_name }) => observed(kms_name),
    }),
  ];
}

export const ruleTable = ({ rules, verdicts }: Report): Table => {
  const byRule = Map.groupBy(verdicts, ({ rule }) => rule);
  const all = countByState(verdicts);
  return table(
    'rule-table',
    `Rules (${rules.length})`,
    rules.map((rule) => ({ ...rule, counts: countByState(byRule.get(rule.id) ?? []) })),
    {
      Rule: ({ id }) => id,
      Severity: ({ severity }) => severity,
      'Holds when': ({ title, description }) => ruleText(`${title}. ${description}`),
      ...countColumns(
        STATES.filter((state) => all[state] > 0),
        ({ counts }) => counts,
      ),
    },
    { anchor: ({ id }) => ruleAnchor(id) },
  );
};

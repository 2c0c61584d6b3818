import { andMore, cloudInWords, inWhole } from '../../report/message.ts';
import { type Report, SEVERITIES } from '../../report/schema.ts';
import { ReportSubjects } from '../../report/seen-subjects.ts';
import { countByState, STATES } from '../../report/state.ts';
import type { SubjectHead } from '../../report/subject-order.ts';
import type { Parameter } from '../parameters.ts';
import { ruleText } from '../rules.ts';
import type { Islands } from './islands.ts';
import { ruleAnchor } from './links.ts';
import { countColumns, growingTable, type Table, table, tableUnlessEmpty } from './table.ts';
import { type Judged, sumOf, type Tally } from './tally.ts';
import { words } from './words.ts';

// The tables that the templates show.

/** Verdicts by severity and state. */
export const matrix = ({ all, bySeverity }: Tally): Table =>
  table(
    'matrix',
    'Verdicts by severity and state',
    [
      ...SEVERITIES.flatMap((name) => {
        const counts = bySeverity.get(name);
        return counts === undefined ? [] : [{ name, counts }];
      }),
      { name: 'all', counts: all },
    ],
    { Severity: ({ name }) => name, ...countColumns(STATES, ({ counts }) => counts), All: ({ counts }) => sumOf(counts) },
  );

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
export const lines = (id: string, islands: Islands) =>
  growingTable<Judged>(
    id,
    {
      Rule: ({ rule }) => rule,
      Subject: ({ subject }) => subject.name ?? `unnamed ${subject.type}`,
      Id: ({ subject }) => subject.id,
      // the notes name the person whose attestation a verdict rests on
      Why: ({ message, body: { not_applicable, attestation, notes } }) =>
        not_applicable?.reason ?? (attestation === null ? message : [message, ...notes].join(' ')),
    },
    { about: ({ body }) => body, islands },
  );

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

const cloudOf = ({ cloud }: SubjectHead): string => observed(cloud === null ? null : cloudInWords(cloud));

export function inventory({ subjects }: Report, islands: Islands): Table[] {
  const clusters = growingTable<SubjectHead>(
    'clusters',
    {
      Cluster: ({ name }) => observed(name),
      Id: ({ id }) => id,
      Environment: ({ environment_name, environment }) => environment_name ?? environment ?? '',
      Production: ({ production }) => yes(production),
      Cloud: cloudOf,
      Region: ({ region }) => observed(region),
      Type: ({ kind }) => observed(kind),
      Encryption: ({ encryption }) => observed(encryption),
      Key: ({ encryption, key }) => (encryption === 'confluent' ? '' : observed(key)),
    },
    { islands },
  );
  const keys = growingTable<SubjectHead>(
    'keys',
    {
      Key: ({ name }) => name ?? 'not named',
      Id: ({ id }) => id,
      Cloud: cloudOf,
      Region: ({ region }) => observed(region),
      'State in the KMS': ({ state }) => words(observed(state)),
      Clusters: ({ clusters: on, more_clusters: more }) =>
        on === null ? 'not observed' : andMore(on, more).join(', ') || 'none',
      'KMS name': ({ kms_name }) => observed(kms_name),
    },
    { islands },
  );
  for (const subject of subjects instanceof ReportSubjects ? subjects.heads() : subjects) {
    if (subject.type === 'cluster') clusters.add(subject);
    if (subject.type === 'key') keys.add(subject);
  }
  return [clusters.done('Clusters'), keys.done('Keys')].map((made) => ({ ...made, caption: `${made.caption} (${made.total})` }));
}

export const ruleTable = ({ rules }: Report, { all, byRule }: Tally): Table => {
  const none = countByState([]);
  return table(
    'rule-table',
    `Rules (${rules.length})`,
    rules.map((rule) => ({ ...rule, counts: byRule.get(rule.id)?.all ?? none })),
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

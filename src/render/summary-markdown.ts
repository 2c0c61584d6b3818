import type { Rendered } from '../integrity/output.ts';
import { plural } from '../report/plural.ts';
import type { Obstacle, Population, Report, ReportedVerdict } from '../report/schema.ts';
import { STATES } from '../report/state.ts';
import { subjectsOf } from '../report/subject-lookup.ts';
import { subjectName } from '../report/subject-name.ts';
import { inState } from '../report/verdict-columns.ts';
import { countsInWords, takenInWords } from './changes.ts';
import { cut } from './cut.ts';
import { leftOutInWords } from './left-out.ts';
import { cell, code, escaped, table } from './markdown.ts';
import { examplesInWords, sourceInWords, waitingInWords } from './obstacle-words.ts';
import { changedParameters, changeInWords } from './parameters.ts';
import { byRule } from './rules.ts';
import { countInWords, failuresBySeverity } from './state-words.ts';

/** Of each of three tables, so that all fit the 65,536 characters that a comment may have. */
const [MOST_ROWS, MOST_CHARACTERS] = [50, 18_000];
const MOST_TEXT = 300;

/** The report on a page of Markdown: for the summary of a job, a comment or a ticket. */
export function summaryMarkdown(report: Report): Rendered {
  const { organization, run, summary, changes, scope } = report;
  const { id, name } = organization;
  const changed = changedParameters(scope);
  const reasons = summary.incomplete_because;
  const blocks = [
    `### BYOK audit: ${headline(report)}`,
    `Organization ${code(short(id))}${name === null ? '' : ` ${outside(name)}`}, ${takenInWords(run, code)}`,
    ...(reasons.length === 0
      ? []
      : [['The audit is incomplete:', ...reasons.map((reason) => `- ${outside(reason)}`)].join('\n')]),
    outside(leftOutInWords(scope) ?? ''),
    ...(changed.length === 0 ? [] : [`Parameters changed: ${outside(changed.map(changeInWords).join(' '))}`]),
    ...(changes === null ? [] : [`Since ${takenInWords(changes.baseline, code)}: ${countsInWords(changes)}.`]),
    ...failures(report),
    ...undetermined(report),
    report.population
      .filter(({ subject_type }) => subject_type !== 'organization')
      .map(coverage)
      .join('\n'),
    states(report),
  ];
  return { content: `${blocks.filter((block) => block !== '').join('\n\n')}\n` };
}

/** Never good news of an audit that saw only a part. */
function headline({ summary }: Report): string {
  const failed = failuresBySeverity(summary);
  const said = failed.length === 0 ? 'no failure was seen' : `${plural(summary.by_state.fail, 'failure')}: ${failed.join(', ')}`;
  return summary.complete ? said : `incomplete; ${said}`;
}

function failures(report: Report): string[] {
  const found = byRule(report, inState(report.verdicts, ['fail'])).flatMap(({ verdicts }) => verdicts);
  if (found.length === 0) return [];
  const columns = ['Severity', 'Rule', 'Subject', 'What is wrong', 'Since'];
  return ['#### Failures', ...fitting(columns, found, rowsOf(report), 'failure')];
}

function rowsOf(report: Report): (verdict: ReportedVerdict) => string[] {
  const subjectOf = subjectsOf(report);
  return ({ severity, rule, subject, message, first_seen }) => {
    const name = subjectName(subjectOf(subject));
    return [
      severity,
      code(short(rule)),
      `${escaped(subject.type)} ${code(short(subject.id))}${name === null ? '' : ` ${outside(name)}`}`,
      cell(short(message)),
      first_seen === null ? '' : code(first_seen.slice(0, 'YYYY-MM-DD'.length)),
    ];
  };
}

/** What a person has to attest, because no interface says it, is apart: no permission and no later scan answers it. */
function undetermined({ obstacles }: Report): string[] {
  const { attestable = [], others = [] } = Object.groupBy(obstacles, ({ cause }) =>
    cause === 'unsupported' ? 'attestable' : 'others',
  );
  const section = (title: string, some: Obstacle[]) =>
    some.length === 0 ? [] : [`#### ${title}`, ...fitting(COLUMNS, some, obstacleCells, 'cause')];
  return [...section('Could not be determined', others), ...section('Needs attestation', attestable)];
}

const COLUMNS = ['Cause', 'Call', 'What waits for it', 'For example', 'What to do'];

const obstacleCells = (obstacle: Obstacle): string[] => [
  escaped(obstacle.cause.replaceAll('_', ' ')),
  obstacle.source === null ? '' : code(short(sourceInWords(obstacle.source))),
  escaped(waitingInWords(obstacle)),
  cell(short(examplesInWords(obstacle))),
  cell(short(obstacle.remedy.text)),
];

const COMPLETE: Record<string, string> = { true: 'all of them', false: 'not all of them', null: 'not proven to be all' };

const coverage = ({ subject_type, seen, complete, attested }: Population): string =>
  `- ${escaped(plural(seen, subject_type))} seen, ${COMPLETE[String(complete)]}${complete === true && attested !== null ? ` (attested: ${outside(attested)})` : ''}`;

const states = ({ summary: { by_state } }: Report): string =>
  `Verdicts: ${STATES.filter((state) => by_state[state] > 0)
    .map((state) => countInWords(by_state[state], state))
    .join(', ')}`;

/** A table of as many as there is room for, and how many more there are. */
function fitting<T>(columns: string[], items: readonly T[], cells: (item: T) => string[], noun: string): string[] {
  let room = MOST_CHARACTERS;
  const rows: string[][] = [];
  for (const row of items.slice(0, MOST_ROWS).map(cells)) {
    room -= row.join(' | ').length;
    if (room < 0) break;
    rows.push(row);
  }
  const more = items.length - rows.length;
  return [table(columns, rows), ...(more === 0 ? [] : [`And ${plural(more, `more ${noun}`)}: all are in the report.`])];
}

const outside = (text: string): string => escaped(short(text));

const short = (text: string): string => cut(text, MOST_TEXT);

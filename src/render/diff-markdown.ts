import { type Change, type Comparison, isNewFailure } from '../report/change.ts';
import { plural } from '../report/plural.ts';
import type { Report } from '../report/schema.ts';
import { appearedInWords, countsInWords, detail, sections, sideInWords, takenInWords, wholenessInWords } from './changes.ts';
import { cell, code, escaped, table } from './markdown.ts';

/** A comment on a pull request may have 65,536 characters: further rows are only counted. */
const MOST_ROWS = 100;

/** Changes that need action; the others are folded away. */
const OPEN = new Set(['new', 'worsened', 'no_longer_unknown', 'newly_unknown']);

/** What changed between two reports, as a comment on a pull request or the summary of a job. */
export function diffMarkdown(old: Report, now: Report, comparison: Comparison): string {
  const { id, name } = now.organization;
  const [before, after] = [takenInWords(old.run, code), takenInWords(now.run, code)];
  const notes = [
    ...(comparison.policy_changed ? ['The two were evaluated with different policies.'] : []),
    ...[...comparison.population.map(wholenessInWords), ...appearedInWords(comparison)].map(escaped),
  ];
  const blocks = [
    `### BYOK audit: ${countsInWords(comparison)}`,
    `Organization ${code(id)}${name === null ? '' : ` ${escaped(name)}`}: from ${before}${before === code(old.run.taken_at) ? '' : ','} to ${after}`,
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ${note}`).join('\n')]),
    ...sections(comparison).flatMap(section),
  ];
  return `${blocks.join('\n\n')}\n`;
}

type Section = ReturnType<typeof sections>[number];

function section({ name, heading, count, rules, disappeared, others }: Section): string[] {
  const changes = rules.flatMap((rule) => rule.changes);
  const rest = [
    ...more(changes.length, 'verdict'),
    ...more(disappeared.length, 'subject'),
    ...(others === 0 ? [] : [plural(others, 'verdict that is not a failure', 'verdicts that are not failures')]),
  ];
  const blocks = [
    ...listed(['Severity', 'Rule', 'Subject', 'Was', 'Now', ''], changes.map(cells)),
    ...listed(['Subject', '', 'Verdicts', 'Failing before'], disappeared.map(disappearedCells)),
    ...(rest.length === 0 ? [] : [`And ${rest.join(', and ')}.`]),
  ];
  const title = `${heading} (${count})`;
  return OPEN.has(name) || changes.some(isNewFailure)
    ? [`#### ${title}`, ...blocks]
    : [`<details><summary>${title}</summary>`, ...blocks, '</details>'];
}

const listed = (columns: readonly string[], rows: readonly string[][]): string[] =>
  rows.length === 0 ? [] : [table(columns, rows.slice(0, MOST_ROWS))];

const more = (count: number, noun: string): string[] => (count <= MOST_ROWS ? [] : [plural(count - MOST_ROWS, `more ${noun}`)]);

function cells(change: Change): string[] {
  const { severity, rule, subject, was, now } = change;
  return [severity, code(rule), subjectCell(subject), sideInWords(was, change), sideInWords(now, change), cell(detail(change))];
}

const disappearedCells = ({ subject, why, count, failed }: Section['disappeared'][number]): string[] => [
  subjectCell(subject),
  cell(why),
  String(count),
  failed.map(code).join(', '),
];

const subjectCell = ({ type, id, name }: Change['subject']): string =>
  `${escaped(type)} ${code(id)}${name === null ? '' : ` ${escaped(name)}`}`;

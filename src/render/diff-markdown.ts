import type { Change, Comparison } from '../report/change.ts';
import { plural } from '../report/plural.ts';
import type { Report } from '../report/schema.ts';
import { countsInWords, detail, STATE_WORDS, told, wholenessInWords } from './changes.ts';
import { cell, code, escaped, table } from './markdown.ts';

/** A comment on a pull request may have 65,536 characters: what is past this is counted. */
const MOST_ROWS = 100;

/** Changes that are there to be acted on; the others are folded away. */
const OPEN = new Set(['new', 'worsened', 'no_longer_unknown', 'newly_unknown']);

/** What changed between two reports, as a comment on a pull request or the summary of a job. */
export function diffMarkdown(old: Report, now: Report, comparison: Comparison): string {
  const { id, name } = now.organization;
  const notes = [
    ...(comparison.policy_changed ? ['The two were judged by different policies.'] : []),
    ...comparison.population.map((change) => escaped(wholenessInWords(change))),
  ];
  const blocks = [
    `### BYOK audit: ${countsInWords(comparison.counts)}`,
    `Organization ${code(id)}${name === null ? '' : ` ${escaped(name)}`}: from ${code(old.run.taken_at)} to ${code(now.run.taken_at)}`,
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ${note}`).join('\n')]),
    ...told(comparison).flatMap(section),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function section({ name, heading, count, rules, gone, others }: ReturnType<typeof told>[number]): string[] {
  const changes = rules.flatMap((rule) => rule.changes);
  const rest = [
    ...more(changes.length, 'verdict'),
    ...more(gone.length, 'subject'),
    ...(others === 0 ? [] : [`${plural(others, 'verdict that is', 'verdicts that are')} no failure`]),
  ];
  const blocks = [
    ...(changes.length === 0
      ? []
      : [table(['Severity', 'Rule', 'Subject', 'Was', 'Now', ''], changes.slice(0, MOST_ROWS).map(cells))]),
    ...(gone.length === 0 ? [] : [table(['Subject', '', 'Verdicts', 'Failing before'], gone.slice(0, MOST_ROWS).map(goneCells))]),
    ...(rest.length === 0 ? [] : [`And ${rest.join(', and ')}.`]),
  ];
  const title = `${heading} (${count})`;
  return OPEN.has(name) ? [`#### ${title}`, ...blocks] : [`<details><summary>${title}</summary>`, ...blocks, '</details>'];
}

const more = (count: number, noun: string): string[] =>
  count <= MOST_ROWS ? [] : [`${count - MOST_ROWS} more ${noun}${count === MOST_ROWS + 1 ? '' : 's'}`];

function cells(change: Change): string[] {
  const { severity, rule, subject, was, now } = change;
  const absent = change.class === 'no_longer_unknown' || change.class === 'still_unknown' ? 'not seen' : 'not there';
  const word = (state: Change['was']) => (state === null ? absent : STATE_WORDS[state]);
  return [severity, code(rule), subjectCell(subject), word(was), word(now), cell(detail(change))];
}

const goneCells = ({ subject, why, count, failed }: ReturnType<typeof told>[number]['gone'][number]): string[] => [
  subjectCell(subject),
  cell(why),
  String(count),
  failed.map(code).join(', '),
];

const subjectCell = ({ type, id, name }: Change['subject']): string =>
  `${escaped(type)} ${code(id)}${name === null ? '' : ` ${escaped(name)}`}`;

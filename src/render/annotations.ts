import type { Rendered } from '../integrity/output.ts';
import { plural } from '../report/plural.ts';
import { type Location, type Report, type ReportedVerdict, SEVERITIES, type Severity } from '../report/schema.ts';
import { isAlert, STATES } from '../report/state.ts';
import { subjectsOf } from '../report/subject-lookup.ts';
import { subjectName } from '../report/subject-name.ts';
import { inState } from '../report/verdict-columns.ts';
import { visible } from './visible.ts';

/** GitHub shows so many annotations of one level for a step, and drops the others without a word. */
const MOST_OF_LEVEL = 10;

/** Of the text of an annotation: it stands in a narrow column. */
const MOST_TEXT = 1000;

const LEVELS = ['error', 'warning'] as const;
type Level = (typeof LEVELS)[number];

const LEVEL: Record<Severity, Level> = { critical: 'error', high: 'error', medium: 'warning', low: 'warning', info: 'warning' };

/**
 * Failures and what could not be determined as workflow commands of GitHub Actions: printed to the log of a step, each is
 * shown at its line of the repository. Of each level the most severe ones that GitHub shows; how many more there are is said.
 */
export function annotations(report: Report): Rendered {
  const alerts = inState(report.verdicts, STATES.filter(isAlert)).sort((a, b) => rank(a) - rank(b));
  const asCommand = commandsOf(report);
  const lines = LEVELS.flatMap((level) => {
    const ofLevel = alerts.filter((verdict) => levelOf(verdict) === level);
    const more = ofLevel.length - MOST_OF_LEVEL;
    const shown = ofLevel.slice(0, MOST_OF_LEVEL).map(asCommand);
    return more > 0 ? [...shown, command('notice', {}, `${plural(more, `more ${level}`)}: see the summary of the job.`)] : shown;
  });
  return { content: lines.map((line) => `${line}\n`).join('') };
}

const levelOf = ({ state, severity }: ReportedVerdict): Level => (state === 'fail' ? LEVEL[severity] : 'warning');

/** Failures before what may hide one. */
const rank = ({ severity, state }: ReportedVerdict): number =>
  (state === 'fail' ? 0 : SEVERITIES.length) + SEVERITIES.indexOf(severity);

function commandsOf(report: Report): (verdict: ReportedVerdict) => string {
  const subjectOf = subjectsOf(report);
  const titles = new Map(report.rules.map(({ id, title }) => [id, title]));
  return (verdict) => {
    const subject = subjectOf(verdict.subject);
    const name = subjectName(subject);
    const text = `${subject.type} ${name === null ? subject.id : `${name} (${subject.id})`}: ${verdict.message}`;
    const title = `${verdict.severity}: ${titles.get(verdict.rule) ?? verdict.rule}`;
    return command(levelOf(verdict), { ...placeOf(subject.location), title }, text);
  };
}

const placeOf = (location: Location | null): Record<string, string> =>
  location === null
    ? {}
    : { file: location.uri, line: `${location.start_line}`, endLine: `${location.end_line}`, col: `${location.start_column}` };

/**
 * A workflow command as the runner reads it: one line, in which no text from outside ends the text, a property or the command.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function command(name: Level | 'notice', properties: Record<string, string>, text: string): string {
  const given = Object.entries(properties).map(([key, value]) => `${key}=${property(cut(value))}`);
  return `::${name}${given.length === 0 ? '' : ` ${given.join(',')}`}::${data(cut(text))}`;
}

/** Control characters are shown as escapes, line breaks among them; a percent sign would begin an escape of the runner. */
const data = (text: string): string => visible(text).replaceAll('%', '%25');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

const cut = (text: string): string => (text.length <= MOST_TEXT ? text : `${text.slice(0, MOST_TEXT - 1).toWellFormed()}…`);

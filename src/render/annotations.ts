import type { Rendered } from '../integrity/output.ts';
import { placeOf } from '../report/place.ts';
import { plural } from '../report/plural.ts';
import { type Location, type Report, type ReportedVerdict, SEVERITIES, type Severity } from '../report/schema.ts';
import { isAlert, STATES } from '../report/state.ts';
import { subjectsOf } from '../report/subject-lookup.ts';
import { subjectName } from '../report/subject-name.ts';
import { inState } from '../report/verdict-columns.ts';
import { workflowCommand } from './workflow-command.ts';

/**
 * The runner keeps the first ten of one level of a step, and drops the others without a word; a composite action is one step.
 * Two are left for what comes beside these: a file that was withheld, or an upload that failed and the exit code of its step.
 */
const MOST_OF_LEVEL = 8;

const LEVELS = ['error', 'warning'] as const;
type Level = (typeof LEVELS)[number];

const LEVEL: Record<Severity, Level> = { critical: 'error', high: 'error', medium: 'warning', low: 'warning', info: 'warning' };

/**
 * Failures and what could not be determined as workflow commands of GitHub Actions: printed to the log of a step, each is
 * shown at its line of the repository. Of each level the most severe ones; how many more there are is said.
 */
export function annotations(report: Report): Rendered {
  const alerts = inState(report.verdicts, STATES.filter(isAlert)).sort((a, b) => rank(a) - rank(b));
  const asCommand = commandsOf(report);
  const lines = LEVELS.flatMap((level) => {
    const ofLevel = alerts.filter((verdict) => levelOf(verdict) === level);
    const more = ofLevel.length - MOST_OF_LEVEL;
    const shown = ofLevel.slice(0, MOST_OF_LEVEL).map(asCommand);
    return more > 0
      ? [...shown, workflowCommand('notice', {}, `${plural(more, `more ${level}`)}: see the summary of the job.`)]
      : shown;
  });
  return { content: lines.map((line) => `${line}\n`).join('') };
}

const levelOf = ({ state, severity }: ReportedVerdict): Level => (state === 'fail' ? LEVEL[severity] : 'warning');

/** Failures before what may hide one. */
const rank = ({ severity, state }: ReportedVerdict): number =>
  (state === 'fail' ? 0 : SEVERITIES.length) + SEVERITIES.indexOf(severity);

function commandsOf(report: Report): (verdict: ReportedVerdict) => string {
  const subjectOf = subjectsOf(report);
  const ruleOf = new Map(report.rules.map((rule) => [rule.id, rule]));
  return (verdict) => {
    const subject = subjectOf(verdict.subject);
    const name = subjectName(subject);
    const text = `${subject.type} ${name === null ? subject.id : `${name} (${subject.id})`}: ${verdict.message}`;
    const rule = ruleOf.get(verdict.rule);
    const title = `${verdict.severity}: ${rule?.title ?? verdict.rule}`;
    const { location } = placeOf({ declared_in: rule?.declared_in ?? [] }, subject);
    return workflowCommand(levelOf(verdict), { ...at(location), title }, text);
  };
}

const at = (place: Location | null): Record<string, string> =>
  place === null
    ? {}
    : { file: place.uri, line: `${place.start_line}`, endLine: `${place.end_line}`, col: `${place.start_column}` };

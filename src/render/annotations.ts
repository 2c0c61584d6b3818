import type { Rendered } from '../integrity/output.ts';
import { type Alert, alertsIn } from '../report/alerts.ts';
import { IN_THE_OWN_BLOCK, placeOf } from '../report/place.ts';
import { plural } from '../report/plural.ts';
import type { Location, Report, Severity } from '../report/schema.ts';
import { nameAndId, subjectName } from '../report/subject-name.ts';
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
 * shown at its line of the repository. Of each level the most severe ones, failures before what may hide one; how many more
 * there are is said.
 */
export function annotations(report: Report): Rendered {
  const { alerts } = alertsIn(report, Number.POSITIVE_INFINITY);
  const inOrder = [...alerts.filter(isFailure), ...alerts.filter((alert) => !isFailure(alert))];
  const asCommand = commandsOf(report);
  const lines = LEVELS.flatMap((level) => {
    const ofLevel = inOrder.filter((alert) => levelOf(alert) === level);
    const more = ofLevel.length - MOST_OF_LEVEL;
    const shown = ofLevel.slice(0, MOST_OF_LEVEL).map(asCommand);
    return more > 0
      ? [...shown, workflowCommand('notice', {}, `${plural(more, `more ${level}`)}: see the summary of the job.`)]
      : shown;
  });
  return { content: lines.map((line) => `${line}\n`).join('') };
}

const isFailure = ({ state }: Alert): boolean => state === 'fail';

const levelOf = (alert: Alert): Level => (isFailure(alert) ? LEVEL[alert.severity] : 'warning');

function commandsOf({ rules }: Report): (alert: Alert) => string {
  const ruleOf = new Map(rules.map((rule) => [rule.id, rule]));
  return (alert) => {
    const { subject, severity, message } = alert;
    const rule = ruleOf.get(alert.rule);
    const title = `${severity}: ${rule?.title ?? alert.rule}`;
    const { location } = placeOf(rule ?? IN_THE_OWN_BLOCK, subject);
    const named = nameAndId({ id: subject.id, name: subjectName(subject) });
    return workflowCommand(levelOf(alert), { ...at(location), title }, `${subject.type} ${named}: ${message}`);
  };
}

const at = (place: Location | null): Record<string, string> =>
  place === null
    ? {}
    : { file: place.uri, line: `${place.start_line}`, endLine: `${place.end_line}`, col: `${place.start_column}` };

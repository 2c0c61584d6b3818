import { sourceInWords } from '../render/obstacle-words.ts';
import { capital } from '../render/state-words.ts';
import { countByType } from '../report/obstacles.ts';
import type { Obstacle, Report } from '../report/schema.ts';
import { subjectKey } from '../report/subject-lookup.ts';

/** Causes that are named together, and how many verdicts wait for any of them. */
export type Causes = { obstacles: readonly [Obstacle, ...Obstacle[]]; waiting: Waiting };
type Waiting = Pick<Obstacle, 'verdicts' | 'subjects'>;

/** Refusals that one grant answers are named together, the others one by one. */
export function causesOf(report: Report, obstacles: readonly Obstacle[], grantOf: (obstacle: Obstacle) => string): Causes[] {
  const groups = Map.groupBy(obstacles, (one) => (isGrant(one) ? grantOf(one) : one));
  return [...groups.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [{ obstacles: [first, ...rest], waiting: waitingFor(report, [first, ...rest]) }],
  );
}

/** Whether a permission would answer it. */
const isGrant = ({ cause, permission }: Obstacle): boolean => cause === 'denied' && permission !== null;

/** The service, and of Confluent the role: those that somebody grants at once. */
export function serviceOf(obstacle: Obstacle): string {
  const { source, permission } = obstacle;
  const service = source?.split(':').slice(0, -1).join(':') ?? '';
  return JSON.stringify([service, service === 'confluent' || source === null ? permission : null, linesOf(obstacle)]);
}

/** What waits for any of them, each once. */
export function waitingFor(report: Report, obstacles: readonly Obstacle[]): Waiting {
  const [only] = obstacles;
  if (only !== undefined && obstacles.length === 1) return only;
  const places = new Set(obstacles.map((one) => report.obstacles.indexOf(one)));
  const verdicts = report.verdicts.filter(({ unknown }) =>
    (unknown?.facts ?? []).some(({ obstacle }) => places.has(obstacle ?? -1)),
  );
  const subjects = [...new Map(verdicts.map(({ subject }) => [subjectKey(subject), subject])).values()];
  return { verdicts: verdicts.length, subjects: countByType(subjects) };
}

/** `denied: kms:DescribeKey, kms:GetKeyPolicy`, or what one of the subjects says. */
export const nameOf = ([first, ...rest]: Causes['obstacles']): string =>
  `${first.cause.replaceAll('_', ' ')}: ${[first, ...rest].map(called).join(', ')}`;

const called = ({ source, examples: [first] }: Obstacle): string =>
  source === null ? (first?.call ?? first?.detail ?? '') : sourceInWords(source);

/** What to do, in a sentence that refers to nothing which does not follow. @param where what has the lines and commands */
export function shortRemedy({ obstacles: [first, ...rest] }: Causes, where: string): string {
  const lines = linesOf(first);
  if (isGrant(first)) {
    const permissions = [...new Set([first, ...rest].map((one) => one.permission ?? ''))];
    // no need to list again what has just been named
    const named = permissions.length > 1 && permissions.join() === [first, ...rest].map(called).join();
    const snippets = [first, ...rest].flatMap(({ remedy: { paste } }) => paste.filter(({ language }) => language === 'json'));
    const shown = lines === 'statement' && snippets.length > 1 ? 'statements' : (lines ?? 'how');
    return `Grant ${named ? `all ${permissions.length}` : permissions.join(', ')} (${shown}: ${where}).`;
  }
  return `${first.remedy.text}${lines === null ? '' : ` ${capital(lines)}: ${where}.`}`;
}

/** What follows the sentence of a remedy. */
function linesOf({ cause, remedy: { cli, paste } }: Obstacle): 'statement' | 'lines to paste' | 'commands' | null {
  if (paste.length > 0) return isStatement(cause, paste) ? 'statement' : 'lines to paste';
  return cli.length > 0 ? 'commands' : null;
}

const isStatement = (cause: Obstacle['cause'], paste: Obstacle['remedy']['paste']): boolean =>
  cause === 'denied' && paste.some(({ language }) => language === 'json');

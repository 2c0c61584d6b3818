import { byRule } from '../render/rules.ts';
import type { Obstacle, Report } from '../report/schema.ts';
import { isFailing, STATES } from '../report/state.ts';
import { inState } from '../report/verdict-columns.ts';
import { causesOf, serviceOf, waitingFor } from './causes.ts';

/** What a summary has to say of a report, of which a screen shows as much as fits. */
export type Contents = ReturnType<typeof contentsOf>;

/** @param whole whether each cause is followed by all of its own remedy */
export function contentsOf(report: Report, whole: boolean) {
  const { verdicts, obstacles } = report;
  const isForAPerson = ({ cause }: Obstacle) => cause === 'unsupported';
  const alike = whole ? ({ remedy }: Obstacle) => remedy.text : serviceOf;
  const [open, attestable] = [obstacles.filter((one) => !isForAPerson(one)), obstacles.filter(isForAPerson)];
  const causes = causesOf(report, open, alike);
  const counted = causes.reduce((sum, { waiting }) => sum + waiting.verdicts, 0);
  return {
    /** Rules that fail, each with what waivers cover of it. */
    failing: byRule(report, inState(verdicts, STATES.filter(isFailing))).filter((one) =>
      one.verdicts.some(({ state }) => state === 'fail'),
    ),
    urgent: report.worst.items,
    broken: byRule(report, inState(verdicts, ['error'])),
    causes,
    /** Whether some verdict waits for several causes, so that they add up to more than there are. */
    several: counted > waitingFor(report, open).verdicts,
    attestable: causesOf(report, attestable, alike),
    waitingForAPerson: waitingFor(report, attestable),
  };
}

import { Command } from 'commander';
import { judge } from '../audit.ts';
import { prepareOutput } from '../output.ts';
import { readSnapshot } from '../snapshot/file.ts';
import { baselineOption, deliver, judging, load } from './judged.ts';
import {
  type BaselineOptions,
  type ExceptionOptions,
  type HistoryOptions,
  type InputOptions,
  type JudgeOptions,
  type OutputOptions,
  type TalkOptions,
  withAsOf,
  withBaseline,
  withExceptions,
  withHistory,
  withInput,
  withJudging,
  withOutput,
  withTalk,
} from './options.ts';
import type { Session } from './session.ts';

type Options = InputOptions & BaselineOptions & OutputOptions & JudgeOptions & HistoryOptions & ExceptionOptions & TalkOptions;

const EXAMPLES = `
Examples:
  byok-audit evaluate byok-audit-report/snapshot.json
  byok-audit evaluate snapshot.json --policy my-policy --out trial
  byok-audit evaluate snapshot.json --baseline last-week/report.json --fail-on-new
  byok-audit evaluate snapshot.json --as-of 2026-12-31T00:00:00Z
`;

export function evaluateCommand(session: Session): Command {
  const command = new Command('evaluate')
    .argument('<snapshot>', 'a snapshot.json')
    .description('judge a snapshot and report, offline')
    .addHelpText('after', EXAMPLES);
  withAsOf(
    withExceptions(withBaseline(withHistory(withJudging(withOutput(withTalk(withInput(command))))))),
    "the judging clock (default: the snapshot's own time)",
  );
  return command.action(async (file: string, options: Options) => {
    const baseline = baselineOption(options);
    const loaded = load(session, options);
    const snapshot = readSnapshot(file);
    prepareOutput(options.out);
    const judged = { ...judging(session, loaded, options, options.asOf ?? snapshot.taken_at), baseline };
    await deliver(session, judged, { snapshot, report: await judge(snapshot, judged) }, options);
  });
}

import { Command, Option } from 'commander';
import { DAY } from '../../input/time.ts';
import {
  dayOrTime,
  durationBetween,
  examples,
  type HistoryOptions,
  type LimitOptions,
  type PeriodOptions,
  parsed,
  withAsOf,
  withLimit,
} from '../options.ts';
import type { Session } from '../session.ts';

/** The stored results of earlier scans, read and maintained by hand. */
export function historyCommand(session: Session): Command {
  const command = new Command('history')
    .description('results of earlier scans: list, show, report on a period, import, export, prune')
    .addHelpText(
      'after',
      examples(
        'history list',
        'history import old/snapshot.json audit-log.jsonl',
        'history export > history.jsonl',
        'history prune --keep 730',
        'history report --from 2026-01-01 --to 2026-04-01 --every 24h',
      ),
    );
  const work = () => import('../history.ts');
  const sub = (name: string, description: string): Command => {
    const made = new Command(name)
      .description(description)
      .option('--config <file>', 'configuration (default: byok-audit.yaml in the working directory, if there)')
      .option('--policy <dir>', 'another built policy, whose parameters the configuration may set')
      .option('--history <where>', 'a SQLite file, or postgres://... without a password');
    command.addCommand(made);
    return made;
  };

  sub('list', 'list the scans, oldest first')
    .option('--json', 'as JSON')
    .action(async (options: HistoryOptions & { json?: true }) => (await work()).list(session, options));

  sub('show', 'show one scan: its runs, keys and what changed in it')
    .argument('<digest>', 'the beginning of its digest, as the list shows it')
    .action(async (start: string, options: HistoryOptions) => (await work()).show(session, start, options));

  withLimit(sub('import', "import earlier snapshots, an export, or Confluent's audit log as JSON lines"))
    .argument('<files...>', 'snapshot.json files, exports, or files of CloudEvents')
    .action(async (files: string[], options: HistoryOptions & LimitOptions) =>
      (await work()).importFiles(session, files, options),
    );

  sub('export', 'write everything to stdout as JSON lines').action(async (options: HistoryOptions) =>
    (await work()).exportAll(session, options),
  );

  withAsOf(
    sub('prune', 'delete old scans; which clusters they saw on which keys is kept').requiredOption(
      '--keep <days>',
      'how many days of scans to keep',
      days,
    ),
    'what to count from, by default now',
  ).action(async (options: HistoryOptions & { keep: number; asOf?: string }) => (await work()).pruneOld(session, options));
  withPeriod(sub('report', 'report how the controls worked over a period, as HTML and JSON')).action(
    async (options: PeriodOptions) => (await import('../history-report.ts')).reportPeriod(session, options),
  );
  return command;
}

/** A hundred years: further back than any scan, and a date that JavaScript can represent. */
const MOST_DAYS = 36_500;

const days = parsed((text) => {
  const number = Number(text);
  return /^\d+$/.test(text) && number >= 1 && number <= MOST_DAYS ? number : null;
}, `a whole number of days from 1 to ${MOST_DAYS}`);

const HELP_ON_PERIODS = `
A day means its beginning, in UTC: --from 2026-01-01 --to 2026-04-01 is the
first quarter. Until a period is over, its end is a gap: use the time of the
last scan as its end, or wait.

Exit code: 0, whatever the period was like; 2 if no scan ran in it.
`;

const withPeriod = (command: Command): Command =>
  command
    .requiredOption('--from <day>', 'first day of the period in UTC, or a time in RFC 3339', dayOrTime)
    .requiredOption('--to <day>', 'first day, or time, after the period', dayOrTime)
    .addOption(
      new Option('--every <interval>', 'how often a scan is expected: 6h, 24h, 7d')
        .argParser(durationBetween(60_000, 366 * DAY, 'an interval from a minute to a year, such as 90m, 24h or 7d'))
        .default(DAY, '24h'),
    )
    .option('--organization <organization>', 'the organization, if the history has several')
    .option('--out <dir>', 'where to write period.html and period.json', 'byok-audit-report')
    .addHelpText('after', HELP_ON_PERIODS);

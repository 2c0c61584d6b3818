import { Command } from 'commander';
import { wrongUsage } from '../audit-error.ts';
import { importFile } from '../history/import.ts';
import { prune } from '../history/prune.ts';
import { scansListed, scansShown } from '../history/scans.ts';
import { exported } from '../history/transfer.ts';
import { DAY } from '../input/time.ts';
import { visible } from '../render/visible.ts';
import { plural } from '../report/plural.ts';
import { type PeriodOptions, reportPeriod, withPeriod } from './history-report.ts';
import { type OpenOptions, withHistory } from './opened-history.ts';
import { examples, parsed, withAsOf } from './options.ts';
import { scanList } from './scan-list.ts';
import type { Session } from './session.ts';

type Options = OpenOptions & { json?: true };

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
  const say = (text: string): void => session.print(`${text}\n`);
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
    .action(async (options: Options) => {
      const scans = await withHistory(session, options, scansListed, { answer: [] });
      if (options.json === true) return session.printJson(scans);
      if (scans.length === 0) return say('The history holds no scan yet.');
      session.print(scanList(scans, session.width));
    });

  sub('show', 'show one scan: its runs, keys and what changed in it')
    .argument('<snapshot>', 'the beginning of its digest, as the list shows it')
    .action(async (start: string, options: Options) => {
      const found = await withHistory(session, options, (store) => scansShown(store, start));
      if (found.length !== 1)
        throw wrongUsage(
          found.length === 0
            ? `no scan's digest begins with "${start}". All of them: byok-audit history list`
            : `the digests of ${found.length} scans begin with "${start}". Give more of it.`,
        );
      session.printJson(found[0]);
    });

  sub('import', "import earlier snapshots, an export, or Confluent's audit log as JSON lines")
    .argument('<files...>', 'snapshot.json files, exports, or files of CloudEvents')
    .action((files: string[], options: Options) =>
      withHistory(
        session,
        options,
        async (store) => {
          for (const file of files) {
            const { what, summary } = await importFile(store, file, session.directory);
            say(`${visible(file)}: ${what}, ${visible(summary)}.`);
          }
        },
        { create: true },
      ),
    );

  sub('export', 'write everything to stdout as JSON lines').action((options: Options) =>
    withHistory(session, options, async (store) => {
      say((await exported(store)).map((line) => JSON.stringify(line)).join('\n'));
    }),
  );

  withAsOf(
    sub('prune', 'delete old scans; which clusters they saw on which keys is kept').requiredOption(
      '--keep <days>',
      'how many days of scans to keep',
      days,
    ),
    'what to count from, by default now',
  ).action(async (options: Options & { keep: number; asOf?: string }) => {
    const now = options.asOf === undefined ? Date.now() : Date.parse(options.asOf);
    const before = new Date(now - options.keep * DAY).toISOString();
    const deleted = await withHistory(session, options, (store) => prune(store, before));
    say(`Deleted: ${plural(deleted, 'scan')} from before ${before.slice(0, 10)}. The history reaches back to that day at most.`);
  });
  withPeriod(sub('report', 'report how the controls worked over a period, as HTML and JSON')).action(
    (options: Options & PeriodOptions) => reportPeriod(session, options),
  );
  return command;
}

/** A hundred years: further back than any scan, and a date that JavaScript can represent. */
const MOST_DAYS = 36_500;

const days = parsed((text) => {
  const number = Number(text);
  return /^\d+$/.test(text) && number >= 1 && number <= MOST_DAYS ? number : null;
}, `a whole number of days from 1 to ${MOST_DAYS}`);

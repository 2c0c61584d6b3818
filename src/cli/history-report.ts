import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { AuditError, EXIT } from '../audit-error.ts';
import { loadPolicy } from '../evaluate/policy.ts';
import { periodOf } from '../history/period.ts';
import { organizationsIn, periodRows } from '../history/period-rows.ts';
import { DAY, isDay } from '../input/days.ts';
import { prepareOutput, writeWhole } from '../integrity/output.ts';
import { periodHtml } from '../render/period.ts';
import { figuresInWords, periodOutcome } from '../render/period-words.ts';
import { visible } from '../render/visible.ts';
import { type Period, serializePeriod } from '../report/period.ts';
import { pageOf, terminalWidth } from './lines.ts';
import { type OpenOptions, reading } from './opened-history.ts';
import { time } from './options.ts';
import type { Session } from './session.ts';

export type PeriodOptions = { from: string; to: string; every: number; organization?: string; out: string };

const HELP = `
A day is taken at its beginning, in UTC: --from 2026-01-01 --to 2026-04-01 is the first
quarter. The end of a period that is not over yet is a gap: give the time of the last
scan as its end, or wait.

Exit code: 0, whatever the period was like; 2 where no scan ran in it.
`;

export const withPeriod = (command: Command): Command =>
  command
    .requiredOption('--from <day>', 'where it begins: a day in UTC, or a time as RFC 3339 has it', dayOrTime)
    .requiredOption('--to <day>', 'the first day, or moment, after it', dayOrTime)
    .addOption(
      new Option('--every <interval>', 'how often a scan is expected: 6h, 24h, 7d').argParser(interval).default(DAY, '24h'),
    )
    .option('--organization <id>', 'which one, where the history knows several')
    .option('--out <dir>', 'where period.html and period.json go', 'byok-audit-report')
    .addHelpText('after', HELP);

/** Writes how the controls worked over a period, and says it in short. */
export async function reportPeriod(session: Session, options: OpenOptions & PeriodOptions): Promise<void> {
  const { from, to, every, out } = options;
  if (from >= to) throw new AuditError(EXIT.usage, `--to ${to} is not after --from ${from}: no period lies between them.`);
  const { catalogue, digest } = loadPolicy(options.policy);
  const period: Period = await reading(session, options, async (database) => {
    const organization = chosen(await organizationsIn(database), options.organization);
    const rows = await periodRows(database, organization, from, to);
    const tool = { name: 'byok-audit', version: session.version, policy_digest: digest };
    const { schema_version, ...rest } = periodOf(rows, { organization, from, to, every }, catalogue);
    return { schema_version, tool, ...rest };
  });
  prepareOutput(out);
  writeWhole(out, [
    { file: 'period.json', content: serializePeriod(period) },
    { file: 'period.html', content: periodHtml(period) },
  ]);
  session.exit(period.scans.ran === 0 ? 2 : 0);
  process.stdout.write(summary(period, out, terminalWidth()));
}

function chosen(known: readonly string[], wanted: string | undefined): string {
  if (known.length === 0) throw new AuditError(EXIT.usage, 'the history knows no scan of any organization yet.');
  const list = known.map((id) => `  ${visible(id)}`).join('\n');
  if (wanted !== undefined && !known.includes(wanted))
    throw new AuditError(EXIT.usage, `the history knows no scan of the organization "${visible(wanted)}". It knows:\n${list}`);
  const [only] = known;
  if (wanted === undefined && known.length > 1)
    throw new AuditError(EXIT.usage, `the history knows several organizations. Name one with --organization ID:\n${list}`);
  return wanted ?? only ?? '';
}

function summary(period: Period, out: string, width: number): string {
  const { word, sentence } = periodOutcome(period);
  const { lines, say } = pageOf({ width, color: false });
  say(visible(`${period.organization.id}, from ${period.period.from} until before ${period.period.to}`));
  say(`${word} ${sentence}`);
  say(`Findings: ${period.scans.ran === 0 ? 'no scan looked for any' : figuresInWords(period.summary)}`);
  // paths are not wrapped: they are there to be copied
  for (const file of ['period.html', 'period.json']) lines.push(visible(join(out, file)));
  return `${lines.join('\n')}\n`;
}

const A_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** @returns the time in UTC, with milliseconds */
function dayOrTime(text: string): string {
  if (!A_DAY.test(text)) {
    if (text.length > 10) return time(text);
    throw new InvalidArgumentError('It takes a day, 2026-01-31, or a time as RFC 3339 has it: 2026-01-31T12:00:00Z.');
  }
  if (!isDay(text)) throw new InvalidArgumentError('There is no such day.');
  return new Date(text).toISOString();
}

/** @returns milliseconds */
function interval(text: string): number {
  const [, amount, unit] = /^(\d{1,5})(m|h|d)$/.exec(text) ?? [];
  const milliseconds = Number(amount) * ({ m: 60_000, h: 3_600_000, d: DAY }[unit ?? ''] ?? Number.NaN);
  if (!(milliseconds > 0 && milliseconds <= 366 * DAY))
    throw new InvalidArgumentError('It takes minutes, hours or days, up to a year: 90m, 24h, 7d.');
  return milliseconds;
}

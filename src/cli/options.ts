import { type Command, InvalidArgumentError, Option } from 'commander';
import { Cause } from '../facts/fact.ts';
import { DAY } from '../input/days.ts';
import { milliseconds } from '../input/duration.ts';
import { isTime, toUtc } from '../input/time.ts';
import { RENDERERS } from '../render/index.ts';
import { SEVERITIES, type Severity } from '../report/schema.ts';
import type { Tolerance } from '../report/summary.ts';

export type Format = keyof typeof RENDERERS;
const FORMATS = Object.keys(RENDERERS) as Format[];
const CAUSES = Cause.enum;

export type InputOptions = { config?: string; policy?: string };
export type OutputOptions = { out: string; format: Format[]; json?: true };
export type TalkOptions = { quiet?: true; color: boolean; logFormat: 'text' | 'json' };
export type EvaluateOptions = {
  failOn: Severity;
  allowUnknown?: Tolerance['allowUnknown'];
  allowEmpty?: true;
  strictWaivers?: true;
  asOf?: string;
  workers?: number;
};
/** `false` by `--no-history`. */
export type HistoryOptions = { history?: string | false };
export type BaselineOptions = { baseline?: string; failOnNew?: true };
export type ExceptionOptions = { waivers?: string };
/** Of the commands that judge a snapshot and write what came of it. */
export type AuditOptions = InputOptions &
  TalkOptions &
  OutputOptions &
  EvaluateOptions &
  HistoryOptions &
  BaselineOptions &
  ExceptionOptions;
export type CollectOptions = { deadline: number };

export const withInput = (command: Command): Command =>
  command
    .option('--config <file>', 'configuration (default: byok-audit.yaml in the working directory, if there)')
    .option('--policy <dir>', 'another built policy: a folder with policy.wasm and catalogue.json');

export const withTalk = (command: Command): Command =>
  command
    .option('--quiet', 'no progress, no summary; warnings and errors only')
    .option('--no-color', 'no colours; so does the environment variable NO_COLOR')
    .addOption(
      new Option('--log-format <format>', 'of progress and warnings on stderr').choices(['text', 'json']).default('text'),
    );

export const withOutput = (command: Command): Command =>
  command
    .option('--out <dir>', 'where the files go', 'byok-audit-report')
    .addOption(
      new Option('--format <list>', `comma-separated: ${FORMATS.join(', ')}`)
        .argParser(formats)
        .default(FORMATS, FORMATS.join(',')),
    )
    .option('--json', 'the summary on stdout as JSON');

export const withFailOn = (command: Command): Command =>
  command.addOption(new Option('--fail-on <severity>', 'least severity that counts').choices(SEVERITIES).default('low'));

export const withJudging = (command: Command): Command =>
  withFailOn(command)
    .addOption(
      new Option('--allow-unknown [causes]', 'unknowns do not make the scan incomplete: all, or those of these causes').argParser(
        causes,
      ),
    )
    .option('--allow-empty', 'having nothing to judge is in order')
    .option('--strict-waivers', 'a waiver or attestation that is expired, unused, overlapping or lapsed ends with code 3')
    .option('--workers <n>', 'threads to judge in (default: by the number of subjects)', positive);

export const withHistory = (command: Command): Command =>
  command
    .option('--history <where>', 'the memory of earlier scans: a SQLite file, postgres://... without a password, or none')
    .option('--no-history', 'remember nothing, and know of nothing before');

export const withBaseline = (command: Command): Command =>
  command
    .option('--baseline <report>', 'an earlier report.json: tell what changed since')
    .option('--fail-on-new', 'with --baseline: exit 1 for failures that it does not have, and for no others');

export const withExceptions = (command: Command): Command =>
  command.option('--waivers <file>', 'waivers (default: the file that the configuration names)');

/** What `scan` and `evaluate` take alike. */
export const withAudit = (command: Command): Command =>
  withExceptions(withBaseline(withHistory(withJudging(withOutput(withTalk(withInput(command)))))));

export const withAsOf = (command: Command, what: string): Command => command.option('--as-of <time>', what, time);

export const withDeadline = (command: Command): Command =>
  command.addOption(
    new Option('--deadline <duration>', 'ends the collection: 90s, 15m, 1h')
      .argParser(durationBetween(1, DAY, 'a duration up to a day, such as 90s, 15m or 1h'))
      .default(15 * 60_000, '15m'),
  );

export const toleranceOf = ({ failOn, allowUnknown, allowEmpty, strictWaivers }: EvaluateOptions): Tolerance => ({
  failOn,
  allowUnknown: allowUnknown ?? [],
  allowEmpty: allowEmpty === true,
  strictWaivers: strictWaivers === true,
});

function formats(list: string): Format[] {
  const wanted = list.split(',').map((word) => word.trim());
  const odd = wanted.find((word) => !(FORMATS as string[]).includes(word));
  if (odd !== undefined) throw new InvalidArgumentError(`"${odd}" is no format; there are ${FORMATS.join(', ')}.`);
  return wanted as Format[];
}

function causes(list: string): Tolerance['allowUnknown'] {
  if (list === 'all') return true;
  const wanted = list.split(',').map((word) => word.trim());
  const odd = wanted.find((word) => !(CAUSES as string[]).includes(word));
  if (odd !== undefined) throw new InvalidArgumentError(`"${odd}" is no cause; there are ${CAUSES.join(', ')}.`);
  return wanted as Cause[];
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 64)
    throw new InvalidArgumentError('Expected a whole number from 1 to 64.');
  return number;
}

/** @returns the time in UTC */
export function time(text: string): string {
  if (!isTime(text)) throw new InvalidArgumentError('Expected a time in RFC 3339, such as 2026-11-24T12:00:00Z.');
  return toUtc(text);
}

/**
 * Parses a duration of a flag.
 * @param expected what the message says instead of it
 * @returns milliseconds
 */
export const durationBetween =
  (least: number, most: number, expected: string) =>
  (text: string): number => {
    const duration = milliseconds(text);
    if (duration === null || duration < least || duration > most) throw new InvalidArgumentError(`Expected ${expected}.`);
    return duration;
  };

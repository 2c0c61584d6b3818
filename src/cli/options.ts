import { type Command, InvalidArgumentError, Option } from 'commander';
import { wrongUsage } from '../audit-error.ts';
import { SEVERITIES, type Severity } from '../evaluate/severity.ts';
import { CAUSES } from '../facts/cause.ts';
import { MOST_BYTES } from '../input/named-file.ts';
import { bytesIn } from '../input/size.ts';
import { DAY, isDay, isTime, milliseconds, toUtc } from '../input/time.ts';
import { FORMAT_NAMES, FORMATS, type FormatName } from '../render/index.ts';
import { series } from '../report/series.ts';
import type { Tolerance } from '../report/summary.ts';
import { LOG_FORMATS } from './log-format.ts';

const BY_DEFAULT = FORMAT_NAMES.filter((name) => FORMATS[name].written === 'by default');

/** Of every command that reads a configuration. */
export type InputOptions = { config?: string; policy?: string };
/** Of the commands that read a file which a scan wrote. */
export type LimitOptions = { maxInput: number };
/** Of every command that says what it does. */
export type TalkOptions = { quiet?: true };
/** Of the commands that show a report. */
export type ShowOptions = TalkOptions &
  Tolerance & { out: string; format: FormatName[]; json?: true; verbose?: true; color: boolean };
/** Of the commands that evaluate a snapshot. */
export type AuditOptions = InputOptions &
  LimitOptions &
  ShowOptions & {
    asOf?: string;
    workers?: number;
    policyTimeout: number;
    waivers?: string;
    baseline?: string;
    metrics?: string;
    /** `false` by `--no-history`. */
    history?: string | false;
  };
/** What `doctor` is asked with: as a scan would be. */
export type DoctorOptions = CollectOptions & Pick<AuditOptions, 'history'> & { out: string; json?: true; color: boolean };

export type CollectOptions = InputOptions & TalkOptions & { deadline: number; asOf?: string };

export type DiffOptions = LimitOptions & {
  format: 'text' | 'json' | 'md';
  json?: true;
  failOnNew?: true;
  failOn: Severity;
  color: boolean;
};
export type UploadOptions = TalkOptions & { repository?: string; ref?: string; sha?: string; deadline: number; json?: true };
export type RulesOptions = { policy?: string; json?: true };
export type WaiversOptions = InputOptions & LimitOptions & { out: string; json?: true; asOf?: string; waivers?: string };
export type ConfigCheckOptions = InputOptions & { json?: true; asOf?: string; waivers?: string };
export type InitOptions = { config: string; force?: true };
/** Of every command about the history. */
export type HistoryOptions = { config?: string; policy?: string; history?: string };
export type PeriodOptions = HistoryOptions & { from: string; to: string; every: number; organization?: string; out: string };

/** @param lines what stands behind the name of the program in each */
export const examples = (...lines: string[]): string => `\nExamples:\n${lines.map((line) => `  byok-audit ${line}\n`).join('')}`;

export const withInput = (command: Command): Command =>
  command
    .option('--config <file>', 'configuration (default: byok-audit.yaml in the working directory, if there)')
    .option('--policy <dir>', 'another built policy: a folder with policy.wasm and catalogue.json');

export const withLimit = (command: Command): Command =>
  command.addOption(
    new Option('--max-input <size>', 'read no snapshot or report that is larger: 200M, 1G')
      .argParser(parsed(bytesIn, 'a size such as 200M or 1G'))
      .default(MOST_BYTES, '200M'),
  );

export const withTalk = (command: Command): Command =>
  command.option('--quiet', 'print no progress and no summary; warnings and errors only');

/** Of the commands that print in colour. */
export const withColor = (command: Command): Command =>
  command.option('--no-color', 'print no colours; so does the environment variable NO_COLOR');

/** Of every command. `logFormatIn` reads it, before the other options are parsed. */
export const withLogFormat = (command: Command): Command =>
  command.addOption(
    new Option('--log-format <format>', 'format of progress, warnings and errors on stderr').choices(LOG_FORMATS).default('text'),
  );

export const withOutput = (command: Command): Command =>
  withColor(withTalk(command))
    .option('--out <dir>', 'where the files go', 'byok-audit-report')
    .addOption(
      new Option('--format <list>', `comma-separated: ${FORMAT_NAMES.join(', ')}`)
        .argParser((list) => listed('format', list, FORMAT_NAMES))
        .default(BY_DEFAULT, BY_DEFAULT.join(',')),
    )
    .option('--json', 'print the summary as JSON')
    .option('--verbose', 'print everything, not one screen of it');

export const withFailOn = (command: Command): Command =>
  command.addOption(
    new Option('--fail-on <severity>', 'lowest severity that makes the command exit 1').choices(SEVERITIES).default('low'),
  );

export const withTolerance = (command: Command): Command =>
  withFailOn(command)
    .addOption(
      new Option('--allow-unknown [causes]', 'do not exit 2 for unknowns: all, or --allow-unknown=denied,throttled').argParser(
        (list) => (list === 'all' ? true : listed('cause', list, CAUSES)),
      ),
    )
    .option('--allow-empty', 'do not fail when there is nothing to evaluate')
    .option('--strict-waivers', 'exit 3 for a waiver or attestation that is expired, unused, overlapping or lapsed');

export const withExceptions = (command: Command): Command =>
  command.option('--waivers <file>', 'file of waivers (default: the one that the configuration names)');

/** Of the commands that use a history, or go without. */
export const withHistory = (command: Command): Command =>
  command
    .option(
      '--history <where>',
      'where the results of earlier scans are: a SQLite file, postgres://... without a password, or none',
    )
    .option('--no-history', 'neither read earlier scans nor store this one');

/** The options that `scan` and `evaluate` share. */
export const withAudit = (command: Command): Command =>
  withExceptions(
    withHistory(withLimit(withTolerance(withOutput(withInput(command)))))
      .option('--workers <n>', 'threads to evaluate in (default: by the number of subjects)', positive)
      .addOption(
        new Option('--policy-timeout <duration>', 'end a policy of --policy that takes longer for one subject')
          .argParser(durationBetween(1, DAY, 'a duration up to a day, such as 10s or 1m'))
          .default(10_000, '10s'),
      )
      .option('--baseline <report>', 'an earlier report.json: report what changed since')
      .option('--fail-on-new', 'with --baseline: exit 1 only for failures that it does not have')
      .option('--metrics <file>', 'write metrics for Prometheus too: a file that ends in .prom, for node_exporter', metricsName),
  );

/** Elsewhere a hyphen means the output: a file of that name is hardly meant. */
function metricsName(named: string): string {
  if (named !== '-') return named;
  throw wrongUsage('--metrics -: metrics are not written to the output. Name a file: --metrics byok-audit.prom');
}

/** @param what it is the day or the time of */
export const withAsOf = (command: Command, what: string): Command =>
  command.option('--as-of <day>', `${what}: a day, which means its beginning in UTC, or a time in RFC 3339`, dayOrTime);

export const withDeadline = (command: Command): Command =>
  command.addOption(
    new Option('--deadline <duration>', 'end the collection after: 90s, 15m, 1h')
      .argParser(durationBetween(1, DAY, 'a duration up to a day, such as 90s, 15m or 1h'))
      .default(15 * 60_000, '15m'),
  );

/** Reads a comma-separated list of known names. @throws AuditError 64 */
function listed<T extends string>(what: string, list: string, known: readonly T[]): T[] {
  return list.split(',').map((item) => {
    const name = known.find((one) => one === item.trim());
    if (name === undefined) throw wrongUsage(`unknown ${what} "${item.trim()}"; choose ${series(known, 'or')}`);
    return name;
  });
}

/** Reads the value of a flag. @param read null for what is none @param expected what the message says instead of it */
export const parsed =
  <T>(read: (text: string) => T | null, expected: string) =>
  (text: string): T => {
    const value = read(text);
    if (value === null) throw new InvalidArgumentError(`Expected ${expected}.`);
    return value;
  };

const positive = parsed((text) => {
  const number = Number(text);
  return Number.isInteger(number) && number >= 1 && number <= 64 ? number : null;
}, 'a whole number from 1 to 64');

/** In UTC, with milliseconds; a day is its beginning. */
export const dayOrTime = parsed(
  (text) => (isDay(text) || isTime(text) ? toUtc(text) : null),
  'a day that exists, such as 2026-11-24, or a time in RFC 3339, such as 2026-11-24T12:00:00Z',
);

/** In milliseconds. */
export const durationBetween = (least: number, most: number, expected: string) =>
  parsed((text) => {
    const duration = milliseconds(text);
    return duration !== null && duration >= least && duration <= most ? duration : null;
  }, expected);

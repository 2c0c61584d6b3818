import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';
import { summary } from '../../src/cli/summary.ts';
import { isRecord } from '../../src/input/is-record.ts';
import { once } from '../../src/input/once.ts';
import { remembered } from '../../src/input/remembered.ts';
import { annotations } from '../../src/render/annotations.ts';
import { csv } from '../../src/render/csv.ts';
import { diffMarkdown } from '../../src/render/diff-markdown.ts';
import { sarif } from '../../src/render/sarif.ts';
import { summaryMarkdown } from '../../src/render/summary-markdown.ts';
import { visible } from '../../src/render/visible.ts';
import { compare } from '../../src/report/diff.ts';
import type { Report } from '../../src/report/schema.ts';
import { runnerCommands } from '../action/runner-commands.ts';
import { readCsv } from '../render/read-csv.ts';
import { HOSTILE, sampleWithExceptions } from '../render/sample-report.ts';
import { textOf } from '../render/text-of.ts';
import { hostileText } from './hostile.ts';
import { assertSeen } from './refusal.ts';
import { asJson, type Outcome, target } from './target.ts';

// The same report with a hostile text in all places where it says what came from outside, and with a plain text of the same
// length there: what is made of both differs in nothing but that text.

const SAMPLE = sampleWithExceptions();

/** A report in which ids, names and texts from outside are this one. */
export function reportSaying(text: string): Report {
  const said = (value: string) =>
    value
      .replaceAll(HOSTILE, () => text)
      .replaceAll('lkc-pear', () => `lkc-${text}`)
      .replaceAll('detail more than this', () => text);
  const saying = (value: unknown): unknown => {
    if (typeof value === 'string') return said(value);
    if (Array.isArray(value)) return value.map(saying);
    return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [said(key), saying(inner)])) : value;
  };
  const report = saying(SAMPLE) as Report;
  return { ...report, organization: { ...report.organization, name: text } };
}

/** A text of letters and spaces that is as long as this one is shown. */
export const plainAs = (text: string): string => visible(text).replace(/\S/gu, (sign) => (sign.length === 1 ? 'x' : '\u{1d431}'));

/** What a value of JSON is made of, without what its texts say. */
export function shapeOf(value: unknown): unknown {
  if (typeof value === 'string') return 'text';
  if (Array.isArray(value)) return value.map(shapeOf);
  return isRecord(value) ? Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]) : value;
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      yield key;
      yield* textsIn(inner);
    }
}

/** Of what GitHub takes, where `.ci/run` has brought it. */
const SCHEMA = join(import.meta.dirname, '../../.ci/tools/node_modules/@microsoft/sarif-multitool-linux/sarif-2.1.0.json');
const oasis = once((): ValidateFunction | null => {
  if (!existsSync(SCHEMA)) return null;
  const ajv = new Ajv2020({ strict: false });
  formats.default.default(ajv as unknown as Parameters<typeof formats.default.default>[0]);
  return ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8')));
});

type Log = { runs: { results: { message: { text: string } }[] }[] };

function sarifOf(text: string): Log {
  const file = sarif(reportSaying(text));
  assert.ok(!('withheld' in file), 'withheld');
  return JSON.parse(textOf(file));
}

/** Most hostile texts are as long as others. */
const plainShape = remembered((plain) => shapeOf(sarifOf(plain)), 2000);

function checkSarif(text: string): Outcome {
  const log = sarifOf(text);
  for (const said of textsIn(log)) for (const line of said.split('\n')) assertSeen(line);
  for (const { message } of log.runs.flatMap(({ results }) => results))
    assert.doesNotMatch(message.text.replaceAll(/\\[[\]]/g, ''), /[[\]]/, 'a link');
  assert.deepEqual(shapeOf(log), plainShape(plainAs(text)));
  const validate = oasis();
  if (validate !== null) assert.ok(validate(log), JSON.stringify(validate.errors?.slice(0, 3)));
  return 'accepted';
}

export const sarifFile = target({
  name: 'sarif',
  holds: 'a text from outside is shown in SARIF with all that it hides, makes no link and changes nothing else',
  cases: hostileText,
  stored: asJson<string>(),
  check: checkSarif,
});

/** Where a spreadsheet would begin to calculate, by commas, by semicolons or by lines. */
const FORMULA = /(?:^|[;\n])\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/;

const csvOf = (text: string) => readCsv(textOf(csv(reportSaying(text))));

function checkCsv(text: string): Outcome {
  const [rows, plain] = [csvOf(text), csvOf(plainAs(text))];
  assert.deepEqual(rows.map(Object.keys), plain.map(Object.keys));
  for (const cell of rows.flatMap(Object.values)) {
    for (const line of cell.split('\n')) assertSeen(line);
    assert.doesNotMatch(cell, FORMULA);
  }
  return 'accepted';
}

export const csvFile = target({
  name: 'csv',
  holds: 'a text from outside stays in its cell, is shown with all that it hides, and is nothing that a spreadsheet calculates',
  cases: hostileText,
  stored: asJson<string>(),
  check: checkCsv,
});

/** In the report before nothing failed. */
const before = (report: Report): Report => ({
  ...report,
  verdicts: report.verdicts.map((verdict) => ({
    ...verdict,
    status: 'pass',
    state: 'pass',
    unknown: null,
    waiver: null,
    attestation: null,
    error: null,
    not_applicable: null,
    remedy: null,
  })),
});

function markdownOf(text: string): string {
  const now = reportSaying(text);
  const old = before(now);
  return `${diffMarkdown(old, now, compare(old, now))}${textOf(summaryMarkdown(now))}`;
}

/** The signs of a line that mean something in GitHub's Markdown: those outside of code that no backslash escapes. */
function signsIn(line: string): string {
  let signs = '';
  const text = line.replaceAll('&#8203;', '');
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (sign === '\\') {
      if (/[!-/:-@[-`{-~]/.test(text[at + 1] ?? '')) at += 1;
    } else if (sign === '`') {
      const [fence = ''] = /^`+/.exec(text.slice(at)) ?? [];
      const end = new RegExp(`(?<!\`)${fence}(?!\`)`).exec(text.slice(at + fence.length));
      signs += end === null ? fence : '`code`';
      // a pipe ends a cell in code too
      if (end !== null) signs += text.slice(at, at + fence.length + end.index).replaceAll(/\\\||[^|]/g, '');
      at += end === null ? fence.length - 1 : 2 * fence.length + end.index - 1;
    } else if (/[*_[\]<>~|&$]/.test(sign)) signs += sign;
  }
  return signs;
}

function checkMarkdown(text: string): Outcome {
  const [lines, plain] = [markdownOf(text), markdownOf(plainAs(text))].map((made) => made.split('\n'));
  assert.ok(lines !== undefined && plain !== undefined);
  for (const line of lines) assertSeen(line);
  assert.deepEqual(lines.map(signsIn), plain.map(signsIn));
  assert.deepEqual(
    lines.map((line) => /^\s*(#+ |[-+*] |\d+[.)] |[=>])?/.exec(line)?.[0]),
    plain.map((line) => /^\s*(#+ |[-+*] |\d+[.)] |[=>])?/.exec(line)?.[0]),
  );
  const outside = lines.map((line) => line.replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '')).join('\n');
  assert.doesNotMatch(outside, /@(?!&#8203;)|(?<!&)#(?!&#8203;)\d|(?<!\\):\/\/|www\./i, 'a mention, a reference or a link');
  return 'accepted';
}

export const markdown = target({
  name: 'markdown',
  holds: 'a text from outside has no effect in Markdown: rows, cells and all other signs are those of a plain text',
  cases: hostileText,
  stored: asJson<string>(),
  check: checkMarkdown,
});

const annotationsOf = (text: string) => runnerCommands(textOf(annotations(reportSaying(text))));

function checkAnnotations(text: string): Outcome {
  const commands = annotationsOf(text);
  for (const said of textsIn(commands)) assertSeen(said);
  assert.deepEqual(shapeOf(commands), shapeOf(annotationsOf(plainAs(text))));
  return 'accepted';
}

export const annotated = target({
  name: 'annotations',
  holds: 'a text from outside is no command of the runner, and neither ends one nor a property of it',
  cases: hostileText,
  stored: asJson<string>(),
  check: checkAnnotations,
});

/** What fits one screen. */
const MOST_LINES = 40;
const WIDTHS = [40, 80, 100];

function checkSummary(text: string): Outcome {
  const report = reportSaying(text);
  const width = WIDTHS[text.length % WIDTHS.length] ?? 80;
  // to fit a screen, the summary is made many times
  for (const verbose of text.length % 8 === 0 ? [true, false] : [true]) {
    const made = summary(report, {
      code: 1,
      written: [],
      withheld: [{ file: 'results.sarif', withheld: text }],
      width,
      color: false,
      verbose,
    });
    const lines = made.split('\n').slice(0, -1);
    for (const line of lines) assertSeen(line);
    assert.ok(verbose || lines.length <= MOST_LINES, `${lines.length} lines`);
  }
  return 'accepted';
}

export const terminal = target({
  name: 'terminal',
  holds: 'a text from outside is shown on the terminal with all that it hides, and the summary still fits a screen',
  cases: hostileText,
  stored: asJson<string>(),
  check: checkSummary,
});

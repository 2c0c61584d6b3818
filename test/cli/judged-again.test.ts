import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { serialize } from '../../src/snapshot/file.ts';
import { scanned } from '../end-to-end/scenario.ts';
import { elementsOf } from '../render/markup.ts';
import { byokAudit, emptyFolder } from './command.ts';

const directory = emptyFolder();
const read = (file: string) => readFileSync(join(directory, file), 'utf8');
const evaluate = (out: string, ...args: string[]) =>
  byokAudit(['evaluate', 'collected.json', '--as-of', '2026-11-24T12:00:00Z', '--format', 'html,json', '--out', out, ...args], {
    directory,
  });

beforeAll(async () => {
  writeFileSync(join(directory, 'collected.json'), serialize((await scanned('aws-small')).snapshot));
  await evaluate('earlier', '--no-history');
  writeFileSync(join(directory, 'byok-audit.yaml'), 'version: 1\nproduction: {environments: ["env-apple"]}\n');
});

/** The arguments that the page of a report prints, to make the report again. */
function printed(out: string): string[] {
  const commands = elementsOf(read(`${out}/report.html`))
    .first('#integrity')
    .first('pre').text;
  const [, args] = /byok-audit (evaluate .*? --out judged-again)/.exec(commands) ?? [];
  if (args === undefined) throw new Error(`no command is printed: ${commands}`);
  return args.replace('RUN', out).replace('EARLIER_REPORT', 'earlier/report.json').split(' ');
}

test.each([
  ['no history', ['--no-history']],
  ['a history', ['--history', 'byok-audit.db']],
  ['no history, and an earlier report', ['--no-history', '--baseline', 'earlier/report.json']],
  ['a history, and an earlier report', ['--history', 'byok-audit.db', '--baseline', 'earlier/report.json']],
])('the command that a page prints makes its report again, byte for byte: %s', async (_, args) => {
  await evaluate('once', ...args);
  await byokAudit(printed('once'), { directory });
  expect(read('judged-again/report.json') === read('once/report.json')).toBe(true);
});

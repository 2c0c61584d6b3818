import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runnerCommands } from './runner-commands.ts';

const RUNNER = join(import.meta.dirname, '../../action/runner.ts');

/** What a script prints that uses the functions of action/runner.ts. */
const printed = (body: string): string =>
  execFileSync(process.execPath, ['--input-type=module', '-e', `import * as runner from ${JSON.stringify(RUNNER)};${body}`], {
    encoding: 'utf8',
  });

const HOSTILE = ['::set-output name=x::y', 'plum ##[set-output name=x]y', '::stop-commands::z', '  ::error::x'];

test('the runner takes nothing that a program prints for a command', () => {
  const prints = HOSTILE.map((line) => `console.log(${JSON.stringify(line)})`).join(';');
  expect(() => runnerCommands(printed(prints))).toThrow('commands were stopped');
  expect(runnerCommands(printed(`await runner.withoutCommands(async () => {${prints}})`))).toEqual([]);
});

test('it takes commands again afterwards, also where the program could not be run', () => {
  const log = printed(`
    await runner.withoutCommands(async () => { throw new Error('no such program') }).catch(() => {});
    runner.annotate('error', 'the scan, it ended: 64', 'apple\\nplum: 100 %');`);
  expect(runnerCommands(log)).toEqual([
    { name: 'error', properties: { title: 'byok-audit: the scan, it ended: 64' }, data: 'apple\\u000Aplum: 100 %' },
  ]);
});

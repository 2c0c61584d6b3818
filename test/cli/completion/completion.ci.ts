import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { completionScript } from '../../../src/cli/completion/shells.ts';
import { byokAudit, emptyFolder } from '../command.ts';
import { type Completing, completing, fishCompleting } from './shell.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

const scriptOf = async (shell: Shell): Promise<string> => {
  const { code, stdout } = await byokAudit(['completion', shell], { directory: emptyFolder() });
  expect(code).toBe(0);
  return stdout;
};
const started = (shell: Shell, script: string): Completing =>
  shell === 'fish' ? fishCompleting(script) : completing(shell, script);

const CAUSES = ['denied', 'throttled', 'timeout', 'ambiguous'];

describe.each(SHELLS)('%s', (shell) => {
  let running: Completing;
  beforeAll(async () => {
    running = started(shell, await scriptOf(shell));
  });
  afterAll(() => running.end());

  /** Sorted, without the flag that some shells repeat before its value, and what some set behind a word until another is typed. */
  const offers = async (line: string) =>
    (await running.offers(`byok-audit ${line}`)).map((one) => one.replace(/^--[a-z-]+=(?=.)/, '').replace(/[/=,]$/, '')).sort();

  test('offers the commands, and those of a command', async () => {
    expect(await offers('')).toEqual(expect.arrayContaining(['scan', 'evaluate', 'doctor', 'completion', 'help']));
    expect(await offers('sc')).toEqual(['scan']);
    expect(await offers('history ')).toEqual(['export', 'help', 'import', 'list', 'prune', 'report', 'show']);
    expect(await offers('history pr')).toEqual(['prune']);
    expect(await offers('help wai')).toEqual(['waivers']);
  });

  test('offers the flags of the command that they are for', async () => {
    expect(await offers('scan --dead')).toEqual(['--deadline']);
    expect(await offers('evaluate --dead')).toEqual([]);
    expect(await offers('history report --from 2026-01-01 --ev')).toEqual(['--every']);
    expect(await offers('scan --json --no-h')).toEqual(['--no-history']);
  });

  test('offers the values of a flag, apart from it and behind an equals sign', async () => {
    const severities = ['critical', 'high', 'info', 'low', 'medium'];
    expect(await offers('scan --fail-on ')).toEqual(severities);
    expect(await offers('scan --fail-on cr')).toEqual(['critical']);
    expect(await offers('scan --fail-on=')).toEqual(severities);
    expect(await offers('scan --fail-on=cr')).toEqual(['critical']);
    expect(await offers('scan --out reports --fail-on=cr')).toEqual(['critical']);
    expect(await offers('diff plum.json plum.json --format m')).toEqual(['md']);
  });

  test('offers a value that a flag may go without behind an equals sign only', async () => {
    expect(await offers('scan --allow-unknown=')).toEqual(expect.arrayContaining(CAUSES));
    expect(await offers('scan --allow-unknown=thr')).toEqual(['throttled']);
    expect(await offers('scan --allow-unknown ')).not.toEqual(expect.arrayContaining(['denied']));
  });

  test('offers one part of a list after the other', async () => {
    expect(await offers('scan --format ht')).toEqual(['html']);
    expect(await offers('scan --format html,js')).toEqual(['html,json']);
    expect((await offers('scan --allow-unknown=denied,thr')).map((one) => one.replace(/^denied,/, ''))).toEqual(['throttled']);
  });

  test('offers rules, shells, files and folders where they belong', async () => {
    expect(await offers('rules key.rot')).toEqual(['key.rotated']);
    expect(await offers('completion ')).toEqual(['bash', 'fish', 'zsh']);
    expect(await offers('evaluate pl')).toEqual(['plum.json']);
    expect(await offers('scan --baseline ri')).toEqual(['ripe plum.json']);
    expect(await offers('scan --out re')).toEqual(['reports']);
    expect(await offers('scan --out pl')).toEqual([]);
    expect(await offers('scan --out=re')).toEqual(['reports']);
    expect(await offers('evaluate plum.json --out re')).toEqual(['reports']);
  });

  test('offers nothing where a person has to think of something', async () => {
    expect(await offers('scan --deadline ')).toEqual([]);
    expect(await offers('scan pl')).toEqual([]);
    expect(await offers('history show pl')).toEqual([]);
    expect(await offers('nonsense ')).toEqual([]);
  });

  test('runs nothing of what was typed', async () => {
    await running.offers('byok-audit scan --fail-on $(touch$IFStyped-1) --out re').catch(() => []);
    await running.offers('byok-audit rules `touch$IFStyped-2`').catch(() => []);
    await running.offers('byok-audit $(touch$IFStyped-3) --format=html,').catch(() => []);
    expect([1, 2, 3].filter((at) => existsSync(join(running.folder, `typed-${at}`)))).toEqual([]);
  });
});

/** A program whose names and descriptions would run commands wherever a script does not quote them. */
function hostile(): Command {
  const evil = (at: number) =>
    `$(touch ran-${at}) \`touch ran-${at}\` '; touch ran-${at}; ' "; touch ran-${at}; " [a:b] \\ %s {x}`;
  const program = new Command('byok-audit').description(evil(1));
  program
    .command('scan')
    .description(evil(2))
    .addOption(new Option('--fruit <fruit>', evil(3)).choices(['plum', evil(4), "pear's"]))
    .addArgument(new Argument('<fruit>', evil(5)).choices(['cherry', evil(6)]));
  return program;
}

describe.each(SHELLS)('a program whose texts are hostile, in %s', (shell) => {
  test('is completed, and runs none of them', async () => {
    const running = started(shell, completionScript(shell, hostile(), []));
    try {
      expect(await running.offers('byok-audit scan --fruit pl')).toEqual(['plum']);
      expect(await running.offers('byok-audit scan ch')).toEqual(['cherry']);
      for (const line of ['byok-audit ', 'byok-audit scan ', 'byok-audit scan --', 'byok-audit scan --fruit '])
        await running.offers(line);
      expect([1, 2, 3, 4, 5, 6].filter((at) => existsSync(join(running.folder, `ran-${at}`)))).toEqual([]);
    } finally {
      running.end();
    }
  });
});

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { MB } from '../../src/input/size.ts';
import { serialize } from '../../src/snapshot/file.ts';
import { scanned } from '../end-to-end/scenario.ts';
import { byokAudit, emptyFolder } from './command.ts';

const directory = emptyFolder();
const command = (...args: string[]) => byokAudit(args, { directory });
const write = (file: string, content: string) => writeFileSync(join(directory, file), content);

beforeAll(async () => {
  write('snapshot.json', serialize((await scanned('demo')).snapshot));
  await command('evaluate', 'snapshot.json', '--out', 'out', '--no-history', '--format', 'json');
  execFileSync('mkfifo', [join(directory, 'pipe')]);
  write('large', '');
  truncateSync(join(directory, 'large'), 300 * MB);
});

/** The commands that take a file, and whether `--max-input` says how large it may be. */
const DOORS: readonly (readonly [args: string[], isLimited: boolean])[] = [
  [['evaluate', 'FILE', '--no-history'], true],
  [['report', 'FILE'], true],
  [['diff', 'FILE', 'out/report.json'], true],
  [['diff', 'out/report.json', 'FILE'], true],
  [['waivers', 'FILE'], true],
  [['history', 'import', 'FILE'], true],
  [['evaluate', 'snapshot.json', '--no-history', '--baseline', 'FILE'], true],
  [['evaluate', 'snapshot.json', '--no-history', '--config', 'FILE'], false],
  [['evaluate', 'snapshot.json', '--no-history', '--waivers', 'FILE'], false],
  [['collect', '--config', 'FILE'], false],
  [['history', 'list', '--config', 'FILE'], false],
];

describe.each(DOORS)('%j', (args, isLimited) => {
  const given = (file: string, ...more: string[]) => command(...args.map((one) => (one === 'FILE' ? file : one)), ...more);

  test(`what is no file, and one that is too large, exit with 65 and what to do: ${args.join(' ')}`, async () => {
    const outcomes = [];
    for (const file of ['pipe', '/dev/zero', '.', 'large']) outcomes.push(await given(file));
    const limit = isLimited ? 'To read it, give --max-input 512M.' : 'Name the right file.';
    expect(outcomes.map(({ code, stderr }) => `${code} ${stderr.trim().split('\n').at(-1)}`)).toEqual([
      expect.stringMatching(/^65 pipe: cannot be read: it is a pipe; write what it gives to a file\. \S.*$/),
      expect.stringMatching(/^65 \/dev\/zero: cannot be read: it is a device or a socket, not a file\. \S.*$/),
      expect.stringMatching(/^65 \.: cannot be read: it is a directory; name a file in it\. \S.*$/),
      `65 large: cannot be read: it has 300 MB, more than the 200 MB that are read of a file. ${limit}`,
    ]);
    if (isLimited)
      expect((await given('snapshot.json', '--max-input', '1K')).stderr).toMatch(/more than the 1 KB .* give --max-input 1M\.$/m);
  });
});

test('a size that is none exits with 64', async () => {
  for (const size of ['200', '1.5G', '0M', 'all']) {
    const { code, stderr } = await command('report', 'out/report.json', '--max-input', size);
    expect(code).toBe(64);
    expect(stderr).toContain('Expected a size such as 200M or 1G.');
  }
});

test('a snapshot with one mistake near its end exits with 65 and the place of that', async () => {
  const text = readFileSync(join(directory, 'snapshot.json'), 'utf8');
  const at = text.lastIndexOf('"taken_at": "');
  write('wrong.json', `${text.slice(0, at)}"taken_at": 7, "plum": "${text.slice(at + '"taken_at": "'.length)}`);
  const { code, stderr } = await command('evaluate', 'wrong.json', '--no-history');
  const line = text.slice(0, at).split('\n').length;
  expect(code).toBe(65);
  expect(stderr).toContain(`wrong.json:${line}:14: taken_at: expected string, got 7\n`);
  expect(stderr).toContain(`wrong.json:${line}:17: plum: unknown key`);
});

test('a second schema_version in a snapshot or a report exits with 65 and both places', async () => {
  for (const [file, args] of [
    ['snapshot.json', ['evaluate', '--no-history']],
    ['out/report.json', ['report']],
  ] as const) {
    const text = readFileSync(join(directory, file), 'utf8');
    write('twice.json', text.replace(/\}\s*$/, ',\n "schema_version": "9.9"}'));
    const { code, stderr } = await command(...args, 'twice.json');
    expect(code).toBe(65);
    expect(stderr).toMatch(
      /^twice\.json:\d+:2: a second "schema_version": keep one of them; the first is at line \d+, column \d+\n$/,
    );
  }
});

test('a number of days that is none exits with 65 and its place', async () => {
  for (const number of ['1e400', '.inf', '.nan', '-1', '1e300']) {
    write('days.yaml', `version: 1\nparameters:\n  max_rotation_days: ${number}\n`);
    const { code, stderr } = await command('waivers', '--config', 'days.yaml');
    expect([number, code]).toEqual([number, 65]);
    expect(stderr).toContain('days.yaml:3:22: parameters.max_rotation_days: ');
  }
});

test.runIf(process.platform === 'linux')('a folder of the system is refused for outputs, also by a link', async () => {
  symlinkSync('/proc', join(directory, 'link'));
  for (const [out, system] of [
    ['/proc/byok-audit/out', '/proc'],
    ['/proc/self/fd/out', '/proc'],
    ['/sys/kernel/byok-audit', '/sys'],
    ['/dev/byok-audit/out', '/dev'],
    ['/dev/null', '/dev'],
    ['link/byok-audit', '/proc'],
  ])
    expect([out, await command('evaluate', 'snapshot.json', '--no-history', '--out', out ?? '')]).toMatchObject([
      out,
      {
        code: 73,
        stderr: `${out}: cannot be written: ${system} is for the system's own files. Choose a folder that can be written with --out DIR.\n`,
      },
    ]);
  expect(existsSync('/dev/byok-audit')).toBe(false);
});

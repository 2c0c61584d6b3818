import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { type Clouds, startClouds } from '../../loopback/clouds.ts';
import { startGitHub } from '../../loopback/github/start.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { sessionIn } from '../../src/cli/session.ts';
import { FIXTURES } from '../end-to-end/scenario.ts';
import { byokAudit, Recording, workplace } from './command.ts';

const AS_OF = '2026-11-24T12:00:00Z';
let clouds: Clouds;
let hub: Awaited<ReturnType<typeof startGitHub>>;
let directory: string;
const command = (...args: string[]) => byokAudit(args, { directory, env: clouds.env });

beforeAll(async () => {
  clouds = await startClouds(join(FIXTURES, 'clean-aws'));
  hub = await startGitHub({ pending: 0 });
  directory = workplace('clean-aws', clouds);
  const config = parseDocument(readFileSync(join(directory, 'byok-audit.yaml'), 'utf8'));
  config.set('production', { clusters: ['matches nothing'] });
  writeFileSync(join(directory, 'byok-audit.yaml'), String(config));
  await command('scan', '--as-of', AS_OF, '--history', 'history.db', '--format', 'sarif,json');
});
afterAll(() => Promise.all([clouds.close(), hub.close()]));

/** Command lines that together need every option of their commands. */
const LINES: Readonly<Record<string, readonly string[]>> = {
  scan: ['--as-of', AS_OF],
  collect: ['--as-of', AS_OF, '--out', 'collected'],
  evaluate: ['byok-audit-report/snapshot.json'],
  report: ['byok-audit-report/report.json'],
  diff: ['byok-audit-report/report.json', 'byok-audit-report/report.json', '--fail-on-new'],
  upload: ['byok-audit-report'],
  rules: [],
  waivers: [],
  doctor: ['--as-of', AS_OF, '--no-history'],
  init: ['--config', 'byok-audit.yaml'],
  completion: ['bash'],
  'config check': [],
  'history list': ['--history', 'history.db'],
  'history show': ['sha256', '--history', 'history.db'],
  'history import': ['byok-audit-report/snapshot.json', '--history', 'history.db'],
  'history export': ['--history', 'history.db'],
  'history prune': ['--keep', '36500', '--history', 'history.db'],
  'history report': ['--from', '2026-11-01', '--to', '2026-12-01', '--history', 'history.db'],
};

const inDirectory = () => {
  const env = { ...clouds.env, ...hub.env };
  return sessionIn({ version: '0', env, directory, stdout: new Recording(), stderr: new Recording(), color: true });
};
const leavesOf = (made: Command): Command[] => (made.commands.length === 0 ? [made] : made.commands.flatMap(leavesOf));
const pathOf = (made: Command): string => (made.parent === null ? made.name() : `${made.parent.name()} ${made.name()}`);

test('the help of each --as-of says that a day does, and what time it means', () => {
  const described = COMMANDS.map((command) => command(inDirectory()))
    .flatMap(leavesOf)
    .flatMap((made) => made.options.filter(({ long }) => long === '--as-of').map(({ description }) => description));
  expect(described).toHaveLength(7);
  for (const text of described) expect(text).toMatch(/a day, which means its beginning in UTC, or a time in RFC 3339$/);
});

test('every command has its line here', () => {
  expect(
    COMMANDS.map((command) => command(inDirectory()))
      .flatMap(leavesOf)
      .map(pathOf)
      .sort(),
  ).toEqual(Object.keys(LINES).sort());
});

describe('every option has an effect', () => {
  test.each(Object.entries(LINES))('the command %s reads each of its options', async (name, args) => {
    const made = COMMANDS.map((command) => command(inDirectory()))
      .flatMap(leavesOf)
      .find((one) => pathOf(one) === name);
    if (made === undefined) throw new Error(`there is no command ${name}`);
    const read = new Set<string>();
    const options = made.opts.bind(made);
    made.opts = <T extends Record<string, unknown>>() =>
      new Proxy<T>(options<T>(), {
        get: (values, option) => {
          read.add(String(option));
          return Reflect.get(values, option);
        },
        ownKeys: () => {
          throw new Error('to copy the options is not to read them');
        },
      });
    // that there is something wrong with the line itself is not what is asked here
    await made
      .exitOverride()
      .parseAsync(args, { from: 'user' })
      .catch(() => undefined);
    expect(made.options.map((option) => option.attributeName()).filter((option) => !read.has(option))).toEqual([]);
  });

  test.each([
    [['report', 'r.json', '--workers', '2'], /unknown option '--workers'/],
    [['waivers', '--quiet'], /unknown option '--quiet'/],
    [['waivers', '--no-color'], /unknown option '--no-color'/],
    [['collect', '--no-color'], /unknown option '--no-color'/],
    [['waivers', 'byok-audit-report/report.json', '--out', 'x'], /name one of them/],
    [['diff', 'a.json', 'b.json', '--fail-on', 'high'], /--fail-on of a diff needs --fail-on-new/],
    [['diff', 'a.json', 'b.json', '--json', '--format', 'md'], /'--json' cannot be used with option '--format/],
    [['evaluate', 'byok-audit-report/snapshot.json', '--fail-on-new'], /--fail-on-new needs an earlier report/],
  ])('the options %j, of which one would have no effect, are refused', async (args, why) => {
    expect(await command(...args)).toEqual({ code: 64, stdout: '', stderr: expect.stringMatching(why) });
  });
});

describe('the clock', () => {
  test.each([
    ['2026-11-24T11:59:59.999Z', 64],
    ['2026-11-24T12:59:59.999+01:00', 64],
    ['2026-11-24T12:00:00Z', 2],
    ['2026-11-25', 2],
    ['2026-11-24T13:00:00+01:00', 2],
    ['2027-01-01T00:00:00Z', 1],
  ])('a snapshot of noon is not evaluated as of an earlier time: %s exits with %i', async (time, expected) => {
    const { code, stderr } = await command(
      'evaluate',
      'byok-audit-report/snapshot.json',
      '--as-of',
      time,
      '--out',
      'later',
      '--no-history',
    );
    expect(code).toBe(expected);
    if (expected === 64)
      expect(stderr).toMatch(/^--as-of 2026-11-24T11:59:59\.999Z is before the snapshot was taken, 2026-11-24T12:00:00/);
  });

  test('a baseline of a later scan is warned of', async () => {
    const report = JSON.parse(readFileSync(join(directory, 'byok-audit-report/report.json'), 'utf8'));
    report.run.taken_at = '2026-11-25T12:00:00.000Z';
    writeFileSync(join(directory, 'next.json'), JSON.stringify(report));
    const { stderr } = await command(
      'evaluate',
      'byok-audit-report/snapshot.json',
      '--out',
      'later',
      '--no-history',
      '--baseline',
      'next.json',
    );
    expect(stderr).toContain('warning: next.json is of a later scan than byok-audit-report/snapshot.json');
  });
});

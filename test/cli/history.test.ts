import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { serialize } from '../../src/snapshot/file.ts';
import { live, made, snapshotOf } from '../history/story.ts';
import { known, listed } from '../subjects/build.ts';
import { byokAudit, emptyFolder } from './command.ts';

const READING = [
  ['list'],
  ['show', '3525'],
  ['export'],
  ['prune', '--keep', '1'],
  ['report', '--from', '2026-06-01', '--to', '2026-06-05'],
];

let directory: string;
beforeEach(() => {
  directory = emptyFolder();
});
const history = (args: string[], env: Record<string, string> = {}) => byokAudit(['history', ...args], { directory, env });

describe('reading the history creates nothing', () => {
  test.each(READING)('history %s of a file that does not exist exits with 64', async (...args) => {
    const { code, stdout, stderr } = await history([...args, '--history', 'typo.db']);
    expect(stderr).toBe('history typo.db: there is no such file. The first scan creates it; name another with --history FILE.\n');
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(readdirSync(directory)).toEqual([]);
  });

  test('an empty file is read as a history without scans, and remains empty', async () => {
    writeFileSync(join(directory, 'empty.db'), '');
    const env = { BYOK_AUDIT_HISTORY_URL: 'empty.db' };
    expect(await history(['list'], env)).toEqual({ code: 0, stdout: 'The history holds no scan yet.\n', stderr: '' });
    expect(await history(['export'], env)).toMatchObject({ code: 64, stderr: expect.stringContaining('empty.db: it is empty.') });
    expect(readFileSync(join(directory, 'empty.db'))).toHaveLength(0);
  });

  test('before the first scan the default history is empty, and reading it does not create the file', async () => {
    expect(await history(['list'])).toEqual({ code: 0, stdout: 'The history holds no scan yet.\n', stderr: '' });
    expect(await history(['list', '--json'])).toMatchObject({ code: 0, stdout: '[]\n' });
    expect(await history(['show', '3525'])).toMatchObject({
      code: 64,
      stderr: 'there is no history yet; the first scan creates byok-audit.db. Name another place with --history FILE.\n',
    });
    expect(readdirSync(directory)).toEqual([]);
  });
});

test('the history "none" means no history, on the command line and in the environment', async () => {
  const expected = { code: 64, stderr: 'the history is set to "none". Name one with --history FILE.\n' };
  expect(await history(['list', '--history', 'none'])).toMatchObject(expected);
  expect(await history(['import', 'x.json'], { BYOK_AUDIT_HISTORY_URL: 'none' })).toMatchObject(expected);
  expect(existsSync(join(directory, 'none'))).toBe(false);
});

test('the message about a store that cannot be opened suggests only flags that the command has', async () => {
  const { code, stderr } = await history(['list', '--history', '.']);
  expect(code).toBe(65);
  expect(stderr).toContain('not a regular file. Choose another with --history FILE.');
  expect(stderr).not.toContain('--no-history');
});

test('a device in place of the history is refused, and nothing is written to it', async () => {
  for (const device of ['/dev/zero', '/dev/null'])
    expect(await history(['list', '--history', device])).toEqual({
      code: 65,
      stdout: '',
      stderr: `history ${device}: it is not a regular file. Choose another with --history FILE.\n`,
    });
});

test('history list groups scans by organization, and fits the terminal', async () => {
  const where = join(directory, 'byok-audit.db');
  const of = (day: number) => snapshotOf({ day, clusters: [made('lkc-apple', 0)], state: 'IN_USE' });
  const long = `org-${'pear-'.repeat(20)}`;
  const other = of(1);
  await live(where, of(0));
  await live(where, {
    ...other,
    confluent: { ...other.confluent, organizations: listed({ id: long, name: known('Pear') }) },
  });
  const { code, stdout } = await history(['list']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Organization org-orchard\ntaken at \(UTC\) .*\n2026-06-01 12:00 .*\n\nOrganization org-pear-/);
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

describe('history prune', () => {
  test.each([
    ['--keep', '999999999', /days from 1 to 36500/],
    ['--keep', '0x10', /days from 1 to 36500/],
    ['--keep', '1e2', /days from 1 to 36500/],
    ['--keep', ' 7', /days from 1 to 36500/],
    ['--keep', '0', /days from 1 to 36500/],
    ['--as-of', '1', /a time in RFC 3339/],
    ['--as-of', '2026-02-30', /a time in RFC 3339/],
    ['--as-of', '2026-02-30T12:00:00Z', /a time in RFC 3339/],
  ])('the wrong usage history prune %s %j exits with 64', async (flag, value, message) => {
    const { code, stderr } = await history(['prune', ...(flag === '--keep' ? [] : ['--keep', '7']), flag, value]);
    expect(stderr).toMatch(message);
    expect(code).toBe(64);
  });

  test('history prune deletes the scans that are older than the given age', async () => {
    const where = join(directory, 'byok-audit.db');
    for (const day of [0, 1, 2]) await live(where, snapshotOf({ day, clusters: [], state: 'AVAILABLE' }));
    const pruned = await history(['prune', '--keep', '1', '--as-of', '2026-06-03T13:00:00+01:00']);
    expect(pruned).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Deleted: 1 scan from before 2026-06-02\. The/) });
    expect(await history(['prune', '--keep', '36500'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Deleted: 0 scans/),
    });
  });
});

test('a history that cannot be used gives one warning, and the scan is not recorded', async () => {
  writeFileSync(join(directory, 'snapshot.json'), serialize(snapshotOf({ day: 0, clusters: [], state: 'AVAILABLE' })));
  writeFileSync(join(directory, 'foreign.db'), 'no database '.repeat(1000));
  for (const where of ['foreign.db', '.']) {
    const { stderr } = await byokAudit(['evaluate', 'snapshot.json', '--quiet', '--history', where, '--format', 'json'], {
      directory,
    });
    expect(stderr.split(/(?:the file|it) is not/)).toHaveLength(2);
    expect(stderr).toMatch(/^warning: this scan is not recorded in the history\.$/m);
  }
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FAULT_KINDS } from '../../loopback/fault.ts';
import { byokAudit, emptyFolder } from '../cli/command.ts';
import { CANARIES, refusingPostgres } from './canaries.ts';
import { echoing } from './echo.ts';
import { oracle } from './oracle.ts';
import { notingAz, realOrchard } from './real.ts';
import { echoingOrchard, historyUrl } from './scans.ts';

const { leaksIn, leaksBelow } = oracle(CANARIES);
type Ran = Awaited<ReturnType<Awaited<ReturnType<typeof realOrchard>>['ran']>>;

function noneIn({ stdout, stderr, commandLines }: Ran, searched: string): void {
  expect(leaksIn(stdout, 'stdout')).toEqual([]);
  expect(leaksIn(stderr, 'stderr')).toEqual([]);
  expect(leaksBelow(searched)).toEqual([]);
  expect(leaksIn(commandLines.join('\n'), 'a command line')).toEqual([]);
  expect(commandLines.length).toBeGreaterThan(0);
}

/** The lists with which a scan begins are answered, so that it goes on. */
const LATER = /^(?!GET \/(org|byok|cmk)|sts:)/;
const MACHINES = ['--json', '--log-format', 'json'];

describe('no credential is written', () => {
  test.each([
    ['for people', ['--verbose']],
    ['for machines', MACHINES],
  ])('by a scan whose replies repeat them all, %s', async (_, how) => {
    const { searched, sent, ran } = await realOrchard();
    const scan = await ran(['scan', ...how]);
    expect([1, 2]).toContain(scan.code);
    expect(sent()).toBeGreaterThan(1000);
    expect(scan.stdout).toContain('[hidden]');
    noneIn(scan, searched);
    for (const args of [
      ['history', 'export'],
      ['history', 'list', '--json'],
      ['report', 'byok-audit-report/report.json'],
    ])
      noneIn(await ran(args), searched);
  });

  test('by the libraries in their own logs', async () => {
    const { searched, ran } = await realOrchard();
    const logs = { AZURE_LOG_LEVEL: 'verbose', GOOGLE_SDK_NODE_LOGGING: '*', DEBUG: '*', NODE_DEBUG: 'gaxios' };
    const scan = await ran(['scan'], logs);
    expect(scan.stderr).toMatch(/azure/i);
    noneIn(scan, searched);
  });

  test.each([0.01, 0.1])('where any name, state and link of a reply may have one, at a rate of %d', async (wildly) => {
    const { searched, ran } = await realOrchard({ wildly });
    noneIn(await ran(['scan', '--verbose']), searched);
  });

  test.each(FAULT_KINDS.filter((kind) => kind !== 'hold' && kind !== 'replace'))(
    'by a scan of which calls end with %s',
    async (kind) => {
      const { searched, ran, asked } = await realOrchard({ faults: [{ id: LATER, kind }] });
      const scan = await ran(['scan', '--verbose', '--log-format', 'json', '--deadline', '10s']);
      // by a 401 Confluent refuses the credentials
      expect(kind === 'unauthorized' ? [69] : [1, 2]).toContain(scan.code);
      // links and redirects to another host are not followed
      expect(asked.filter((host) => host.includes('orchard.invalid'))).toEqual([]);
      noneIn(scan, searched);
    },
  );

  test.each(['deny', 'server_error', 'not_json', 'truncate'] as const)('where the first calls end with %s', async (kind) => {
    const { searched, ran } = await realOrchard({ faults: [{ id: /^GET/, kind }] });
    noneIn(await ran(['scan', ...MACHINES]), searched);
  });

  test('where no host gives a token, and repeats what it was asked with', async () => {
    const { searched, ran } = await realOrchard({ noTokens: true });
    const scan = await ran(['scan', '--verbose']);
    expect(readFileSync(join(searched, 'own/byok-audit-report/snapshot.json'), 'utf8')).toContain('refused the credentials');
    noneIn(scan, searched);
  });

  test('to a program that a credential chain starts, but for those that it may need; and not what that one says', async () => {
    const { azure_token, gcp_token, assumed_secret, assumed_token, ...known } = CANARIES;
    const { said } = echoing(known);
    const { PATH, noted } = notingAz(`${said()}\n${said()}\n${said()}`);
    const { searched, ran } = await realOrchard();
    const scan = await ran(['scan', '--verbose'], { PATH, AZURE_CLIENT_ID: '', AZURE_TENANT_ID: '' });
    noneIn(scan, searched);
    const { confluent_secret, own_token } = CANARIES;
    expect(noted()).toContain('account get-access-token');
    expect(oracle({ confluent_secret, own_token }).leaksIn(noted(), 'what az got')).toEqual([]);
  });
});

/** Breaks the program from outside in the middle of a scan: what is thrown has every credential in its message. */
const BUGS: Record<string, string> = {
  'while a call is made': 'URLSearchParams.prototype.set = () => { throw new TypeError(SAID) };',
  'while a report is made':
    'const had = Map.groupBy; Map.groupBy = (...of) => { if (globalThis.late) throw new RangeError(SAID); return had.apply(Map, of) }; setTimeout(() => { globalThis.late = true }, 900);',
  'in a promise that nobody waits for': 'setTimeout(() => Promise.reject(new Error(SAID)), 600);',
  'in a timer': 'setTimeout(() => { throw SAID }, 600);',
};

test.each(Object.entries(BUGS))('a bug %s shows its stack, and no credential', async (_, bug) => {
  const { assumed_secret, assumed_token, azure_token, gcp_token, ...known } = CANARIES;
  const { said } = echoing(known);
  const file = join(emptyFolder(), 'bug.mjs');
  // only in the thread of the command
  const inThread = `import { isMainThread } from 'node:worker_threads'; const SAID = ${JSON.stringify(`${said()} ${said()}`)}; if (!isMainThread) { ${bug} }`;
  writeFileSync(file, inThread);
  const { searched, ran } = await realOrchard();
  for (const format of ['text', 'json']) {
    const scan = await ran(['scan', '--log-format', format], {
      NODE_OPTIONS: `--import=${file}`,
    });
    expect(scan).toMatchObject({ code: 70, stderr: expect.stringContaining('This is a bug in byok-audit') });
    expect(scan.stderr).toContain('[hidden]');
    noneIn(scan, searched);
  }
});

test('a scan that is killed leaves no credential in what it had begun to write', async () => {
  const { searched, ran } = await realOrchard();
  for (const after of [300, 700, 1100, 1500, 1900]) noneIn(await ran(['scan'], {}, after), searched);
});

test('a history in PostgreSQL that repeats everything leaves nothing in reports, warnings and errors', async () => {
  const server = await refusingPostgres(echoing(CANARIES).said);
  onTestFinished(server.close);
  const { directory, env } = await echoingOrchard();
  const place = { directory, env: { ...env, BYOK_AUDIT_HISTORY_URL: historyUrl(server.port) } };
  for (const how of [['--verbose'], MACHINES]) {
    const scan = await byokAudit(['scan', ...how], place);
    expect(scan.stderr).toContain('[hidden]');
    expect(leaksIn(scan.stdout + scan.stderr, 'the output')).toEqual([]);
  }
  expect(leaksBelow(directory)).toEqual([]);
});

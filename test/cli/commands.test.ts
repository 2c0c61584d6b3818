import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Clouds, startClouds } from '../../loopback/clouds.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { failed } from '../../src/cli/run.ts';
import { sessionIn } from '../../src/cli/session.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import { FORMATS } from '../../src/render/index.ts';
import { FIXTURES } from '../end-to-end/scenario.ts';
import { readCsv } from '../render/read-csv.ts';
import { byokAudit, emptyFolder, Recording, workplace } from './command.ts';

const AS_OF = '2026-11-24T12:00:00Z';
const FILES = [
  'manifest.json',
  'snapshot.json',
  ...Object.values(FORMATS)
    .filter(({ written }) => written === 'by default')
    .map(({ file }) => file),
].sort();

const read = (directory: string, file: string) => readFileSync(join(directory, file), 'utf8');

describe('a scan', () => {
  let clouds: Clouds;
  let directory: string;
  beforeAll(async () => {
    clouds = await startClouds(join(FIXTURES, 'aws-small'));
    directory = workplace('aws-small', clouds);
  });
  afterAll(() => clouds.close());

  test('a scan writes the files, prints a summary of 80 columns, and exits with 1 for a failure', async () => {
    const { code, stdout, stderr } = await byokAudit(['scan', '--as-of', AS_OF], { directory, env: clouds.env });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('collecting from') });
    expect(readdirSync(join(directory, 'byok-audit-report')).sort()).toEqual(FILES);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toContain('FAIL');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(stdout).not.toMatch(/\u001b/);
  });

  test('a snapshot evaluated offline gives the same bytes as the scan, with one worker and with two', async () => {
    const snapshot = join('byok-audit-report', 'snapshot.json');
    for (const [out, workers] of [
      ['one', '1'],
      ['again', '1'],
      ['two', '2'],
    ] as const) {
      const { code } = await byokAudit(['evaluate', snapshot, '--out', out, '--workers', workers, '--as-of', AS_OF], {
        directory,
      });
      expect(code).toBe(1);
    }
    for (const file of FILES) {
      const bytes = read(directory, `byok-audit-report/${file}`);
      for (const out of ['one', 'again', 'two']) expect(read(directory, `${out}/${file}`) === bytes, `${out}/${file}`).toBe(true);
    }
  });

  test('report.json rendered again gives the same files', async () => {
    await byokAudit(['report', 'byok-audit-report/report.json', '--out', 'rendered'], { directory });
    for (const file of ['report.html', 'results.sarif', 'report.json']) {
      expect(read(directory, `rendered/${file}`) === read(directory, `byok-audit-report/${file}`), file).toBe(true);
    }
  });

  test('verdicts.csv is the same of a snapshot and of its report, and has a row for each verdict', async () => {
    const snapshot = join('byok-audit-report', 'snapshot.json');
    const flags = ['--format', 'csv', '--as-of', AS_OF];
    await byokAudit(['evaluate', snapshot, '--out', 'csv', ...flags], { directory });
    await byokAudit(['report', 'byok-audit-report/report.json', '--out', 'csv-again', '--format', 'csv'], { directory });
    const text = read(directory, 'csv/verdicts.csv');
    expect(read(directory, 'csv-again/verdicts.csv') === text).toBe(true);
    const { verdicts } = JSON.parse(read(directory, 'byok-audit-report/report.json'));
    const rows = readCsv(text);
    expect(rows).toHaveLength(verdicts.length);
    const olive = rows.find(({ rule, subject_id }) => rule === 'cluster.deletion_protected' && subject_id === 'lkc-olive');
    expect(olive).toMatchObject({
      severity: 'medium',
      state: 'fail',
      subject_name: 'olive-ledger',
      environment: 'env-apple',
      environment_name: 'prod-apple',
      production: 'yes',
      region: 'us-east-1',
      key: 'cck-olive',
      evidence: 'deletion protection=no; with whose key the cluster is encrypted=byok; the cluster is for production=yes',
      sources:
        'confluent:GET /cmk/v2/clusters?environment=env-apple page 3 at 2026-11-24T12:00:00.000Z; configuration at 2026-11-24T12:00:00.000Z',
      fix: 'confluent kafka cluster update lkc-olive --deletion-protection --environment env-apple',
    });
  });

  test('a scan with --json prints nothing but JSON on stdout', async () => {
    const { stdout } = await byokAudit(['scan', '--as-of', AS_OF, '--json', '--format', 'json', '--out', 'json'], {
      directory,
      env: clouds.env,
    });
    expect(JSON.parse(stdout)).toMatchObject({ exit_code: 1, summary: { complete: false }, failures: expect.any(Array) });
  });

  test('--json has every failure that no waiver covers, those of the worst rules first', async () => {
    const report = JSON.parse(read(directory, 'byok-audit-report/report.json'));
    const failing = report.verdicts.filter(({ state }: { state: string }) => state === 'fail');
    expect(failing.length).toBeGreaterThan(3);
    const { stdout } = await byokAudit(
      ['report', 'byok-audit-report/report.json', '--json', '--quiet', '--out', 'as-json', '--fail-on', 'critical'],
      { directory },
    );
    const { failures } = JSON.parse(stdout);
    const fingerprints = (list: { fingerprint: string }[]) => list.map(({ fingerprint }) => fingerprint).sort();
    expect(fingerprints(failures)).toEqual(fingerprints(failing));
    const order = failures.map(({ severity }: { severity: string }) =>
      ['critical', 'high', 'medium', 'low', 'info'].indexOf(severity),
    );
    expect(order).toEqual(order.toSorted((a: number, b: number) => a - b));
    expect(failures[0]).toEqual({
      rule: expect.any(String),
      severity: expect.any(String),
      subject: {
        type: expect.any(String),
        id: expect.any(String),
        name: expect.any(String),
        environment: null,
        production: expect.any(Boolean),
      },
      message: expect.stringMatching(/\.$/),
      fingerprint: expect.any(String),
      first_seen: expect.any(String),
      change: null,
    });
  });

  test('flags that allow something change the exit code but not the record', async () => {
    const snapshot = join('byok-audit-report', 'snapshot.json');
    for (const flags of [['--fail-on', 'critical'], ['--allow-unknown'], ['--allow-empty', '--allow-unknown=denied']]) {
      await byokAudit(['evaluate', snapshot, '--quiet', '--out', 'tolerant', '--as-of', AS_OF, ...flags], { directory });
      for (const file of ['report.json', 'report.html'])
        expect(read(directory, `tolerant/${file}`) === read(directory, `byok-audit-report/${file}`), `${flags} ${file}`).toBe(
          true,
        );
    }
  });

  test('a run removes the files of an earlier run that it does not write, even those of an unknown format', async () => {
    await byokAudit(['evaluate', join('byok-audit-report', 'snapshot.json'), '--out', 'stale', '--quiet'], { directory });
    // a later version, or an earlier one, may know more formats
    const manifest = JSON.parse(read(directory, 'stale/manifest.json'));
    manifest.files['report.md'] = 'a digest';
    for (const [file, text] of [
      ['manifest.json', JSON.stringify(manifest)],
      ['report.md', '# As it was'],
      ['notes.md', 'my own'],
    ] as const)
      writeFileSync(join(directory, 'stale', file), text);
    await byokAudit(['evaluate', join('byok-audit-report', 'snapshot.json'), '--out', 'stale', '--quiet', '--format', 'json'], {
      directory,
    });
    expect(readdirSync(join(directory, 'stale')).sort()).toEqual(['manifest.json', 'notes.md', 'report.json', 'snapshot.json']);
  });

  test('collect writes only the snapshot', async () => {
    const { code, stdout } = await byokAudit(['collect', '--as-of', AS_OF, '--out', 'collected'], { directory, env: clouds.env });
    expect(code).toBe(0);
    expect(stdout).toMatch(/collected\/snapshot\.json {2}sha256:[0-9a-f]{64}/);
    expect(read(directory, 'collected/snapshot.json') === read(directory, 'byok-audit-report/snapshot.json')).toBe(true);
  });
});

describe('results.sarif', () => {
  test('results.sarif is withheld while a population has gaps, and an older one is removed', async () => {
    const clouds = await startClouds(join(FIXTURES, 'blind-key'));
    const directory = workplace('blind-key', clouds);
    mkdirSync(join(directory, 'byok-audit-report'));
    writeFileSync(join(directory, 'byok-audit-report/results.sarif'), '{}');
    const { code, stdout } = await byokAudit(['scan', '--as-of', AS_OF], { directory, env: clouds.env });
    await clouds.close();
    expect(code).toBe(2);
    expect(existsSync(join(directory, 'byok-audit-report/results.sarif'))).toBe(false);
    expect(JSON.parse(read(directory, 'byok-audit-report/manifest.json')).withheld).toHaveProperty(['results.sarif']);
    expect(stdout).toContain('INCOMPLETE');
    const quiet = ['report', 'byok-audit-report/report.json', '--out', 'again', '--quiet'];
    const { stderr, ...again } = await byokAudit(quiet, { directory });
    expect(again).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^warning: results\.sarif was not written: not every environment was seen/m);
  });
});

describe('unknowns', () => {
  test('an audit with unknowns exits with 2; with --allow-unknown it exits with 0 but is not called clear', async () => {
    const clouds = await startClouds(join(FIXTURES, 'clean-aws'), { faults: [{ id: /^kms:/, kind: 'deny' }] });
    const directory = workplace('clean-aws', clouds);
    const scan = (...flags: string[]) => byokAudit(['scan', '--as-of', AS_OF, ...flags], { directory, env: clouds.env });
    const strict = await scan('--format', 'json');
    const other = await scan('--format', 'json', '--allow-unknown=throttled');
    const allowed = await scan('--allow-unknown=denied');
    await clouds.close();
    expect([strict.code, other.code, allowed.code]).toEqual([2, 2, 0]);
    expect(allowed.stdout).toMatch(/ALLOWED .*incomplete, as the flags\s+allow/);
    expect(read(directory, 'byok-audit-report/report.html')).not.toContain('All clear');
  });
});

describe('an empty organization', () => {
  test('an empty organization exits with 2, or with 0 under --allow-empty, and is never called clear', async () => {
    const clouds = await startClouds(join(FIXTURES, 'empty-org'));
    const directory = workplace('empty-org', clouds);
    const strict = await byokAudit(['scan', '--as-of', AS_OF], { directory, env: clouds.env });
    const allowed = await byokAudit(['scan', '--as-of', AS_OF, '--allow-empty'], { directory, env: clouds.env });
    await clouds.close();
    expect(strict.code).toBe(2);
    expect(strict.stdout).toMatch(/nothing to\s+evaluate/);
    expect(allowed.code).toBe(0);
    expect(allowed.stdout).not.toMatch(/^OK/m);
  });
});

describe('errors give one clear message and the exit code', () => {
  const credentials = { CONFLUENT_CLOUD_API_KEY: 'APPLE', CONFLUENT_CLOUD_API_SECRET: 'cherry-secret-not-real' };
  const once = async (args: string[], files: Record<string, string> = {}, env: Record<string, string> = credentials) => {
    const directory = emptyFolder();
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
    const ran = await byokAudit(args, { directory, env });
    expect(ran.stdout).toBe('');
    expect(ran.stderr).not.toMatch(/\n\s+at |cherry-secret/);
    return { code: ran.code, message: ran.stderr.trim() };
  };

  // six tries, with seconds between them: they run beside the other tests
  const unreachable = once(['scan', '--quiet'], {
    'byok-audit.yaml': 'version: 1\nconfluent: {endpoint: "http://127.0.0.1:9"}\n',
  });
  // a failure is met by the test
  unreachable.catch(() => undefined);

  test('an unknown key in the configuration exits with 65', async () => {
    const { code, message } = await once(['scan'], { 'byok-audit.yaml': 'version: 1\nprodution: {}\n' });
    expect(code).toBe(65);
    expect(message).toMatch(/^byok-audit\.yaml:2:1: prodution: unknown key; did you mean "production"\?/);
  });

  test('a scan without Confluent credentials exits with 64', async () => {
    expect(await once(['scan'], {}, {})).toEqual({
      code: 64,
      message: expect.stringMatching(/^no Confluent credentials: set CONFLUENT_CLOUD_API_KEY and/),
    });
    const { CONFLUENT_CLOUD_API_KEY } = credentials;
    expect(await once(['collect'], {}, { CONFLUENT_CLOUD_API_KEY })).toEqual({
      code: 64,
      message: 'CONFLUENT_CLOUD_API_SECRET is not set: set it to the secret of the Cloud API key.',
    });
    const { CONFLUENT_CLOUD_API_SECRET } = credentials;
    expect(await once(['scan'], {}, { CONFLUENT_CLOUD_API_KEY: '', CONFLUENT_CLOUD_API_SECRET })).toEqual({
      code: 64,
      message: 'CONFLUENT_CLOUD_API_KEY is empty: set it to the Cloud API key that the secret is of.',
    });
  });

  test('a Confluent endpoint that cannot be reached exits with 69', async () => {
    const { code, message } = await unreachable;
    expect(code).toBe(69);
    expect(message).toMatch(/^http:\/\/127\.0\.0\.1:9 could not be reached \(no connection: .*\)\. Check the network/);
  });

  test('Confluent credentials that are refused exit with 69', async () => {
    const clouds = await startClouds(join(FIXTURES, 'clean-aws'));
    const { code, message } = await once(['scan', '--quiet'], {
      'byok-audit.yaml': `version: 1\nconfluent: {endpoint: "${clouds.confluent}"}\n`,
    });
    await clouds.close();
    expect(code).toBe(69);
    expect(message).toMatch(/refused the credentials.*CONFLUENT_CLOUD_API_KEY/);
  });

  test('a truncated snapshot exits with 65', async () => {
    const { code, message } = await once(['evaluate', 'snapshot.json'], { 'snapshot.json': '{\n "confluent": {\n' });
    expect(code).toBe(65);
    expect(message).toMatch(/^snapshot\.json:3:1: not valid JSON; is the file cut off\?/);
  });

  test('an output folder that cannot be written exits with 73, before anything is collected', async () => {
    const { code, message } = await once(['scan', '--out', 'taken/report'], { taken: 'a file' });
    expect(code).toBe(73);
    expect(message).toMatch(/^taken\/report: cannot be written: its path leads through a file.*\. Choose a folder/);
    expect(await once(['scan', '--out', 'taken'], { taken: 'a file' })).toEqual({
      code: 73,
      message: 'taken: cannot be written: it is a file, not a folder. Choose a folder that can be written with --out DIR.',
    });
    expect((await once(['init', '--config', 'none/prod.yaml'])).message).toBe(
      'none/prod.yaml: cannot be written: the folder that it is to be in does not exist. Choose another place with --config FILE.',
    );
  });

  test.each([
    [['scan', '--fail-on', 'terrible'], /Allowed choices are critical, high, medium, low, info/],
    [['scan', '--format', 'html,pdf'], /^unknown format "pdf"; choose html, .* or [a-z]+$/],
    [['scan', '--allow-unknown=rain'], /^unknown cause "rain"; choose denied, .* or \w+$/],
    [['evaluate', 'x.json', '--as-of', 'yesterday'], /2026-11-24T12:00:00Z/],
    [['evaluate', ''], /^argument 2 is empty\. Was a variable not set\?$/],
    [['scan', '--out', ''], /^argument 3, the value of --out, is empty\./],
    [['scan', '--quiet', '--history='], /^argument 3, the value of --history, is empty\./],
    [['scna'], /^there is no command "scna"; did you mean scan\? See: byok-audit --help$/],
    [['scan', '--histry'], /^unknown option '--histry'; did you mean --history\? See: byok-audit scan --help$/],
    [['scan', '--workers=2', '--fail-onn=low'], /^unknown option '--fail-onn=low'; did you mean --fail-on\? See/],
    [['--quiet', 'scan'], /^unknown option '--quiet'; put options after the command\./],
    [['scan', '--plum\nscan: all clear'], /^unknown option '--plum\\u000Ascan: all clear'\. See/],
    [
      ['scan', '--allow-unknown', 'denied'],
      /^denied stands apart from its option: write --allow-unknown=denied\. See: byok-audit scan --help$/,
    ],
    [['scan', '--allow-unknown', 'rain'], /: write --allow-unknown=rain\./],
    [['evaluate', '--allow-unknown', 'denied,throttled'], /: write --allow-unknown=denied,throttled\./],
    [['report', 'r.json', '--allow-unknown', 'all', '--quiet'], /: write --allow-unknown=all\./],
    [['scan', '--quiet', 'yes'], /^--quiet takes no value; leave yes out\. See: byok-audit scan --help$/],
    [['evaluate', '--quiet', 'one.json', 'two.json'], /^too many arguments for 'evaluate'/],
    [['evaluate', '--allow-unknown', 'plum.json', 'two.json'], /^too many arguments for 'evaluate'/],
    [['scan', 'plum'], /^too many arguments for 'scan'.* See: byok-audit scan --help$/],
    [['evaluate'], /missing required argument/],
    [['scan', '--as-of', AS_OF], /--as-of on a scan .* is for emulators|which is for emulators/],
    [['rules', 'key.rotatd'], /did you mean key\.rotated\?/],
    [['rules', 'plum'], /^there is no rule "plum"\. All of them: byok-audit rules$/],
  ])('the wrong usage %j exits with 64', async (args, why) => {
    expect(await once(args)).toEqual({ code: 64, message: expect.stringMatching(why) });
  });

  test('a line break is shown as one only where it is ours', async () => {
    expect((await once(['evaluate', '.'])).message).toBe(
      '.: cannot be read: it is a directory; name a file in it. Make one with: byok-audit collect',
    );
    const { message } = await once(['evaluate', 'a\nplum.json']);
    expect(message).toMatch(/^a\\u000Aplum\.json: cannot be read/);
    const two = await once(['scan'], { 'byok-audit.yaml': 'version: 1\nplum: 1\n"pe\\nar": 2\n' });
    expect(two.message.split('\n')).toEqual([
      expect.stringMatching(/^byok-audit\.yaml:2:1: plum: unknown key/),
      expect.stringMatching(/^byok-audit\.yaml:3:1: pe\\u000Aar: unknown key/),
    ]);
  });

  test.each([
    [['scan'], 64, /^no Confluent credentials/],
    [['scan', '--nosuch'], 64, /^unknown option '--nosuch'/],
    [['evaluate'], 64, /^missing required argument 'snapshot'/],
    [['evaluate', 'plum.json', '--as-of', 'yesterday'], 64, /Expected a day that exists, .*, or a time in RFC 3339/],
    [['evaluate', 'plum.json'], 65, /^plum\.json: cannot be read/],
    [['scna'], 64, /^there is no command "scna"; did you mean scan\?/],
    [[], 64, /^unknown option '--log-format.*; put options after the command/],
    [['history'], 64, /put options after the command/],
    [['diff', 'plum.json', 'pear.json'], 65, /^plum\.json: cannot be read/],
    [['rules', 'plum'], 64, /^there is no rule "plum"/],
    [['waivers', 'plum.json'], 65, /^plum\.json: cannot be read/],
    [['init', '--config', 'taken'], 73, /^taken: already exists/],
    [['history', 'prune', '--keep', '0'], 64, /Expected a whole number/],
    [['history', 'show', 'plum'], 64, /^there is no history yet/],
  ])('with --log-format json the error of %j is an object on a line', async (args, exit_code, why) => {
    for (const format of [['--log-format', 'json'], ['--log-format=json']]) {
      const { code, message } = await once([...args, ...format], { taken: 'a file' }, {});
      expect(code).toBe(exit_code);
      expect(JSON.parse(message)).toEqual({
        time: expect.stringMatching(/Z$/),
        level: 'error',
        message: expect.stringMatching(why),
        exit_code,
      });
    }
  });

  test('a bug is logged in the same format, with its stack', () => {
    const stderr = new Recording();
    const session = sessionIn({ version: '0', env: {}, directory: '/', stdout: new Recording(), stderr, color: false });
    session.logFormat = 'json';
    expect(failed(session, new TypeError('the plum fell'))).toBe(70);
    expect(JSON.parse(stderr.text)).toMatchObject({
      level: 'error',
      exit_code: 70,
      message: expect.stringMatching(/bug.*\n.*the plum fell\n +at /),
    });
  });

  test('a policy folder without a policy exits with 65', async () => {
    expect(await once(['rules', '--policy', '.'])).toEqual({
      code: 65,
      message: expect.stringContaining('A policy directory holds policy.wasm'),
    });
  });
});

describe('help and small commands', () => {
  const directory = emptyFolder();

  test('the help lists every command, and the help of each has examples', async () => {
    const { code, stdout } = await byokAudit(['--help'], { directory });
    expect(code).toBe(0);
    const names = [
      ...(stdout
        .split('Commands:\n')[1]
        ?.split('\n\n')[0]
        ?.matchAll(/^ {2}(\w+)/gm) ?? []),
    ].map(([, name = '']) => name);
    expect(names).toHaveLength(COMMANDS.length + 1);
    for (const name of names.filter((one) => one !== 'help')) {
      const help = await byokAudit([name, '--help'], { directory });
      expect(help).toEqual({ code: 0, stderr: '', stdout: expect.stringMatching(/Examples:\n {2}byok-audit /) });
    }
  });

  test.each([
    [['help', 'scna'], 'there is no command "scna"; did you mean scan? See: byok-audit --help\n'],
    [['scna', '--help'], 'there is no command "scna"; did you mean scan? See: byok-audit --help\n'],
    [['-h', 'scna'], 'there is no command "scna"; did you mean scan? See: byok-audit --help\n'],
    [['plum', '--version'], 'there is no command "plum". See: byok-audit --help\n'],
    [['help', 'scan', 'plum'], 'there is no command "scan plum". See: byok-audit scan --help\n'],
    [['help', 'history', 'prnue'], 'there is no command "history prnue"; did you mean prune? See: byok-audit history --help\n'],
    [['history', 'help', 'prnue'], 'there is no command "history prnue"; did you mean prune? See: byok-audit history --help\n'],
    [['history', 'prnue', '--help'], 'there is no command "history prnue"; did you mean prune? See: byok-audit history --help\n'],
  ])('the help of a command that does not exist, %j, exits with 64 and suggests one', async (args, stderr) => {
    expect(await byokAudit(args, { directory })).toEqual({ code: 64, stdout: '', stderr });
  });

  test.each([
    [['help'], 'byok-audit [options] [command]'],
    [['help', 'scan'], 'byok-audit scan [options]'],
    [['help', 'history', 'prune'], 'byok-audit history prune [options]'],
    [['history', 'help', 'prune'], 'byok-audit history prune [options]'],
    [['rules', 'help', '--help'], 'byok-audit rules [options] [id]'],
  ])('the help %j is that of the command', async (args, usage) => {
    expect(await byokAudit(args, { directory })).toEqual({
      code: 0,
      stdout: expect.stringContaining(`Usage: ${usage}\n`),
      stderr: '',
    });
  });

  test.each([[[]], [['history']]])(
    'the arguments %j, without a command, exit with 64 and print the commands on stderr',
    async (args) => {
      expect(await byokAudit(args, { directory })).toEqual({
        code: 64,
        stdout: '',
        stderr: expect.stringContaining('Commands:\n'),
      });
    },
  );

  test('init writes a configuration that the other commands accept, and does not overwrite an existing one', async () => {
    expect(await byokAudit(['init'], { directory })).toMatchObject({ code: 0 });
    copyFileSync(join(directory, 'byok-audit.yaml'), join(directory, 'before.yaml'));
    expect(await byokAudit(['init'], { directory })).toMatchObject({ code: 73, stderr: expect.stringContaining('--force') });
    expect(read(directory, 'byok-audit.yaml')).toBe(read(directory, 'before.yaml'));
    const scanned = await byokAudit(['scan'], { directory });
    expect(scanned).toMatchObject({ code: 64, stderr: expect.stringContaining('no Confluent credentials') });
  });

  test('init --force writes a configuration where its link leads, and leaves nothing beside it', async () => {
    const [here, elsewhere] = [emptyFolder(), emptyFolder()];
    writeFileSync(join(elsewhere, 'prod.yaml'), 'version: 1\n');
    symlinkSync(join(elsewhere, 'prod.yaml'), join(here, 'byok-audit.yaml'));
    expect(await byokAudit(['init', '--force'], { directory: here })).toMatchObject({ code: 0 });
    expect(read(elsewhere, 'prod.yaml')).toContain('production:');
    expect([readdirSync(here), readdirSync(elsewhere)]).toEqual([['byok-audit.yaml'], ['prod.yaml']]);
  });

  test('rules lists the catalogue, and explains one rule', async () => {
    const { stdout } = await byokAudit(['rules'], { directory });
    expect(stdout.match(/^(organization|environment|cluster|key)\./gm)).toHaveLength(loadPolicy().catalogue.rules.length);
    const one = await byokAudit(['rules', 'key.rotated'], { directory });
    expect(one.stdout).toMatch(/^key\.rotated {2}medium\n/);
    // commands and snippets are unchanged, so that they can be copied
    const prose = one.stdout.split('\n').filter((line) => !line.startsWith('    ') && !line.includes('https://'));
    expect(prose.filter((line) => line.length > 80)).toEqual([]);
    expect(one.stdout).toMatch(/^Controls\n(?: {2}.*\n)*? {2}NIST SP 800-53 \(Revision 5\): CM-6 \(in part\), SC-12$/m);
    const json = await byokAudit(['rules', 'key.rotated', '--json'], { directory });
    expect(JSON.parse(json.stdout)).toMatchObject({ id: 'key.rotated', controls: { pci_dss_4_0_1: ['3.7.4'] } });
  });
});

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseDocument, stringify } from 'yaml';
import { startClouds } from '../../loopback/clouds.ts';
import { exceptionListing, exceptionsNow } from '../../src/cli/exception-listing.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import { readReport } from '../../src/report/file.ts';
import type { Attestation, Report, Waiver } from '../../src/report/schema.ts';
import { byokAudit, emptyFolder } from './command.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const AS_OF = '2026-11-24T12:00:00Z';
const { rules } = loadPolicy().catalogue;

let directory: string;
let plain: Report;
const read = (file: string) => readFileSync(join(directory, file), 'utf8');
const reportIn = (out: string): Report => readReport(join(directory, out, 'report.json'));
const evaluate = (out: string, ...flags: string[]) =>
  byokAudit(['evaluate', 'byok-audit-report/snapshot.json', '--as-of', AS_OF, '--out', out, ...flags], { directory });

/** One waiver for each failure, and one attestation for each unknown. */
const waivers = (): Waiver[] =>
  plain.verdicts
    .filter(({ status }) => status === 'fail')
    .map(({ rule, subject }, index) => ({
      id: `W-${index}`,
      rule,
      resource: subject.id,
      reason: 'The apple is picked in spring.',
      owner: 'Ann Apple',
      approved_by: 'Paul Pear',
      ticket: 'FRUIT-1',
      created: '2026-11-01',
      expires: '2027-01-15',
    }));
const attestations = (): Attestation[] =>
  plain.verdicts
    .filter(({ status }) => status === 'unknown')
    .map(({ rule, subject }, index) => ({
      id: `A-${index}`,
      rule,
      resource: subject.id,
      statement: 'I tasted it',
      evidence: 'Photograph 7',
      attested_by: 'Fay Fig',
      attested_at: '2026-11-01',
      expires: '2027-10-31',
    }));

beforeAll(async () => {
  const clouds = await startClouds(join(FIXTURES, 'aws-small'));
  directory = emptyFolder();
  const config = parseDocument(readFileSync(join(FIXTURES, 'aws-small/byok-audit.yaml'), 'utf8'));
  for (const [service, endpoints] of Object.entries(clouds.config))
    for (const [name, url] of Object.entries(endpoints)) config.setIn([service, name], url);
  writeFileSync(join(directory, 'byok-audit.yaml'), String(config));
  await byokAudit(['scan', '--as-of', AS_OF, '--format', 'json'], { directory, env: clouds.env });
  await clouds.close();
  plain = reportIn('byok-audit-report');
  config.set('attestations', 'attestations.yaml');
  writeFileSync(join(directory, 'attested.yaml'), String(config));
  writeFileSync(join(directory, 'waivers.yaml'), stringify({ waivers: waivers() }));
  writeFileSync(join(directory, 'attestations.yaml'), stringify({ attestations: attestations() }));
});

describe('an organization with failures and unknowns', () => {
  test('an audit exits with 1 for failures, with 2 if all failures are waived, and with 0 if all unknowns are attested too', async () => {
    const waived = await evaluate('waived', '--waivers', 'waivers.yaml');
    const both = await evaluate(
      'both',
      '--waivers',
      'waivers.yaml',
      '--config',
      'attested.yaml',
      '--strict-waivers',
      '--verbose',
    );
    expect([(await evaluate('plain')).code, waived.code, both.code]).toEqual([1, 2, 0]);
    expect(waived.stderr + both.stderr).toBe('');
    expect(waived.stdout).toContain(`; ${waivers().length} waived. The audit is incomplete`);
    expect(both.stdout).toContain(`OK  No failure that counts; ${waivers().length} waived.`);
    expect(both.stdout).toMatch(/A-0: .*: 1 attested by Fay Fig, 341 days left/s);
    expect(both.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(read('both/report.html')).not.toContain('All clear');
  });

  test('a waived failure stays in the record but is not in results.sarif', async () => {
    const { verdicts, summary } = reportIn('waived');
    expect(verdicts.map(({ status }) => status)).toEqual(plain.verdicts.map(({ status }) => status));
    expect([summary.by_state.fail, summary.by_state.waived]).toEqual([0, waivers().length]);
    const levels = (out: string): string[] =>
      JSON.parse(read(`${out}/results.sarif`)).runs[0].results.map(({ level }: { level: string }) => level);
    // what only a person can say is no alert
    expect(levels('plain').length).toBe(plain.verdicts.filter(({ state }) => state === 'fail' || state === 'unknown').length);
    expect(levels('waived').length).toBe(plain.verdicts.filter(({ state }) => state === 'unknown').length);
    expect(levels('both')).toEqual([]);
  });

  test('an attested pass names the attester in the record and on the page', () => {
    const passes = reportIn('both').verdicts.filter(({ attestation }) => attestation !== null);
    expect(passes.length).toBe(attestations().length);
    for (const { status, message } of passes) {
      expect(status).toBe('pass');
      expect(message).toBe('Attested by Fay Fig on 2026-11-01, until 2027-10-31: I tasted it.');
      expect(read('both/report.html')).toContain(message);
    }
  });

  test('the manifest has the digests of waivers and attestations, and each of them changes the run id', () => {
    const manifest = (out: string) => JSON.parse(read(`${out}/manifest.json`));
    const digest = (file: string) => `sha256:${createHash('sha256').update(read(file)).digest('hex')}`;
    expect(manifest('plain')).toMatchObject({ waivers: null, attestations: null });
    expect(manifest('both')).toMatchObject({ waivers: digest('waivers.yaml'), attestations: digest('attestations.yaml') });
    expect(new Set(['plain', 'waived', 'both'].map((out) => manifest(out).run.id)).size).toBe(3);
  });

  test('the same waivers give the same bytes', async () => {
    await evaluate('again', '--waivers', 'waivers.yaml', '--config', 'attested.yaml');
    for (const file of ['report.json', 'report.html', 'results.sarif', 'manifest.json'])
      expect(read(`again/${file}`) === read(`both/${file}`), file).toBe(true);
  });
});

describe('neglected waivers', () => {
  const kept = (list: Waiver[]) => writeFileSync(join(directory, 'kept.yaml'), stringify({ waivers: list }));
  const run = (out: string, ...flags: string[]) =>
    evaluate(out, '--waivers', 'kept.yaml', '--config', 'attested.yaml', '--format', 'json', ...flags);

  test('an unused waiver gives a warning, and exit code 3 with --strict-waivers', async () => {
    const [first, ...others] = waivers();
    if (first === undefined) throw new Error('nothing fails');
    kept([first, ...others, { ...first, id: 'W-x', resource: 'lkc-absent' }]);
    const [lenient, strict] = [await run('unused'), await run('unused', '--strict-waivers')];
    expect([lenient.code, strict.code]).toEqual([0, 3]);
    for (const { stderr } of [lenient, strict])
      expect(stderr).toBe(`warning: waiver W-x: Unused: "lkc-absent" matches no subject of ${first.rule}.\n`);
    expect(strict.stdout.replace(/\s+/g, ' ')).toMatch(
      /WAIVERS No failure that counts; \d+ waived\. 1 waiver or attestation needs attention: see the warnings\./,
    );
  });

  test('a failure whose waiver has expired counts', async () => {
    kept(waivers().map((waiver, at) => (at === 0 ? { ...waiver, expires: '2026-11-23' } : waiver)));
    const { code, stderr, stdout } = await run('expired', '--strict-waivers');
    expect(code).toBe(1);
    expect(stderr).toContain('warning: waiver W-0: Expired on 2026-11-23: the failures that it covered count again.');
    expect(stdout).toContain('FAIL  1 failure');
  });

  test('a malformed waiver exits with 65 before anything is evaluated', async () => {
    kept(waivers().map((waiver, at) => (at === 1 ? { ...waiver, approved_by: ' ANN apple' } : waiver)));
    const { code, stdout, stderr } = await run('never');
    expect([code, stdout]).toEqual([65, '']);
    expect(stderr).toMatch(/^kept\.yaml:\d+:\d+: waivers\.1\.approved_by: the owner cannot approve the waiver/);
  });
});

describe('the attestation that the API key sees the whole organization', () => {
  test('an attestation that the key sees the whole organization makes populations whole, and is named wherever a verdict rests on it', async () => {
    const clouds = await startClouds(join(FIXTURES, 'clean-aws'), { faults: [{ id: /service-quota/, kind: 'deny' }] });
    const at = emptyFolder();
    const record = {
      id: 'A-9',
      fact: 'whole_organization',
      statement: 'The role is OrganizationAdmin',
      evidence: 'Photograph 8',
      attested_by: 'Fay Fig',
      attested_at: '2026-11-01',
      expires: '2027-10-31',
    };
    const config = { version: 1, ...clouds.config };
    writeFileSync(join(at, 'byok-audit.yaml'), stringify(config));
    writeFileSync(join(at, 'attested.yaml'), stringify({ ...config, attestations: 'attestations.yaml' }));
    writeFileSync(join(at, 'attestations.yaml'), stringify({ attestations: [record] }));
    const scan = (out: string, ...flags: string[]) =>
      byokAudit(['scan', '--as-of', AS_OF, '--format', 'html,json', '--out', out, ...flags], { directory: at, env: clouds.env });
    const [without, attested] = [await scan('without'), await scan('attested', '--config', 'attested.yaml')];
    await clouds.close();
    const report = (out: string) => JSON.parse(readFileSync(join(at, out, 'report.json'), 'utf8')) as Report;
    const unique = (out: string) => report(out).verdicts.filter(({ rule }) => rule === 'cluster.key_unique');
    expect(without.code).toBe(2);
    expect(unique('without').map(({ status, unknown }) => [status, unknown?.cause])).toContainEqual(['unknown', 'ambiguous']);
    const passed = unique('attested').filter(({ status }) => status === 'pass');
    expect(passed.length).toBeGreaterThan(0);
    for (const { attestation, notes } of passed) {
      expect(attestation).toEqual(record);
      expect(notes.join()).toContain('attested by Fay Fig');
    }
    expect(
      report('attested')
        .population.filter(({ attested: by }) => by === 'A-9')
        .map(({ subject_type }) => subject_type),
    ).toEqual(['environment', 'cluster', 'key']);
    expect(report('attested').limits.join()).toContain('attested by Fay Fig');
    expect(attested.stdout).toContain('all of them (attested: A-9)');
    const page = readFileSync(join(at, 'attested/report.html'), 'utf8');
    expect(page).toContain('✓ all of them, attested (A-9)');
    expect(page).toMatch(/cluster\.key_unique[\s\S]*That everything was listed is attested by Fay Fig/);
  });
});

describe('byok-audit waivers', () => {
  test('waivers lists the days left, and says when there is no report yet', async () => {
    const { code, stdout } = await byokAudit(
      ['waivers', '--waivers', 'waivers.yaml', '--out', 'nowhere', '--as-of', '2027-01-15T23:59:59.999Z'],
      { directory },
    );
    expect(code).toBe(0);
    expect(stdout).toContain('There is no report yet');
    expect(stdout).toMatch(/W-0: in force, last day/);
    expect(stdout).not.toContain('matches');
    const from = async (as_of: string) =>
      (await byokAudit(['waivers', '--waivers', 'waivers.yaml', '--out', 'nowhere', '--as-of', as_of], { directory })).stdout;
    expect(await from('2027-01-10')).toBe(await from('2027-01-10T00:00:00Z'));
    expect(await from('2027-01-10')).toMatch(/^As of 2027-01-10\.[\s\S]*W-0: in force, 5 days left/);
  });

  test('waivers lists the matches in the last report, even if that report was made without them', async () => {
    for (const out of ['plain', 'both']) {
      const { stdout } = await byokAudit(
        ['waivers', '--waivers', 'waivers.yaml', '--config', 'attested.yaml', '--out', out, '--as-of', AS_OF, '--json'],
        { directory },
      );
      const listed = JSON.parse(stdout);
      expect(listed.report).toEqual({ file: `${out}/report.json`, as_of: '2026-11-24T12:00:00.000Z' });
      for (const exception of [...listed.waivers, ...listed.attestations])
        expect(exception).toMatchObject({
          state: 'applied',
          troubles: [],
          matched: 1,
          matches: [{ id: exception.record.resource, applied: true }],
        });
    }
  });

  test('waivers lists an expired attestation, whose verdict is unknown again', async () => {
    const { stdout } = await byokAudit(
      ['waivers', 'both/report.json', '--config', 'attested.yaml', '--as-of', '2027-11-01T00:00:00Z'],
      { directory },
    );
    expect(stdout).toMatch(/A-0: expired 1 day ago/);
    expect(stdout).toMatch(/matches 1 verdict: .*: unknown/);
  });

  test('waivers says when there are no exceptions, and fails if the named report does not exist', async () => {
    expect((await byokAudit(['waivers'], { directory })).stdout).toMatch(/Waivers \(0\)\n {2}none/);
    expect((await byokAudit(['waivers', 'kiwi.json'], { directory })).code).toBe(65);
  });

  test.each([80, 40])('waivers fits a terminal of %i columns, and shows hidden characters', (width) => {
    const hostile = 'Ann\u202eelppA \u001b[31m'.repeat(9);
    const given = waivers().map((waiver) => ({ ...waiver, reason: hostile, owner: hostile }));
    const from = { file: 'report.json', report: reportIn('both') };
    const listed = exceptionsNow({ waivers: given, attestations: attestations(), rules, as_of: AS_OF, from });
    const text = exceptionListing(listed, width);
    expect(text.split('\n').filter((line) => line.length > width)).toEqual([]);
    expect(text).toContain('\\u202E');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(text).not.toMatch(/[\u202e\u001b]/);
  });
});

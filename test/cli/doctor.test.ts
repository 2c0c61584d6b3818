import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Clouds, startClouds } from '../../loopback/clouds.ts';
import { run } from '../../src/cli/run.ts';
import { sessionIn } from '../../src/cli/session.ts';
import type { Doctor } from '../../src/doctor/schema.ts';
import { byokAudit, emptyFolder, Recording, workplace } from './command.ts';

const AS_OF = ['--as-of', '2026-11-24T12:00:00Z'];

let clouds: Clouds;
let directory: string;
beforeAll(async () => {
  clouds = await startClouds('fixtures/clean-azure');
  directory = workplace('clean-azure', clouds);
});
afterAll(() => clouds.close());

/** The lines on a terminal of this many columns. */
async function linesOf(columns: number, scenario: { clouds: Clouds; directory: string }): Promise<string[]> {
  const stdout = Object.assign(new Recording(), { columns });
  const { env } = scenario.clouds;
  const session = sessionIn({ version: '0', env, directory: scenario.directory, stdout, stderr: new Recording(), color: false });
  await run(['doctor', ...AS_OF], session);
  return stdout.text.split('\n');
}

test('with all that a scan needs it exits with 0, says what was not tried, and writes nothing', async () => {
  clouds.clearFaults();
  const before = readdirSync(directory);
  const { code, stdout } = await byokAudit(['doctor', ...AS_OF], { directory, env: clouds.env });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Credentials\n {2}ok {11}Confluent Cloud: API key APPLEAPPLE000000\n/);
  expect(stdout).toMatch(/\n {2}ok {11}Azure, a key in vault stone-fruit: 12 of 12 allowed\n/);
  expect(stdout).toMatch(/\n {2}not tried {4}AWS: no key of this cloud is known\n/);
  expect(stdout).toMatch(/\nNothing was found to be missing: 14 permissions not tried\.\n$/);
  expect(stdout).not.toContain('What to do');
  expect(readdirSync(directory)).toEqual(before);
});

test('what is missing is printed with its rules and what grants it, also with --quiet', async () => {
  clouds.clearFaults();
  clouds.fault({ id: /^arm:ListEligibleRoles/, kind: 'deny' });
  const { code, stdout } = await byokAudit(['doctor', '--quiet', ...AS_OF], { directory, env: clouds.env });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^What to do\n {2}Azure: 1 permission missing in vault stone-fruit\n/);
  expect(stdout).toContain('unknown without it: key.exclusive_control');
  expect(stdout).toContain('az role assignment create');
  expect(stdout).toContain('"Microsoft.Authorization/roleEligibilityScheduleInstances/read"');
  expect(stdout).toMatch(/A scan would be incomplete: 1 permission missing, /);
});

test('--json prints one object, which says how the command ends', async () => {
  clouds.clearFaults();
  clouds.fault({ id: /^GET \/fcpm/, kind: 'deny' });
  const { code, stdout } = await byokAudit(['doctor', '--json', ...AS_OF], { directory, env: clouds.env });
  const found = JSON.parse(stdout) as Doctor;
  expect(found).toMatchObject({ schema_version: '1.0', checked_at: '2026-11-24T12:00:00.000Z', exit_code: 1 });
  const schema = JSON.parse(readFileSync('docs/schemas/doctor.schema.json', 'utf8')) as object;
  expect(new Ajv({ strict: false }).validate(schema, found)).toBe(true);
  expect(code).toBe(1);
  expect(found.grants.map(({ grantor }) => grantor)).toEqual(['confluent']);
});

test('credentials that Confluent Cloud refuses end with 69, in the output and not instead of it', async () => {
  clouds.clearFaults();
  const env = { ...clouds.env, CONFLUENT_CLOUD_API_SECRET: 'another-secret-not-real' };
  const { code, stdout } = await byokAudit(['doctor', ...AS_OF], { directory, env });
  expect(code).toBe(69);
  expect(stdout).toMatch(/\n {2}not tried {4}Azure: Confluent Cloud could not be asked, so that no key is\s+known\n/);
  expect(stdout).toMatch(/\nNo scan is possible: 1 check failed, 34 permissions not tried\.\n$/);
  expect(stdout).not.toContain('another-secret-not-real');
});

test('without credentials it ends with 64, with a wrong configuration with 65', async () => {
  expect((await byokAudit(['doctor'], { directory, env: {} })).code).toBe(64);
  const config = { directory, env: clouds.env };
  expect((await byokAudit(['doctor', '--config', 'not-there.yaml'], config)).code).toBe(65);
  expect((await byokAudit(['doctor', '--deadline', 'soon'], config)).code).toBe(64);
  const place = workplace('clean-azure', clouds);
  appendFileSync(join(place, 'byok-audit.yaml'), 'waivers: waivers.yaml\n');
  writeFileSync(join(place, 'waivers.yaml'), 'waivers: [{id: apple}]\n');
  const { code, stderr } = await byokAudit(['doctor', ...AS_OF], { directory: place, env: clouds.env });
  expect([code, stderr]).toEqual([65, expect.stringContaining('waivers.yaml:1:')]);
});

test.each([40, 60, 80, 100])('on a terminal of %i columns what was found fits the lines', async (columns) => {
  clouds.clearFaults();
  clouds.fault({ id: /^(arm:ListDeletedVaults|keyvault:|GET \/service-quota)/, kind: 'deny' });
  const lines = await linesOf(columns, { clouds, directory });
  const found = lines.slice(0, lines.indexOf('What to do'));
  expect(found.length).toBeGreaterThan(20);
  expect(Math.max(...found.map(({ length }) => length))).toBeLessThanOrEqual(columns);
});

test('names from outside hide nothing and move no cursor', async () => {
  const hostile = await startClouds('fixtures/hostile', {
    faults: [{ id: /^(kms|keyvault|arm|cloudkms|GET \/cmk)/, kind: 'deny' }],
  });
  onTestFinished(() => hostile.close());
  const lines = await linesOf(80, { clouds: hostile, directory: workplace('hostile', hostile) });
  expect(lines.join('\n')).toContain('MISSING');
  expect(lines.filter((line) => /[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b-\u200f]/u.test(line))).toEqual([]);
});

test('the help has its options', async () => {
  const { stdout } = await byokAudit(['doctor', '--help'], { directory: emptyFolder() });
  for (const option of ['--config', '--policy', '--history', '--no-history', '--deadline', '--json', '--out'])
    expect(stdout).toContain(option);
});

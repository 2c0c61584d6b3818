import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { byokAudit, emptyFolder } from './command.ts';

const KEY = { CONFLUENT_CLOUD_API_KEY: 'PEAR', CONFLUENT_CLOUD_API_SECRET: 'orchard-secret-value' };
const WAIVER = `  - id: W-1
    rule: key.rotated
    resource: cck-plum
    reason: The plum is dried.
    owner: Ann Apple
    approved_by: Paul Pear
    ticket: FRUIT-1
    created: 2026-11-01
    expires: 2026-12-01
`;

/** A folder with these files, and what the check says of them. */
async function checked(files: Record<string, string>, args: string[] = [], env: Record<string, string> = KEY) {
  const directory = emptyFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  const ran = await byokAudit(['config', 'check', '--as-of', '2026-11-10', ...args], { directory, env });
  return { ...ran, directory };
}
const inJson = async (files: Record<string, string>, args: string[] = [], env = KEY) =>
  JSON.parse((await checked(files, ['--json', ...args], env)).stdout);

test('without a file the defaults apply, and nothing is written', async () => {
  const { code, stdout, stderr, directory } = await checked({});
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('There is no configuration file: the defaults apply.');
  expect(stdout).toContain('0 warnings. Nothing was called');
  expect(readdirSync(directory)).toEqual([]);
});

test('the mistakes of all files are said at once, each with its line and column', async () => {
  const { code, stdout, stderr } = await checked({
    'byok-audit.yaml': 'version: 1\nfruit: plum\nparameters: {max_rotation_days: many}\nwaivers: w.yaml\nattestations: a.yaml\n',
    'w.yaml': `waivers:\n${WAIVER.replace('key.rotated', 'key.ripe')}`,
    'a.yaml': 'attestations:\n  - id: A-1\n',
  });
  expect([code, stdout]).toEqual([65, '']);
  expect(stderr).toMatch(/^byok-audit\.yaml:2:1: fruit: /m);
  expect(stderr).toMatch(/^byok-audit\.yaml:3:33: parameters\.max_rotation_days: /m);
  expect(stderr).toMatch(/^w\.yaml:3:11: waivers\.0\.rule: /m);
  expect(stderr).toMatch(/^a\.yaml:2:5: attestations\.0: /m);
});

test('the files of locations are read: Terraform that cannot be is a warning, an inventory that cannot be a mistake', async () => {
  const config = 'version: 1\nlocations: {terraform: ["a.tf"], inventory: ["clusters.yaml"]}\n';
  const files = {
    'byok-audit.yaml': config,
    'a.tf': 'resource "confluent_kafka_cluster" "plum" {\n',
    'clusters.yaml': '- lkc-plum\n',
  };
  const { exit_code, warnings } = await inJson(files);
  expect([exit_code, warnings]).toEqual([0, [expect.stringMatching(/^a\.tf:\d+:\d+: cannot be read as Terraform/)]]);
  const { code, stderr } = await checked({ ...files, 'clusters.yaml': '- [lkc-plum\n' });
  expect(code).toBe(65);
  expect(stderr).toMatch(/clusters\.yaml:2:1: not valid YAML/);
});

test('a file that is named and not there is a mistake, and hides no other', async () => {
  const { code, stderr } = await checked({
    'byok-audit.yaml': 'version: 1\nwaivers: w.yaml\nattestations: a.yaml\n',
    'a.yaml': 'attestations: 1\n',
  });
  expect(code).toBe(65);
  expect(stderr).toContain('w.yaml');
  expect(stderr).toMatch(/^a\.yaml:1:15: attestations: /m);
});

test('what a configuration changes is listed with its default, and how many exceptions there are', async () => {
  const found = await inJson({
    'byok-audit.yaml': `version: 1
production: {clusters: ["*-prod"]}
parameters: {max_rotation_days: 90}
classification: Confidential
waivers: w.yaml
history: none
`,
    'w.yaml': `waivers:\n${WAIVER}`,
  });
  expect(found).toMatchObject({ exit_code: 0, mistakes: [], history: null, attestations: null });
  expect(found.waivers).toEqual({ file: 'w.yaml', entries: 1 });
  expect(found.changed).toEqual([
    { key: 'production.clusters', value: ['*-prod'], default: [] },
    { key: 'parameters', value: { max_rotation_days: 90 }, default: {} },
    { key: 'waivers', value: 'w.yaml', default: null },
    { key: 'history', value: 'none', default: 'byok-audit.db' },
  ]);
});

const ACCOUNT = '000000000000';

test('an account that begins with 0 is the same with and without quotes', async () => {
  const accounts = { [ACCOUNT]: { role_arn: `arn:aws:iam::${ACCOUNT}:role/byok` } };
  const text = `version: 1\naws:\n  accounts:\n    ${ACCOUNT}: {role_arn: "arn:aws:iam::${ACCOUNT}:role/byok"}\n`;
  const { exit_code, changed } = await inJson({ 'byok-audit.yaml': text });
  expect({ exit_code, changed }).toEqual({ exit_code: 0, changed: [{ key: 'aws.accounts', value: accounts, default: {} }] });
});

test.each([
  ['confluent: {environments: {include: []}}', 'nothing is evaluated'],
  ['confluent: {environments: {exclude: [env-fig, "*"]}}', 'nothing is evaluated'],
  ['production: {clusters: []}', 'no cluster is production'],
  [`aws: {accounts: {"${ACCOUNT}": {role_arn: "byok-audit"}}}`, 'is not the ARN of a role'],
  [
    `aws: {accounts: {"${ACCOUNT}": {role_arn: "arn:aws:iam::111111111111:role/byok"}}}`,
    'a role of another account, 111111111111',
  ],
  ['expected_keys: {apple: "projects/p/locations/l/keyRings/r/cryptoKeys/k"}', 'apple is not the id of a cluster'],
  [
    'retired_clusters: [{id: lkc-old, key: "projects/p/locations/l/keyRings/r/cryptoKeys/k", deleted_at: 2027-01-01}]',
    'lkc-old is deleted on 2027-01-01',
  ],
  ['history: byok-audit.yaml', 'history: '],
  ['history: no/such/folder/of.db', 'the folder that it is to be in does not exist'],
])('a configuration with "%s" is warned of', async (line, warning) => {
  const { exit_code, warnings } = await inJson({ 'byok-audit.yaml': `version: 1\n${line}\n` });
  expect(exit_code).toBe(0);
  expect(warnings.join('\n')).toContain(warning);
});

test.each([
  ['2026-10-01', 'waiver W-1 is not in force yet'],
  ['2026-11-20', 'waiver W-1 expires on 2026-12-01'],
  ['2026-12-02', 'waiver W-1 expired on 2026-12-01'],
])('on %s a waiver is warned of', async (day, warning) => {
  const files = { 'byok-audit.yaml': 'version: 1\n', 'w.yaml': `waivers:\n${WAIVER}` };
  const { warnings } = await inJson(files, ['--waivers', 'w.yaml', '--as-of', day]);
  expect(warnings).toEqual([expect.stringContaining(warning)]);
});

test('a waiver in the middle of its term is not warned of', async () => {
  const { warnings } = await inJson({ 'w.yaml': `waivers:\n${WAIVER}` }, ['--waivers', 'w.yaml']);
  expect(warnings).toEqual([]);
});

test('environment variables are named, and their values never shown', async () => {
  const tenant = '00000000-0000-4000-8000-0000000000d1';
  const files = { 'byok-audit.yaml': `version: 1\nazure_tenants: {"${tenant}": {client_id: "${tenant}"}}\n` };
  const { stdout } = await checked(files, ['--json']);
  expect(stdout).not.toMatch(/PEAR|orchard-secret-value/);
  const { environment, warnings } = JSON.parse(stdout);
  expect(warnings).toEqual([]);
  expect(environment).toContainEqual({ name: 'CONFLUENT_CLOUD_API_SECRET', set: true });
  expect(environment).toContainEqual({ name: 'BYOK_AUDIT_AZURE_00000000_0000_4000_8000_0000000000D1_SECRET', set: false });
});

test('credentials that a scan would end without are a warning, since the file is right', async () => {
  const { exit_code, warnings } = await inJson({}, [], {} as typeof KEY);
  expect(exit_code).toBe(0);
  expect(warnings).toEqual([expect.stringContaining('a scan would end here: no Confluent credentials')]);
});

test('a history on a server is named without its password, and not called', async () => {
  const env = { ...KEY, BYOK_AUDIT_HISTORY_URL: 'postgres://pear:sweet-password@127.0.0.1:1/orchard' };
  const { code, stdout } = await checked({}, [], env);
  expect(code).toBe(0);
  expect(stdout).toContain('history: postgres://pear@127.0.0.1:1/orchard');
  expect(stdout).not.toContain('sweet-password');
});

test('a configuration that is a folder is refused like any other file', async () => {
  const directory = emptyFolder();
  mkdirSync(join(directory, 'byok-audit.yaml'));
  expect((await byokAudit(['config', 'check'], { directory, env: KEY })).code).toBe(65);
});

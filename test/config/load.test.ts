import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { configurationSchema } from '../../scripts/configuration.ts';
import { loadConfig } from '../../src/config/load.ts';
import { template } from '../../src/config/template.ts';
import { compile } from '../../src/input/json-schema.ts';
import { DEFAULTS } from './defaults.ts';

const PARAMETERS = { max_rotation_days: { type: 'integer', minimum: 1, default: 365, description: 'Days.' } };

function load(text: string) {
  const directory = mkdtempSync(join(tmpdir(), 'byok-audit-'));
  writeFileSync(join(directory, 'clusters.yaml'), 'clusters: []\n');
  mkdirSync(join(directory, 'infra'));
  writeFileSync(join(directory, 'byok-audit.yaml'), text);
  return loadConfig(undefined, directory, PARAMETERS);
}

/** The error message. */
function messageFor(text: string): string {
  try {
    load(text);
  } catch (error) {
    expect(error).toMatchObject({ name: 'AuditError', exit: 65 });
    return (error as Error).message;
  }
  throw new Error('the configuration was accepted');
}

const ID = '00000000-0000-4000-8000-0000000000c1';
test('the tenants of Azure stand at the top level, and go with the section of Azure', () => {
  const { config } = load(`version: 1\nazure_tenants: {"${ID}": {client_id: "${ID}"}}\n`);
  expect(config.azure.tenants).toEqual({ [ID]: { client_id: ID } });
  expect(messageFor(`version: 1\nazure_tenants: {"${ID}": {client_id: apple}}\n`)).toContain(
    'client_id: expected the id (a UUID) of an application, got "apple"',
  );
  expect(messageFor(`version: 1\nazure_tenants: {"${ID}": {}}\n`)).toContain('the key "client_id" is missing');
});

test.each([
  ['azure_tenants: {orchard: {}}', '2:17: azure_tenants.orchard: expected the id (a UUID) of a tenant as the key, got "orchard"'],
  [
    'aws: {accounts: {orchard: {}}}',
    '2:18: aws.accounts.orchard: expected the id (12 digits) of an account as the key, got "orchard"',
  ],
])('a key that names no tenant and no account is refused: %s', (line, message) => {
  expect(messageFor(`version: 1\n${line}\n`)).toContain(message);
});

test('each key that the file leaves out has its default', () => {
  const { config } = load('version: 1\nazure: {graph_endpoint: null}\nproduction: {clusters: [lkc-apple]}\n');
  expect(config.azure).toEqual({ ...DEFAULTS.azure, graph_endpoint: null });
  expect(config.production).toEqual({ environments: [], clusters: ['lkc-apple'] });
  expect(config.confluent).toEqual(DEFAULTS.confluent);
});

test('parameters are kept as configured, because their defaults belong to the policy', () => {
  expect(load('version: 1\n').config.parameters).toEqual({});
  expect(load('version: 1\nparameters: {max_rotation_days: 90}\n').config.parameters).toEqual({ max_rotation_days: 90 });
});

test('a placeholder of a line to paste is refused at the place of the key or the value that it is', () => {
  expect(messageFor('version: 1\nazure:\n  service_principals: {APPLICATION_ID: x, y: [OBJECT_ID]}\n').split('\n')).toEqual([
    'byok-audit.yaml:3:46: azure.service_principals.y: expected string, got ["OBJECT_ID"]',
    'byok-audit.yaml:3:24: azure.service_principals.APPLICATION_ID: still the placeholder APPLICATION_ID; write the id of the application',
    'byok-audit.yaml:3:47: azure.service_principals.y.0: still the placeholder OBJECT_ID; write the object id',
  ]);
  expect(
    messageFor('version: 1\naws: {accounts: {"ACCOUNT_ID": {role_arn: "arn:aws:iam::111122223333:role/ROLE_NAME"}}}\n'),
  ).toBe(
    [
      'byok-audit.yaml:2:18: aws.accounts.ACCOUNT_ID: still the placeholder ACCOUNT_ID; write the id of the AWS account',
      'byok-audit.yaml:2:43: aws.accounts.ACCOUNT_ID.role_arn: still holds the placeholder ROLE_NAME; write the name of the role',
    ].join('\n'),
  );
});

test('the schema for editors requires no key except the version', () => {
  const isValid = compile(configurationSchema(PARAMETERS));
  expect([{ version: 1 }, { version: 1, azure: {}, production: {} }, {}].map((data) => isValid(data))).toEqual([
    true,
    true,
    false,
  ]);
});

test('without a file all defaults apply', () => {
  const { config } = loadConfig(undefined, mkdtempSync(join(tmpdir(), 'byok-audit-')), PARAMETERS);
  expect(config).toMatchObject({ file: null, confluent: { endpoint: 'https://api.confluent.cloud' }, production: null });
});

test('a named file that does not exist is an error that says how to create one', () => {
  expect(() => loadConfig('kiwi.yaml', tmpdir(), PARAMETERS)).toThrow(/kiwi\.yaml: cannot be read.*byok-audit init/);
});

test('an unknown key is reported with its line, column and the nearest known key', () => {
  expect(messageFor('version: 1\nconfluent:\n  enpoint: https://api.confluent.cloud\n')).toBe(
    'byok-audit.yaml:3:3: confluent.enpoint: unknown key; did you mean "endpoint"?; known here: endpoint, environments',
  );
});

test('all mistakes are reported at once', () => {
  expect(messageFor('version: 2\nproduction: {clusters: apple}\nparameters: {max_rotation_days: 0}\n').split('\n')).toEqual([
    'byok-audit.yaml:1:10: version: expected 1, got 2',
    'byok-audit.yaml:2:24: production.clusters: expected array, got "apple"',
    'byok-audit.yaml:3:33: parameters.max_rotation_days: must be >= 1, got 0',
  ]);
});

test('a parameter that no rule has is an error', () => {
  expect(messageFor('version: 1\nparameters: {max_rotation_day: 90}\n')).toContain('did you mean "max_rotation_days"?');
});

test('text that is not YAML is an error with its place', () => {
  expect(messageFor('version: 1\nproduction: [\n')).toMatch(/^byok-audit\.yaml:\d+:\d+: not valid YAML/);
});

test('a key given twice is an error', () => {
  expect(messageFor('version: 1\nversion: 1\n')).toBe(
    'byok-audit.yaml:2:1: a second "version": keep one of them; the first is at line 1',
  );
});

test.each([
  ['plain http for a host that is not loopback', 'http://api.confluent.cloud', /plain http/],
  ['a host that only looks like loopback', 'http://127.0.0.1.evil.example', /plain http/],
  [
    'a password, which is not repeated',
    'https://user:kumquat@api.confluent.cloud',
    /^(?!.*kumquat).*credentials come from the environment/,
  ],
  ['another scheme', 'file:///etc/passwd', /begins with https/],
  ['no URL at all', 'api.confluent.cloud', /expected a URL/],
])('the endpoint is rejected: %s', (_, url, why) => {
  expect(messageFor(`version: 1\nconfluent: {endpoint: "${url}"}\n`)).toMatch(why);
});

test.each([
  ['aws', '44445555666', /an account of 12 digits/],
  ['aws', '*', /without wildcards/],
  ['aws', 'arn:aws:iam::444455556666:role/*', /without wildcards/],
  ['azure', 'ops@example.com', /the object id/],
  ['gcp', '*', /names at least a domain/],
  ['gcp', 'serviceAccount:*@*', /names at least a domain/],
  ['gcp', ' ', /names at least a domain/],
])('a trusted principal that trusts nobody or everybody is rejected: %s %j', (cloud, entry, why) => {
  const line = `trusted_principals: {${cloud}: [${JSON.stringify(entry)}]}`;
  expect(messageFor(`version: 1\n${line}\n`)).toMatch(why);
});

test.each([
  ['aws', ['444455556666', 'arn:aws:iam::444455556666:role/apple', 'o-a1b2c3d4e5', 'AROAEXAMPLEID', 'accounts.google.com']],
  ['azure', ['00000000-0000-4000-8000-00000000000A']],
  ['gcp', ['*@example.com', 'domain:example.com', 'serviceAccount:*@ops.iam.gserviceaccount.com', 'group:apple@example.com']],
] as const)('trusted principals are kept as they are written: %s', (cloud, entries) => {
  const line = `trusted_principals: {${cloud}: ${JSON.stringify(entries)}}`;
  expect(load(`version: 1\n${line}\n`).config.trusted_principals[cloud]).toEqual(entries);
});

test('the emulator of a key vault must be on a loopback address', () => {
  expect(messageFor('version: 1\nazure: {key_vault_endpoint: "https://vault.example"}\n')).toContain(
    'only a loopback address is allowed here',
  );
  expect(load('version: 1\nazure: {key_vault_endpoint: "http://127.0.0.1:8443"}\n').config.azure.key_vault_endpoint).toBe(
    'http://127.0.0.1:8443',
  );
});

test('an inventory file that does not exist is an error before anything is collected', () => {
  expect(messageFor('version: 1\nlocations: {inventory: ["kiwi.yaml"]}\n')).toMatch(
    /^kiwi\.yaml: cannot be read.*locations\.inventory/,
  );
});

test.each([
  ['history: "postgres://pear:kum/quat@db/audit"', /quat/],
  ['locations: {inventory: "https://u:kum@quat@h"}', /kum|quat/],
])('a password in a URL is rejected or not repeated: %s', (line, password) => {
  expect(messageFor(`version: 1\n${line}\n`)).not.toMatch(password);
});

test('Terraform files are read with the configuration: one that does not exist is an error before anything is collected', () => {
  expect(messageFor('version: 1\nlocations: {terraform: ["kiwi.tf"]}\n')).toMatch(
    /^kiwi\.tf: cannot be read.*locations\.terraform/,
  );
});

test('a folder in which no Terraform file is gives a warning', () => {
  const { config, warnings } = load('version: 1\nlocations: {terraform: ["."]}\n');
  expect(config.locations.terraform).toMatchObject({ sources: [], states: [] });
  expect(warnings).toEqual(['configuration: locations.terraform names ".", where no Terraform file is']);
});

test('paths of waivers and attestations are relative to the configuration file', () => {
  const { config, warnings } = load('version: 1\nwaivers: kept/waivers.yaml\n');
  expect(config.waivers).toEqual({ named: 'kept/waivers.yaml', file: expect.stringMatching(/^\/.*\/kept\/waivers\.yaml$/) });
  expect([config.attestations, warnings]).toEqual([null, []]);
});

test('the template is a valid configuration, even when every line is uncommented', () => {
  const text = template(PARAMETERS);
  expect(load(text).config.production).toBeNull();
  const uncommented = text.replaceAll(/^# (?=( *[a-z_]+:| +"))/gm, '');
  expect(load(uncommented).config.parameters).toEqual({ max_rotation_days: 365 });
  expect(parse(uncommented)).toHaveProperty('production');
});

test('a cluster may be expected to use a key whose vault is written in capitals', () => {
  const key = 'https://Orchard.vault.azure.net/keys/Plum';
  expect(load(`version: 1\nexpected_keys: {lkc-plum: "${key}"}\n`).config.expected_keys).toEqual({ 'lkc-plum': key });
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Catalogue, parameterSchemas } from '../../src/evaluate/catalogue.ts';
import { problemsOfLine } from '../contract/commands/check-command.ts';
import { problemsOfParameters } from '../contract/commands/check-parameters.ts';
import { problemsOfHcl } from '../contract/commands/check-terraform.ts';
import { readyToDestroy, readyToReplace, verbOf } from '../contract/commands/destroying.ts';
import { mistakes } from '../contract/commands/mistakes.ts';
import { printedIn } from '../contract/commands/remedies.ts';
import { COMMANDS } from '../contract/commands/tables.ts';
import { DESTROYING, EXCEPTIONS, HARMLESS } from '../contract/commands/verbs.ts';

const { catalogue } = JSON.parse(readFileSync(new URL('../../policies/catalogue.json', import.meta.url), 'utf8')) as {
  catalogue: Catalogue;
};
const printed = [...new Map(printedIn(catalogue).map((one) => [one.text, one])).values()];

test('the vendors know every command and attribute of the remedies', () => {
  const parameters = parameterSchemas(catalogue);
  const wrong = printed.flatMap(({ where, kind, text }) =>
    [...(kind === 'cli' ? problemsOfLine : problemsOfHcl)(text), ...problemsOfParameters(text, parameters)].map(
      (problem) => `${where}: ${problem}`,
    ),
  );
  expect(wrong).toEqual([]);
});

test('no remedy destroys or replaces anything before the reader has put in what', () => {
  const ready = printed.flatMap(({ where, kind, text }) =>
    (kind === 'cli' ? readyToDestroy : readyToReplace)(text).map((command) => `${where}: ${command}`),
  );
  expect(ready).toEqual([]);
});

describe('the tables of the vendors', () => {
  const folder = new URL('../contract/vendors/', import.meta.url);

  test.each(readdirSync(folder))('%s says from which version it was made, and how', (file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    expect(text.length).toBeLessThan(300_000);
    expect(JSON.parse(text).source).toEqual({
      name: expect.any(String),
      version: expect.stringMatching(/\d+\.\d+/),
      how: expect.stringContaining('scripts/vendor-tables/'),
    });
  });

  test('each verb of a vendor either destroys or does not', () => {
    const commands = Object.entries(COMMANDS).flatMap(([program, table]) =>
      Object.keys(table.commands).map((name) => [program, name] as const),
    );
    const verbs = new Set(commands.map(([program, name]) => verbOf(program, name)));
    expect([...verbs].filter((verb) => DESTROYING.has(verb) === HARMLESS.has(verb))).toEqual([]);
    expect([...DESTROYING, ...HARMLESS].filter((verb) => !verbs.has(verb))).toEqual([]);
    const names = new Set(commands.map((command) => command.join(' ')));
    expect(Object.keys(EXCEPTIONS).filter((name) => !names.has(name))).toEqual([]);
  });
});

describe('a command is checked against the table of its vendor', () => {
  test.each([
    [
      'aws kms enable-key-rotation --key-id {kms_name} --rotation-period-in-days 30',
      '--rotation-period-in-days accepts 90 to 2560, not 30',
    ],
    ['aws kms put-key-policy --key-id KEY --policy \'{"Version":}\'', '--policy is not JSON: {"Version":}'],
    ['aws kms list-grants --key-id KEY --output jason', '--output does not accept jason'],
    ['aws kms list-keys KEY', 'takes no argument "KEY"'],
    ['az keyvault key create --name NEW_KEY', 'one of --id, --vault-name, --hsm-name is required'],
    ['az keyvault key create --vault-name V --name NEW_KEY --kty RSS', '--kty does not accept RSS'],
    ['az role assignment delete --ids "$(az role assignment lst)"', 'az has no command "role assignment lst" in its table'],
    ['gcloud kms keys describe {key_name} --keyring {key_ring}', '--location is required'],
    ['gcloud iam roles create ROLE_ID --title T', 'one of --organization, --project is required'],
    ['confluent byok create', 'the argument key is required'],
    ['confluent byok list | jp .', 'jp is no program that the checker knows'],
    ["confluent byok describe 'lcc", 'the shell cannot read it'],
  ])('%s: %s', (line, problem) => {
    expect(problemsOfLine(line).map((found) => found.replace(/^\w+ [a-z -]+: /, ''))).toContain(problem);
  });

  test('arguments of pipes, substitutions and quotes are read as the shell reads them', () => {
    expect(
      problemsOfLine(
        `az role assignment create --role "Key Vault Reader" --scope={kms_name} --assignee-object-id "$(az ad sp show --id X)" > FILE || az ad sp create --id 'X'`,
      ),
    ).toEqual([]);
    expect(problemsOfLine('# aws kms nothing')).toEqual([]);
  });
});

test('a parameter in a command has one value, inside of what its flag accepts', () => {
  const problems = (schema: Record<string, unknown>) =>
    problemsOfParameters('aws kms enable-key-rotation --key-id {kms_name} --rotation-period-in-days {param:days}', {
      days: schema,
    });
  expect(problems({ type: 'integer', minimum: 90, maximum: 2560 })).toEqual([]);
  expect(problems({ type: 'integer', minimum: 1 })).toEqual([
    '--rotation-period-in-days accepts 90 to 2560, the parameter days 1 to Infinity',
  ]);
  expect(problems({ type: ['integer', 'object'], minimum: 90, maximum: 365 })).toEqual([
    'the parameter days may be more than one value',
  ]);
});

describe('a snippet is checked against the schema of its provider', () => {
  test.each([
    [
      'resource "aws_kms_key" "NAME" {\n  region = "x"\n}',
      'resource aws_kms_key: region needs version 6 of the provider, which is not written',
    ],
    ['resource "aws_kms_key" "NAME" {\n  arn = "x"\n}', 'resource aws_kms_key: arn can only be read'],
    ['resource "aws_kms_keys" "NAME" {}', 'resource aws_kms_keys is not in the table'],
    ['resource "confluent_byok_key" "NEW_KEY" {\n  aws {}\n}', 'resource confluent_byok_key: aws: key_arn is required'],
    ['resource "confluent_byok_key" "NEW_KEY" {\n  aws = {}\n}', 'resource confluent_byok_key: aws is a block'],
    ['resource "google_kms_key_ring" "NEW_RING" {\n  location = "x"\n}', 'resource google_kms_key_ring: name is required'],
    ['key_opts = ["wrapKey"]', 'key_opts stands outside of a block'],
    ['resource "aws_kms_key" "NAME" { ... }', 'Terraform cannot read it'],
    [
      'resource "aws_kms_alias" "NEW_ALIAS" {\n  target_key_id = aws_kms_key.NEW_KEY.id\n}',
      'aws_kms_key.NEW_KEY is referred to and not declared',
    ],
    ['output "x" {\n  value = aws_kms_key.KEY.arm\n}', 'aws_kms_key has no attribute arm'],
  ])('%s: %s', (hcl, problem) => {
    expect(problemsOfHcl(hcl)).toContain(problem);
  });

  test('a part of an existing resource needs no required attributes', () => {
    expect(problemsOfHcl('resource "azurerm_key_vault" "NAME" {\n  purge_protection_enabled = true\n}')).toEqual([]);
  });
});

// of each seed some: no change of a remedy leaves a vendor out
const seeded = [8915, 8916, 8917].flatMap((seed) => mistakes(printed, seed));

test('mistakes are seeded into commands of each vendor and into Terraform', () => {
  const of = (start: string) => seeded.filter(({ original }) => original.startsWith(start)).length;
  expect(seeded.length).toBeGreaterThan(30);
  expect(['aws ', 'az ', 'gcloud ', 'confluent ', 'resource '].filter((start) => of(start) < 3)).toEqual([]);
});

test.each(seeded)('a seeded mistake is caught: $mistake in $text', ({ kind, text, original }) => {
  const problems = kind === 'cli' ? problemsOfLine : problemsOfHcl;
  const before = problems(original);
  expect(problems(text).filter((problem) => !before.includes(problem))).not.toEqual([]);
});

describe('what destroys waits for the reader', () => {
  test.each([
    'confluent kafka cluster delete {id} --environment ENVIRONMENT_ID',
    'confluent byok delete lcc-1 --force',
    'aws kms schedule-key-deletion --key-id {kms_name} --pending-window-in-days 7',
    'aws kms put-key-policy --key-id {kms_name} --policy-name default --policy file://POLICY_FILE',
    'az keyvault delete --name {vault}',
    'az keyvault update --name {vault} --public-network-access Disabled',
    'az keyvault update --name {vault} --enable-rbac-authorization true',
    'gcloud kms keys versions destroy 1 --key KEY --keyring RING --location LOCATION',
    'gcloud projects set-iam-policy {project} POLICY_FILE',
    'confluent byok list && terraform destroy -auto-approve',
    'terraform apply -replace=aws_kms_key.this',
    'terraform state rm aws_kms_key.this',
  ])('%s is ready to destroy', (line) => {
    expect(readyToDestroy(line)).toHaveLength(1);
  });

  test.each([
    'confluent kafka cluster delete CLUSTER_ID --environment {environment}',
    '# confluent kafka cluster delete {id}',
    'aws kms revoke-grant --key-id {kms_name} --grant-id GRANT_ID',
    'az keyvault create --name {vault} --resource-group {resource_group} --enable-rbac-authorization true',
    'aws kms get-key-policy --key-id {kms_name}',
    'gcloud kms keys remove-iam-policy-binding {key_name} --member MEMBER --role ROLE',
    'terraform state list',
  ])('%s is not', (line) => {
    expect(readyToDestroy(line)).toEqual([]);
  });

  test('a resource that replaces a policy is ready unless its target is new or in capitals', () => {
    const policy = (key: string) => `resource "aws_kms_key_policy" "NAME" {\n  key_id = ${key}\n  policy = jsonencode({})\n}`;
    expect(readyToReplace(policy('"{kms_name}"'))).toEqual(['aws_kms_key_policy.NAME']);
    expect(readyToReplace(policy('"KEY_ARN"'))).toEqual([]);
    expect(readyToReplace(`resource "aws_kms_key" "NEW_KEY" {}\n${policy('aws_kms_key.NEW_KEY.id')}`)).toEqual([]);
    expect(readyToReplace('resource "confluent_kafka_cluster" "main" {\n  deletion_protection = false\n}')).toHaveLength(1);
  });
});

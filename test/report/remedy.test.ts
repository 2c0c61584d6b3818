import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { REMEDY_NAMES } from '../../scripts/rule-metadata.ts';
import type { Remediation } from '../../src/evaluate/catalogue.ts';
import { checklistsFor } from '../../src/report/checklists.ts';
import type { Values } from '../../src/report/message.ts';
import { remediesFor, remedyOf, stepsOf, withRemedies } from '../../src/report/remedy.ts';
import type { Subject } from '../../src/subjects/schema.ts';
import { rule } from '../evaluate/stub-policy.ts';
import {
  ARN,
  awsKey,
  azureKey,
  azureName,
  clusterOf,
  keyOf,
  known,
  listed,
  missing,
  onKey,
  orchard,
  registration,
  snapshot,
} from '../subjects/build.ts';

const remediation = (over: Partial<Remediation>): Remediation => ({
  summary: 'Water the tree.',
  console: 'Open {name}.',
  cli: ['water {id}'],
  terraform: { note: 'It cannot.' },
  ...over,
});
/** The steps of a remediation as a reader of the report sees them. */
function remedyFor(remediation: Remediation, subject: Subject, values: Values, name?: string) {
  const by = rule(`${subject.type}.ripe`, { remediation });
  const { verdicts, remedies } = withRemedies([{ remedy: remedyOf(by, subject, values, name) }], [by]);
  const [steps] = verdicts.map(stepsOf({ remedies }));
  if (steps == null) throw new Error('the verdict has no remedy');
  return steps;
}

const apple = orchard([onKey('lkc-apple', 'cck-apple')], {
  keys: listed(registration('cck-apple')),
  kms: { [ARN]: awsKey() },
});
const key = keyOf(apple, 'cck-apple');

test('commands name the subject and the parts of its KMS name', () => {
  const { cli } = remedyFor(
    remediation({
      cli: { aws: ['aws kms describe-key --key-id {kms_name} --region {region}', 'echo {account} {key_id} {clusters}'] },
    }),
    key,
    {},
  );
  expect(cli).toEqual([`aws kms describe-key --key-id ${ARN} --region us-west-2`, 'echo 000000000000 apple lkc-apple']);
});

test('the ways of a remediation are those of the subject’s own cloud', () => {
  const ways = remediation({
    console: { aws: 'here', azure: 'there' },
    cli: { azure: ['az'], gcp: ['gcloud'] },
    terraform: { aws: { hcl: 'aws_kms_key' }, gcp: { note: 'It cannot.' } },
  });
  expect(remedyFor(ways, key, {})).toEqual({ console: 'here', cli: [], terraform: { hcl: 'aws_kms_key' }, checklist: null });
  expect(remedyFor(ways, clusterOf(apple, 'lkc-apple'), {}).console).toBe('here');
  const name = azureName();
  const plum = snapshot({
    keys: listed(registration('cck-plum', { kms: name, kind: known('AzureKey') })),
    kms: { [name.value.name]: azureKey() },
  });
  expect(remedyFor(ways, keyOf(plum, 'cck-plum'), {}).cli).toEqual(['az']);
  const parts = remediation({ cli: ['{vault} {resource_group} {key_name} {subscription}'] });
  expect(remedyFor(parts, keyOf(plum, 'cck-plum'), {}).cli).toEqual([
    'orchard orchard plum 00000000-0000-0000-0000-000000000000',
  ]);
});

test('a value that the rule computed can be named too, and takes precedence', () => {
  const { cli } = remedyFor(remediation({ cli: ['wait {param:days} {expected} {region}'] }), key, {
    'param:days': 5,
    expected: 7,
    region: 'shade',
  });
  expect(cli).toEqual(['wait 5 7 shade']);
});

test('a value that was not observed is a placeholder in capitals', () => {
  const nameless = snapshot({ keys: listed(registration('cck-apple', { kms: missing('malformed') })) });
  expect(remedyFor(remediation({ cli: ['aws --key {kms_name} {account}'] }), keyOf(nameless, 'cck-apple'), {}).cli).toEqual([
    'aws --key KMS_NAME ACCOUNT',
  ]);
});

test.each(["apple'; rm -rf / #", '$(reboot)', 'a b', '`id`', '"', '\\', 'x\ny', '-'])(
  'a shell reads %j as one argument and runs none of it',
  (hostile) => {
    const {
      cli: [command = ''],
    } = remedyFor(remediation({ cli: ["printf '%s|' {name}"] }), key, { name: hostile });
    expect(execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' })).toBe(`${hostile}|`);
  },
);

test('HCL reads a hostile name as text', () => {
  const { terraform } = remedyFor(remediation({ terraform: { hcl: `name = "{name}"\nkey = "\${var.key}" # \${local}` } }), key, {
    name: `"} \${file("/etc/passwd")} %{ if true }\r\n`,
  });
  expect(terraform).toEqual({
    hcl: `name = "\\"} $\${file(\\"/etc/passwd\\")} %%{ if true }\\r\\n"\nkey = "\${var.key}" # \${local}`,
  });
});

test('every name that a remediation may use has a value for a subject whose facts are all known', () => {
  for (const subject of [key, clusterOf(apple, 'lkc-apple')]) {
    const cli = REMEDY_NAMES[subject.type].map((name) => `{${name}}`);
    const left = remedyFor(remediation({ cli }), subject, {}).cli.filter((text) => /^[A-Z_]+$/.test(text));
    const ofOtherClouds = [
      'VAULT',
      'RESOURCE_GROUP',
      'SUBSCRIPTION',
      'PROJECT',
      'LOCATION',
      'KEY_RING',
      'KEY_NAME',
      'PRINCIPALS',
    ];
    expect(left.filter((name) => !ofOtherClouds.includes(name))).toEqual([]);
  }
});

test('rules with the same steps share them, and each verdict refers to its own', () => {
  const [ripe, sweet] = ['key.ripe', 'key.sweet'].map((id) =>
    rule(id, { remediation: remediation({ cli: { aws: ['water {id}'] } }) }),
  );
  const sour = rule('key.sour', { remediation: remediation({ cli: { aws: ['sugar {id}'] } }) });
  if (ripe === undefined || sweet === undefined) throw new Error('a rule is missing');
  const own = [ripe, sweet, sour].map((by) => ({ remedy: remedyOf(by, key, {}) }));
  const { verdicts, remedies } = withRemedies([...own, { remedy: null }], [ripe, sweet, sour]);
  expect(remedies.map(({ id, rules, cloud }) => ({ id, rules, cloud }))).toEqual([
    { id: 'key.ripe.aws', rules: ['key.ripe', 'key.sweet'], cloud: 'aws' },
    { id: 'key.sour.aws', rules: ['key.sour'], cloud: 'aws' },
  ]);
  expect(verdicts.map(stepsOf({ remedies })).map((steps) => steps?.cli)).toEqual([
    ['water cck-apple'],
    ['water cck-apple'],
    ['sugar cck-apple'],
    undefined,
  ]);
});

test('a case that the rule names has its own steps, and one that it does not have is an error', () => {
  const dry = { when: 'where the tree is dry', cli: { aws: ['aws water {id}'] } };
  const ways = remediation({ cases: { dry } });
  expect(remedyFor(ways, key, {}, 'dry')).toEqual({
    console: null,
    cli: ['aws water cck-apple'],
    terraform: null,
    checklist: null,
  });
  expect(remedyFor(ways, key, {}).cli).toEqual(['water cck-apple']);
  expect(() => remedyFor(ways, key, {}, 'constructor')).toThrow(/names the remedy "constructor"/);
  expect(remediesFor(rule('key.ripe', { remediation: ways })).map(({ id, when }) => [id, when])).toEqual([
    ['key.ripe', null],
    ['key.ripe.dry.aws', 'where the tree is dry'],
    ['key.ripe.dry.azure', 'where the tree is dry'],
    ['key.ripe.dry.gcp', 'where the tree is dry'],
  ]);
});

test('a list is one argument an item in a command, or one with commas where the command asks for it', () => {
  const values = { roles: ['role/apple', 'role/pear pie'], none: [] };
  const { cli, console } = remedyFor(
    remediation({ cli: ['a {roles}', 'b {roles,}', 'c {none}'], console: 'See {roles}.' }),
    key,
    values,
  );
  expect(cli).toEqual(["a role/apple 'role/pear pie'", "b 'role/apple,role/pear pie'", 'c NONE']);
  expect(console).toBe('See role/apple, role/pear pie.');
});

test('a comment names a hostile value on its own line', () => {
  const { cli } = remedyFor(remediation({ cli: ['# the key is {name}', 'delete NAME'] }), key, { name: 'x\nrm -rf /\u2028\r"' });
  expect(cli).toEqual(['# the key is x rm -rf /  "', 'delete NAME']);
});

test('a report has the checklists that its remedies refer to, with the commands of their clouds', () => {
  const steps = [
    { title: 'Dig', text: 'Dig a hole.', cli: { aws: ['aws dig'], gcp: ['gcloud dig'] } },
    { title: 'Wait', text: 'Wait.' },
  ];
  const planting = { id: 'planting', title: 'Planting', summary: 'Choose a place.', steps };
  const catalogue = { checklists: [planting, { ...planting, id: 'felling' }] };
  const by = rule('key.ripe', { remediation: { summary: 'Plant it.', checklist: { aws: 'planting', azure: 'planting' } } });
  const { remedies } = withRemedies([{ remedy: remedyOf(by, key, {}) }], [by]);
  expect(checklistsFor(remedies, catalogue)).toEqual([
    {
      ...planting,
      steps: [
        { title: 'Dig', text: 'Dig a hole.', cli: [{ cloud: 'aws', commands: ['aws dig'] }] },
        { title: 'Wait', text: 'Wait.', cli: [] },
      ],
    },
  ]);
  const everywhere = rule('key.ripe', { remediation: { summary: 'Plant it.', checklist: 'planting' } });
  const [known] = checklistsFor(withRemedies([{ remedy: remedyOf(everywhere, key, {}) }], [everywhere]).remedies, catalogue);
  expect(known?.steps[0]?.cli.map(({ cloud }) => cloud)).toEqual(['aws', 'gcp']);
});

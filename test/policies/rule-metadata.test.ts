import { expect, test } from 'vitest';
import { type Inspected, rulesOf } from '../../scripts/rule-metadata.ts';

const CODE = `package rules.key.ripe

evidence := {"colour": input.kms.state}

compliant if evidence.colour.value == input.parameters.ripe_colour

expected := "red"

actual := evidence.colour.value

message := "green" if evidence.colour.value == "green"
`;

/** A reference to the subject's document, as `opa parse` gives it. */
const input = (path: string) => ({
  type: 'ref',
  value: [{ type: 'var', value: 'input' }, ...path.split('.').map((value) => ({ type: 'string', value }))],
});
/** The same rule, which also reads why `in_use` is unknown, and the id. */
const PARSED = {
  package: { path: ['data', 'rules', 'key', 'ripe'].map((value) => ({ value })) },
  rules: [
    {
      head: {
        ref: [{ type: 'var', value: 'evidence' }],
        value: { type: 'object', value: [[{ type: 'string', value: 'colour' }, input('kms.state')]] },
      },
    },
    {
      head: { ref: [{ type: 'var', value: 'compliant' }] },
      body: [
        { terms: ['kms.state.value', 'parameters.ripe_colour'].map(input) },
        { terms: ['in_use.unknown.cause', 'id'].map(input) },
      ],
    },
  ],
};
const READS = ['kms.state', 'kms.state.value', 'parameters.ripe_colour', 'id', 'in_use.unknown.cause'];

const custom = {
  severity: 'low',
  rationale: 'Unripe fruit is sour.',
  remediation: {
    summary: 'Wait.',
    console: 'Sit down by {id}.',
    cli: { aws: ['sleep {colour}'] },
    terraform: { note: 'It cannot.' },
  },
  references: ['https://example.org/fruit'],
  parameters: { ripe_colour: { description: 'What ripe fruit looks like.', type: 'string', default: 'red' } },
  headline: { fail: 'is not {param:ripe_colour}', green: 'is still {actual}' },
  messages: { pass: 'It is {colour}.', fail: 'It is not {param:ripe_colour}.', green: 'It is still green.' },
};

/** The same with a rule that says whom it does not concern. */
const EXEMPTING = { ...PARSED, rules: [...PARSED.rules, { head: { ref: [{ type: 'var', value: 'not_applicable' }] } }] };

function catalogueOf(
  changes: object = {},
  code = CODE,
  name = 'data.rules.key.ripe',
  parsed: typeof EXEMPTING | typeof PARSED = PARSED,
  reads = READS,
) {
  const annotations = {
    scope: 'package',
    title: 'The fruit is ripe',
    description: 'It has the colour of ripe fruit.',
    schemas: [{ path: [], schema: [] }],
    custom: { ...custom, ...changes },
  };
  const inspected: Inspected = {
    namespaces: { [name]: ['rules/key/ripe/ripe.rego'], 'data.main': ['main/main.rego'] },
    annotations: [
      { annotations, location: { file: 'rules/key/ripe/ripe.rego' }, path: name.split('.').map((value) => ({ value })) },
    ],
  };
  return rulesOf(inspected, {
    text: () => code,
    parsed: () => parsed,
    libraries: [],
    reads: () => reads,
  });
}

test('a rule becomes an entry of the catalogue, and its package becomes the id', () => {
  const { severity, rationale, remediation, references, parameters, messages, headline } = custom;
  expect(catalogueOf()).toEqual([
    {
      id: 'key.ripe',
      subject_type: 'key',
      title: 'The fruit is ripe',
      description: 'It has the colour of ripe fruit.',
      ...{ severity, rationale, remediation, references, parameters, messages, headline },
      evidence: { colour: 'kms.state' },
      applies_by: [],
      nothing_to_judge: {},
      left_out: {},
      reads: ['in_use', 'kms.state'],
      decides: {
        always: { id: 'value', in_use: 'fact', 'kms.state': 'value' },
        unknown: {},
        pass: {},
        fail: {},
        parameters: ['ripe_colour'],
      },
    },
  ]);
});

test('where a failure is mended, and whether in every Region, is said in the catalogue where the rule says it', () => {
  const mended = { declared_in: ['aws_kms_key.enable_key_rotation'], every_region: true };
  expect(catalogueOf(mended)).toEqual([expect.objectContaining(mended)]);
  expect(catalogueOf()[0]).not.toHaveProperty('every_region');
});

test.each(['name', 'parameters.unripe_days', 'kms.material.value'])(
  'the build fails where the compiler says that a rule reads input.%s, and the syntax tree does not show what for',
  (path) => {
    const build = () => catalogueOf({}, CODE, 'data.rules.key.ripe', PARSED, [...READS, path]);
    expect(build).toThrow(`reads input.${path}, of which scripts/rule-decides.ts does not see what it is read for`);
  },
);

test.each([
  ['an unknown severity', { severity: 'tasty' }, 'custom.severity is not one of critical, high, medium, low, info'],
  ['an unknown key', { flavour: 'sweet' }, 'unknown key custom.flavour'],
  [
    'a place of a fix that no resource has',
    { declared_in: ['aws_kms_key', 'aws_kms_key.rotation_period_in_day'] },
    'names aws_kms_key.rotation_period_in_day, which src/terraform/resource-types.ts does not have',
  ],
  ['a place of a fix in a type that is not located', { declared_in: ['aws_kms_alias'] }, 'names aws_kms_alias, which'],
  [
    'a message without a period',
    { messages: { ...custom.messages, pass: 'It is ripe' } },
    'custom.messages.pass is not one line',
  ],
  [
    'a placeholder that no fact fills',
    { messages: { ...custom.messages, pass: 'It is {color}.' } },
    'a message or a headline contains {color}',
  ],
  ['no headline', { headline: undefined }, 'METADATA lacks custom.headline'],
  ['a headline of no failure', { headline: {} }, 'METADATA lacks custom.headline.fail'],
  ['a headline of a pass', { headline: { ...custom.headline, pass: 'is ripe' } }, 'has the headline pass, and no message'],
  ['a headline of no message', { headline: { ...custom.headline, sour: 'is sour' } }, 'has the headline sour, and no message'],
  ...['Is sour', 'is sour.', 'is\nsour'].map((fail): [string, object, string] => [
    `a headline that is no predicate: ${fail}`,
    { headline: { fail } },
    'METADATA custom.headline.fail is not a predicate on one line',
  ]),
  [
    'a headline with a placeholder that nothing fills',
    { headline: { fail: 'is {color}' } },
    'a message or a headline contains {color}',
  ],
  [
    'a pass that compares',
    { messages: { ...custom.messages, pass: 'It is {actual}.' } },
    'names {actual} in the message of a pass; only a failure has it',
  ],
  ['a missing message', { messages: { pass: 'It is ripe.' } }, 'lacks custom.messages.fail'],
  [
    'a remediation with an unknown placeholder',
    { remediation: { ...custom.remediation, cli: ['sleep {color}'] } },
    'the remediation contains {color}',
  ],
  [
    'a remediation without Terraform',
    { remediation: { summary: 'Wait.', console: 'Sit.', cli: [] } },
    'the remediation has no terraform, and no checklist to follow',
  ],
  [
    'a case of the remediation without commands',
    {
      remediation: {
        ...custom.remediation,
        cases: { dry: { when: 'where it is dry', console: 'Sit.', terraform: { note: 'No.' } } },
      },
    },
    'the case dry of the remediation has no cli, and no checklist to follow',
  ],
  [
    'a case of the remediation that the rule never names',
    { remediation: { ...custom.remediation, cases: { dry: { when: 'where it is dry', checklist: 'watering' } } } },
    'has the case dry of its remediation, which it never uses',
  ],
  [
    'a placeholder in a comment behind a command',
    { remediation: { ...custom.remediation, cli: ['# {id} is ripe', 'sleep 1 # for {id}'] } },
    'in a comment after a command, where a quoted value would break it: sleep 1',
  ],
  [
    'a command on a list that names the first of many',
    { remediation: { ...custom.remediation, cli: ['# on {clusters}', 'prune {clusters}'] } },
    'has {clusters}, which may be the first of many, outside of a text or a comment: prune {clusters}',
  ],
  [
    'a configuration of a list that names the first of many',
    { remediation: { ...custom.remediation, terraform: { hcl: 'names = ["{clusters}"]' } } },
    'has {clusters}, which may be the first of many, outside of a text or a comment: names',
  ],
  ['an undeclared parameter', { parameters: {} }, 'reads the parameter ripe_colour'],
  [
    'a fact with nothing to judge, where the rule always applies',
    { nothing_to_judge: { in_use: [false] } },
    'METADATA custom.nothing_to_judge names in_use, by which not_applicable does not decide',
  ],
  ['a fact with nothing to judge and no value', { nothing_to_judge: { in_use: [] } }, 'custom.nothing_to_judge.in_use must NOT'],
])('the metadata of a rule is refused: %s', (_, changes, message) => {
  expect(() => catalogueOf(changes)).toThrow(message);
});

test('a rule says at which values of the facts that exempt a subject there is nothing to judge, and which it leaves out', () => {
  const said = { nothing_to_judge: { in_use: [false] }, left_out: { 'kms.state': ['enabled'] } };
  expect(catalogueOf(said, CODE, undefined, EXEMPTING)).toMatchObject([said]);
  const wrong = { nothing_to_judge: { in_use: ['no'] }, left_out: { phase: ['ripe'] } };
  expect(() => catalogueOf(wrong, CODE, undefined, EXEMPTING)).toThrow(
    /custom\.nothing_to_judge gives in_use the value "no", which it never has\n.*custom\.left_out names phase, by which/,
  );
});

test.each(['evidence', 'compliant', 'expected', 'actual'])('a rule without %s is refused', (name) => {
  expect(() => catalogueOf({}, CODE.replace(new RegExp(`^${name}\\b`, 'm'), '_other'))).toThrow(`does not define ${name}`);
});

test.each([
  [
    'a misspelt name of the rule contract',
    CODE.replace('compliant', 'complaint'),
    'defines complaint, which is not part of the rule contract',
  ],
  ['a misspelt message', CODE.replace('"green" if', '"gren" if'), 'uses the message gren'],
  [
    'a misspelt message in a branch',
    CODE.replace('== "green"', '== "green"\n\nelse := "gren"'),
    'uses the message gren, which its METADATA does not have',
  ],
  [
    'a misspelt case of the remediation',
    `${CODE}\nremedy := "dri" if {\n\tcompliant\n}\n`,
    'uses the case dri of its remediation, which its METADATA does not have',
  ],
  [
    'a misspelt case of the remediation in a branch, although a message has that name',
    `${CODE}\nremedy := "dry" if {\n\tcompliant\n} else := "green"\n`,
    'uses the case green of its remediation, which its METADATA does not have',
  ],
])('the text of a rule is refused: %s', (_, code, message) => {
  expect(() => catalogueOf({}, code)).toThrow(message);
});

test('a rule chooses a case of its remediation in any branch', () => {
  const cases = Object.fromEntries(['dry', 'cold'].map((name) => [name, { when: `where it is ${name}`, checklist: name }]));
  const code = `${CODE}\nremedy := "dry" if {\n\tcompliant\n} else := "cold" if {\n\tmessage == "green"\n}\n`;
  expect(() => catalogueOf({ remediation: { ...custom.remediation, cases } }, code)).not.toThrow();
});

test('a subject type that does not exist is refused', () => {
  expect(() => catalogueOf({}, CODE, 'data.rules.orchard.ripe')).toThrow('is not rules.TYPE.NAME');
});

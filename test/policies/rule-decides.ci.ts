import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decidesOf, type Module } from '../../scripts/rule-decides.ts';

const directory = mkdtempSync(join(tmpdir(), 'byok-audit-'));

function parsed(code: string): Module {
  const file = join(directory, 'rule.rego');
  writeFileSync(file, code);
  return JSON.parse(execFileSync('opa', ['parse', '--format', 'json', file], { encoding: 'utf8' }));
}

const LIBRARY = parsed(`package lib.basket

full if count(input.fruits.value) > 9

_inner if input.colour.value == "red"

red if _inner
`);
const FACTS = new Set(['colour', 'days', 'fruits', 'kms.state', 'sour']);
const decides = (code: string) =>
  decidesOf(parsed(`package rules.key.ripe\n\nimport data.lib.basket\n\n${code}\n`), [LIBRARY], (path) => FACTS.has(path));
const always = (code: string) => decides(code)?.always;

test.each([
  ['a fact of the evidence, by its name alone', 'evidence := {"colour": input.colour}', { colour: 'known' }],
  [
    'a fact of evidence that is put together',
    `evidence := object.union_n([{"a": input.colour}, _more, {"state": input.kms.state | input.sour.value}])

_more := {"b": input.days} if input.fruits.value

_more := {"b": input.days} if basket.full`,
    { colour: 'known', days: 'known', fruits: 'value', 'kms.state': 'known', sour: 'value' },
  ],
  [
    'a fact of the evidence that another definition reads through it',
    `evidence := object.union({"colour": input.colour}, _more)

_more := {"state": input.kms.state}

compliant if _more.state.value == "ripe"`,
    { colour: 'known', 'kms.state': 'fact' },
  ],
  [
    'a fact that is read through the evidence itself',
    'evidence := {"colour": input.colour}\n\ncompliant if evidence.colour.value == "red"',
    { colour: 'fact' },
  ],
  ['the value of evidence', 'evidence := {"colour": input.colour.value}', { colour: 'value' }],
  ['a comparison with a text', 'compliant if input.colour.value == "red"', { colour: 'value' }],
  ['the length of a list', 'compliant if count(input.fruits.value) > 0', { fruits: 'size' }],
  [
    'the length of a list and what is in it',
    'compliant if count(input.fruits.value) > 0\n\nviolated if "kiwi" in input.fruits.value',
    { fruits: 'value' },
  ],
  ['the length of what is made of a list', 'compliant if count({x | some x in input.fruits.value}) > 0', { fruits: 'value' }],
  ['a comparison with a number', 'compliant if input.days.value < 7', { days: { compared_with: [7] } }],
  ['a comparison the other way round', 'compliant if 7 >= input.days.value', { days: { compared_with: [7] } }],
  [
    'comparisons with a parameter and numbers',
    'compliant if input.days.value <= input.parameters.most\n\nviolated if input.days.value > 7',
    { days: { compared_with: [7, 'most'] } },
  ],
  [
    'a comparison and the length',
    'compliant if input.days.value < 7\n\nviolated if count(input.days.value) > 3',
    { days: 'value' },
  ],
  ['a comparison with a sum', 'compliant if input.days.value < 7 + input.parameters.most', { days: 'value' }],
  ['a sum that is compared', 'compliant if input.days.value + 1 < 7', { days: 'value' }],
  ['a comparison of two facts', 'compliant if input.days.value < input.sour.value', { days: 'value', sour: 'value' }],
  ['a comparison whose outcome is not asked', 'compliant if x := input.days.value', { days: 'value' }],
  ['whether it is unknown', 'compliant if input.days.unknown', { days: 'known' }],
  ['why it is unknown', 'compliant if input.days.unknown.cause == "denied"', { days: 'fact' }],
  ['why it is unknown, by a name', 'compliant if {x := input.days.unknown; x.cause == "denied"}', { days: 'fact' }],
  ['its source', 'compliant if input.days.source == "orchard"', { days: 'fact' }],
  ['the fact itself', '_is(fact) if fact.value == 1\n\ncompliant if _is(input.days)', { days: 'fact' }],
  ['a part of the value', 'compliant if input.fruits.value[0] == "kiwi"', { fruits: 'value' }],
  ['a part of the value by another', 'compliant if input.fruits.value[input.days.value]', { days: 'value', fruits: 'value' }],
  ['a part of a table', 'compliant if {"red": true}[input.colour.value]', { colour: 'value' }],
  ['a definition of a library', 'compliant if basket.full', { fruits: 'size' }],
  ['a definition behind one of a library', 'compliant if basket.red', { colour: 'value' }],
  ['a definition under another name', 'compliant if data.lib.basket.red', { colour: 'value' }],
  ['an else', 'compliant if input.days.value == 1 else if input.colour.value == "red"', { colour: 'value', days: 'value' }],
  ['the value of an else', 'notes contains x if x := _x\n\n_x := 1 if false else := input.days.value', { days: 'value' }],
  ['a key', 'notes contains input.colour.value', { colour: 'value' }],
  ['a key of an object', 'undecided[input.colour.value] := 1', { colour: 'value' }],
  ['every', 'compliant if every x in input.fruits.value { x == input.colour.value }', { colour: 'value', fruits: 'value' }],
  ['what is no fact', 'compliant if input.id == input.name', { id: 'value', name: 'value' }],
  ['nothing that no part of the outcome reads', 'compliant if true\n\n_unused if input.days.value == 1', {}],
])('what decides is seen in the syntax tree: %s', (_, code, expected) => {
  expect(always(code)).toEqual(expected);
});

test.each([
  ['the whole document', 'compliant if count(input) > 0'],
  ['a group of facts', 'compliant if input.kms["state"]\n\nviolated if count(input.kms) > 0'],
  ['a fact by a name that is computed', 'compliant if input[input.id].value == 1'],
  ['a parameter by a name that is computed', 'compliant if input.parameters[input.id] == 1'],
  ['all parameters', 'compliant if count(input.parameters) > 0'],
  ['what the document does not have', 'compliant if input.kiwi.value == 1'],
  ['another rule', 'compliant if data.rules.key.sweet.compliant'],
  ['a library as a whole', 'compliant if count(basket) > 0'],
  ['a library by a name that is computed', 'compliant if basket[input.id]'],
  ['another document', 'compliant if basket.full with input as {}'],
])('what cannot be followed makes nothing of the rule reusable: %s', (_, code) => {
  expect(decides(code)).toBeUndefined();
});

test('what only some outcomes have decides only those', () => {
  const code = `evidence := {"colour": input.colour}

compliant if input.colour.value == "red"

computed := {"days": input.days.value}

actual := count(input.fruits.value)

remedy := "wait" if count(input.fruits.value) == input.sour.value`;
  expect(decides(code)).toEqual({
    always: { colour: 'value' },
    unknown: { days: 'value' },
    pass: { days: 'value' },
    fail: { days: 'value', fruits: 'size', sour: 'value' },
    parameters: [],
  });
});

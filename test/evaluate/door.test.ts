import { describe, expect, test } from 'vitest';
import { parameterValues } from '../../src/evaluate/catalogue.ts';
import { openDoor } from '../../src/evaluate/door.ts';
import { instanceOf } from '../../src/evaluate/instance.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import type { Subject } from '../../src/subjects/schema.ts';
import { clusterOf, known, listed, onKey, orchard, registration } from '../subjects/build.ts';
import { rule, stubModule } from './stub-policy.ts';

const { module, catalogue } = loadPolicy();
const parameters = parameterValues(catalogue, {}) as Subject['parameters'];
const proven = clusterOf(orchard([onKey('lkc-apple', 'cck-apple')], { keys: listed(registration('cck-apple')) }), 'lkc-apple');
const apple = {
  ...proven,
  parameters,
  key: { ...proven.key, expected: known('apple'), as_expected: known(true), never_used_before: known(true) },
};
const evaluate = openDoor(instanceOf(module), catalogue.rules);
const clusterRules = catalogue.rules.filter(({ subject_type }) => subject_type === 'cluster').map(({ id }) => id);
const statuses = (subject: Subject, door = evaluate) =>
  Object.fromEntries(door(subject).map(({ rule, outcome }) => [rule, outcome.status]));
const all = (status: string) => Object.fromEntries(clusterRules.map((id) => [id, status]));

describe('the built-in policy', () => {
  test('a subject is evaluated by the rules of its type and by no others', () => {
    expect(statuses(apple)).toEqual(all('pass'));
    expect(evaluate(apple).map(({ subject }) => subject)).toEqual(clusterRules.map(() => ({ type: 'cluster', id: 'lkc-apple' })));
  });

  test('a subject has the same verdicts again, whatever was evaluated in between', () => {
    const first = evaluate(apple);
    evaluate({ ...apple, key: { ...apple.key, other_clusters: known(['lkc-pear']) } });
    evaluate({ type: 'kiwi' } as unknown as Subject);
    expect(evaluate(apple)).toEqual(first);
  });

  test('documents with lone surrogates are evaluated, although the module refuses those', () => {
    const unusual = { ...apple, name: '\ud83c apple \udf4e', region: known('us-west-2') };
    expect(statuses(unusual)).toEqual(all('pass'));
  });

  test('texts with zero bytes, quotes, backslashes and characters of all planes are evaluated', () => {
    const unusual = 'a\u0000b"\\ud800\n\u2028\u{1F34E}\u{10FFFF}';
    expect(statuses({ ...apple, name: unusual })).toEqual(all('pass'));
    const [unique] = evaluate({ ...apple, key: { ...apple.key, other_clusters: known([unusual]) } }).filter(({ rule }) =>
      rule.endsWith('.key_unique'),
    );
    expect(unique?.outcome).toMatchObject({ status: 'fail' });
  });

  test('a document with 20,000 clusters on one key is evaluated, and a small one after it', () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => `lkc-${'apple'.repeat(4)}-${index}`);
    const crowded = statuses({ ...apple, key: { ...apple.key, other_clusters: known(ids) } });
    expect(crowded).toEqual({ ...all('pass'), 'cluster.key_unique': 'fail' });
    expect(statuses(apple)).toEqual(all('pass'));
  });

  test.each(['key', 'encryption', 'region'])(
    'a cluster document without %s gives errors, and no pass that rests on it',
    (field) => {
      const { [field as 'key']: _, ...rest } = apple;
      const found = Object.values(statuses(rest as Subject));
      expect(found).toContain('error');
      for (const { outcome } of evaluate(rest as Subject)) {
        if (outcome.status === 'pass') expect(outcome.evidence).not.toContain(field);
      }
    },
  );

  test('a document that is nearly empty gives only errors', () => {
    expect(statuses({ type: 'cluster', id: 'lkc-apple' } as Subject)).toEqual(all('error'));
  });

  test('a type without rules gives no verdict', () => {
    const ofClusters = openDoor(
      instanceOf(module),
      catalogue.rules.filter(({ subject_type }) => subject_type === 'cluster'),
    );
    expect(ofClusters({ type: 'environment', id: 'env-orchard' } as Subject)).toEqual([]);
  });

  test('a rule in the catalogue that the module does not have gives an error', () => {
    const [verdict] = openDoor(instanceOf(module), [rule('cluster.ripe')])(apple);
    expect(verdict?.outcome).toEqual({ status: 'error', detail: expect.stringContaining('gave no verdict') });
  });

  test.each(['constructor', 'toString', '__proto__'])('a rule with the name %s in the catalogue gives an error', (name) => {
    const [verdict] = openDoor(instanceOf(module), [rule(`cluster.${name}`)])(apple);
    expect(verdict?.outcome.status).toBe('error');
  });

  test('a rule for a type that the module does not have gives an error', () => {
    const kiwi = openDoor(instanceOf(module), [rule('kiwi.ripe')])({ ...apple, type: 'kiwi' } as unknown as Subject);
    expect(kiwi).toEqual([
      {
        rule: 'kiwi.ripe',
        subject: { type: 'kiwi', id: 'lkc-apple' },
        outcome: { status: 'error', detail: expect.stringContaining('main/kiwi') },
      },
    ]);
  });
});

describe('a foreign policy', () => {
  const unseen = { unknown: { cause: 'denied', detail: 'the orchard is closed' } } as const;
  const tree = { ...apple, ripe: known(true), sour: unseen, stone: true, torn: { ...known(true), ...unseen } };
  const evidence = { ripe: 'ripe', sour: 'sour', stone: 'stone', torn: 'torn', leaf: 'tree.leaf', toString: 'toString' };
  const says = (answer: string) =>
    openDoor(instanceOf(stubModule({ answer })), [rule('cluster.ripe', { evidence })])(tree)[0]?.outcome;
  const ripe = (outcome: unknown) => says(JSON.stringify([{ result: { ripe: outcome } }]));
  const new_kind = { cause: 'unrecognized', detail: 'a new kind of apple' };

  test.each([
    ['a pass with its evidence', { status: 'pass', evidence: ['ripe'] }],
    [
      'a failure with a missing fact',
      { status: 'fail', evidence: ['ripe', 'sour'], message: 'sour', expected: 1, actual: null, computed: { days: 3 } },
    ],
    ['an unknown', { status: 'unknown', evidence: ['sour'], notes: ['sour'] }],
    ['an unknown of what it saw and cannot decide', { status: 'unknown', evidence: ['ripe'], undecided: { ripe: new_kind } }],
    ['a reason why it does not apply', { status: 'not_applicable', reason: 'it is a stone', evidence: [] }],
  ])('the answer of a foreign policy is accepted: %s', (_, outcome) => {
    expect(ripe(outcome)).toEqual(outcome);
  });

  test.each([
    ['a pass without evidence', { status: 'pass', evidence: [] }, 'without having seen'],
    ['a pass on a fact that was not observed', { status: 'pass', evidence: ['sour'] }, 'without having seen'],
    [
      'a pass on one fact that was observed and one that was not',
      { status: 'pass', evidence: ['ripe', 'sour'] },
      'without having',
    ],
    [
      'an unknown where every fact was observed',
      { status: 'unknown', evidence: ['ripe'] },
      'every fact of its evidence was observed',
    ],
    [
      'an unknown of an undecided fact that it does not rest on',
      { status: 'unknown', evidence: ['ripe'], undecided: { sour: new_kind } },
      'leaves "sour" undecided',
    ],
    ['evidence that the catalogue does not list', { status: 'pass', evidence: ['ripe', 'kiwi'] }, 'rests on "kiwi"'],
    ['evidence with a name of JavaScript', { status: 'pass', evidence: ['ripe', 'constructor'] }, 'rests on "constructor"'],
    ['evidence that the subject does not have', { status: 'fail', evidence: ['leaf'] }, 'has no fact tree.leaf'],
    ['evidence that every object has', { status: 'pass', evidence: ['toString'] }, 'has no fact toString'],
    ['evidence that is no fact', { status: 'pass', evidence: ['stone'] }, 'has no fact stone'],
    ['evidence that is a value and an absence', { status: 'pass', evidence: ['torn'] }, 'has no fact torn'],
  ])('the answer of a foreign policy is refused: %s', (_, outcome, detail) => {
    expect(ripe(outcome)).toEqual({ status: 'error', detail: expect.stringContaining(detail) });
  });

  test.each([
    ['null', null],
    ['a string', 'pass'],
    ['true', true],
    ['a list', [{ status: 'pass', evidence: ['ripe'] }]],
    ['an unknown status', { status: 'ripe', evidence: ['ripe'] }],
    ['a status of its own making', { status: 'error', detail: 'kiwi' }],
    ['no evidence at all', { status: 'pass' }],
    ['facts for their names', { status: 'pass', evidence: { ripe: known(true) } }],
    ['names that are no texts', { status: 'pass', evidence: [true] }],
    ['a cause that is not its own to claim', { status: 'unknown', evidence: ['ripe'], undecided: { ripe: unseen.unknown } }],
    ['a pass with something undecided', { status: 'pass', evidence: ['ripe'], undecided: { ripe: new_kind } }],
    ['a key too many', { status: 'pass', evidence: ['ripe'], waived: true }],
    ['no reason for not applying', { status: 'not_applicable', evidence: [] }],
    ['notes that are no texts', { status: 'fail', evidence: ['ripe'], notes: [1] }],
  ])('the malformed verdict of a foreign policy is an error: %s', (_, outcome) => {
    expect(ripe(outcome)).toEqual({ status: 'error', detail: expect.stringContaining('malformed') });
  });

  test.each([
    ['an empty list, as for an undefined result', '[]'],
    ['an empty object', '{}'],
    ['two results', JSON.stringify([{ result: { ripe: { status: 'pass', evidence: ['ripe'] } } }, { result: {} }])],
    ['a list for its rules', '[{"result":[]}]'],
    ['true for its rules', '[{"result":true}]'],
    ['null for its rules', '[{"result":null}]'],
    ['no result', '[{}]'],
    ['null', 'null'],
    ['nothing', ''],
    ['half an answer', '[{"result":{"ripe":{"status":"pass"'],
  ])('the malformed answer of a foreign policy is an error: %s', (_, answer) => {
    expect(says(answer)).toEqual({ status: 'error', detail: expect.any(String) });
  });

  test('a policy that traps gives an error for each of its rules', () => {
    const verdicts = openDoor(instanceOf(stubModule('trap')), [rule('cluster.ripe'), rule('cluster.sweet'), rule('key.ripe')])(
      apple,
    );
    expect(verdicts.map(({ rule, outcome }) => [rule, outcome])).toEqual([
      ['cluster.ripe', { status: 'error', detail: 'the policy broke on this subject: unreachable' }],
      ['cluster.sweet', { status: 'error', detail: 'the policy broke on this subject: unreachable' }],
    ]);
  });

  test('a policy that aborts gives an error with its message', () => {
    const [verdict] = openDoor(instanceOf(stubModule({ abort: 'kiwi.rego:7: object keys conflict' })), [rule('cluster.ripe')])(
      apple,
    );
    expect(verdict?.outcome).toEqual({
      status: 'error',
      detail: 'the policy broke on this subject: kiwi.rego:7: object keys conflict',
    });
  });

  test('a policy without an entrypoint for the subject gives an error', () => {
    const [verdict] = openDoor(instanceOf(stubModule({ answer: '[]' }, ['key'])), [rule('cluster.ripe')])(apple);
    expect(verdict?.outcome).toEqual({ status: 'error', detail: expect.stringContaining('main/cluster') });
  });

  test('WebAssembly that is not a policy gives an error', () => {
    const nothing = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    expect(openDoor(instanceOf(nothing), [rule('cluster.ripe')])(apple)[0]?.outcome).toMatchObject({ status: 'error' });
  });
});

import { describe, expect, test } from 'vitest';
import { parameterValues } from '../../src/evaluate/catalogue.ts';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import { loadPolicy, type Policy } from '../../src/evaluate/policy.ts';
import { byCodePoint } from '../../src/input/code-point.ts';
import type { Subject } from '../../src/subjects/schema.ts';
import {
  ARN,
  awsKey,
  clusterOf,
  config,
  denied,
  listed,
  onKey,
  onLegacyKey,
  orchard,
  registration,
  take,
} from '../subjects/build.ts';
import { rule, stubModule } from './stub-policy.ts';

const policy = loadPolicy();
const parameters = parameterValues(policy.catalogue, {}) as Subject['parameters'];
const stub = (...ids: string[]): Policy => ({
  module: stubModule({ answer: '[{"result":{}}]' }),
  catalogue: {
    schema_version: '1.0',
    opa_version: '0',
    policy_wasm_sha256: '',
    rules: ids.map((id) => rule(id)),
    frameworks: [],
  },
  digest: 'sha256:0',
});

const of = orchard(
  [
    ...Array.from({ length: 30 }, (_, index) => onKey(`lkc-${index}`, `cck-${index % 20}`)),
    onLegacyKey('lkc-legacy', ARN),
    onKey('lkc-riddle', 'cck-nowhere', { region: denied }),
  ],
  {
    keys: listed(...Array.from({ length: 20 }, (_, index) => registration(`cck-${index}`, index % 2 ? {} : { kms: denied }))),
    kms: { [ARN]: awsKey() },
  },
);
const { subjects } = take(of, config(), { parameters });
const withIds = (...ids: string[]) => ids.map((id): Subject => ({ ...clusterOf(of, 'lkc-1'), id }));

test('each subject has one verdict by each rule of its type', async () => {
  const expected = subjects.flatMap(({ type, id }) =>
    policy.catalogue.rules.filter(({ subject_type }) => subject_type === type).map((listed) => `${listed.id} ${id}`),
  );
  const given = (await evaluate(policy, subjects)).map(({ rule, subject }) => `${rule} ${subject.id}`);
  expect(given.toSorted()).toEqual(expected.toSorted());
});

test('the number of threads and the order of subjects change nothing', async () => {
  const one = JSON.stringify(await evaluate(policy, subjects, 1));
  for (const [order, workers] of [
    [subjects, 4],
    [subjects.toReversed(), 1],
  ] as const) {
    expect(JSON.stringify(await evaluate(policy, order, workers))).toBe(one);
  }
});

test('more threads than subjects are no trouble', async () => {
  const few = subjects.slice(0, 2);
  expect(await evaluate(policy, few, 8)).toEqual(await evaluate(policy, few, 1));
});

test('without subjects there are no verdicts', async () => {
  expect(await evaluate(policy, [], 4)).toEqual([]);
});

describe('verdicts are sorted by code point', () => {
  const order = async (rules: string[], ids: string[], workers: number) =>
    (await evaluate(stub(...rules), withIds(...ids), workers)).map(({ rule, subject }) => `${rule} ${subject.id}`);

  test.each([1, 2])('by rule, then by subject, in %i threads', async (workers) => {
    expect(await order(['cluster.sweet', 'cluster.ripe'], ['lkc-b', 'lkc-B', 'lkc-a', 'lkc-10', 'lkc-9'], workers)).toEqual(
      ['cluster.ripe', 'cluster.sweet'].flatMap((id) =>
        ['lkc-10', 'lkc-9', 'lkc-B', 'lkc-a', 'lkc-b'].map((name) => `${id} ${name}`),
      ),
    );
  });

  test('which puts characters beyond the first plane after those of it', async () => {
    expect(await order(['cluster.ripe'], ['\u{1F34E}', '\uFF21', '\u{1F34F}', 'ä', 'z'], 1)).toEqual(
      ['z', 'ä', '\uFF21', '\u{1F34E}', '\u{1F34F}'].map((id) => `cluster.ripe ${id}`),
    );
  });
});

test('a policy that traps in a thread gives the errors that it gives without one', async () => {
  const broken = { ...stub('cluster.ripe'), module: stubModule('trap') };
  const ids = withIds('lkc-apple', 'lkc-pear');
  const verdicts = await evaluate(broken, ids, 2);
  expect(verdicts.map(({ outcome }) => outcome.status)).toEqual(['error', 'error']);
  expect(verdicts).toEqual(await evaluate(broken, ids, 1));
});

test('texts are compared as lists of code points', () => {
  const points = (text: string) => [...text].map((character) => character.codePointAt(0) ?? 0);
  const less = (a: number[], b: number[]) => {
    const index = a.findIndex((point, place) => point !== b[place]);
    return index === -1 ? a.length - b.length : b[index] === undefined ? 1 : (a[index] ?? 0) - b[index];
  };
  const texts = ['', 'a', 'A', 'aa', 'a\u{1F34E}', 'a\uFFFD', '\uFFFF', '\u{10000}', '\u{10FFFF}', '\uD7FF', '\uE000', '\u0000'];
  for (const a of texts) {
    for (const b of texts) expect([a, b, Math.sign(byCodePoint(a, b))]).toEqual([a, b, Math.sign(less(points(a), points(b)))]);
  }
});

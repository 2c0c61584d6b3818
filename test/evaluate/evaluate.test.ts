import { expect, test } from 'vitest';
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
import { verdictsOn } from './verdicts.ts';

const policy = loadPolicy();
const parameters = parameterValues(policy.catalogue, {}) as Subject['parameters'];
const stub = (...ids: string[]): Policy => ({
  module: stubModule({ answer: '[{"result":{}}]' }),
  catalogue: {
    schema_version: '1.0',
    opa_version: '0',
    policy_wasm_sha256: '',
    rules: ids.map((id) => rule(id)),
    checklists: [],
    frameworks: [],
  },
  digest: 'sha256:0',
});

const of = orchard(
  [
    ...Array.from({ length: 30 }, (_, index) => onKey(`lkc-${index}`, `cck-${index % 20}`)),
    onLegacyKey('lkc-legacy', ARN),
    onKey('lkc-unlisted', 'cck-nowhere', { region: denied }),
  ],
  {
    keys: listed(...Array.from({ length: 20 }, (_, index) => registration(`cck-${index}`, index % 2 ? {} : { kms: denied }))),
    kms: { [ARN]: awsKey() },
  },
);
const { subjects } = take(of, config(), { parameters });
const cluster = clusterOf(of, 'lkc-1');
const withIds = (...ids: string[]) => ids.map((id): Subject => ({ ...cluster, id }));

test('each subject has one verdict from each rule of its type', async () => {
  const expected = subjects.flatMap(({ type, id }) =>
    policy.catalogue.rules.filter(({ subject_type }) => subject_type === type).map((listed) => `${listed.id} ${id}`),
  );
  const given = (await verdictsOn(policy, subjects)).map(({ rule, subject }) => `${rule} ${subject.id}`);
  expect(given.toSorted()).toEqual(expected.toSorted());
});

test('the number of threads and the order of subjects do not change the verdicts', async () => {
  const one = JSON.stringify(await verdictsOn(policy, subjects, 1));
  for (const [order, workers] of [
    [subjects, 4],
    [subjects.toReversed(), 1],
  ] as const) {
    expect(JSON.stringify(await verdictsOn(policy, order, workers))).toBe(one);
  }
});

test('there may be more threads than subjects', async () => {
  const few = subjects.slice(0, 2);
  expect(await verdictsOn(policy, few, 8)).toEqual(await verdictsOn(policy, few, 1));
});

test('without subjects there are no verdicts', async () => {
  expect(await verdictsOn(policy, [], 4)).toEqual([]);
});

test('subjects are returned in their order, each with its verdicts, in one thread or several', async () => {
  const ids = Array.from({ length: 450 }, (_, index) => `lkc-${(index * 7) % 450}`);
  for (const workers of [1, 3]) {
    const order: string[] = [];
    for await (const { subject, verdicts } of evaluate(stub('cluster.ripe'), withIds(...ids), workers)) {
      expect(verdicts.map((verdict) => [verdict.rule, verdict.subject.id])).toEqual([['cluster.ripe', subject.id]]);
      order.push(subject.id);
    }
    expect(order).toEqual(ids);
  }
});

test.each([1, 2])('subjects are read only as they are needed, with %i threads', async (workers) => {
  let taken = 0;
  function* endless(): Generator<Subject> {
    for (;;) yield* withIds(`lkc-${taken++}`);
  }
  for await (const { subject } of evaluate(stub('cluster.ripe'), endless(), workers)) {
    if (subject.id === 'lkc-150') break;
  }
  expect(taken).toBeLessThan(1000);
});

test('a subject that cannot be built fails the evaluation', async () => {
  function* torn(): Generator<Subject> {
    yield* withIds('lkc-apple');
    throw new Error('the tree fell');
  }
  for (const workers of [1, 2]) await expect(verdictsOn(policy, torn(), workers)).rejects.toThrow('the tree fell');
});

test('a policy that traps in a thread gives the same errors as without threads', async () => {
  const broken = { ...stub('cluster.ripe'), module: stubModule('trap') };
  const ids = withIds('lkc-apple', 'lkc-pear');
  const verdicts = await verdictsOn(broken, ids, 2);
  expect(verdicts.map(({ outcome }) => outcome.status)).toEqual(['error', 'error']);
  expect(verdicts).toEqual(await verdictsOn(broken, ids, 1));
});

test('texts are compared by code point', () => {
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

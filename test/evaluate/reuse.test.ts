import { expect, test } from 'vitest';
import { parameterValues } from '../../src/evaluate/catalogue.ts';
import { openDoor } from '../../src/evaluate/door.ts';
import { instanceOf } from '../../src/evaluate/instance.ts';
import { loadPolicy, type Policy } from '../../src/evaluate/policy.ts';
import type { Subject } from '../../src/subjects/schema.ts';
import { bothWays, generated } from './both-ways.ts';

const policy = loadPolicy();
const { module, catalogue } = policy;
const parameters = parameterValues(catalogue, {}) as Subject['parameters'];
const known = (value: unknown) => ({ value, source: 'orchard:Inspect', observed_at: '2026-03-01T00:00:00Z' });
/** A cluster of which only the facts of some rules are there. */
const cluster = (over: object = {}) =>
  ({
    type: 'cluster',
    id: 'lkc-apple',
    parameters,
    encryption: known('byok'),
    production: known(true),
    deletion_protection: known(true),
    key: { id: known('cck-apple'), kms_name: known('apple'), expected: known('apple'), as_expected: known(true) },
    ...over,
  }) as unknown as Subject;
const some = (...names: string[]) => catalogue.rules.filter(({ id }) => names.includes(id));
const outcomes = (door: ReturnType<typeof openDoor>, subject: Subject) => door(subject).map(({ outcome }) => outcome);

/** With no more of a fact among what decides the rule than whether it is known. */
const weakened = (rule: Policy['catalogue']['rules'][number], path: string) => {
  if (rule.decides === undefined) throw new Error('nothing decides it');
  const less = <T>(part: Record<string, T>): Record<string, T | 'known'> =>
    Object.hasOwn(part, path) ? { ...part, [path]: 'known' } : part;
  const { always, unknown, pass, fail } = rule.decides;
  const parts = { always: less(always), unknown: less(unknown), pass: less(pass), fail: less(fail) };
  return { ...rule, decides: { ...rule.decides, ...parts } };
};

test('of each rule of the policy it is known what decides, and that all that it reads is among it', () => {
  for (const { id, reads, parameters, decides } of catalogue.rules) {
    const { parameters: named = [], ...parts } = decides ?? {};
    const paths = Object.values(parts).flatMap((part) => Object.keys(part));
    expect([id, reads.filter((path) => !paths.includes(path))]).toEqual([id, []]);
    expect([id, named.filter((name) => !Object.hasOwn(parameters, name))]).toEqual([id, []]);
  }
});

test('generated subjects have the same verdicts, in the same words, whether outcomes are reused or not, and most are reused', () => {
  const { differing, verdicts, reused, saidBefore } = bothWays(policy, generated(policy, 300, 1));
  expect(differing).toEqual([]);
  expect(verdicts).toBeGreaterThan(3000);
  expect(reused).toBeGreaterThan(verdicts / 2);
  expect(saidBefore).toBeGreaterThan(verdicts / 4);
});

test('subjects that differ in names, sources and times alone share their outcomes', () => {
  const door = openDoor(instanceOf(module), some('cluster.deletion_protected', 'cluster.legacy_key'));
  const first = outcomes(door, cluster());
  const other = { ...known(true), source: 'orchard:Other', observed_at: '2026-04-01T00:00:00Z' };
  const second = outcomes(door, cluster({ id: 'lkc-pear', production: other, key: { id: known('cck-pear') } }));
  expect(first.map(({ status }) => status)).toEqual(['pass', 'pass']);
  for (const [index, outcome] of second.entries()) expect(outcome).toBe(first[index]);
});

test('keys that differ in whoever holds them share an outcome while none of the holders is in question', () => {
  const door = openDoor(instanceOf(module), some('key.exclusive_control'));
  const by = (principal: string, whose: string) => ({ principal, whose, may: ['use'], by: principal, why: null, doubt: null });
  const heldBy = (holders: object[], inQuestion: object[]) => ({
    ...Object.fromEntries(['in_use', 'holders_decided', 'holders_known'].map((name) => [name, known(true)])),
    ...{ type: 'key', id: 'cck-apple', parameters, kms: { present: known(true) }, provider: known('aws') },
    ...{ trusted_declared: known(true), holders: known(holders), holders_in_question: known(inQuestion) },
  });
  const [pear, plum] = [by('pear', 'own'), { ...by('plum', 'foreign'), declare: 'plum' }];
  const [first, second, failed] = [heldBy([pear], []), heldBy([by('apple', 'own'), pear], []), heldBy([pear, plum], [plum])].map(
    (document) => outcomes(door, document as unknown as Subject)[0],
  );
  expect(first?.status).toBe('pass');
  expect(second).toBe(first);
  expect(failed).toMatchObject({ status: 'fail', computed: { strangers: ['plum'] } });
});

test('an outcome that hands a value back is not reused for another value', () => {
  const door = openDoor(instanceOf(module), some('cluster.key_as_expected'));
  const key = { id: known('cck-apple'), expected: known('quince'), as_expected: known(false) };
  const named = (name: string) => cluster({ key: { ...key, kms_name: known(name) } });
  const actual = (subject: Subject) => outcomes(door, subject).map((outcome) => 'actual' in outcome && outcome.actual);
  expect(['apple', 'pear', 'apple'].map((name) => actual(named(name)))).toEqual([['apple'], ['pear'], ['apple']]);
});

test('outcomes by other parameters are not reused', () => {
  const door = openDoor(instanceOf(module), some('cluster.byok_required'));
  const by = (byok_required: string) => outcomes(door, cluster({ parameters: { ...parameters, byok_required } }))[0]?.status;
  expect(['production', 'none', 'production', 'all'].map(by)).toEqual(['pass', 'not_applicable', 'pass', 'pass']);
});

test('an outcome that many subjects share cannot be changed', () => {
  const [outcome] = outcomes(openDoor(instanceOf(module), some('cluster.legacy_key')), cluster());
  expect(() => Object.assign(outcome ?? {}, { status: 'fail' })).toThrow(TypeError);
});

test('an absent fact, or one that is no fact, gives the same errors as without reuse', () => {
  const odd = [
    cluster({ deletion_protection: undefined }),
    cluster({ deletion_protection: { value: true } }),
    cluster({ deletion_protection: { ...known(true), unknown: { cause: 'denied', detail: '' } } }),
    cluster({ deletion_protection: known(Number.NaN) }),
    cluster({ parameters: undefined }),
    cluster({ key: null }),
  ];
  const { differing, statuses } = bothWays(policy, [cluster(), ...odd, cluster(), ...odd]);
  expect(differing).toEqual([]);
  expect(statuses).toContain('cluster.deletion_protected error');
});

test.each([
  ['cluster.deletion_protected', 'deletion_protection'],
  ['cluster.key_not_reused', 'key.earlier_clusters'],
  ['key.rotated', 'kms.material_age_days'],
])('the comparison of both ways sees where %s counts too little of %s among what decides', (id, path) => {
  const rules = some(id).map((rule) => weakened(rule, path));
  const subjects = [...generated(policy, 600, 2)].filter(({ type }) => id.startsWith(type));
  const { differing } = bothWays({ module, catalogue: { ...catalogue, rules } }, subjects);
  expect(differing.map(({ rule }) => rule)).toContain(id);
});

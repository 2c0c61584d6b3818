import { expect, test } from 'vitest';
import { parameterValues } from '../../src/evaluate/catalogue.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import { byCodePoint } from '../../src/input/code-point.ts';
import type { Subject } from '../../src/subjects/schema.ts';
import { ARN, awsKey, config, denied, listed, onKey, onLegacyKey, orchard, registration, take } from '../subjects/build.ts';
import { verdictsOn } from './verdicts.ts';

const policy = loadPolicy();
const parameters = parameterValues(policy.catalogue, {}) as Subject['parameters'];
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

test('each subject has one verdict from each rule of its type', () => {
  const expected = subjects.flatMap(({ type, id }) =>
    policy.catalogue.rules.filter(({ subject_type }) => subject_type === type).map((listed) => `${listed.id} ${id}`),
  );
  const given = verdictsOn(policy, subjects).map(({ rule, subject }) => `${rule} ${subject.id}`);
  expect(given.toSorted()).toEqual(expected.toSorted());
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

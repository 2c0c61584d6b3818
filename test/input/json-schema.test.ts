import { describe, expect, test } from 'vitest';
import { compile, withDefinitions } from '../../src/input/json-schema.ts';
import { Report } from '../../src/report/schema.ts';
import { Snapshot } from '../../src/snapshot/schema.ts';
import { ARN, awsKey, azureKey, brokenOff, gcpKey, known, onLegacyKey, orchard, registration } from '../subjects/build.ts';

const basket = orchard([onLegacyKey('lkc-apple', ARN)], {
  keys: brokenOff(registration('cck-apple')),
  kms: { [ARN]: awsKey(), plum: azureKey(), fig: gcpKey() },
});

/** Every document that differs from this one by one value that is missing, or by one that is of another kind. */
function* spoilt(document: unknown): Generator<unknown> {
  if (typeof document !== 'object' || document === null) return;
  for (const [key, value] of Object.entries(document)) {
    const without = Array.isArray(document) ? [...document] : { ...document };
    const set = (changed: unknown) => Object.assign(Array.isArray(without) ? [...without] : { ...without }, { [key]: changed });
    if (!Array.isArray(document)) yield Object.fromEntries(Object.entries(document).filter(([name]) => name !== key));
    yield set(typeof value === 'number' ? 'kiwi' : 7);
    for (const inner of spoilt(value)) yield set(inner);
  }
}

describe.each([
  ['snapshots', Snapshot],
  ['reports', Report],
])('the schema of %s with definitions', (name, schema) => {
  test(`the schema of ${name} is smaller with definitions`, () => {
    expect(JSON.stringify(withDefinitions(schema)).length).toBeLessThan(JSON.stringify(schema).length);
  });
});

test('a schema with definitions accepts and rejects the same data as the one without', () => {
  const [brief, full] = [compile(Snapshot), compile(Snapshot, { explain: 'all' })];
  expect([brief(basket), full(basket)]).toEqual([true, true]);
  let refused = 0;
  for (const document of spoilt(basket)) {
    const [one, other] = [brief(document), full(document)];
    if (one !== other) expect.fail(`they differ on ${JSON.stringify(document)}`);
    if (!one) refused += 1;
  }
  expect(refused).toBeGreaterThan(400);
});

test('a schema without repetition is unchanged', () => {
  const schema = { type: 'object', properties: { apple: { type: 'string' }, pear: { type: 'string' } } };
  expect(withDefinitions(schema)).toEqual(schema);
});

test('a fact is either known or unknown, never both', () => {
  const is = compile(Snapshot);
  const named = (name: unknown) => ({
    ...basket,
    confluent: { ...basket.confluent, organizations: { seen: [{ id: 'org-orchard', name }], end: known(true) } },
  });
  const absence = { unknown: { cause: 'denied', detail: 'the orchard is closed' } };
  expect(is(named(known('Orchard')))).toBe(true);
  expect(is(named(absence))).toBe(true);
  expect(is(named({ ...known('Orchard'), ...absence }))).toBe(false);
  expect(is(named({}))).toBe(false);
});

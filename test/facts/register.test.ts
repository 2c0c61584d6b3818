import { expect, test } from 'vitest';
import { factsIn } from '../../src/facts/declare.ts';
import { callsOf, FACTS, factWords } from '../../src/facts/register.ts';
import { compile } from '../../src/input/json-schema.ts';
import { PERMISSIONS } from '../../src/permissions.ts';
import { SUBJECT_SCHEMAS, SUBJECT_TYPES } from '../../src/subjects/schema.ts';

type Schema = { properties?: Record<string, Schema>; anyOf?: Schema[] };

/** Paths of all facts in a subject's schema, whether declared or not: a fact is a value or an unknown. */
function pathsIn({ properties = {} }: Schema, above: readonly string[] = []): string[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const path = [...above, name];
    const isFact = schema.anyOf?.some((branch) => branch.properties?.unknown !== undefined) ?? false;
    return isFact ? [path.join('.')] : pathsIn(schema, path);
  });
}

const known = new Set([...PERMISSIONS.values()].flat().flatMap(({ calls }) => calls));
/** What the configuration alone gives. */
const WITHOUT_CALL = new Set(['key.expected', 'trusted_declared']);

test.each(SUBJECT_TYPES)('the register declares exactly the facts of a document of type %s', (type) => {
  const inDocument = pathsIn(SUBJECT_SCHEMAS[type] as Schema).sort();
  expect([...FACTS[type].keys()].sort()).toEqual(inDocument);
  expect(
    factsIn(SUBJECT_SCHEMAS[type])
      .map(({ path }) => path)
      .sort(),
  ).toEqual(inDocument);
});

test.each(SUBJECT_TYPES)('every fact of type %s rests on calls that have a permission', (type) => {
  const facts = [...FACTS[type].values()];
  expect(facts.filter(({ calls, path }) => (calls.length === 0) !== WITHOUT_CALL.has(path)).map(({ path }) => path)).toEqual([]);
  expect(facts.flatMap(({ calls }) => calls).filter((call) => !known.has(call))).toEqual([]);
});

test.each(SUBJECT_TYPES)('no two facts of type %s have the same description', (type) => {
  const words = [...FACTS[type].values()].map((fact) => fact.words);
  expect(words.filter((one, index) => words.indexOf(one) !== index)).toEqual([]);
});

test.each(SUBJECT_TYPES)('every fact of type %s has different examples, which match its type', (type) => {
  const wrong = [...FACTS[type].values()].filter(({ examples, elsewhere, value }) => {
    const fits = compile(value);
    const all = [...examples, ...Object.values(elsewhere)];
    const texts = examples.map((example) => JSON.stringify(example));
    return examples.length === 0 || new Set(texts).size < texts.length || !all.every((example) => fits(example));
  });
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test('a fact rests on the calls of everything that it is derived from', () => {
  expect(callsOf('key', ['kms.rotation_enabled', 'kms.manager', 'id'])).toEqual([
    'aws:kms:DescribeKey',
    'aws:kms:GetKeyRotationStatus',
    'azure:arm:GetKey',
    'azure:keyvault:GetKeyRotationPolicy',
    'gcp:kms:GetCryptoKey',
  ]);
});

test('a sentence names a fact by its description, else by the last part of its name, and anything else by its name', () => {
  expect(factWords('key', 'in_use')).toBe('whether the key is in use');
  expect(factWords('key', 'kms.key_type')).toBe('key type');
  expect(factWords('cluster', 'key.region')).toBe('the region of the key');
  expect(factWords('cluster', 'fruit.skin_color')).toBe('fruit skin color');
});

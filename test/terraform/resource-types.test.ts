import { expect, test } from 'vitest';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import { isDeclaredPlace, isResourceType, knownOf, RESOURCE_TYPES } from '../../src/terraform/resource-types.ts';
import { type BlockSpec, RESOURCES } from '../contract/commands/tables.ts';

const { catalogue } = await loadPolicy();
const named = catalogue.rules.flatMap(({ declared_in = [] }) => declared_in);

/** Whether the provider's own schema has an attribute or a block at the path. */
function has({ attrs = {}, blocks = {} }: BlockSpec, [first = '', ...rest]: readonly string[]): boolean {
  // what every resource has is not in the table of each
  if (rest.length === 0) return first === 'id' || Object.hasOwn(attrs, first) || Object.hasOwn(blocks, first);
  const inner = blocks[first];
  return inner !== undefined && has(inner, rest);
}

test.each(Object.keys(RESOURCE_TYPES).filter(isResourceType))('the provider has every attribute that is listed of %s', (type) => {
  const schema = RESOURCES[`resource ${type}`];
  if (schema === undefined) throw new Error(`the vendors' tables have no ${type}`);
  const { places, ids, links } = knownOf(type);
  expect([...places, ...ids, ...links].filter((path) => !has(schema, path.split('.')))).toEqual([]);
});

test('every place that a rule names is known, and every attribute that is known is named by a rule', () => {
  expect(named.filter((name) => !isDeclaredPlace(name))).toEqual([]);
  const known = Object.entries(RESOURCE_TYPES).flatMap(([type, { places }]) => places.map((path) => `${type}.${path}`));
  expect(known.filter((name) => !named.includes(name))).toEqual([]);
});

test('a name of the prototype is no type of resource', () => {
  expect(isDeclaredPlace('toString')).toBe(false);
  expect(isDeclaredPlace('aws_kms_key.constructor')).toBe(false);
});

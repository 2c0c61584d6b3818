import { expect, test } from 'vitest';
import { placeOf } from '../../src/report/place.ts';
import type { DeclaringBlock, Place } from '../../src/report/schema.ts';

const region = (line: number) => ({ start_line: line, start_column: 1, end_line: line, end_column: 30 });
const at = (uri: string, line: number): Place => ({ uri, ...region(line), source: 'terraform' });
const block = (type: string, line: number, attributes: Record<string, number> = {}): DeclaringBlock => ({
  address: `${type}.plum`,
  type,
  uri: 'main.tf',
  ...region(line),
  attributes: Object.fromEntries(Object.entries(attributes).map(([path, at]) => [path, region(at)])),
});

const registration = block('confluent_byok_key', 1, { 'aws.key_arn': 3 });
const key = block('aws_kms_key', 10, { enable_key_rotation: 12 });
const plum = { location: at('main.tf', 1), blocks: [registration, key], inventory: null };
const rotated = [
  'aws_kms_key.rotation_period_in_days',
  'aws_kms_key.enable_key_rotation',
  'google_kms_crypto_key.rotation_period',
];

test('a finding belongs on the attribute that mends it, and the other blocks of its subject are related', () => {
  expect(placeOf({ declared_in: rotated }, plum)).toEqual({
    location: at('main.tf', 12),
    related: [{ location: { uri: 'main.tf', ...region(1) }, label: 'confluent_byok_key.plum' }],
  });
});

test('the first attribute that the rule names and the block has counts', () => {
  const both = block('aws_kms_key', 10, { enable_key_rotation: 12, rotation_period_in_days: 13 });
  expect(placeOf({ declared_in: rotated }, { ...plum, blocks: [registration, both] }).location).toEqual(at('main.tf', 13));
});

test('where the attribute is absent, the finding belongs on the header of the block in which it would stand', () => {
  const bare = block('aws_kms_key', 10);
  expect(placeOf({ declared_in: rotated }, { ...plum, blocks: [registration, bare] }).location).toEqual(at('main.tf', 10));
});

test('a type that the rule names first is chosen before one that has the attribute', () => {
  const names = ['aws_kms_key_policy.policy', 'aws_kms_key.policy'];
  const blocks = [block('aws_kms_key', 10, { policy: 11 }), block('aws_kms_key_policy', 20)];
  expect(placeOf({ declared_in: names }, { ...plum, blocks }).location).toEqual(at('main.tf', 20));
});

test('without a block of the types that the rule names, the finding belongs where the subject is declared', () => {
  expect(placeOf({ declared_in: ['azurerm_key_vault.network_acls'] }, plum)).toEqual({
    location: at('main.tf', 1),
    related: [{ location: { uri: 'main.tf', ...region(10) }, label: 'aws_kms_key.plum' }],
  });
  expect(placeOf({ declared_in: [] }, plum).location).toEqual(at('main.tf', 1));
});

test('the line of the inventory is related, unless it is the place itself', () => {
  const inventory = { uri: 'clusters.yaml', ...region(4) };
  expect(placeOf({ declared_in: [] }, { ...plum, inventory }).related).toContainEqual({
    location: inventory,
    label: 'inventory',
  });
  const only: Place = { ...inventory, source: 'inventory' };
  expect(placeOf({ declared_in: rotated }, { location: only, blocks: [], inventory })).toEqual({ location: only, related: [] });
});

test('a subject that no file declares has no place', () => {
  expect(placeOf({ declared_in: rotated }, { location: null, blocks: [], inventory: null })).toEqual({
    location: null,
    related: [],
  });
});

import { expect, test } from 'vitest';
import { type Mended, placeOf } from '../../src/report/place.ts';
import type { DeclaringBlock, Place } from '../../src/report/schema.ts';

const region = (line: number) => ({ start_line: line, start_column: 1, end_line: line, end_column: 30 });
const at = (uri: string, line: number): Place => ({ uri, ...region(line), source: 'terraform' });
const block = (type: string, line: number, attributes: Record<string, number> = {}): DeclaringBlock => ({
  address: `${type}.plum`,
  type,
  uri: 'main.tf',
  ...region(line),
  other_region: false,
  attributes: Object.fromEntries(Object.entries(attributes).map(([path, at]) => [path, region(at)])),
});

const mendedIn = (declared_in: string[]): Mended => ({ declared_in, every_region: false });

const registration = block('confluent_byok_key', 1, { 'aws.key_arn': 3 });
const key = block('aws_kms_key', 10, { enable_key_rotation: 12 });
const plum = { location: at('main.tf', 1), blocks: [registration, key], inventory: null };
const rotated = [
  'aws_kms_key.rotation_period_in_days',
  'aws_kms_key.enable_key_rotation',
  'google_kms_crypto_key.rotation_period',
];

test('a finding belongs on the attribute that mends it, and the other blocks of its subject are related', () => {
  expect(placeOf(mendedIn(rotated), plum)).toEqual({
    location: at('main.tf', 12),
    related: [{ location: { uri: 'main.tf', ...region(1) }, label: 'confluent_byok_key.plum' }],
  });
});

test('the first attribute that the rule names and the block has counts', () => {
  const both = block('aws_kms_key', 10, { enable_key_rotation: 12, rotation_period_in_days: 13 });
  expect(placeOf(mendedIn(rotated), { ...plum, blocks: [registration, both] }).location).toEqual(at('main.tf', 13));
});

test('where the attribute is absent, the finding belongs on the header of the block in which it would stand', () => {
  const bare = block('aws_kms_key', 10);
  expect(placeOf(mendedIn(rotated), { ...plum, blocks: [registration, bare] }).location).toEqual(at('main.tf', 10));
});

test('a type that the rule names first is chosen before one that has the attribute', () => {
  const names = ['aws_kms_key_policy.policy', 'aws_kms_key.policy'];
  const blocks = [block('aws_kms_key', 10, { policy: 11 }), block('aws_kms_key_policy', 20)];
  expect(placeOf(mendedIn(names), { ...plum, blocks }).location).toEqual(at('main.tf', 20));
});

test('without a block of the types that the rule names, the finding belongs where the subject is declared', () => {
  expect(placeOf(mendedIn(['azurerm_key_vault.network_acls']), plum)).toEqual({
    location: at('main.tf', 1),
    related: [{ location: { uri: 'main.tf', ...region(10) }, label: 'aws_kms_key.plum' }],
  });
  expect(placeOf(mendedIn([]), plum).location).toEqual(at('main.tf', 1));
});

test('the line of the inventory is related, unless it is the place itself', () => {
  const inventory = { uri: 'clusters.yaml', ...region(4) };
  expect(placeOf(mendedIn([]), { ...plum, inventory }).related).toContainEqual({
    location: inventory,
    label: 'inventory',
  });
  const only: Place = { ...inventory, source: 'inventory' };
  expect(placeOf(mendedIn(rotated), { location: only, blocks: [], inventory })).toEqual({ location: only, related: [] });
});

test('a subject that no file declares has no place', () => {
  expect(placeOf(mendedIn(rotated), { location: null, blocks: [], inventory: null })).toEqual({
    location: null,
    related: [],
  });
});

const primary = block('aws_kms_key', 10, { is_enabled: 11, policy: 12, enable_key_rotation: 13 });
const replica = block('aws_kms_replica_key', 20, { region: 21, enabled: 22 });
const inRegion = (...blocks: DeclaringBlock[]) => ({ ...plum, blocks });
const elsewhere = (block: DeclaringBlock): DeclaringBlock => ({ ...block, other_region: true });

test('a rule about a multi-Region key in its Region is mended at the block of that Region', () => {
  const enabled = mendedIn(['aws_kms_key.is_enabled', 'aws_kms_replica_key.enabled']);
  const ofReplica = placeOf(enabled, inRegion(elsewhere(primary), replica));
  expect(ofReplica.location).toEqual(at('main.tf', 22));
  expect(ofReplica.related.map(({ label }) => label)).toEqual(['aws_kms_key.plum']);
  expect(placeOf(enabled, inRegion(primary, elsewhere(replica))).location).toEqual(at('main.tf', 11));
  // of two blocks of one type only one has the Region
  expect(placeOf(enabled, inRegion(elsewhere(block('aws_kms_replica_key', 30, { enabled: 31 })), replica)).location).toEqual(
    at('main.tf', 22),
  );
});

test('a rule about a key in its Region stays at the header of its block, where another Region has the attribute', () => {
  const policies = mendedIn(['aws_kms_key_policy.policy', 'aws_kms_key.policy', 'aws_kms_replica_key.policy']);
  expect(placeOf(policies, inRegion(elsewhere(primary), replica)).location).toEqual(at('main.tf', 20));
  const policy = block('aws_kms_key_policy', 40, { policy: 41 });
  expect(placeOf(policies, inRegion(elsewhere(primary), replica, policy)).location).toEqual(at('main.tf', 41));
});

test('the block of another Region counts where no block of the Region of the key has a type that the rule names', () => {
  const names = ['aws_kms_key.policy', 'aws_kms_replica_key.policy'];
  expect(placeOf(mendedIn(names), inRegion(registration, elsewhere(primary))).location).toEqual(at('main.tf', 12));
  expect(placeOf(mendedIn(['aws_kms_key.policy']), inRegion(elsewhere(primary), replica)).location).toEqual(at('main.tf', 12));
});

test('a rule about a multi-Region key as a whole is mended where it names first, in whichever Region', () => {
  const whole = (...declared_in: string[]): Mended => ({ declared_in, every_region: true });
  const rotation = whole(...rotated, 'aws_kms_replica_key');
  expect(placeOf(rotation, inRegion(elsewhere(primary), replica)).location).toEqual(at('main.tf', 13));
  const residency = whole('aws_kms_replica_key.region', 'aws_kms_key.multi_region');
  expect(placeOf(residency, inRegion(primary, elsewhere(replica))).location).toEqual(at('main.tf', 21));
});

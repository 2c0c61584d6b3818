import { expect, test } from 'vitest';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import { key, locatingIn } from './located.ts';

const MRK = 'mrk-1234abcd12ab34cd56ef1234567890ab';
const arn = (region: string, id: string): string => `arn:aws:kms:${region}:000000000000:key/${id}`;
const UUID = '12345678-0000-4000-8000-0000000000ab';
const instance = (type: string, name: string, attributes: object) => ({
  mode: 'managed',
  type,
  name,
  instances: [{ attributes }],
});
const stateWith = (...resources: object[]): string => JSON.stringify({ version: 4, resources });
const registration = (name: string, of: string): string =>
  `resource "confluent_byok_key" "${name}" {\n  aws {\n    key_arn = ${of}.arn\n  }\n}\n`;

test('the primary and the replica of a multi-Region key are both blocks of it, each from the other by its Region', async () => {
  const { locate } = await locatingIn({
    'main.tf':
      'resource "aws_kms_key" "primary" {}\nresource "aws_kms_replica_key" "west" {}\nresource "aws_kms_replica_key" "south" {}\n',
    'terraform.tfstate': stateWith(
      instance('aws_kms_key', 'primary', { arn: arn('eu-west-1', MRK) }),
      instance('aws_kms_replica_key', 'west', { arn: arn('us-west-2', MRK) }),
      instance('aws_kms_replica_key', 'south', { arn: arn('af-south-1', MRK) }),
    ),
  });
  const addresses = (region: string) => locate(key('cck-plum', arn(region, MRK))).blocks.map(({ address }) => address);
  expect(addresses('us-west-2')).toEqual(['aws_kms_key.primary', 'aws_kms_replica_key.west']);
  expect(addresses('af-south-1')).toEqual(['aws_kms_key.primary', 'aws_kms_replica_key.south']);
  // which of two replicas a third Region means, nobody can say
  expect(addresses('ap-east-1')).toEqual(['aws_kms_key.primary']);
});

test('a replica without a registration is declared where its own block is, else where its primary is', async () => {
  const { locate } = await locatingIn({
    'main.tf': 'resource "aws_kms_key" "primary" {}\n\nresource "aws_kms_replica_key" "west" {}\n',
    'terraform.tfstate': stateWith(
      instance('aws_kms_key', 'primary', { arn: arn('eu-west-1', MRK) }),
      instance('aws_kms_replica_key', 'west', { arn: arn('us-west-2', MRK) }),
    ),
  });
  const lineOf = (region: string) => locate(key('cck-plum', arn(region, MRK))).location?.start_line;
  expect([lineOf('us-west-2'), lineOf('eu-west-1'), lineOf('ap-east-1')]).toEqual([3, 1, 1]);
});

test('a registration of a multi-Region key is that of its own Region', async () => {
  const [eu, west] = [arn('eu-west-1', MRK), arn('us-west-2', MRK)];
  const literal = (name: string, of: string): string => registration(name, '').replace('.arn', JSON.stringify(of));
  const named = await locatingIn({ 'main.tf': literal('eu', eu) });
  expect(named.locate(key('cck-eu', eu)).blocks.map(({ address }) => address)).toEqual(['confluent_byok_key.eu']);
  expect(named.locate(key('cck-west', west))).toMatchObject({ location: { source: 'configuration' }, blocks: [] });
  const keys = 'resource "aws_kms_key" "primary" {}\nresource "aws_kms_replica_key" "west" {}\n';
  const state = stateWith(
    instance('aws_kms_key', 'primary', { arn: eu }),
    instance('aws_kms_replica_key', 'west', { arn: west }),
  );
  const one = await locatingIn({
    'main.tf': `${keys}${registration('eu', 'aws_kms_key.primary')}`,
    'terraform.tfstate': state,
  });
  expect(one.locate(key('cck-eu', eu)).blocks[0]?.address).toBe('confluent_byok_key.eu');
  expect(one.locate(key('cck-west', west)).blocks.map(({ address }) => address)).toEqual([
    'aws_kms_key.primary',
    'aws_kms_replica_key.west',
  ]);
  const both = await locatingIn({
    'main.tf': `${keys}${registration('eu', 'aws_kms_key.primary')}${registration('west', 'aws_kms_replica_key.west')}`,
    'terraform.tfstate': state,
  });
  expect(both.locate(key('cck-eu', eu)).blocks[0]?.address).toBe('confluent_byok_key.eu');
  expect(both.locate(key('cck-west', west)).blocks[0]?.address).toBe('confluent_byok_key.west');
});

const { catalogue } = await loadPolicy();
/** The files of a primary in eu-west-1 and its replica in us-west-2, with what else is declared and stated. */
const inTwoRegions = (main = '', ...stated: object[]) => ({
  'primary.tf': `resource "aws_kms_key" "primary" {
  is_enabled          = true
  enable_key_rotation = true
  key_usage           = "ENCRYPT_DECRYPT"
  policy              = "{}"
}
`,
  'replica.tf': `resource "aws_kms_replica_key" "west" {
  region  = "us-west-2"
  enabled = true
  policy  = "{}"
}
`,
  'main.tf': main,
  'terraform.tfstate': stateWith(
    instance('aws_kms_key', 'primary', { arn: arn('eu-west-1', MRK) }),
    instance('aws_kms_replica_key', 'west', { arn: arn('us-west-2', MRK) }),
    ...stated,
  ),
});
/** Where a failure of a rule is placed, on the key in each of the Regions: the file and the line. */
async function placesOf(rule: string, files: Record<string, string>, regions = ['eu-west-1', 'us-west-2']): Promise<string[]> {
  const { placed } = await locatingIn(files);
  const { declared_in, every_region } = catalogue.rules.find(({ id }) => id === rule) ?? {};
  return regions.map((region) => {
    const { location } = placed(key(`cck-${region}`, arn(region, MRK)), declared_in, every_region);
    return `${location?.uri}:${location?.start_line}`;
  });
}

test.each([
  ['key.enabled', 'primary.tf:2', 'replica.tf:3'],
  ['key.present', 'primary.tf:1', 'replica.tf:1'],
  ['key.not_pending_deletion', 'primary.tf:1', 'replica.tf:1'],
  ['key.access_granted', 'primary.tf:5', 'replica.tf:4'],
  ['key.exclusive_control', 'primary.tf:5', 'replica.tf:4'],
  ['key.least_privilege', 'primary.tf:5', 'replica.tf:4'],
  ['key.not_public', 'primary.tf:5', 'replica.tf:4'],
  ['key.rotated', 'primary.tf:3', 'primary.tf:3'],
  ['key.spec_supported', 'primary.tf:4', 'primary.tf:4'],
  ['key.residency', 'replica.tf:2', 'replica.tf:2'],
])('a failure of %s on a multi-Region key is placed at %s for the primary, at %s for the replica', async (rule, ...places) => {
  expect(await placesOf(rule, inTwoRegions())).toEqual(places);
});

test('the origin of the material is that of the whole multi-Region key', async () => {
  const external = {
    'primary.tf': 'resource "aws_kms_external_key" "primary" {}\n',
    'replica.tf': 'resource "aws_kms_replica_external_key" "west" {\n  valid_to = "2027-01-01T00:00:00Z"\n}\n',
    'terraform.tfstate': stateWith(
      instance('aws_kms_external_key', 'primary', { arn: arn('eu-west-1', MRK) }),
      instance('aws_kms_replica_external_key', 'west', { arn: arn('us-west-2', MRK) }),
    ),
  };
  expect(await placesOf('key.material_generated', external)).toEqual(['primary.tf:1', 'primary.tf:1']);
  // each Region has its own copy, which expires on its own
  expect(await placesOf('key.expiry_ahead', external)).toEqual(['primary.tf:1', 'replica.tf:2']);
});

test('a Region of which no block is there is placed at the primary', async () => {
  expect(await placesOf('key.enabled', inTwoRegions(), ['ap-east-1'])).toEqual(['primary.tf:2']);
});

const policyOf = (of: string): string => `resource "aws_kms_key_policy" "p" {\n  key_id = ${of}.key_id\n  policy = "{}"\n}\n`;
const policy = instance('aws_kms_key_policy', 'p', { key_id: MRK });

test.each([
  ['that of the primary, by its reference', 'aws_kms_key.primary', ['main.tf:3', 'replica.tf:4']],
  ['that of the replica, by its reference', 'aws_kms_replica_key.west', ['primary.tf:5', 'main.tf:3']],
  ['that of neither, where it refers to no block', 'local', ['primary.tf:5', 'replica.tf:4']],
])('a key policy, of which a state does not tell the Region, is %s', async (_, of, places) => {
  expect(await placesOf('key.access_granted', inTwoRegions(policyOf(of), policy))).toEqual(places);
});

test('a policy by the id of a multi-Region key is its own, where no other Region has a block', async () => {
  const files = {
    'main.tf': `resource "aws_kms_key" "primary" {\n  policy = "{}"\n}\n${policyOf('local')}`,
    'terraform.tfstate': stateWith(instance('aws_kms_key', 'primary', { arn: arn('eu-west-1', MRK) }), policy),
  };
  expect(await placesOf('key.access_granted', files, ['eu-west-1'])).toEqual(['main.tf:6']);
});

test('a registration refers to its own replica, although an import by the id names the primary alone', async () => {
  const files = {
    'main.tf': `import {\n  to = aws_kms_key.primary\n  id = "${MRK}"\n}\nresource "aws_kms_key" "primary" {}\n`,
    'west.tf': `resource "aws_kms_replica_key" "west" {}\n${registration('west', 'aws_kms_replica_key.west')}`,
    'terraform.tfstate': stateWith(instance('confluent_byok_key', 'west', { id: 'cck-us-west-2' })),
  };
  expect(await placesOf('key.present', files, ['us-west-2'])).toEqual(['west.tf:1']);
});

test('which blocks may be of another Region is said in the report, and only of those', async () => {
  const { locate } = await locatingIn(inTwoRegions());
  const { blocks } = locate(key('cck-west', arn('us-west-2', MRK)));
  expect(blocks.map(({ type, other_region }) => [type, other_region])).toEqual([
    ['aws_kms_key', true],
    ['aws_kms_replica_key', false],
  ]);
});

test('a registration is found by its reference to the KMS key that a state knows', async () => {
  const { locate } = await locatingIn({
    'main.tf': `${registration('plum', 'aws_kms_key.plum')}resource "aws_kms_key" "plum" {}\n`,
    'terraform.tfstate': stateWith(instance('aws_kms_key', 'plum', { arn: arn('eu-west-1', UUID) })),
  });
  expect(locate(key('cck-plum', arn('eu-west-1', UUID)))).toMatchObject({
    location: { uri: 'main.tf', start_line: 1 },
    blocks: [{ address: 'confluent_byok_key.plum' }, { address: 'aws_kms_key.plum' }],
  });
});

test('of two registrations that refer to one KMS key neither is taken', async () => {
  const { locate } = await locatingIn({
    'main.tf': `${registration('a', 'aws_kms_key.plum')}${registration('b', 'aws_kms_key.plum')}resource "aws_kms_key" "plum" {}\n`,
    'terraform.tfstate': stateWith(instance('aws_kms_key', 'plum', { arn: arn('eu-west-1', UUID) })),
  });
  expect(locate(key('cck-plum', arn('eu-west-1', UUID))).blocks.map(({ address }) => address)).toEqual(['aws_kms_key.plum']);
});

test('a key that a state names stays, where the sources refer to another by now', async () => {
  const { locate } = await locatingIn({
    'main.tf': `${registration('plum', 'aws_kms_key.new')}resource "aws_kms_key" "new" {}\nresource "aws_kms_key" "old" {}\n`,
    'terraform.tfstate': stateWith(
      instance('confluent_byok_key', 'plum', { id: 'cck-plum' }),
      instance('aws_kms_key', 'old', { arn: arn('eu-west-1', UUID) }),
    ),
  });
  expect(locate(key('cck-plum', arn('eu-west-1', UUID))).blocks.map(({ address }) => address)).toEqual([
    'confluent_byok_key.plum',
    'aws_kms_key.old',
  ]);
});

const GCP = 'projects/orchard/locations/europe-west1/keyRings/basket/cryptoKeys/fig';
test.each([
  [
    'an AWS key policy by the id of the key',
    arn('eu-west-1', UUID),
    `resource "aws_kms_key_policy" "p" {\n  key_id = "${UUID}"\n}\n`,
  ],
  [
    'an AWS key policy by its ARN',
    arn('eu-west-1', UUID),
    `resource "aws_kms_key_policy" "p" {\n  key_id = "${arn('eu-west-1', UUID)}"\n}\n`,
  ],
  ['a Google key policy by its name', GCP, `resource "google_kms_crypto_key_iam_policy" "p" {\n  crypto_key_id = "${GCP}"\n}\n`],
  [
    'an Azure vault by its name',
    'https://kv-stone.vault.azure.net/keys/plum',
    'resource "azurerm_key_vault" "p" {\n  name = "KV-Stone"\n}\n',
  ],
])('%s is a block of the key', async (_, name, main) => {
  const { locate } = await locatingIn({ 'main.tf': main });
  expect(locate(key('cck-plum', name)).blocks.map(({ address }) => address.split('.')[1])).toEqual(['p']);
  expect(locate(key('cck-pear', name.replace(/(plum|fig|ab|stone.*)$/, 'cd'))).blocks).toEqual([]);
});

test('neither a vault nor a policy is where a key is declared, but rules about them are mended there', async () => {
  const stone = key('cck-plum', 'https://kv-stone.vault.azure.net/keys/plum');
  const { placed } = await locatingIn({
    'inventory.yaml': '- cck-plum\n- cck-fig\n',
    'main.tf': `resource "azurerm_key_vault" "v" {\n  name = "kv-stone"\n}\nresource "aws_kms_key_policy" "p" {\n  key_id = "${UUID}"\n}\n`,
  });
  const [ofKey, ofVault] = [placed(stone), placed(stone, ['azurerm_key_vault.purge_protection_enabled'])];
  expect(ofKey).toMatchObject({
    location: { uri: 'inventory.yaml', start_line: 1, source: 'inventory' },
    related: [{ label: 'azurerm_key_vault.v' }],
  });
  expect(ofVault).toMatchObject({ location: { uri: 'main.tf', start_line: 1 }, related: [{ label: 'inventory' }] });
  expect(placed(key('cck-fig', arn('eu-west-1', UUID))).location).toMatchObject({ uri: 'inventory.yaml', start_line: 2 });
});

test('a key without a registration is where its KMS key is declared, whatever its vault', async () => {
  const { locate } = await locatingIn({
    'main.tf': 'resource "azurerm_key_vault" "v" {\n  name = "kv-stone"\n}\nresource "azurerm_key_vault_key" "plum" {}\n',
    'terraform.tfstate': stateWith(
      instance('azurerm_key_vault_key', 'plum', { versionless_id: 'https://kv-stone.vault.azure.net/keys/plum' }),
    ),
  });
  expect(locate(key('cck-plum', 'https://kv-stone.vault.azure.net/keys/plum')).location).toMatchObject({ start_line: 4 });
});

test('a key of before the BYOK API is known by its KMS name', async () => {
  const name = arn('eu-west-1', UUID);
  const { locate } = await locatingIn({
    'main.tf': 'resource "aws_kms_key" "plum" {}\n',
    'terraform.tfstate': stateWith(instance('aws_kms_key', 'plum', { arn: name })),
  });
  expect(locate(key(name, name)).blocks.map(({ address }) => address)).toEqual(['aws_kms_key.plum']);
});

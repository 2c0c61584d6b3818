import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isRecord, propertyOf } from '../../src/input/is-record.ts';
import { cluster, environment, type Files, key, locatingIn } from './located.ts';

// The states were made by a real OpenTofu: see opentofu/README.md.
const MADE = join(import.meta.dirname, 'opentofu');
const read = (file: string): string => readFileSync(join(MADE, file), 'utf8');
const sourcesOf = (folder: string): Files =>
  Object.fromEntries(
    globSync('**/*.{tf,tofu,json}', { cwd: join(MADE, folder) }).map((file) => [file, read(`${folder}/${file}`)]),
  );

/** What the state says of the resource at an address, as the tool that made it prints that. */
function valueAt(state: string, address: string, name: string): string {
  const modules: unknown[] = [propertyOf(JSON.parse(read(`${state}.json`)), 'values', 'root_module')];
  for (const module of modules) {
    const [children, resources] = [propertyOf(module, 'child_modules'), propertyOf(module, 'resources')];
    if (Array.isArray(children)) modules.push(...children);
    for (const resource of Array.isArray(resources) ? resources : [])
      if (isRecord(resource) && resource.address === address) return String(propertyOf(resource, 'values', name));
  }
  throw new Error(`${state}.json has no ${address}`);
}

type Expected = { uri: string; line: number; column?: number; end: number; address: string };
const at = ({ uri, line, column = 1, end }: Expected) => ({
  uri,
  ...{ start_line: line, start_column: column, end_line: line, end_column: end, source: 'terraform' },
});

describe.each([
  ['a state file', 'tfstate'],
  ['what tofu show -json prints', 'json'],
])('%s of OpenTofu', (_, form) => {
  const locating = (state: string, folder: string, more: Files = {}, named = `states/of.${form}`) =>
    locatingIn({ ...sourcesOf(folder), [named]: read(`${state}.${form}`), ...more }, ['.', named]);

  test.each<Expected>([
    { uri: 'main.tf', line: 14, end: 43, address: 'confluent_kafka_cluster.apple' },
    { uri: 'main.tf', line: 25, end: 42, address: 'confluent_kafka_cluster.pear["north"]' },
    { uri: 'main.tf', line: 25, end: 42, address: 'confluent_kafka_cluster.pear["south \\"pole\\""]' },
    { uri: 'main.tf', line: 25, end: 42, address: 'confluent_kafka_cluster.pear["$${east}"]' },
    { uri: 'main.tf', line: 33, end: 42, address: 'confluent_kafka_cluster.plum[0]' },
    { uri: 'main.tf', line: 33, end: 42, address: 'confluent_kafka_cluster.plum[1]' },
    {
      uri: 'modules/grove/tree/main.tofu',
      line: 15,
      end: 42,
      address: 'module.grove.module.tree[0].confluent_kafka_cluster.this',
    },
    {
      uri: 'modules/grove/tree/main.tofu',
      line: 15,
      end: 42,
      address: 'module.grove.module.tree[1].confluent_kafka_cluster.this',
    },
  ])('ties a cluster to $address', async (expected) => {
    const { locate } = await locating('orchard', 'orchard');
    const { location, blocks } = locate(cluster(valueAt('orchard', expected.address, 'id')));
    expect(location).toEqual(at(expected));
    expect(blocks.map(({ address }) => address)).toEqual([expected.address]);
  });

  test.each(['north', 'south'])(
    'ties a key to its registration, its KMS key and its policy in the module of %s',
    async (name) => {
      const { locate, placed } = await locating('orchard', 'orchard');
      const module = `module.keys["${name}"]`;
      const subject = key(
        valueAt('orchard', `${module}.confluent_byok_key.this`, 'id'),
        valueAt('orchard', `${module}.aws_kms_key.this`, 'arn'),
      );
      expect(locate(subject).blocks.map(({ address, start_line }) => [address, start_line])).toEqual([
        [`${module}.confluent_byok_key.this`, 23],
        [`${module}.aws_kms_key.this`, 12],
        [`${module}.aws_kms_key_policy.this`, 18],
      ]);
      expect(placed(subject, ['aws_kms_key.rotation_period_in_days']).location).toEqual(
        at({ uri: 'modules/key/main.tf', line: 15, column: 3, end: 34, address: '' }),
      );
    },
  );

  test('ties an Azure key to its blocks in JSON, its vault among them', async () => {
    const { locate, placed } = await locating('orchard', 'orchard');
    const subject = key(
      valueAt('orchard', 'module.vault[0].confluent_byok_key.apricot', 'id'),
      valueAt('orchard', 'module.vault[0].azurerm_key_vault_key.apricot', 'versionless_id'),
    );
    expect(locate(subject).blocks.map(({ address }) => address)).toEqual([
      'module.vault[0].confluent_byok_key.apricot',
      'module.vault[0].azurerm_key_vault_key.apricot',
      'module.vault[0].azurerm_key_vault.stone',
    ]);
    expect(placed(subject, ['azurerm_key_vault.purge_protection_enabled']).location).toEqual(
      at({ uri: 'modules/vault/main.tf.json', line: 9, column: 65, end: 99, address: '' }),
    );
  });

  test('ties a Google key and an environment', async () => {
    const { placed } = await locating('orchard', 'orchard');
    const fig = key(valueAt('orchard', 'confluent_byok_key.fig', 'id'), valueAt('orchard', 'google_kms_crypto_key.fig', 'id'));
    expect(placed(fig, ['google_kms_crypto_key.rotation_period']).location).toEqual(
      at({ uri: 'main.tf', line: 60, column: 3, end: 31, address: '' }),
    );
    const home = environment(valueAt('orchard', 'confluent_environment.orchard', 'id'));
    expect(placed(home).location).toEqual(at({ uri: 'main.tf', line: 10, end: 43, address: '' }));
  });

  test.each<[string, Expected]>([
    ['confluent_kafka_cluster.apple', { uri: 'main.tf', line: 9, end: 50, address: 'confluent_kafka_cluster.golden_apple' }],
    [
      'confluent_kafka_cluster.pear["north"]',
      { uri: 'main.tf', line: 24, end: 48, address: 'confluent_kafka_cluster.north_pear' },
    ],
    [
      'confluent_kafka_cluster.pear["south"]',
      { uri: 'main.tf', line: 19, end: 42, address: 'confluent_kafka_cluster.pear["south"]' },
    ],
  ])('of before a move ties %s to where it went', async (before, expected) => {
    const { locate } = await locating('before-move', 'after-move');
    const { location, blocks } = locate(cluster(valueAt('before-move', before, 'id')));
    expect(location).toEqual(at(expected));
    expect(blocks[0]?.address).toBe(expected.address);
  });

  test('of before a move ties keys to where their modules went', async () => {
    const { locate } = await locating('before-move', 'after-move');
    const plum = key('cck-none', valueAt('before-move', 'aws_kms_key.plum', 'arn'));
    expect(locate(plum).blocks.map(({ uri, address }) => [uri, address])).toEqual([
      ['modules/plum/main.tf', 'module.plum.aws_kms_key.this'],
    ]);
    const old = key(valueAt('before-move', 'module.old.confluent_byok_key.this', 'id'));
    expect(locate(old).blocks[0]).toMatchObject({ address: 'module.keys["old"].confluent_byok_key.this', start_line: 23 });
  });

  test('of after a move ties things to where they are in sources that lag behind', async () => {
    const moved =
      sourcesOf('after-move')
        ['main.tf']?.match(/^moved \{[^}]*\}$/gm)
        ?.join('\n') ?? '';
    const { locate } = await locating('after-move', 'before-move', { 'moved.tf': moved });
    const apple = cluster(valueAt('after-move', 'confluent_kafka_cluster.golden_apple', 'id'));
    expect(locate(apple).location).toEqual(at({ uri: 'main.tf', line: 8, end: 43, address: '' }));
    const old = key(valueAt('after-move', 'module.keys["old"].confluent_byok_key.this', 'id'));
    expect(locate(old).blocks[0]).toMatchObject({ address: 'module.old.confluent_byok_key.this' });
  });

  test('of imported clusters ties them as their import blocks do', async () => {
    for (const [id, address] of [
      ['lkc-apple1', 'confluent_kafka_cluster.apple'],
      ['lkc-pear01', 'confluent_kafka_cluster.pear["north"]'],
      ['lkc-pear02', 'confluent_kafka_cluster.pear["south"]'],
    ] as const) {
      const [byState, byBlocks] = [await locating('imported', 'imported'), await locatingIn(sourcesOf('imported'))];
      expect(byState.locate(cluster(id)).blocks[0]?.address).toBe(address);
      expect(byBlocks.locate(cluster(id))).toEqual(byState.locate(cluster(id)));
    }
  });

  test('that lies in the folder of its sources is found there', async () => {
    const { locate } = await locatingIn({ ...sourcesOf('imported'), 'terraform.tfstate': read(`imported.${form}`) });
    expect(locate(cluster('lkc-apple1')).blocks).toHaveLength(1);
  });

  test('is of the only folder that declares any of it', async () => {
    const other = { 'other/main.tf': 'resource "confluent_kafka_cluster" "quince" {}\n' };
    const two = { ...inFolder('live', sourcesOf('orchard')), ...other };
    const { locate } = await locatingIn({ ...two, 'of.json': read(`orchard.${form}`) }, ['live', 'other', 'of.json']);
    const apple = cluster(valueAt('orchard', 'confluent_kafka_cluster.apple', 'id'));
    expect(locate(apple).location).toMatchObject({ uri: 'live/main.tf' });
  });

  test('decides nothing where two folders declare any of it, unless it lies in one of them', async () => {
    const two = { ...inFolder('one', sourcesOf('imported')), ...inFolder('two', sourcesOf('imported')) };
    const without = Object.fromEntries(Object.entries(two).map(([name, text]) => [name, text.replace(/import \{[^}]*\}/g, '')]));
    const state = read(`imported.${form}`);
    const beside = await locatingIn({ ...without, 'of.json': state }, ['one', 'two', 'of.json']);
    expect(beside.locate(cluster('lkc-apple1')).blocks).toEqual([]);
    expect(beside.warnings).toContain(
      'of.json: the state ties nothing: no folder of locations.terraform declares its resources, or several do, and it lies in none of these',
    );
    const within = await locatingIn({ ...without, 'two/terraform.tfstate': state });
    expect(within.locate(cluster('lkc-apple1')).location).toMatchObject({ uri: 'two/main.tf' });
  });
});

const inFolder = (folder: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));

test('a state is not taken for that of a folder that declares more of it, but literals decide', async () => {
  const named = (name: string) => `resource "confluent_environment" "main" {\n  display_name = "${name}"\n}\n`;
  const of = (type: string, name: string, id: string) => ({ mode: 'managed', type, name, instances: [{ attributes: { id } }] });
  const resources = [of('confluent_environment', 'main', 'env-dev'), of('confluent_kafka_cluster', 'old', 'lkc-dev')];
  const files = {
    'envs/dev/main.tf': named('dev'),
    'envs/prod/main.tf': `${named('prod')}resource "confluent_kafka_cluster" "old" {}\n`,
    'states/dev.json': JSON.stringify({ version: 4, resources }),
  };
  const { locate, warnings } = await locatingIn(files, ['envs', 'states/dev.json']);
  expect(locate(environment('env-dev', 'dev')).location).toMatchObject({ uri: 'envs/dev/main.tf' });
  expect(locate(cluster('lkc-dev')).blocks).toEqual([]);
  expect(warnings).toEqual([expect.stringMatching(/^states\/dev\.json: the state ties nothing/)]);
});

test('a resource in a module of somebody else is where the module is called', async () => {
  const state = JSON.stringify({
    version: 4,
    resources: [
      {
        ...{ module: 'module.kms["a"].module.inner', mode: 'managed', type: 'confluent_kafka_cluster', name: 'this' },
        instances: [{ attributes: { id: 'lkc-apple' } }],
      },
    ],
  });
  const main = 'module "kms" {\n  source  = "example/kafka/confluent"\n  version = "1.0.0"\n}\n';
  const { locate } = await locatingIn({ 'main.tf': main, 'terraform.tfstate': state });
  expect(locate(cluster('lkc-apple'))).toMatchObject({
    location: { uri: 'main.tf', start_line: 1, start_column: 1, end_column: 13 },
    blocks: [{ address: 'module.kms["a"].module.inner.confluent_kafka_cluster.this', attributes: {} }],
  });
});

test('a state decides before import blocks and names', async () => {
  const state = {
    version: 4,
    resources: [
      { mode: 'managed', type: 'confluent_kafka_cluster', name: 'b', instances: [{ attributes: { id: 'lkc-apple' } }] },
    ],
  };
  const main =
    'resource "confluent_kafka_cluster" "a" {\n  display_name = "apple"\n  environment { id = "env-orchard" }\n}\nresource "confluent_kafka_cluster" "b" {}\nimport {\n  to = confluent_kafka_cluster.a\n  id = "env-orchard/lkc-apple"\n}\n';
  const { locate } = await locatingIn({ 'main.tf': main, 'terraform.tfstate': JSON.stringify(state) });
  expect(locate(cluster('lkc-apple', 'apple', 'env-orchard')).blocks[0]?.address).toBe('confluent_kafka_cluster.b');
});

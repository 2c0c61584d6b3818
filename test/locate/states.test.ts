import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isRecord, propertyOf } from '../../src/input/is-record.ts';
import { type Case, check, cluster, environment, type Files, key, locatingIn } from './located.ts';

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
      'of.json: the state is not used: no folder of locations.terraform declares its resources, or several do and it lies in none of them',
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
  expect(warnings).toEqual([expect.stringMatching(/^states\/dev\.json: the state is not used/)]);
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

const ARN = 'arn:aws:kms:eu-west-1:000000000000:key/12345678-0000-4000-8000-0000000000ab';
const OTHER_ARN = ARN.replace(/ab$/, 'cd');
const FIG = 'projects/orchard/locations/europe-west1/keyRings/basket/cryptoKeys/fig';
const plum = key('cck-plum', ARN);
const stateOf = (...resources: object[]): string =>
  JSON.stringify({
    version: 4,
    terraform_version: '1.9.0',
    serial: 3,
    lineage: 'x',
    outputs: {},
    resources,
    check_results: null,
  });
/** A resource as a state file has it. */
const stated = (type: string, name: string, instances: object[], more: object = {}) => ({
  ...{ mode: 'managed', type, name, provider: 'provider["registry.opentofu.org/example/fruit"]', ...more },
  instances: instances.map((instance) => ({ schema_version: 0, sensitive_attributes: [], ...instance })),
});
const appleAs = (name: string, more: object = {}, instance: object = {}) =>
  stated('confluent_kafka_cluster', name, [{ attributes: { id: 'lkc-apple' }, ...instance }], more);

describe('a state written by hand', () => {
  const bare = 'resource "confluent_kafka_cluster" "a"';
  const named = `${bare} {\n  display_name = "apple"\n  environment {\n    id = "env-orchard"\n  }\n}\n`;
  const inOrchard = `resource "confluent_environment" "e" {\n  display_name = "orchard"\n}\n${named.replace('"env-orchard"', 'confluent_environment.e.id')}`;

  test.each([
    ...['a.b', 'a[0]', 'a]b', 'リンゴ', '🍏', '', ' ', '0', 'each.key', 'module.x'].map((text) => `"${text}"`),
    ...[
      '"a\\"b"',
      '"\\""',
      '"a\\\\b"',
      '"x$${y}"',
      '"x%%{y}"',
      '"$$${z"',
      '"a\\nb\\tc"',
      '"a\\u00adb"',
      '"\\u0007"',
      '"\\U000e0067"',
    ],
    ...['0', '10', '-1'],
  ])('ties what is in a module at [%s]', async (index) => {
    const module = `module.m[${index}].module.n`;
    await check({
      title: '',
      files: {
        'main.tf': 'module "m" {\n  source = "./m"\n  for_each = var.all\n}\n',
        'm/main.tf': 'module "n" {\n  source = "../n"\n}\n',
        'n/main.tf': `⟦${bare}⟧ {}\n`,
        'terraform.tfstate': stateOf(appleAs('a', { module }, { index_key: 'q.r' })),
      },
      address: `${module}.confluent_kafka_cluster.a["q.r"]`,
    });
  });

  test.each<Case>([
    {
      title: 'ties the only instance of a count',
      files: { 'main.tf': `⟦${bare}⟧ {\n  count = 1\n}\n`, 'terraform.tfstate': stateOf(appleAs('a', {}, { index_key: 0 })) },
      address: 'confluent_kafka_cluster.a[0]',
    },
    {
      title: 'tells the key "0" from the index 0',
      files: { 'main.tf': `⟦${bare}⟧ {}\n`, 'terraform.tfstate': stateOf(appleAs('a', {}, { index_key: '0' })) },
      address: 'confluent_kafka_cluster.a["0"]',
    },
    {
      title: 'tells resources of one name in two modules and outside of them',
      files: {
        'main.tf': `module "x" { source = "./x" }\nmodule "y" { source = "./y" }\n${bare} {}\n`,
        'x/main.tf': `${bare} {}\n`,
        'y/main.tf': `\n⟦${bare}⟧ {}\n`,
        'terraform.tfstate': stateOf(
          stated('confluent_kafka_cluster', 'a', [{ attributes: { id: 'lkc-fig' } }]),
          stated('confluent_kafka_cluster', 'a', [{ attributes: { id: 'lkc-pear' } }], { module: 'module.x' }),
          appleAs('a', { module: 'module.y' }),
        ),
      },
      address: 'module.y.confluent_kafka_cluster.a',
    },
    {
      title: 'counts what is tainted',
      files: { 'main.tf': `⟦${bare}⟧ {}\n`, 'terraform.tfstate': stateOf(appleAs('a', {}, { status: 'tainted' })) },
    },
    {
      title: 'does not count what is deposed',
      files: { 'main.tf': `${bare} {}\n`, 'terraform.tfstate': stateOf(appleAs('a', {}, { deposed: 'deadbeef' })) },
    },
    ...['terraform.tfstate', 'states/of.tfstate'].map((file) => ({
      title: `in ${file} ties what a folder only reads`,
      files: {
        'main.tf': '⟦data "confluent_kafka_cluster" "a"⟧ {\n  display_name = var.x\n}\n',
        [file]: stateOf(appleAs('a', { mode: 'data' })),
      },
    })),
    {
      title: 'ties nothing where a removed block is left',
      files: { 'main.tf': `removed {\n  from = confluent_kafka_cluster.a\n}\n`, 'terraform.tfstate': stateOf(appleAs('a')) },
    },
    {
      title: 'that has one id twice ties nothing',
      files: {
        'main.tf': `${bare} {}\n${bare.replace('"a"', '"b"')} {}\n`,
        'terraform.tfstate': stateOf(appleAs('a'), appleAs('b')),
      },
    },
    {
      title: 'of another organization, by whose id a block is known, leaves its name out of account',
      files: {
        'main.tf': inOrchard,
        'terraform.tfstate': stateOf(
          stated('confluent_environment', 'e', [{ attributes: { id: 'env-elsewhere' } }]),
          stated('confluent_kafka_cluster', 'a', [{ attributes: { id: 'lkc-elsewhere' } }]),
        ),
      },
    },
    {
      title: 'of another organization, by whose id an environment is known, leaves the names of its clusters out of account',
      files: {
        'main.tf': inOrchard,
        'terraform.tfstate': stateOf(stated('confluent_environment', 'e', [{ attributes: { id: 'env-elsewhere' } }])),
      },
    },
    {
      title: 'of another organization, by whose id a registration is known, leaves the name of its KMS key out of account',
      files: {
        'main.tf': `resource "confluent_byok_key" "b" {\n  aws {\n    key_arn = "${ARN}"\n  }\n}\n`,
        'terraform.tfstate': stateOf(stated('confluent_byok_key', 'b', [{ attributes: { id: 'cck-elsewhere' } }])),
      },
      of: plum,
    },
    {
      title: 'in which nothing was made leaves names',
      files: { 'main.tf': `⟦${bare}⟧ ${named.slice(bare.length + 1)}`, 'terraform.tfstate': stateOf() },
    },
    {
      title: 'that is cut off, or empty, leaves names',
      files: {
        'main.tf': `⟦${bare}⟧ ${named.slice(bare.length + 1)}`,
        'terraform.tfstate': stateOf(appleAs('b')).slice(0, -30),
        'other.tfstate': '',
      },
    },
    {
      title: 'may have a byte order mark',
      files: { 'main.tf': `⟦${bare}⟧ {}\n`, 'terraform.tfstate': `\ufeff${stateOf(appleAs('a'))}` },
    },
    {
      title: 'may be that of a workspace beside that of another',
      files: {
        'main.tf': `⟦${bare}⟧ {}\n`,
        'terraform.tfstate.d/dev/terraform.tfstate': stateOf(
          stated('confluent_kafka_cluster', 'a', [{ attributes: { id: 'lkc-dev' } }]),
        ),
        'terraform.tfstate.d/prod/terraform.tfstate': stateOf(appleAs('a')),
      },
    },
    {
      title: 'follows moves in JSON',
      files: {
        'main.tf.json':
          '{"moved": [{"from": "confluent_kafka_cluster.old", "to": "confluent_kafka_cluster.new"}], "resource": {"confluent_kafka_cluster": {⟦"new"⟧: {}}}}',
        'terraform.tfstate': stateOf(appleAs('old')),
      },
    },
    ...['terraform.tfstate', 'states/of.tfstate'].map((file) => ({
      title: `in ${file} is of the folder in which the only instance that it has moved`,
      files: {
        'main.tf': `moved {\n  from = confluent_kafka_cluster.all["a"]\n  to = confluent_kafka_cluster.a\n}\n⟦${bare}⟧ {}\n`,
        [file]: stateOf(appleAs('all', {}, { index_key: 'a' })),
      },
    })),
    {
      title: 'follows moves over several names into a module',
      files: {
        'main.tf':
          'moved {\n  from = confluent_kafka_cluster.a\n  to = confluent_kafka_cluster.b\n}\nmoved {\n  from = confluent_kafka_cluster.b\n  to = module.m.confluent_kafka_cluster.c\n}\nmodule "m" {\n  source = "./m"\n}\n',
        'm/main.tf': '⟦resource "confluent_kafka_cluster" "c"⟧ {}\n',
        'terraform.tfstate': stateOf(appleAs('a')),
      },
    },
  ])('$title', check);

  const appleIn = (module: string) => stateOf(appleAs('a', { module }));
  test.each<Case>([
    {
      title: 'that an override leads elsewhere',
      files: {
        'main.tf': 'module "m" {\n  source = "./old"\n}\n',
        'override.tf': 'module "m" {\n  source = "./new"\n}\n',
        'old/main.tf': `${bare} {}\n`,
        'new/main.tf': `\n⟦${bare}⟧ {}\n`,
        'terraform.tfstate': appleIn('module.m'),
      },
    },
    {
      title: 'that is called by two blocks of one name, of which neither counts',
      files: {
        'a.tf': 'module "m" {\n  source = "./x"\n}\n',
        'b.tf': 'module "m" {\n  source = "./y"\n}\n',
        'x/main.tf': `${bare} {}\n`,
        'y/main.tf': `${bare} {}\n`,
        'terraform.tfstate': appleIn('module.m'),
      },
    },
    {
      title: 'in which nothing is left',
      files: {
        'main.tf': 'module "m" {\n  source = "./m"\n}\n',
        'm/main.tf': '# gone\n',
        'terraform.tfstate': appleIn('module.m'),
      },
    },
    {
      title: 'from Git',
      files: {
        'main.tf': '⟦module "m"⟧ {\n  source = "git::https://example.com/m.git//sub?ref=v1"\n}\n',
        'terraform.tfstate': appleIn('module.m'),
      },
    },
    {
      title: 'from a registry, whatever copy of it is hidden there',
      files: {
        'main.tf': '⟦module "m"⟧ {\n  source = "example/m/confluent"\n}\n',
        '.terraform/modules/m/main.tf': `${bare} {}\n`,
        'terraform.tfstate': appleIn('module.m'),
      },
    },
    {
      title: 'above its folder',
      files: {
        'envs/prod/main.tf': 'module "m" {\n  source = "../../modules/m"\n}\n',
        'modules/m/main.tf': `⟦${bare}⟧ {}\n`,
        'envs/prod/terraform.tfstate': appleIn('module.m'),
      },
    },
    {
      title: 'that has resources of the names that its root has, whose state lies elsewhere',
      files: {
        'live/main.tf': `module "m" {\n  source = "../m"\n}\n${bare} {}\n`,
        'm/main.tf': `⟦${bare}⟧ {}\n`,
        'states/live.tfstate': stateOf(
          stated('confluent_kafka_cluster', 'a', [{ attributes: { id: 'lkc-pear' } }]),
          appleAs('a', { module: 'module.m' }),
        ),
      },
    },
    {
      title: 'that declares what the root of a state from elsewhere does',
      files: {
        'live/main.tf': 'module "m" {\n  source = "../m"\n}\n',
        'm/main.tf': `${bare} {}\n`,
        'states/other.tfstate': stateOf(appleAs('a')),
      },
    },
    {
      title: 'in lists of JSON',
      files: {
        'main.tf.json': '{"module": [{"m": [{"source": "./m"}]}]}',
        'm/main.tf': `⟦${bare}⟧ {}\n`,
        'terraform.tfstate': appleIn('module.m'),
      },
    },
  ])('of a module $title', check);

  const K = 'resource "aws_kms_key" "k"';
  const registration = (reference: string, name = 'b', more = '') =>
    `resource "confluent_byok_key" "${name}" {\n${more}  aws {\n    key_arn = ${reference}.arn\n  }\n}\n`;
  const twoKeys = stated('aws_kms_key', 'k', [
    { index_key: 0, attributes: { arn: OTHER_ARN } },
    { index_key: 1, attributes: { arn: ARN } },
  ]);
  const plumAs = (instance: object) =>
    stateOf(stated('confluent_byok_key', 'b', [{ attributes: { id: 'cck-plum' }, ...instance }]));
  test.each<Case>([
    {
      title: 'the policy of another instance is not that of this key',
      files: {
        'main.tf': `⟦${K}⟧ {\n  count = 2\n}\nresource "aws_kms_key_policy" "p" {\n  key_id = aws_kms_key.k[0].id\n  policy = "x"\n}\n`,
        'terraform.tfstate': stateOf(twoKeys),
      },
      of: plum,
      rule: ['aws_kms_key_policy.policy', 'aws_kms_key.policy'],
    },
    {
      title: 'the policy of nobody knows which instance is not that of this key',
      files: {
        'main.tf': `⟦${K}⟧ {\n  count = 2\n}\nresource "aws_kms_key_policy" "p" {\n  key_id = aws_kms_key.k[var.first].id\n  policy = "x"\n}\n`,
        'terraform.tfstate': stateOf(twoKeys),
      },
      of: plum,
      rule: ['aws_kms_key_policy.policy', 'aws_kms_key.policy'],
    },
    {
      title: 'the policy of each instance is that of this key too',
      files: {
        'main.tf': `${K} {\n  count = 2\n}\nresource "aws_kms_key_policy" "p" {\n  count = 2\n  key_id = aws_kms_key.k[count.index].id\n  ⟦policy = "x"⟧\n}\n`,
        'terraform.tfstate': stateOf(twoKeys),
      },
      of: plum,
      rule: ['aws_kms_key_policy.policy', 'aws_kms_key.policy'],
      addresses: ['aws_kms_key.k[1]', 'aws_kms_key_policy.p[1]'],
    },
    {
      title: 'of two registrations, that of this instance',
      files: {
        'main.tf': `${K} {\n  count = 2\n}\n${registration('aws_kms_key.k[0]')}⟦resource "confluent_byok_key" "c"⟧ ${registration('aws_kms_key.k[1]').slice(34)}`,
        'terraform.tfstate': stateOf(twoKeys),
      },
      of: plum,
      addresses: ['confluent_byok_key.c', 'aws_kms_key.k[1]'],
    },
    ...(
      [
        ['each.key', 'north', '["north"]'],
        ['each.value.region', 'north', ''],
        ['count.index', 1, '[1]'],
        ['count.index + 1', 1, ''],
        ['"eu"', 'north', '["eu"]'],
        [`"\${each.key}"`, 'north', '["north"]'],
      ] as const
    ).map(([expression, index_key, at]) => ({
      title: `the key at [${expression}], seen from [${index_key}]`,
      files: {
        'main.tf': `⟦resource "confluent_byok_key" "b"⟧ ${registration(`aws_kms_key.k[${expression}]`).slice(34)}${K} {}\n`,
        'terraform.tfstate': plumAs({ index_key }),
      },
      of: plum,
      addresses: [`confluent_byok_key.b[${JSON.stringify(index_key)}]`, `aws_kms_key.k${at}`],
    })),
    ...['var.x ? aws_kms_key.k.arn : aws_kms_key.j', 'data.aws_kms_key.k', 'module.k', 'aws_kms_alias.k.target_key'].map(
      (reference) => ({
        title: `no key by ${reference}.arn`,
        files: {
          'main.tf': `⟦resource "confluent_byok_key" "b"⟧ ${registration(reference).slice(34)}${K} {}\nresource "aws_kms_key" "j" {}\n`,
          'terraform.tfstate': plumAs({}),
        },
        of: plum,
        rule: ['aws_kms_key.enable_key_rotation'],
        addresses: ['confluent_byok_key.b'],
      }),
    ),
    {
      title: 'a replica key and its registration',
      files: {
        'main.tf': `resource "aws_kms_replica_key" "west" {}\n⟦resource "confluent_byok_key" "b"⟧ ${registration('aws_kms_replica_key.west').slice(34)}`,
        'terraform.tfstate': stateOf(stated('aws_kms_replica_key', 'west', [{ attributes: { arn: ARN } }])),
      },
      of: plum,
    },
    {
      title: 'the vault of an Azure key with a version',
      files: {
        'main.tf':
          'resource "azurerm_key_vault_key" "k" {\n  key_vault_id = azurerm_key_vault.v.id\n}\nresource "azurerm_key_vault" "v" {\n  ⟦purge_protection_enabled = false⟧\n}\n',
        'terraform.tfstate': stateOf(
          stated('azurerm_key_vault_key', 'k', [
            { attributes: { id: 'https://kv-stone.vault.azure.net/keys/apricot/0123456789abcdef0123456789abcdef' } },
          ]),
        ),
      },
      of: key('cck-a', 'https://kv-stone.vault.azure.net/keys/apricot'),
      rule: ['azurerm_key_vault.purge_protection_enabled'],
    },
    {
      title: 'no vault of another name',
      files: {
        'main.tf':
          '⟦resource "azurerm_key_vault_key" "k"⟧ {}\nresource "azurerm_key_vault" "v" {\n  name = "kv-other"\n  purge_protection_enabled = false\n}\n',
        'terraform.tfstate': stateOf(
          stated('azurerm_key_vault_key', 'k', [
            { attributes: { id: 'https://kv-stone.vault.azure.net/keys/apricot/0123456789abcdef0123456789abcdef' } },
          ]),
        ),
      },
      of: key('cck-a', 'https://kv-stone.vault.azure.net/keys/apricot'),
      rule: ['azurerm_key_vault.purge_protection_enabled'],
    },
    {
      title: 'a Google key, whose policy is by a reference that says nothing',
      files: {
        'main.tf':
          '⟦resource "google_kms_crypto_key" "k"⟧ {\n  for_each = var.m\n}\nresource "google_kms_crypto_key_iam_policy" "p" {\n  for_each = google_kms_crypto_key.k\n  crypto_key_id = each.value.id\n  policy_data = "x"\n}\n',
        'terraform.tfstate': stateOf(stated('google_kms_crypto_key', 'k', [{ index_key: 'a', attributes: { id: FIG } }])),
      },
      of: key('cck-fig', FIG),
      rule: ['google_kms_crypto_key_iam_policy.policy_data'],
    },
  ])('of keys: $title', check);
});

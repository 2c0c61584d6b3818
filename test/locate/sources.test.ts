import { describe, expect, test } from 'vitest';
import { apple, type Case, check, cluster, environment, type Files, key, locatingIn } from './located.ts';

const ARN = 'arn:aws:kms:eu-west-1:000000000000:key/12345678-0000-4000-8000-0000000000ab';
const GCP = 'projects/orchard/locations/europe-west1/keyRings/basket/cryptoKeys/fig';
const plum = key('cck-plum', ARN);

const APPLE = '{\n  display_name = "apple"\n  environment {\n    id = "env-orchard"\n  }\n}\n';
const PLUM = `resource "confluent_byok_key" "plum" {\n  aws {\n    key_arn = aws_kms_key.plum.arn\n  }\n}\n`;
const PLUM_ARN = `resource "confluent_byok_key" "plum" {\n  aws {\n    key_arn = "${ARN}"\n  }\n}\n`;

describe('names and ids that stand in the sources', () => {
  test.each<Case>([
    {
      title: 'a cluster by its name and the id of its environment',
      files: { 'main.tf': `⟦resource "confluent_kafka_cluster" "apple"⟧ ${APPLE}` },
      address: 'confluent_kafka_cluster.apple',
    },
    {
      title: 'a cluster in an environment that a block names',
      files: {
        'main.tf': `resource "confluent_environment" "home" {\n  display_name = "orchard"\n}\n`,
        'kafka.tf': `⟦resource "confluent_kafka_cluster" "a"⟧ {\n  display_name = "apple"\n  environment { id = confluent_environment.home.id }\n}\n`,
      },
    },
    {
      title: 'a cluster in an environment that a data source reads by id',
      files: {
        'main.tf': `data "confluent_environment" "home" {\n  id = "env-orchard"\n}\n⟦resource "confluent_kafka_cluster" "a"⟧ {\n  display_name = "apple"\n  environment {\n    id = data.confluent_environment.home.id\n  }\n}\n`,
      },
    },
    {
      title: 'of two clusters of one name that in the right environment',
      files: {
        'main.tf': `resource "confluent_kafka_cluster" "a" {\n  display_name = "apple"\n  environment { id = "env-meadow" }\n}\n⟦resource "confluent_kafka_cluster" "b"⟧ ${APPLE}`,
      },
    },
    {
      title: 'an environment by its name',
      files: { 'main.tf': '# ours\n⟦resource "confluent_environment" "home"⟧ { display_name = "orchard" }\n' },
      of: environment('env-1', 'orchard'),
    },
    { title: 'a key by its ARN', files: { 'main.tf': PLUM_ARN.replace(/^(.*) \{/, '⟦$1⟧ {') }, of: plum },
    {
      title: 'an Azure key by its URL, whatever the case and with a version',
      files: {
        'main.tf': `⟦resource "confluent_byok_key" "k"⟧ {\n  azure {\n    key_identifier = "https://KV-Stone.vault.azure.net/keys/Apricot/0123456789abcdef0123456789abcdef"\n  }\n}\n`,
      },
      of: key('cck-apricot', 'https://kv-stone.vault.azure.net/keys/apricot'),
    },
    {
      title: 'a Google key by its name',
      files: { 'main.tf': `⟦resource "confluent_byok_key" "k"⟧ {\n  gcp {\n    key_id = "${GCP}"\n  }\n}\n` },
      of: key('cck-fig', GCP),
    },
    {
      title: 'labels without quotes',
      files: { 'main.tf': `⟦resource confluent_kafka_cluster apple⟧ ${APPLE}` },
    },
    {
      title: 'a name whose characters are composed as Terraform does it',
      files: { 'main.tf': '⟦resource "confluent_environment" "e"⟧ { display_name = "cafe\u0301" }\n' },
      of: environment('env-1', 'caf\u00e9'),
    },
    {
      title: 'a name with braces that are no template',
      files: { 'main.tf': `⟦resource "confluent_environment" "e"⟧ { display_name = "} { $$$\${d} %%{e}" }\n` },
      of: environment('env-1', `} { $$\${d} %{e}`),
    },
    {
      title: 'escapes in a name in JSON',
      files: {
        'main.tf.json': `{"resource": {"confluent_environment": {⟦"e"⟧: {"display_name": "or\\u0063hard 🍏 \\"x\\" $\${d}"}}}}`,
      },
      of: environment('env-1', `orchard 🍏 "x" \${d}`),
    },
    {
      title: 'an environment that a data source reads by its name',
      files: { 'main.tf': '⟦data "confluent_environment" "e"⟧ {\n  display_name = "orchard"\n}\n' },
      of: environment('env-1', 'orchard'),
    },
    {
      title: 'an escape in a name',
      files: { 'main.tf': `⟦resource "confluent_environment" "e"⟧ { display_name = "a\\tb \\"c\\" \\u00e9 $\${d}" }\n` },
      of: environment('env-1', `a\tb "c" é \${d}`),
    },
  ])('$title', check);
});

describe('text that looks like a block', () => {
  const fake = `resource "confluent_kafka_cluster" "fake" ${APPLE}`;
  const real = `⟦resource "confluent_kafka_cluster" "apple"⟧ ${APPLE}`;
  test.each<Case>([
    {
      title: 'in comments of whole lines',
      files: { 'main.tf': `${fake.replace(/^/gm, '# ')}\n${fake.replace(/^/gm, '// ')}\n${real}` },
    },
    { title: 'in a comment over lines', files: { 'main.tf': `/*\n${fake}*/\n${real}` } },
    { title: 'in a heredoc', files: { 'main.tf': `locals {\n  text = <<EOT\n${fake}EOT\n}\n${real}` } },
    {
      title: 'in an indented heredoc with an expression',
      files: { 'main.tf': `locals {\n  text = <<-EOT\n  \${local.x}\n  ${fake}\n  EOT\n}\n${real}` },
    },
    {
      title: 'in a heredoc of the block itself',
      files: { 'main.tf': `⟦resource "confluent_kafka_cluster" "apple"⟧ {\n  x = <<EOT\n}\n${fake}EOT\n${APPLE.slice(2)}` },
    },
    {
      title: 'in a heredoc within a template within a heredoc',
      files: {
        'main.tf': `locals {\n  a = <<EOT\n\${ join("", ["}", <<X\n}\nresource "confluent_kafka_cluster" "fake" {\nX\n]) }\nEOT\n}\n${real}`,
      },
    },
    {
      title: 'in a string',
      files: { 'main.tf': `locals {\n  text = "resource \\"confluent_kafka_cluster\\" \\"fake\\" {"\n}\n${real}` },
    },
    {
      title: 'in a block of another kind',
      files: { 'main.tf': `locals {\n  x = {\n    display_name = "apple"\n  }\n}\n${real}` },
    },
  ])('does not count: $title', check);
});

describe('columns and lines', () => {
  test.each<Case>([
    {
      title: 'comments may stand anywhere in a header',
      files: {
        'main.tf': `⟦resource /* a */ "confluent_kafka_cluster" /* b */ "a"⟧ /* c */ { // d\n  # e\n  display_name /* f */ = /* g */ "apple" // h\n  environment { id = "env-orchard" } # i\n}\n`,
      },
    },
    {
      title: 'comments may stand anywhere in an attribute',
      files: {
        'main.tf': `resource "confluent_kafka_cluster" "a" {\n  ⟦region /* x */ = /* y */ "r"⟧ // z\n  ${APPLE.slice(2)}`,
      },
      rule: ['confluent_kafka_cluster.region'],
    },
    {
      title: 'joined and combining characters are as many columns as UTF-16 has units, in what is before and in the value',
      files: {
        'main.tf': `resource "confluent_kafka_cluster" "b" {\n  /* 👩‍👩‍👧 e\u0301 \u{10FFFF} */ ⟦region = "🍏🍏"⟧ /* 🍏 */\n  ${APPLE.slice(2)}`,
      },
      rule: ['confluent_kafka_cluster.region'],
    },
    {
      title: 'only a line feed ends a line',
      files: { 'main.tf': `# a\u2028b\u0085c\u000bd\u000ce\n⟦resource "confluent_kafka_cluster" "a"⟧ ${APPLE}` },
    },
    {
      title: 'lines may be very long',
      files: {
        'main.tf': `locals { x = "${'🍏'.repeat(50_000)}" }\nresource "confluent_kafka_cluster" "b" {\n  /* ${'x'.repeat(200_000)} */ ⟦region = "r"⟧\n  ${APPLE.slice(2)}`,
      },
      rule: ['confluent_kafka_cluster.region'],
    },
    {
      title: 'a byte order mark and CRLF together',
      files: {
        'main.tf': `\ufeff# one\n⟦resource "confluent_kafka_cluster" "apple"⟧ ${APPLE}`.replaceAll('\n', '\r\n'),
      },
    },
    {
      title: 'CRLF in JSON, with tabs',
      files: {
        'main.tf.json':
          '{\r\n\t"resource": {\r\n\t\t"confluent_environment": {\r\n\t\t\t⟦"e"⟧: {"display_name": "orchard"}\r\n\t\t}\r\n\t}\r\n}\r\n',
      },
      of: environment('env-1', 'orchard'),
    },
    {
      title: 'a byte order mark is no column of an inventory',
      files: { 'inventory.yaml': '\ufeff⟦lkc-apple⟧: x\n', 'main.tf': '' },
    },
    {
      title: 'CRLF and emoji in an inventory',
      files: { 'inventory.yaml': '- "🍏": 1\r\n- {"🍏": ⟦lkc-apple⟧}\r\n', 'main.tf': '' },
    },
    { title: 'tabs are one column each', files: { 'main.tf': `\t\t⟦resource "confluent_kafka_cluster" "apple"⟧ ${APPLE}` } },
    {
      title: 'CRLF ends lines',
      files: { 'main.tf': `# one\n# two\n⟦resource "confluent_kafka_cluster" "apple"⟧ ${APPLE}`.replaceAll('\n', '\r\n') },
    },
    {
      title: 'a byte order mark is no column',
      files: { 'main.tf': `\ufeff⟦resource "confluent_kafka_cluster" "apple"⟧ ${APPLE}` },
    },
    {
      title: 'a byte order mark is no column in JSON',
      files: { 'main.tf.json': `\ufeff{"resource": {"confluent_environment": {⟦"e"⟧: {"display_name": "orchard"}}}}` },
      of: environment('env-1', 'orchard'),
    },
    {
      title: 'an emoji is two columns',
      files: { 'main.tf': `/* 🍏🍏 é */ ⟦resource "confluent_kafka_cluster" "apple"⟧ ${APPLE}` },
    },
    {
      title: 'letters of any script in labels',
      files: { 'main.tf': `⟦resource "confluent_kafka_cluster" "リンゴ"⟧ ${APPLE}` },
      address: 'confluent_kafka_cluster.リンゴ',
    },
    {
      title: 'two blocks on one line',
      files: {
        'main.tf':
          'resource "confluent_environment" "a" { display_name = "meadow" }\nresource "confluent_environment" "b" { display_name = "x" }; ⟦resource "confluent_environment" "c"⟧ { display_name = "orchard" }\n'.replace(
            '; ',
            '\n',
          ),
      },
      of: environment('env-1', 'orchard'),
    },
  ])('$title', check);
});

describe('a file with mistakes', () => {
  const fake = `resource "confluent_kafka_cluster" "fake" ${APPLE}`;
  const real = `⟦resource "confluent_kafka_cluster" "apple"⟧ ${APPLE}`;
  test.each<Case>([
    { title: 'before the block', files: { 'main.tf': `resource "x" "y" {\n  z = = 1\n}\n${real}` } },
    { title: 'behind the block', files: { 'main.tf': `${real}resource "x" "y" {\n  z = [1,\n` } },
    { title: 'a string that is not closed', files: { 'main.tf': `locals {\n  a = "b\n}\n${real}` } },
    { title: 'a brace too much', files: { 'main.tf': `locals {}\n}\n${real}` } },
    { title: 'a brace too few', files: { 'main.tf': `resource "confluent_environment" "e" {\n  x = 1\n${real}` } },
    { title: 'a heredoc without an end before it', files: { 'main.tf': `locals {\n  a = <<EOT\nb\n}\n${real}` } },
    {
      title: 'and a heredoc with a block-like text in the intact part',
      files: { 'main.tf': `}\nlocals {\n  a = <<EOT\nresource "confluent_kafka_cluster" "fake" ${APPLE}EOT\n}\n${real}` },
    },
    { title: 'and a block in a comment', files: { 'main.tf': `/*\n${fake}*/\nlocals {\n  a = = 1\n}\n${real}` } },
    { title: 'and a block in a comment without an end', files: { 'main.tf': `${real}locals {\n  a = = 1\n}\n/*\n${fake}` } },
    {
      title: 'and a block in a heredoc of a broken block',
      files: { 'main.tf': `locals {\n  a = = 1\n  text = <<-EOT\n${fake}  EOT\n}\n${real}` },
    },
    {
      title: 'and what looks like the beginning of a comment in a string or a comment',
      files: { 'main.tf': `locals {\n  a = = "\\"/*"\n  b = "<<EOT"\n  # <<EOT /*\n}\n${real}# EOT\n` },
    },
    { title: 'text between blocks', files: { 'main.tf': `${real}  to = a\n}\nresource "x" "y" {}\n` } },
    { title: 'conflict markers', files: { 'main.tf': `<<<<<<< ours\nlocals {}\n=======\nlocals {\n}\n>>>>>>> theirs\n${real}` } },
    {
      title: 'in JSON, behind the block',
      files: { 'main.tf.json': `{"resource": {"confluent_environment": {⟦"e"⟧: {"display_name": "orchard"}}}, "x": ]` },
      of: environment('env-1', 'orchard'),
    },
  ])('still gives its intact blocks: $title', check);

  test('is told of with its place', async () => {
    const { warnings } = await locatingIn({
      'a.tf': 'module "m" {\n  x = = 1\n}\n',
      'b.tf': 'locals {}\n',
      'c.tf.json': '{\n  "module": ]\n}',
    });
    expect(warnings).toEqual([
      expect.stringMatching(/^a\.tf:[12]:\d+: cannot be read as Terraform/),
      expect.stringMatching(/^c\.tf\.json:2:13: cannot be read as Terraform/),
    ]);
  });

  test('is not told of where the file mentions nothing that is looked for', async () => {
    expect((await locatingIn({ 'a.tf': 'locals {\n  x = = 1\n}\n' })).warnings).toEqual([]);
  });

  test('is told of ten times at the most, and the rest counted', async () => {
    const broken = Object.fromEntries(Array.from({ length: 13 }, (_, at) => [`f${at}.tf`, 'module "m" {\n  x = [']));
    const { warnings } = await locatingIn(broken);
    expect(warnings).toHaveLength(11);
    expect(warnings.at(-1)).toBe('3 more files have parts that cannot be read as Terraform');
  });

  test('of nothing but mistakes is not looked through to its end', async () => {
    const start = process.cpuUsage();
    await locatingIn({ 'main.tf': 'resource "aws_kms_key" "m" {\n  x = <<EOT\n}\n'.repeat(10_000) });
    const { user } = process.cpuUsage(start);
    expect(user / 1e6).toBeLessThan(10);
  });

  test('whose blocks are nested beyond measure does not exhaust the stack', async () => {
    const nested = `resource "aws_kms_key" "m" {\n${'a {\n'.repeat(20_000)}${'}\n'.repeat(20_000)}}\n`;
    const { warnings } = await locatingIn({ 'main.tf': nested });
    expect(warnings).toEqual([]);
  });

  test('that is nested beyond measure gives no block, and a warning', async () => {
    const { warnings, placed } = await locatingIn({ 'main.tf.json': `{"module": ${'['.repeat(100_000)}` });
    expect(warnings).toHaveLength(1);
    expect(placed(apple).location?.source).toBe('configuration');
  });
});

describe('a file that is made to take long', () => {
  const spaces = ' '.repeat(4000);
  const times = <T>(count: number, made: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => made(at));
  test.each<[string, Files]>([
    ['spaces in an index', { 'main.tf': PLUM.replace('aws_kms_key.plum.arn', `a[${spaces}"x" == b ]`) }],
    [
      'functions in each other',
      {
        'main.tf': `import {\n  to = aws_kms_key.a\n  for_each = ${'toset('.repeat(5000)}["a"]${')'.repeat(5000)}\n  id = each.key\n}\n`,
      },
    ],
    [
      'modules that each call the next twice',
      Object.fromEntries(
        times(40, (at) => [
          `m${at}/main.tf`,
          times(2, (call) => `module "c${call}" {\n  source = "../m${at + 1}"\n}\n`).join(''),
        ]),
      ),
    ],
    [
      'moves that lead in circles',
      {
        'main.tf': `resource "aws_kms_key" "z" {}\nimport {\n  to = aws_kms_key.a\n  id = "${ARN}"\n}\n${'moved {\n  from = aws_kms_key.a\n  to = aws_kms_key.b\n}\nmoved {\n  from = aws_kms_key.b\n  to = aws_kms_key.a\n}\n'.repeat(3)}`,
      },
    ],
    [
      'moves that lead apart',
      {
        'main.tf': `import {\n  to = module.a.aws_kms_key.a\n  id = "${ARN}"\n}\n${times(3, (at) => `moved {\n  from = module.a\n  to = module.a.module.b${at}\n}\nmoved {\n  from = module.a\n  to = module.a\n}\n`).join('')}${times(3, (at) => `moved {\n  from = module.a.module.b${at}\n  to = module.a.module.a\n}\nmoved {\n  from = module.a.module.a\n  to = module.a.module.b${at}.module.c\n}\n`).join('')}`,
      },
    ],
  ])('by %s takes no time, and says nothing', async (_, files) => {
    const start = process.cpuUsage();
    const { locate } = await locatingIn(files);
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(2);
    expect(locate(plum).blocks).toEqual([]);
  });
});

describe('the place of a fix', () => {
  const rotated = ['aws_kms_key.rotation_period_in_days', 'aws_kms_key.enable_key_rotation'];
  const linked = (body: string, registration = PLUM): Files => ({
    'main.tf': `${registration}resource "aws_kms_key" "plum" {\n${body}}\nimport {\n  to = aws_kms_key.plum\n  id = "12345678-0000-4000-8000-0000000000ab"\n}\n`,
  });
  test.each<Case>([
    { title: 'is the attribute', files: linked('  ⟦enable_key_rotation = false⟧ # why\n'), of: plum, rule: rotated },
    {
      title: 'is the first attribute that the rule names',
      files: linked('  enable_key_rotation = true\n\t⟦rotation_period_in_days   =  2560⟧\n'),
      of: plum,
      rule: rotated,
    },
    {
      title: 'is the header where the attribute is absent',
      files: {
        'main.tf': `${PLUM_ARN.replace(`"${ARN}"`, 'aws_kms_key.plum.arn')}⟦resource "aws_kms_key" "plum"⟧ {\n}\nimport {\n  to = confluent_byok_key.plum\n  id = "cck-plum"\n}\n`,
      },
      of: plum,
      rule: rotated,
    },
    {
      title: 'is the name of an attribute whose value goes on over lines',
      files: linked('  ⟦policy⟧ = <<EOT\n{"enable_key_rotation": true}\nEOT\n'),
      of: plum,
      rule: ['aws_kms_key.policy'],
    },
    {
      title: 'is in a policy resource that names the key',
      files: {
        ...linked(''),
        'policy.tf':
          'resource "aws_kms_key_policy" "p" {\n  key_id = aws_kms_key.plum.id\n  ⟦policy = data.aws_iam_policy_document.p.json⟧\n}\n',
      },
      of: plum,
      rule: ['aws_kms_key_policy.policy', 'aws_kms_key.policy'],
    },
    {
      title: 'is a nested block of a cluster',
      files: {
        'main.tf': `resource "confluent_kafka_cluster" "a" {\n  ⟦byok_key⟧ {\n    id = "cck-plum"\n  }\n  ${APPLE.slice(2)}`,
      },
      rule: ['confluent_kafka_cluster.byok_key'],
    },
    {
      title: 'is in a dynamic block',
      files: {
        'main.tf': `resource "confluent_kafka_cluster" "a" {\n  ⟦dynamic "byok_key"⟧ {\n    for_each = [1]\n    content {\n      id = "cck-plum"\n    }\n  }\n  ${APPLE.slice(2)}`,
      },
      rule: ['confluent_kafka_cluster.byok_key'],
    },
    {
      title: 'is in an override of the block',
      files: {
        'main.tf': `resource "confluent_kafka_cluster" "a" {\n  deletion_protection = true\n  ${APPLE.slice(2)}`,
        'main_override.tf': 'resource "confluent_kafka_cluster" "a" {\n  ⟦deletion_protection = false⟧\n}\n',
      },
      rule: ['confluent_kafka_cluster.deletion_protection'],
    },
    {
      title: 'is in the last override',
      files: {
        'main.tf': `resource "confluent_kafka_cluster" "a" {\n  deletion_protection = true\n  ${APPLE.slice(2)}`,
        'a_override.tf': 'resource "confluent_kafka_cluster" "a" {\n  deletion_protection = true\n}\n',
        'override.tf.json': '{"resource": {"confluent_kafka_cluster": {"a": {⟦"deletion_protection": false⟧}}}}',
      },
      rule: ['confluent_kafka_cluster.deletion_protection'],
    },
    {
      title: 'is no longer in a nested block that an override replaces',
      files: {
        'main.tf': `resource "confluent_kafka_cluster" "a" {\n  dedicated {\n    encryption_key = "x"\n  }\n  ${APPLE.slice(2)}`,
        'a_override.tf': 'resource "confluent_kafka_cluster" "a" {\n  ⟦dedicated⟧ {\n    cku = 2\n  }\n}\n',
      },
      rule: ['confluent_kafka_cluster.dedicated.encryption_key', 'confluent_kafka_cluster.dedicated'],
    },
    {
      title: 'is the name of an attribute whose value is in parentheses over lines',
      files: linked('  ⟦enable_key_rotation⟧ = (\n    true\n  )\n'),
      of: plum,
      rule: rotated,
    },
    {
      title: 'is the name before a heredoc with a directive, and with CRLF',
      files: {
        'main.tf': (
          linked(`  ⟦policy⟧ = <<-EOT\n    %{ for x in var.y ~}\n    "\${x}" }\n    %{ endfor ~}\n  EOT\n`)['main.tf'] ?? ''
        ).replaceAll('\n', '\r\n'),
      },
      of: plum,
      rule: ['aws_kms_key.policy'],
    },
    {
      title: 'is a whole condition on one line',
      files: linked('  ⟦enable_key_rotation = var.x ? true : false⟧ // why\n'),
      of: plum,
      rule: rotated,
    },
    {
      title: 'is in an external key that a dynamic block refers to',
      files: {
        'main.tf': `resource "confluent_byok_key" "b" {\n  dynamic "aws" {\n    for_each = [1]\n    content {\n      key_arn = aws_kms_external_key.p.arn\n    }\n  }\n}\nresource "aws_kms_external_key" "p" {\n  ⟦valid_to = "2027-01-01T00:00:00Z"⟧\n}\nimport {\n  to = confluent_byok_key.b\n  id = "cck-plum"\n}\n`,
      },
      of: plum,
      rule: ['aws_kms_external_key.valid_to'],
    },
    {
      title: 'is in the block where the override has nothing of it',
      files: {
        'main.tf': `resource "confluent_kafka_cluster" "a" {\n  ⟦region = "eu-west-1"⟧\n  ${APPLE.slice(2)}`,
        'override.tf': 'resource "confluent_kafka_cluster" "a" {\n  deletion_protection = false\n}\n',
      },
      rule: ['confluent_kafka_cluster.region'],
    },
  ])('$title', check);

  const azure = (reference: string, more = ''): Files => ({
    'main.tf': `resource "confluent_byok_key" "k" {\n  azure {\n    key_identifier = ${reference}\n    key_vault_id   = azurerm_key_vault.stone.id\n  }\n}\nimport {\n  to = confluent_byok_key.k\n  id = "cck-apricot"\n}\n`,
    'key.tf': `resource "azurerm_key_vault_key" "apricot" {\n  key_vault_id = azurerm_key_vault.stone.id\n${more}}\n`,
    'vault.tf': 'resource "azurerm_key_vault" "stone" {\n  network_acls {\n    bypass = "None"\n  }\n}\n',
  });
  const reference = 'azurerm_key_vault_key.apricot.versionless_id';
  const apricot = key('cck-apricot', 'https://kv-stone.vault.azure.net/keys/apricot');
  test.each<Case>([
    {
      title: 'a nested block of an Azure key',
      files: azure(reference, '  ⟦rotation_policy⟧ {\n    expire_after = "P1Y"\n  }\n'),
      of: apricot,
      rule: ['azurerm_key_vault_key.rotation_policy.automatic.time_after_creation', 'azurerm_key_vault_key.rotation_policy'],
    },
    {
      title: 'an attribute two blocks deep',
      files: azure(reference, '  rotation_policy {\n    automatic {\n      ⟦time_after_creation = "P9Y"⟧\n    }\n  }\n'),
      of: apricot,
      rule: ['azurerm_key_vault_key.rotation_policy.automatic.time_after_creation'],
    },
    {
      title: 'an attribute of the vault',
      files: {
        ...azure(reference),
        'vault.tf': 'resource "azurerm_key_vault" "stone" {\n  network_acls {\n    ⟦bypass = "None"⟧\n  }\n}\n',
      },
      of: apricot,
      rule: ['azurerm_key_vault.network_acls.bypass'],
    },
    {
      title: 'a reference in a template',
      files: azure(`"\${${reference}}"`, '  ⟦key_type = "EC"⟧\n'),
      of: apricot,
      rule: ['azurerm_key_vault_key.key_type'],
    },
    {
      title: 'a reference in a template to an instance by its key',
      files: azure(`"\${azurerm_key_vault_key.apricot["eu"].id}"`, '  for_each = var.all\n  ⟦key_type = "EC"⟧\n'),
      of: apricot,
      rule: ['azurerm_key_vault_key.key_type'],
    },
    {
      title: 'a reference to an instance',
      files: azure('azurerm_key_vault_key.apricot[0].id', '  count = 1\n  ⟦key_type = "EC"⟧\n'),
      of: apricot,
      rule: ['azurerm_key_vault_key.key_type'],
    },
    {
      title: 'a reference to the instance of each',
      files: azure('azurerm_key_vault_key.apricot[each.key].id', '  ⟦key_type = "EC"⟧\n'),
      of: apricot,
      rule: ['azurerm_key_vault_key.key_type'],
    },
  ])('is found by references: $title', check);
});

describe('import blocks', () => {
  const bare = 'resource "confluent_kafka_cluster" "a"';
  test.each<Case>([
    {
      title: 'a cluster by its environment and its id',
      files: { 'main.tf': `import {\n  to = confluent_kafka_cluster.a\n  id = "env-orchard/lkc-apple"\n}\n⟦${bare}⟧ {}\n` },
      address: 'confluent_kafka_cluster.a',
    },
    {
      title: 'one of several, by literal keys',
      files: {
        'main.tf': `import {\n  for_each = { x = "env-1/lkc-pear", "y z" = "env-1/lkc-apple" }\n  to = confluent_kafka_cluster.a[each.key]\n  id = each.value\n}\n⟦${bare}⟧ {}\n`,
      },
      address: 'confluent_kafka_cluster.a["y z"]',
    },
    {
      title: 'one of a set',
      files: {
        'main.tf': `import {\n  for_each = toset(["cck-pear", "cck-plum"])\n  to = confluent_byok_key.k[each.value]\n  id = each.value\n}\n⟦resource "confluent_byok_key" "k"⟧ {}\n`,
      },
      of: key('cck-plum'),
      address: 'confluent_byok_key.k["cck-plum"]',
    },
    {
      title: 'into a module',
      files: {
        'main.tf':
          'module "m" {\n  source = "./m"\n}\nimport {\n  to = module.m.confluent_kafka_cluster.a\n  id = "env-orchard/lkc-apple"\n}\n',
        'm/main.tf': `⟦${bare}⟧ {}\n`,
      },
      address: 'module.m.confluent_kafka_cluster.a',
    },
    {
      title: 'before a literal name',
      files: {
        'main.tf': `import {\n  to = confluent_kafka_cluster.b\n  id = "env-orchard/lkc-apple"\n}\nresource "confluent_kafka_cluster" "a" ${APPLE}⟦resource "confluent_kafka_cluster" "b"⟧ {}\n`,
      },
    },
    {
      title: 'in JSON',
      files: {
        'main.tf.json':
          '{"import": [{"to": "confluent_environment.e", "id": "env-1"}], "resource": {"confluent_environment": {⟦"e"⟧: {}}}}',
      },
      of: environment('env-1'),
    },
    {
      title: 'one of several, whose keys are the ids',
      files: {
        'main.tf':
          'import {\n  for_each = { # which\n    cck-plum = "p" # this\n  }\n  to = confluent_byok_key.k[each.value]\n  id = each.key\n}\n⟦resource "confluent_byok_key" "k"⟧ {}\n',
      },
      of: key('cck-plum'),
      address: 'confluent_byok_key.k["p"]',
    },
    {
      title: 'into an instance of a module',
      files: {
        'main.tf':
          'module "m" {\n  source = "./m"\n  for_each = toset(["a.b"])\n}\nimport {\n  for_each = { "a.b" = "env-1/lkc-apple" }\n  to = module.m[each.key].confluent_kafka_cluster.a\n  id = each.value\n}\n',
        'm/main.tf': `⟦${bare}⟧ {}\n`,
      },
      address: 'module.m["a.b"].confluent_kafka_cluster.a',
    },
    ...['confluent_kafka_cluster.a[each.key]', `\${confluent_kafka_cluster.a[each.key]}`].map((to) => ({
      title: `in JSON, one of several, to ${to}`,
      files: {
        'main.tf.json': `{"import": {"for_each": {"x": "env-1/lkc-apple"}, "to": "${to}", "id": "\${each.value}"}, "resource": {"confluent_kafka_cluster": {⟦"a"⟧: {}}}}`,
      },
      address: 'confluent_kafka_cluster.a["x"]',
    })),
    {
      title: 'by an identity',
      files: {
        'main.tf': `import {\n  to = aws_kms_key.k\n  identity = { arn = "${ARN}" }\n}\n⟦resource "aws_kms_key" "k"⟧ {}\n`,
      },
      of: plum,
    },
  ])('$title', check);
});

describe('modules, files and forms', () => {
  const real = `⟦resource "confluent_kafka_cluster" "apple"⟧ ${APPLE}`;
  test.each<Case>([
    {
      title: 'a module within a module',
      files: {
        'main.tf': 'module "a" {\n  source = "./modules/a"\n}\n',
        'modules/a/main.tf': 'module "b" {\n  source = "../b"\n}\n',
        'modules/b/main.tf': real,
      },
      address: 'module.a.module.b.confluent_kafka_cluster.apple',
    },
    {
      title: 'modules that call each other in a circle',
      files: { 'a/main.tf': 'module "b" {\n  source = "../b"\n}\n', 'b/main.tf': `module "a" {\n  source = "../a"\n}\n${real}` },
    },
    { title: 'a .tofu file', files: { 'main.tofu': real } },
    {
      title: 'a .tofu file in place of the .tf file of its name',
      files: { 'main.tf': `resource "confluent_kafka_cluster" "apple" ${APPLE}`, 'main.tofu': `\n\n${real}` },
    },
    {
      title: 'a .tofu.json file',
      files: { 'main.tofu.json': '{"resource": {"confluent_environment": {⟦"e"⟧: {"display_name": "orchard"}}}}' },
      of: environment('env-1', 'orchard'),
    },
    {
      title: 'JSON with lists of blocks',
      files: {
        'main.tf.json':
          '{\n  "resource": [\n    {"confluent_environment": {"e": {"display_name": "meadow"}}},\n    {"confluent_environment": [{⟦"f"⟧: [{"display_name": "orchard"}]}]}\n  ]\n}',
      },
      of: environment('env-1', 'orchard'),
    },
    {
      title: 'an attribute in JSON',
      files: {
        'main.tf.json': `{"resource": {"confluent_kafka_cluster": {"a": {"display_name": "apple", "environment": {"id": "env-orchard"},\n\t⟦"deletion_protection": false⟧}}}}`,
      },
      rule: ['confluent_kafka_cluster.deletion_protection'],
    },
    {
      title: 'a nested block in JSON',
      files: {
        'main.tf.json': `{"resource": {"confluent_kafka_cluster": {"a": {"display_name": "apple", "environment": [{"id": "env-orchard"}],\n⟦"byok_key"⟧: [{"id": "cck-x"}]}}}}`,
      },
      rule: ['confluent_kafka_cluster.byok_key'],
    },
    ...[
      '"dynamic": [{⟦"byok_key"⟧: {"for_each": [1], "content": {"id": "x"}}}]',
      '"dynamic": {⟦"byok_key"⟧: [{"for_each": [1], "content": [{"id": "x"}]}]}',
    ].map((dynamic) => ({
      title: `a dynamic block in JSON, ${dynamic.replace(/[⟦⟧]/g, '')}`,
      files: {
        'main.tf.json': `{"resource": {"confluent_kafka_cluster": {"a": {"display_name": "apple", "environment": {"id": "env-orchard"}, ${dynamic}}}}}`,
      },
      rule: ['confluent_kafka_cluster.byok_key'],
    })),
    {
      title: 'JSON that is a list of files',
      files: {
        'main.tf.json':
          '[{"resource": {"confluent_environment": {"z": {}}}}, {"resource": [{"confluent_environment": [{⟦"e"⟧: {"display_name": "orchard"}}]}]}]',
      },
      of: environment('env-1', 'orchard'),
    },
    {
      title: 'comments in JSON',
      files: {
        'main.tf.json':
          '{"//": "x", "resource": {"//": {"a": {"display_name": "orchard"}}, "confluent_environment": {"//": {"display_name": "orchard"}, ⟦"e"⟧: {"//": "y", "display_name": "orchard"}}}}',
      },
      of: environment('env-1', 'orchard'),
    },
    {
      title: 'a key of JSON that is there twice',
      files: {
        'main.tf.json':
          '{"resource": {"confluent_environment": {"d": {"display_name": "meadow"}}}, "resource": {"confluent_environment": {⟦"e"⟧: {"display_name": "orchard"}}}}',
      },
      of: environment('env-1', 'orchard'),
    },
    { title: 'a file whose name only ends like that of an override', files: { 'myoverride.tf': real } },
    {
      title: 'a reference in JSON',
      files: {
        'main.tf.json': `{"resource": {"aws_kms_key": {"k": {⟦"enable_key_rotation": false⟧}}, "confluent_byok_key": {"k": {"aws": {"key_arn": "\${aws_kms_key.k.arn}"}}}}, "import": {"to": "confluent_byok_key.k", "id": "cck-plum"}}`,
      },
      of: plum,
      rule: ['aws_kms_key.enable_key_rotation'],
    },
    {
      title: 'a reference in JSON to an instance by its key',
      files: {
        'main.tf.json': `{"resource": {"aws_kms_key": {"k": {⟦"enable_key_rotation": false⟧, "for_each": "\${var.all}"}}, "confluent_byok_key": {"k": {"aws": {"key_arn": "\${aws_kms_key.k[\\"eu\\"].arn}"}}}}, "import": {"to": "confluent_byok_key.k", "id": "cck-plum"}}`,
      },
      of: plum,
      rule: ['aws_kms_key.enable_key_rotation'],
    },
    {
      title: 'a data source, where no resource declares the thing',
      files: { 'main.tf': '⟦data "confluent_kafka_cluster" "a"⟧ {\n  id = "lkc-apple"\n}\n' },
    },
    {
      title: 'a resource before a data source',
      files: { 'a.tf': 'data "confluent_kafka_cluster" "a" {\n  id = "lkc-apple"\n}\n', 'b.tf': real },
    },
    { title: 'a folder with a name that is encoded in an address', files: { 'infra 1/#%/main.tf': real } },
  ])('$title', check);
});

describe('what is no match', () => {
  test.each([
    [
      'a name that two blocks in one environment have',
      { 'main.tf': `resource "confluent_kafka_cluster" "a" ${APPLE}resource "confluent_kafka_cluster" "b" ${APPLE}` },
    ],
    [
      'a block that is there twice',
      { 'a.tf': `resource "confluent_kafka_cluster" "a" ${APPLE}`, 'b.tf': `resource "confluent_kafka_cluster" "a" ${APPLE}` },
    ],
    [
      'a name that is an expression',
      { 'main.tf': `resource "confluent_kafka_cluster" "a" ${APPLE.replace('"apple"', `"\${var.fruit}"`)}` },
    ],
    [
      'a name in another environment',
      { 'main.tf': `resource "confluent_kafka_cluster" "a" ${APPLE.replace('env-orchard', 'env-meadow')}` },
    ],
    [
      'a name in an environment that nobody knows',
      { 'main.tf': `resource "confluent_kafka_cluster" "a" ${APPLE.replace('"env-orchard"', 'var.environment')}` },
    ],
    [
      'an import whose id is an expression',
      {
        'main.tf': `resource "confluent_kafka_cluster" "a" {}\nimport {\n  to = confluent_kafka_cluster.a\n  id = "\${var.environment}/lkc-apple"\n}\n`,
      },
    ],
    [
      'an import of what is not there',
      { 'main.tf': 'import {\n  to = confluent_kafka_cluster.a\n  id = "env-1/lkc-apple"\n}\n' },
    ],
    [
      'a file in a hidden folder',
      { '.terraform/modules/m/main.tf': `resource "confluent_kafka_cluster" "a" ${APPLE}`, 'main.tf': '' },
    ],
    [
      'a block in a .tf file that a .tofu file without any takes the place of',
      { 'main.tf': `resource "confluent_kafka_cluster" "a" ${APPLE}`, 'main.tofu': '# gone\n' },
    ],
    [
      'a block that is there once in JSON and once not',
      {
        'a.tf': `resource "confluent_kafka_cluster" "a" ${APPLE}`,
        'b.tf.json':
          '{"resource": {"confluent_kafka_cluster": {"a": {"display_name": "apple", "environment": {"id": "env-orchard"}}}}}',
      },
    ],
    [
      'a name that an override changes',
      {
        'main.tf': `resource "confluent_kafka_cluster" "a" ${APPLE}`,
        'override.tf': 'resource "confluent_kafka_cluster" "a" {\n  display_name = "pear"\n}\n',
      },
    ],
    [
      'a name that a block has which is imported as another cluster',
      {
        'main.tf': `resource "confluent_kafka_cluster" "a" ${APPLE}import {\n  to = confluent_kafka_cluster.a\n  id = "env-orchard/lkc-pear"\n}\n`,
      },
    ],
    [
      'an id that is imported twice',
      {
        'main.tf': `import {\n  to = confluent_kafka_cluster.a\n  id = "env-1/lkc-apple"\n}\nimport {\n  to = confluent_kafka_cluster.b\n  id = "env-1/lkc-apple"\n}\nresource "confluent_kafka_cluster" "a" {}\nresource "confluent_kafka_cluster" "b" {}\n`,
      },
    ],
    [
      'an import whose ids are in objects',
      {
        'main.tf':
          'import {\n  for_each = { a = { id = "env-1/lkc-apple" } }\n  to = confluent_kafka_cluster.a[each.key]\n  id = each.value.id\n}\nresource "confluent_kafka_cluster" "a" {}\n',
      },
    ],
    [
      'a data source within a check',
      { 'main.tf': 'check "c" {\n  data "confluent_kafka_cluster" "a" {\n    id = "lkc-apple"\n  }\n}\n' },
    ],
    ['a resource within another block', { 'main.tf': `terraform {\n  resource "confluent_kafka_cluster" "a" ${APPLE}}\n` }],
    ['an override without a block', { 'x_override.tf': `resource "confluent_kafka_cluster" "a" ${APPLE}` }],
    [
      'names of the prototype',
      {
        'main.tf':
          'resource "constructor" "__proto__" {}\nresource "confluent_kafka_cluster" "__proto__" {}\ndata "toString" "x" {}\n',
      },
    ],
    [
      'labels that would look like another address',
      { 'main.tf': `resource "confluent_kafka_cluster" "a.b[0]" ${APPLE}resource "confluent_kafka_cluster" "" ${APPLE}` },
    ],
  ] as [string, Files][])('%s', async (_, files) => {
    const { placed, locate } = await locatingIn(files);
    expect(placed(apple).location).toMatchObject({ uri: 'byok-audit.yaml', source: 'configuration' });
    expect(locate(apple).blocks).toEqual([]);
  });
});

test('Terraform is before the inventory, whose line is related then, and the inventory before the configuration', async () => {
  const files = {
    'byok-audit.yaml': 'version: 1\nexpected_keys: {lkc-apple: x, lkc-pear: y, lkc-fig: z}\n',
    'inventory.yaml': '- id: lkc-apple\n- id: lkc-pear\n',
    'main.tf': `resource "confluent_kafka_cluster" "a" ${APPLE}`,
  };
  const { placed } = await locatingIn(files);
  expect(placed(apple)).toEqual({
    location: { uri: 'main.tf', start_line: 1, start_column: 1, end_line: 1, end_column: 39, source: 'terraform' },
    related: [
      { location: { uri: 'inventory.yaml', start_line: 1, start_column: 7, end_line: 1, end_column: 16 }, label: 'inventory' },
    ],
  });
  expect(placed(cluster('lkc-pear'))).toMatchObject({ location: { uri: 'inventory.yaml', source: 'inventory' }, related: [] });
  expect(placed(cluster('lkc-fig')).location).toMatchObject({ start_line: 2, start_column: 44, source: 'configuration' });
  expect(placed(cluster('lkc-quince')).location).toMatchObject({ start_line: 1, start_column: 1, source: 'configuration' });
});

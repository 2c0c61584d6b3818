import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { frameworksOf } from '../../scripts/frameworks.ts';
import type { Catalogue, Framework } from '../../src/evaluate/catalogue.ts';
import { rule } from '../evaluate/stub-policy.ts';

const POLICIES = join(import.meta.dirname, '../../policies');
const files = globSync('frameworks/*.yaml', { cwd: POLICIES }).sort();
const { catalogue } = JSON.parse(readFileSync(join(POLICIES, 'catalogue.json'), 'utf8')) as { catalogue: Catalogue };
const built = frameworksOf(
  files.map((file) => ({ file, text: readFileSync(join(POLICIES, file), 'utf8') })),
  catalogue.rules,
);
const requirementsOf = (id: string) => built.find((one) => one.id === id)?.requirements ?? [];

test('the rules are mapped to thirteen frameworks', () => {
  expect(built.map(({ id }) => id)).toEqual(
    [
      'bsi_c5_2020',
      'cis_aws_7_0',
      'cis_azure_6_0',
      'cis_gcp_5_0',
      'csa_ccm_4',
      'dora_rts_2024_1774',
      'fedramp_moderate_r5',
      'hipaa',
      'iso_27001_2022',
      'nist_800_53_r5',
      'nis2',
      'pci_dss_4_0_1',
      'soc_2',
    ].sort(),
  );
});

test('the catalogue holds the frameworks as their files define them', () => {
  expect(catalogue.frameworks).toEqual(built);
});

test.each([
  ['nist_800_53_r5', ['SA-9(6)', 'SC-12(6)', 'SC-28(3)', 'CM-8', 'AC-5', 'AU-12']],
  ['pci_dss_4_0_1', ['3.7.7']],
  ['soc_2', ['CC6.3', 'CC8.1', 'C1.2']],
  ['iso_27001_2022', ['A.5.9', 'A.5.18', 'A.8.10']],
  ['nis2', ['21(2)(h)']],
])('the framework %s has requirements on inventories, access, changes, disposal and key control', (framework, ids) => {
  expect(requirementsOf(framework).map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
});

test.each([
  ['csa_ccm_4', ['CEK-13', 'CEK-15', 'CEK-16', 'CEK-17']],
  ['soc_2', ['CC7.1', 'CC8.1']],
  ['nist_800_53_r5', ['AC-5', 'CM-2', 'CM-8']],
])('of the framework %s, what asks for a process is marked so', (framework, ids) => {
  const of = new Map(requirementsOf(framework).map(({ id, beyond }) => [id, beyond]));
  expect(ids.map((id) => of.get(id))).toEqual(ids.map(() => 'process'));
});

test('encryption of storage does not answer that card numbers are unreadable', () => {
  expect(requirementsOf('pci_dss_4_0_1').find(({ id }) => id === '3.5.1')).toMatchObject({ rules: [] });
});

test('the profile of FedRAMP has requirements of the NIST file as they stand there, and not those outside its baseline', () => {
  const nist = new Map(requirementsOf('nist_800_53_r5').map((one) => [one.id, one]));
  const ids = requirementsOf('fedramp_moderate_r5').map(({ id }) => id);
  for (const { checked, ...one } of requirementsOf('fedramp_moderate_r5')) {
    expect(one).toEqual({ ...one, ...nist.get(one.id), checked: undefined });
    expect(checked).not.toBeNull();
  }
  expect(ids).toContain('SC-12');
  for (const outside of ['SA-9(6)', 'SC-12(1)', 'SC-12(6)', 'SC-28(3)']) expect(ids).not.toContain(outside);
});

test('each framework and each requirement names what it was checked against', () => {
  for (const { checked, requirements } of built)
    for (const one of requirements) expect((one.checked ?? checked)?.version).toMatch(/\d/);
});

test('in each framework each requirement has a different title', () => {
  for (const { id, requirements } of built) {
    const titles = requirements.map(({ title }) => title);
    expect([id, new Set(titles).size]).toEqual([id, titles.length]);
  }
});

test('each built-in rule answers a requirement', () => {
  const named = new Set(built.flatMap(({ requirements }) => requirements.flatMap(({ rules }) => rules)));
  expect(catalogue.rules.map(({ id }) => id).filter((id) => !named.has(id))).toEqual([]);
});

const GOOD = `orchard_1:
  title: The orchard's rules
  version: '1'
  publisher: The orchard
  url: https://example.org/rules
  checked:
    source: The orchard's own copy
    version: edition 1
  requirements:
    - id: O-1
      title: Fruit is ripe
      rules:
        - key.ripe
        - key.sweet
      beyond: process
      at_most:
        days: 7
      note: Who picks it is open.
    - id: O-2
      title: Baskets are clean
      rules: []
      note: A look at the baskets would answer it.
`;
const PROFILE = `harvest:
  title: The harvest
  version: '2'
  publisher: The orchard
  url: https://example.org/harvest
  checked:
    source: The calendar
    version: autumn
  profile:
    of: orchard_1
    requirements:
      - O-2
`;
const parameters = { days: { type: 'integer' }, colour: { type: 'string' } };
const RULES = [rule('key.ripe', { parameters }), rule('key.sweet'), rule('environment.dry')];
const parse = (text: string, file = 'frameworks/orchard_1.yaml'): Framework | undefined =>
  frameworksOf([{ file, text }], RULES)[0];
const withProfile = (text: string) =>
  frameworksOf(
    [
      { file: 'frameworks/harvest.yaml', text },
      { file: 'frameworks/orchard_1.yaml', text: GOOD },
    ],
    RULES,
  );

test('a file becomes a framework, and its name becomes the id', () => {
  expect(parse(GOOD)).toEqual({
    id: 'orchard_1',
    title: "The orchard's rules",
    version: '1',
    publisher: 'The orchard',
    url: 'https://example.org/rules',
    checked: { source: "The orchard's own copy", version: 'edition 1' },
    cloud: null,
    profile_of: null,
    requirements: [
      {
        ...{ id: 'O-1', title: 'Fruit is ripe', rules: ['key.ripe', 'key.sweet'], beyond: 'process', at_most: { days: 7 } },
        ...{ note: 'Who picks it is open.', checked: null },
      },
      {
        ...{ id: 'O-2', title: 'Baskets are clean', rules: [], beyond: null, at_most: {} },
        ...{ note: 'A look at the baskets would answer it.', checked: null },
      },
    ],
  });
});

test('a profile becomes a framework of the requirements that it names, wherever its file stands', () => {
  const [harvest, orchard] = withProfile(PROFILE);
  expect(harvest).toMatchObject({ id: 'harvest', version: '2', checked: { source: 'The calendar' }, profile_of: 'orchard_1' });
  expect(harvest?.requirements).toEqual([{ ...orchard?.requirements[1], checked: orchard?.checked }]);
});

test.each([
  [
    'a requirement that the other framework does not have',
    PROFILE.replace('O-2', 'O-3'),
    /^frameworks\/harvest\.yaml:12:9: harvest\.profile\.requirements\.0: .*O-2/,
  ],
  ['a requirement twice', `${PROFILE}      - O-2\n`, /requirements: must NOT have duplicate/],
  [
    'a framework that does not exist',
    PROFILE.replace('of: orchard_1', 'of: orchard_2'),
    /:10:9: harvest\.profile\.of: .*orchard_1/,
  ],
  ['itself', PROFILE.replace('of: orchard_1', 'of: harvest'), /:10:9: harvest\.profile\.of: .*orchard_1/],
  ['no requirement', PROFILE.replace(/requirements:[\s\S]*/, 'requirements: []\n'), /must NOT have fewer than 1/],
  ['requirements of its own', `${PROFILE}  requirements: []\n`, /unknown key/],
])('a profile is rejected that names %s', (_, source, message) => {
  expect(() => withProfile(source)).toThrow(message);
});

test.each([
  [
    'a rule that does not exist, at its place',
    GOOD.replace('key.sweet', 'key.sweat'),
    /^frameworks\/orchard_1\.yaml:14:11: .*did you mean "key\.sweet"/,
  ],
  ['a rule twice', GOOD.replace('key.sweet', 'key.ripe'), /:13:9: orchard_1\.requirements\.0\.rules: must NOT have duplicate/],
  ['a requirement twice', GOOD.replace('O-2', 'O-1'), 'frameworks/orchard_1.yaml: the requirement O-1 is listed twice'],
  [
    'no rule and no note',
    GOOD.replace(/ {6}note: A.*\n/, ''),
    'the requirement O-2 has neither rules nor a note on what would answer it',
  ],
  [
    'more than its rules see, and no note on what that is',
    GOOD.replace(/ {6}note: Who.*\n/, ''),
    'the requirement O-1 asks for more than its rules see, and has no note on what that is',
  ],
  [
    'a process that no rule is about',
    GOOD.replace('rules: []', 'rules: []\n      beyond: process'),
    'the requirement O-2 has no rules, so that nothing is beyond them',
  ],
  ['a kind of more that does not exist', GOOD.replace('beyond: process', 'beyond: proces'), /:15:15: .*beyond.*process/],
  [
    'a limit by which its rules do not measure',
    GOOD.replace('        - key.ripe\n', ''),
    'the requirement O-1 limits the parameter days, by which none of its rules measures',
  ],
  ['a limit of a parameter that does not exist', GOOD.replace('days: 7', 'day: 7'), /:17:9: .*did you mean "days"/],
  ['a limit that is not a number', GOOD.replace('days: 7', 'days: seven'), /:17:15: .*at_most\.days/],
  ['a cloud that does not exist', GOOD.replace('  requirements', '  cloud: oracle\n  requirements'), /:9:10: orchard_1\.cloud/],
  [
    'one cloud, and a rule on what is in none',
    GOOD.replace('  requirements', '  cloud: gcp\n  requirements').replace('key.sweet', 'environment.dry'),
    'the requirement O-1 is about one cloud, and names environment.dry, whose subjects are in none',
  ],
  ['nothing that it was checked against', GOOD.replace(/ {2}checked[\s\S]*edition 1\n/, ''), /the key "checked" is missing/],
  ['no version of what it was checked against', GOOD.replace(/ {4}version: edition 1\n/, ''), /the key "version" is missing/],
  ['another root key than the name of the file', GOOD.replace('orchard_1:', 'orchard_2:'), /the key "orchard_1" is missing/],
  ['an unknown key', GOOD.replace('publisher', 'publishers'), /:4:3: .*unknown key; did you mean "publisher"/],
  ['a missing key', GOOD.replace(/ {2}url.*\n/, ''), /the key "url" is missing/],
  ['an address that is not https', GOOD.replace('https:', 'http:'), /:5:8: orchard_1\.url: must match/],
  ['a version that is a number', GOOD.replace("'1'", '1'), /:3:12: orchard_1\.version: expected string, got 1/],
  ['a note that is not a sentence', GOOD.replace('answer it.', 'answer it'), /:22:13: .*note: must match/],
  ['no requirements', `${GOOD.slice(0, GOOD.indexOf('    - id'))}    []\n`, /must NOT have fewer than 1/],
])('a framework is rejected: %s', (_, source, message) => {
  expect(() => parse(source)).toThrow(message);
});

test('a framework file is rejected if its name is not an id', () => {
  expect(() => parse(GOOD, 'frameworks/orchard-1.yaml')).toThrow('must be its id, in snake_case');
});

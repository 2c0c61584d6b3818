import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { frameworkOf } from '../../scripts/frameworks.ts';
import type { Catalogue } from '../../src/evaluate/catalogue.ts';

const POLICIES = join(import.meta.dirname, '../../policies');
const files = globSync('frameworks/*.yaml', { cwd: POLICIES }).sort();
const { catalogue } = JSON.parse(readFileSync(join(POLICIES, 'catalogue.json'), 'utf8')) as { catalogue: Catalogue };
const ids = catalogue.rules.map(({ id }) => id);
const read = (file: string) => frameworkOf(file, readFileSync(join(POLICIES, file), 'utf8'), ids);

test('the rules are mapped to six frameworks', () => {
  expect(files.map((file) => file.replace(/^frameworks\/|\.yaml$/g, ''))).toEqual([
    'csa_ccm_4',
    'hipaa',
    'iso_27001_2022',
    'nist_800_53_r5',
    'pci_dss_4_0_1',
    'soc_2',
  ]);
});

test('the catalogue holds the frameworks as their files define them', () => {
  expect(catalogue.frameworks).toEqual(files.map(read));
});

describe.each(files)('%s', (file) => {
  test(`the framework ${file} is well-formed and refers only to existing rules`, () => {
    expect(read(file).requirements.length).toBeGreaterThan(0);
  });

  test(`in the framework ${file} each requirement has a different title`, () => {
    const titles = read(file).requirements.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

test('each built-in rule answers a requirement', () => {
  const named = new Set(files.flatMap((file) => read(file).requirements.flatMap(({ rules }) => rules)));
  expect(ids.filter((id) => !named.has(id))).toEqual([]);
});

const GOOD = `orchard_1:
  title: The orchard's rules
  version: '1'
  publisher: The orchard
  url: https://example.org/rules
  requirements:
    - id: O-1
      title: Fruit is ripe
      rules:
        - key.ripe
        - key.sweet
    - id: O-2
      title: Baskets are clean
      rules: []
      note: A look at the baskets would answer it.
`;
const parse = (source: string, file = 'frameworks/orchard_1.yaml') => frameworkOf(file, source, ['key.ripe', 'key.sweet']);

test('a file becomes a framework, and its name becomes the id', () => {
  expect(parse(GOOD)).toEqual({
    id: 'orchard_1',
    title: "The orchard's rules",
    version: '1',
    publisher: 'The orchard',
    url: 'https://example.org/rules',
    requirements: [
      { id: 'O-1', title: 'Fruit is ripe', rules: ['key.ripe', 'key.sweet'], note: null },
      { id: 'O-2', title: 'Baskets are clean', rules: [], note: 'A look at the baskets would answer it.' },
    ],
  });
});

test.each([
  [
    'a rule that does not exist, at its place',
    GOOD.replace('key.sweet', 'key.sweat'),
    /^frameworks\/orchard_1\.yaml:11:11: .*did you mean "key\.sweet"/,
  ],
  ['a rule twice', GOOD.replace('key.sweet', 'key.ripe'), /:10:9: orchard_1\.requirements\.0\.rules: must NOT have duplicate/],
  ['a requirement twice', GOOD.replace('O-2', 'O-1'), 'frameworks/orchard_1.yaml: the requirement O-1 is listed twice'],
  [
    'no rule and no note',
    GOOD.replace(/ {6}note.*\n/, ''),
    'the requirement O-2 has neither rules nor a note on what would answer it',
  ],
  ['another root key than the name of the file', GOOD.replace('orchard_1:', 'orchard_2:'), /the key "orchard_1" is missing/],
  ['an unknown key', GOOD.replace('publisher', 'publishers'), /:4:3: .*unknown key; did you mean "publisher"/],
  ['a missing key', GOOD.replace(/ {2}url.*\n/, ''), /the key "url" is missing/],
  ['an address that is not https', GOOD.replace('https:', 'http:'), /:5:8: orchard_1\.url: must match/],
  ['a version that is a number', GOOD.replace("'1'", '1'), /:3:12: orchard_1\.version: expected string, got 1/],
  ['a note that is not a sentence', GOOD.replace('answer it.', 'answer it'), /:15:13: .*note: must match/],
  ['no requirements', `${GOOD.slice(0, GOOD.indexOf('    - id'))}    []\n`, /must NOT have fewer than 1/],
])('a framework is rejected: %s', (_, source, message) => {
  expect(() => parse(source)).toThrow(message);
});

test('a framework file is rejected if its name is not an id', () => {
  expect(() => parse(GOOD, 'frameworks/orchard-1.yaml')).toThrow('must be its id, in snake_case');
});

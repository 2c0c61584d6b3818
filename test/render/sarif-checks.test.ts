import { expect, test } from 'vitest';
import { categoryOf, problemsOf, shortenedIn } from './sarif-checks.ts';

const place = (uri: string, region: object = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 }) => ({
  physicalLocation: { artifactLocation: { uri }, region },
});
const rule = (over: object = {}) => ({
  id: 'fruit.ripe',
  name: 'FruitRipe',
  shortDescription: { text: 'The fruit is ripe' },
  fullDescription: { text: 'Fruit is sold ripe.' },
  help: { text: 'Wait.', markdown: 'Wait.' },
  defaultConfiguration: { level: 'error' },
  properties: { tags: ['security'], precision: 'very-high', 'problem.severity': 'error', 'security-severity': '8.0' },
  ...over,
});
const result = (over: object = {}) => ({
  ruleId: 'fruit.ripe',
  ruleIndex: 0,
  level: 'error',
  message: { text: 'The apple is green, [there](1).' },
  locations: [place('infra/apple.tf')],
  relatedLocations: [{ id: 1, ...place('infra/pear.tf') }],
  partialFingerprints: { primaryLocationLineHash: 'aaaa:1' },
  ...over,
});
const run = (over: object = {}, rules: object[] = [rule()]) => ({
  tool: { driver: { name: 'fruit-audit', semanticVersion: '1.0.0', rules } },
  automationDetails: { id: 'fruit-audit/orchard/' },
  results: [result()],
  ...over,
});
const log = (over: object = {}) => ({
  $schema: 'https://orchard.example/sarif-2.1.0.json',
  version: '2.1.0',
  runs: [run()],
  ...over,
});
const withResult = (over: object) => log({ runs: [run({ results: [result(over)] })] });
const withRule = (over: object) => log({ runs: [run({}, [rule(over)])] });
const withUri = (uri: string) => withResult({ locations: [place(uri)] });
const withRegion = (region: object) => withResult({ locations: [place('infra/apple.tf', region)] });
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => result({ partialFingerprints: { primaryLocationLineHash: `${index}:1` } }));

test('a log that keeps to everything has no problem', () => {
  expect(problemsOf(log())).toEqual([]);
  expect(problemsOf(log({ runs: [] }))).toEqual([]);
  expect(shortenedIn(log())).toEqual([]);
  expect(categoryOf(run())).toBe('fruit-audit/orchard');
  expect(categoryOf(run({ automationDetails: { id: 'fruit' } }))).toBe('');
});

// biome-ignore format: one line a problem
test.each<[string, unknown, RegExp]>([
  ['not an object', [], /JSON object/],
  ['without a schema', log({ $schema: '' }), /\$schema/],
  ['of another version', log({ version: '2.0.0' }), /version/],
  ['without runs', log({ runs: undefined }), /runs is missing/],
  ['of 21 runs', log({ runs: Array.from({ length: 21 }, (_, index) => run({ automationDetails: { id: `${index}/` } })) }), /21 runs/],
  ['of two runs of one category', log({ runs: [run(), run()] }), /same tool and category/],
  ['of a run without results', log({ runs: [run({ results: undefined })] }), /results is missing/],
  ['of a tool without a name', log({ runs: [run({ tool: { driver: { name: ' ', rules: [rule()] } } })] }), /name is missing/],
  ['of a tool without rules', log({ runs: [run({ tool: { driver: { name: 'fruit-audit' } } })] }), /rules is missing/],
  ['of 101 extensions', log({ runs: [run({ tool: { driver: { name: 'x', rules: [rule()] }, extensions: Array(101).fill({}) } })] }), /101 extensions/],
  ['of 25,001 results', log({ runs: [run({ results: many(25_001) })] }), /25001 results/],
  ['of 25,001 rules', log({ runs: [run({}, Array.from({ length: 25_001 }, (_, index) => rule({ id: index === 0 ? 'fruit.ripe' : `${index}` })))] }), /25001 rules/],
  ['of two rules of one id', log({ runs: [run({}, [rule(), rule()])] }), /same id/],
  ['of an empty category', log({ runs: [run({ automationDetails: { id: '' } })] }), /automationDetails/],
  ['of a rule without an id', withRule({ id: '' }), /id is missing/],
  ['of a rule with a long name', withRule({ name: 'x'.repeat(256) }), /name/],
  ['of a rule with an empty description', withRule({ shortDescription: { text: '' } }), /shortDescription/],
  ['of a rule with a long description', withRule({ fullDescription: { text: 'x'.repeat(1025) } }), /fullDescription/],
  ['of a rule without help', withRule({ help: { markdown: 'x' } }), /help.text/],
  ['of a rule with empty Markdown', withRule({ help: { text: 'x', markdown: '' } }), /help.markdown/],
  ['of a rule with level none', withRule({ defaultConfiguration: { level: 'none' } }), /level/],
  ['of a rule with 21 tags', withRule({ properties: { tags: Array.from({ length: 21 }, (_, index) => `${index}`) } }), /21 tags/],
  ['of a rule with a tag twice', withRule({ properties: { tags: ['x', 'x'] } }), /twice/],
  ['of a rule with a score that is a number', withRule({ properties: { tags: ['security'], 'security-severity': 8 } }), /security-severity/],
  ['of a rule with a score of words', withRule({ properties: { tags: ['security'], 'security-severity': 'high' } }), /security-severity/],
  ['of a rule with a score of 0.0', withRule({ properties: { tags: ['security'], 'security-severity': '0.0' } }), /security-severity/],
  ['of a rule with a score above 10', withRule({ properties: { tags: ['security'], 'security-severity': '10.1' } }), /security-severity/],
  ['of a rule with a score and no tag', withRule({ properties: { 'security-severity': '8.0' } }), /go together/],
  ['of a rule with an unknown precision', withRule({ properties: { precision: 'exact' } }), /precision/],
  ['of a result without a message', withResult({ message: { id: 'x' } }), /message.text/],
  ['of a result without a location', withResult({ locations: [] }), /locations is missing/],
  ['of a result with 1,001 locations', withResult({ locations: Array(1001).fill(place('infra/apple.tf')) }), /1001 locations/],
  ['of a result with a logical location only', withResult({ locations: [{ logicalLocations: [{ name: 'x' }] }] }), /uri undefined is missing/],
  ['of a result without a fingerprint', withResult({ partialFingerprints: { other: 'x' } }), /primaryLocationLineHash/],
  ['of a result without a rule', withResult({ ruleId: 'fruit.sweet' }), /no rule has this id/],
  ['of a result with the index of another rule', withResult({ ruleIndex: 1 }), /another rule/],
  ['of a result that passed', withResult({ kind: 'pass' }), /whatever the kind/],
  ['of a result that is suppressed', withResult({ suppressions: [] }), /suppressed/],
  ['of a result of level none', withResult({ level: 'none' }), /level/],
  ['of two results that are one alert', log({ runs: [run({ results: [result(), result()] })] }), /one alert/],
  ['of a message that links nothing', withResult({ message: { text: 'x [there](2), [there](1).' } }), /links 2, which is nowhere/],
  ['of a message that links out', withResult({ message: { text: 'x [there](1) [x](https://orchard.example).' } }), /no related location/],
  ['of a message that links after a literal backslash', withResult({ message: { text: 'x [there](1) \\\\[x](9)' } }), /links 9/],
  ['of a related location that nobody links', withResult({ message: { text: 'x \\[there\\](1).' } }), /nobody sees it/],
  ['of a related location without an id', withResult({ message: { text: 'x' }, relatedLocations: [place('infra/pear.tf')] }), /id of its own/],
  ['of an empty uri', withUri(''), /missing/],
  ['of an absolute uri', withUri('file:///infra/apple.tf'), /absolute/],
  ['of a uri of a module', withUri('git::https://orchard.example'), /absolute/],
  ['of a uri from the root', withUri('/infra/apple.tf'), /slash/],
  ['of a uri with a dot', withUri('./infra/apple.tf'), /dots/],
  ['of a uri that leaves the repository', withUri('infra/../../apple.tf'), /dots/],
  ['of a uri with a space', withUri('infra/an apple.tf'), /percent-encoded/],
  ['of a uri with two slashes', withUri('infra//apple.tf'), /empty segment/],
  ['of a uri with half a character', withUri('infra/%ff.tf'), /does not decode/],
  ['of a region without columns', withRegion({ startLine: 1 }), /region/],
  ['of a region of line 0', withRegion({ startLine: 0, startColumn: 1, endLine: 1, endColumn: 2 }), /region/],
  ['of a region of no width', withRegion({ startLine: 1, startColumn: 2, endLine: 1, endColumn: 2 }), /ends where it begins/],
])('a log %s has a problem', (_, wrong, problem) => {
  expect(problemsOf(wrong).join('\n')).toMatch(problem);
});

// biome-ignore format: one line a limit
test.each<[string, unknown, RegExp]>([
  ['5,001 results', log({ runs: [run({ results: many(5_001) })] }), /5000 are kept/],
  ['11 tags', withRule({ properties: { tags: Array.from({ length: 11 }, (_, index) => `${index}`) } }), /10 are kept/],
  ['101 related locations', withResult({ relatedLocations: Array.from({ length: 101 }, (_, id) => ({ id, ...place('infra/pear.tf') })) }), /100 are kept/],
])('of a log with %s GitHub keeps a part', (_, long, part) => {
  expect(shortenedIn(long).join('\n')).toMatch(part);
});

import { firstOf, type Result, type Rule, type Run, type Sarif } from '../publish/sarif.ts';

/** What is broken in a good file, and what GitHub says of it: one for each limit that it documents. */
type Broken = [what: string, change: (run: Run, log: Sarif) => unknown, error: RegExp];

const times = <T>(count: number, make: (place: number) => T): T[] => Array.from({ length: count }, (_, place) => make(place));

const SHORT: Rule = {
  ...{ id: 'apple', name: 'Apple', properties: {} },
  ...{ shortDescription: { text: 'Apple' }, fullDescription: { text: 'Apple' }, help: { text: 'Apple' } },
};

const ofRule = (what: string, change: (rule: Rule) => unknown, error: RegExp): Broken => [
  what,
  ({ tool }) => change(firstOf(tool.driver.rules)),
  error,
];
const ofResult = (what: string, change: (result: Result) => unknown, error: RegExp): Broken => [
  what,
  ({ results }) => change(firstOf(results)),
  error,
];
const ofPath = (what: string, uri: string, error: RegExp): Broken =>
  ofResult(what, ({ locations }) => Object.assign(firstOf(locations).physicalLocation.artifactLocation, { uri }), error);

// biome-ignore format: one line a limit
export const BROKEN: Broken[] = [
  ['21 runs', (run, log) => Object.assign(log, { runs: times(21, (place) => ({ ...run, automationDetails: { id: `${place}/` } })) }), /more runs than allowed \(21 > 20\)/],
  ['25,001 results', (run) => Object.assign(run, { results: times(25_001, () => firstOf(run.results)) }), /more results per run than allowed \(25001 > 25000\)/],
  ['25,001 rules', ({ tool }) => Object.assign(tool.driver, { rules: times(25_001, () => SHORT) }), /more rules per run than allowed \(25001 > 25000\)/],
  ['101 extensions', ({ tool }) => Object.assign(tool, { extensions: times(101, () => ({ name: 'apple' })) }), /more extensions per run than allowed \(101 > 100\)/],
  ofResult('1,001 locations', (result) => Object.assign(result, { locations: times(1001, () => firstOf(result.locations)) }), /more locations per result than allowed \(1001 > 1000\)/),
  ofResult('10,001 steps', (result) => Object.assign(result, { codeFlows: [{ threadFlows: [{ locations: times(10_001, () => ({})) }] }] }), /more thread flow locations per result than allowed \(10001 > 10000\)/),
  ofRule('21 tags', ({ properties }) => Object.assign(properties, { tags: times(21, () => 'byok') }), /more tags per rule than allowed \(21 > 20\)/),
  ofRule('a name of 256', (rule) => Object.assign(rule, { name: 'x'.repeat(256) }), /name has more than 255 characters/),
  ofRule('a title of 1,025', ({ shortDescription }) => Object.assign(shortDescription, { text: 'x'.repeat(1025) }), /shortDescription\.text has more than 1024/),
  ofRule('a description of 1,025', ({ fullDescription }) => Object.assign(fullDescription, { text: 'x'.repeat(1025) }), /fullDescription\.text has more than 1024/),
  ofRule('an empty title', ({ shortDescription }) => Object.assign(shortDescription, { text: '' }), /shortDescription\.text is missing/),
  ofRule('an empty help', ({ help }) => Object.assign(help, { text: '' }), /help\.text is missing/),
  ofRule('a severity in words', ({ properties }) => Object.assign(properties, { 'security-severity': 'high' }), /invalid security severity value, is not a number/),
  ['two runs of one category', (run, log) => log.runs.push(run), /multiple runs with the same category/],
  ['an empty version', (_, log) => Object.assign(log, { version: '' }), /version is not 2\.1\.0/],
  ['an empty schema', (_, log) => Object.assign(log, { $schema: '' }), /\$schema is missing/],
  ['no results', (run) => Object.assign(run, { results: undefined }), /results is missing/],
  ['no rules', ({ tool }) => Object.assign(tool.driver, { rules: undefined }), /tool\.driver\.rules is missing/],
  ['no name of the tool', ({ tool }) => Object.assign(tool.driver, { name: '' }), /tool\.driver\.name is missing/],
  ofResult('no location', (result) => Object.assign(result, { locations: [] }), /expected at least one location/),
  ofResult('a location of no file', (result) => Object.assign(result, { locations: [{ logicalLocations: [] }] }), /expected a physical location/),
  ofResult('a region without a line', ({ locations }) => Object.assign(firstOf(locations).physicalLocation, { region: {} }), /expected a region with a startLine/),
  ofResult('a message without a text', (result) => Object.assign(result, { message: { id: 'apple' } }), /message\.text is missing/),
  ofResult('an index below 0', (result) => Object.assign(result, { ruleIndex: -1 }), /ruleIndex is out of range/),
  ofResult('an id below 0', (result) => Object.assign(result, { relatedLocations: [{ ...firstOf(result.locations), id: -1 }] }), /the id of a location is out of range/),
  ofPath('an empty path', '', /expected artifact location/),
  ofPath('an address in place of a path', 'https://orchard.example/a.yaml', /SARIF URI scheme "https" did not match the checkout URI scheme "file"/),
  ofPath('a path from the root', '/a.yaml', /an invalid URI was provided/),
  ofPath('a path with a space', 'a b.yaml', /an invalid URI was provided/),
];

import { isRecord, propertyOf } from '../../src/input/is-record.ts';

/**
 * Above this GitHub refuses a file.
 * [Limits](https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif/results-exceed-limit)
 */
const MOST = { runs: 20, results: 25_000, rules: 25_000, extensions: 100, locations: 1000, steps: 10_000, tags: 20 } as const;
const MOST_NAME = 255;
const MOST_TEXT = 1024;

/** Of the results of a run GitHub keeps so many. */
export const KEPT_RESULTS = 5000;

/**
 * Why GitHub does not process a log; nothing where it does. Only what makes GitHub refuse a file: what it takes and ignores,
 * such as suppressions, it takes here too. The wording is GitHub's where it is known.
 * @param checkout the `checkout_uri` of the delivery
 */
export function refusals(log: unknown, checkout: string | undefined): string[] {
  const runs = listAt(log, 'runs');
  const categories = runs.map((run) => JSON.stringify([toolOf(run), categoryOf(run)]));
  return [
    ...missing(log, '', ['$schema']),
    ...(propertyOf(log, 'version') === '2.1.0' ? [] : ['rejecting SARIF: version is not 2.1.0']),
    ...(isRecord(log) && Array.isArray(log.runs) ? [] : ['rejecting SARIF: runs is missing']),
    ...tooMany('runs', runs.length, MOST.runs),
    ...(new Set(categories).size === categories.length ? [] : ['A delivery cannot contain multiple runs with the same category']),
    ...runs.flatMap((run) => ofRun(run, checkout)),
  ];
}

/** The name of the tool of a run. */
export const toolOf = (run: unknown): string => String(propertyOf(run, 'tool', 'driver', 'name'));

/** What precedes the last slash of the run's id; empty without one. */
export function categoryOf(run: unknown): string {
  const id = propertyOf(run, 'automationDetails', 'id');
  return typeof id === 'string' ? id.slice(0, Math.max(0, id.lastIndexOf('/'))) : '';
}

export const rulesOf = (run: unknown): unknown[] => listAt(run, 'tool', 'driver', 'rules');
export const resultsOf = (run: unknown): unknown[] => listAt(run, 'results');

function ofRun(run: unknown, checkout: string | undefined): string[] {
  const [rules, results] = [rulesOf(run), resultsOf(run)];
  return [
    ...missing(run, 'run: ', ['tool', 'driver', 'name']),
    ...(Array.isArray(propertyOf(run, 'tool', 'driver', 'rules')) ? [] : ['rejecting SARIF: run: tool.driver.rules is missing']),
    ...(Array.isArray(propertyOf(run, 'results')) ? [] : ['rejecting SARIF: run: results is missing']),
    ...tooMany('extensions per run', listAt(run, 'tool', 'extensions').length, MOST.extensions),
    ...tooMany('rules per run', rules.length, MOST.rules),
    ...tooMany('results per run', results.length, MOST.results),
    ...rules.flatMap(ofRule),
    ...results.flatMap((result) => ofResult(result, checkout)),
  ];
}

function ofRule(rule: unknown): string[] {
  const at = `rule ${String(propertyOf(rule, 'id'))}: `;
  const severity = propertyOf(rule, 'properties', 'security-severity');
  const isNumber = typeof severity === 'string' && severity.trim() !== '' && Number.isFinite(Number(severity));
  return [
    ...missing(rule, at, ['id'], ['shortDescription', 'text'], ['fullDescription', 'text'], ['help', 'text']),
    ...tooLong(rule, at, MOST_NAME, ['name']),
    ...tooLong(rule, at, MOST_TEXT, ['shortDescription', 'text'], ['fullDescription', 'text']),
    ...tooMany('tags per rule', listAt(rule, 'properties', 'tags').length, MOST.tags),
    ...(severity === undefined || isNumber ? [] : ['could not convert rules: invalid security severity value, is not a number']),
  ];
}

function ofResult(result: unknown, checkout: string | undefined): string[] {
  const locations = listAt(result, 'locations');
  const index = propertyOf(result, 'ruleIndex');
  const steps = listAt(result, 'codeFlows').flatMap((flow) =>
    listAt(flow, 'threadFlows').flatMap((thread) => listAt(thread, 'locations')),
  );
  return [
    ...missing(result, 'result: ', ['message', 'text']),
    ...(propertyOf(result, 'ruleId') === undefined && index === undefined ? ['rejecting SARIF: result: no ruleId'] : []),
    ...(index === undefined || isId(index) ? [] : ['rejecting SARIF: result: ruleIndex is out of range']),
    ...tooMany('locations per result', locations.length, MOST.locations),
    ...tooMany('thread flow locations per result', steps.length, MOST.steps),
    ...(locations.length === 0 ? ['locationFromSarifResult: expected at least one location'] : []),
    ...[...locations, ...listAt(result, 'relatedLocations')].flatMap((location) => ofLocation(location, checkout)),
  ];
}

function ofLocation(location: unknown, checkout: string | undefined): string[] {
  const id = propertyOf(location, 'id');
  if (id !== undefined && !isId(id)) return ['rejecting SARIF: the id of a location is out of range'];
  const place = propertyOf(location, 'physicalLocation');
  if (!isRecord(place)) return ['locationFromSarifResult: expected a physical location'];
  const uri = propertyOf(place, 'artifactLocation', 'uri');
  if (typeof uri !== 'string' || uri === '') return ['locationFromSarifResult: expected artifact location'];
  const line = propertyOf(place, 'region', 'startLine');
  if (!Number.isSafeInteger(line) || Number(line) < 1) return ['locationFromSarifResult: expected a region with a startLine'];
  return ofUri(uri, checkout);
}

function ofUri(uri: string, checkout: string | undefined): string[] {
  if (/[\s\\]|^\/|^\.\.?\/|%(?![0-9a-fA-F]{2})/.test(uri)) return ['an invalid URI was provided as a SARIF location'];
  const [, scheme] = /^([a-z][a-z0-9+.-]*):/i.exec(uri) ?? [];
  const expected = checkout?.split(':')[0] ?? 'file';
  if (scheme === undefined || (scheme === expected && checkout !== undefined && uri.startsWith(checkout))) return [];
  return [`SARIF URI scheme ${JSON.stringify(scheme)} did not match the checkout URI scheme ${JSON.stringify(expected)}`];
}

/** From 0 to 2^63-1, of which JSON here can hold those up to 2^53. */
const isId = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 63;

const tooMany = (what: string, count: number, most: number): string[] =>
  count > most ? [`rejecting SARIF, as there are more ${what} than allowed (${count} > ${most})`] : [];

/** An empty text counts as missing. */
const missing = (of: unknown, at: string, ...paths: string[][]): string[] =>
  paths.filter((path) => !isFilled(propertyOf(of, ...path))).map((path) => `rejecting SARIF: ${at}${path.join('.')} is missing`);

const tooLong = (of: unknown, at: string, most: number, ...paths: string[][]): string[] =>
  paths
    .filter((path) => lengthOf(propertyOf(of, ...path)) > most)
    .map((path) => `rejecting SARIF: ${at}${path.join('.')} has more than ${most} characters`);

const isFilled = (value: unknown): boolean => typeof value === 'string' && value !== '';
const lengthOf = (value: unknown): number => (typeof value === 'string' ? value.length : 0);

function listAt(value: unknown, ...path: string[]): unknown[] {
  const list = propertyOf(value, ...path);
  return Array.isArray(list) ? list : [];
}

import { isRecord } from '../../src/input/is-record.ts';
import { placeProblems } from './sarif-place-checks.ts';
import { ruleProblems } from './sarif-rule-checks.ts';

/**
 * What GitHub documents of a SARIF file: above the first number it refuses the file, above the second it leaves out the rest.
 * [SARIF support](https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support)
 */
const MOST = {
  runs: { taken: 20, kept: 20 },
  results: { taken: 25_000, kept: 5_000 },
  rules: { taken: 25_000, kept: 25_000 },
  extensions: { taken: 100, kept: 100 },
  locations: { taken: 1_000, kept: 100 },
  'locations of thread flows': { taken: 10_000, kept: 1_000 },
  tags: { taken: 20, kept: 10 },
} as const;
type Limited = keyof typeof MOST;

const LEVELS: readonly unknown[] = [undefined, 'note', 'warning', 'error'];

/** A list of the file, and where it stands. */
type Found = { where: string; what: Limited; length: number };

/**
 * What is wrong with a SARIF log for GitHub code scanning, one line each: what GitHub refuses, and what it takes and does not
 * show as meant. It knows nothing of who wrote the log. What GitHub takes and shortens, see `shortenedIn`.
 */
export function problemsOf(log: unknown): string[] {
  if (!isRecord(log)) return ['the log is not a JSON object'];
  const { $schema, version, runs } = log;
  const problems = [
    ...(isText($schema) ? [] : ['$schema is missing']),
    ...(version === '2.1.0' ? [] : ['version is not 2.1.0']),
    ...(Array.isArray(runs) ? [] : ['runs is missing']),
    ...listsIn(log).flatMap(({ where, what, length }) =>
      length > MOST[what].taken ? [`${where}: ${length} ${what} are more than ${MOST[what].taken}`] : [],
    ),
  ];
  const all = listOf(runs);
  const names = all.map((run) => JSON.stringify([objectOf(objectOf(run).tool).driver, categoryOf(run)].map(nameOf)));
  const twice = names.some((name, place) => names.indexOf(name) < place);
  return [
    ...problems,
    ...(twice ? ['runs: two of them have the same tool and category'] : []),
    ...all.flatMap((run, place) => runProblems(objectOf(run), `runs[${place}]`)),
  ];
}

/** What GitHub takes of a log and does not keep whole, one line each. */
export const shortenedIn = (log: unknown): string[] =>
  listsIn(objectOf(log)).flatMap(({ where, what, length }) =>
    length > MOST[what].kept ? [`${where}: of ${length} ${what}, ${MOST[what].kept} are kept`] : [],
  );

/** The category of a run: what precedes the last slash of its id; empty without one. */
export function categoryOf(run: unknown): string {
  const { id } = objectOf(objectOf(run).automationDetails);
  return typeof id === 'string' ? id.slice(0, Math.max(0, id.lastIndexOf('/'))) : '';
}

function runProblems(run: Record<string, unknown>, at: string): string[] {
  const driver = objectOf(objectOf(run.tool).driver);
  const { rules, name, semanticVersion, version } = driver;
  const { automationDetails, results } = run;
  const ids = listOf(rules).map((rule) => objectOf(rule).id);
  const seen = new Set<string>();
  return [
    ...(isText(name) ? [] : [`${at}.tool.driver.name is missing`]),
    ...([semanticVersion, version].every(isTextOrAbsent) ? [] : [`${at}.tool.driver: an empty version`]),
    ...(Array.isArray(rules) ? [] : [`${at}.tool.driver.rules is missing`]),
    ...(new Set(ids).size === ids.length ? [] : [`${at}.tool.driver.rules: two rules have the same id`]),
    ...listOf(rules).flatMap((rule, place) => ruleProblems(objectOf(rule), `${at}.tool.driver.rules[${place}]`)),
    ...(automationDetails === undefined || isText(objectOf(automationDetails).id) ? [] : [`${at}.automationDetails.id is empty`]),
    ...(Array.isArray(results) ? [] : [`${at}.results is missing`]),
    ...listOf(results).flatMap((result, place) => {
      const where = `${at}.results[${place}]`;
      const alert = alertOf(objectOf(result));
      const same = seen.has(alert) ? [`${where}: another result has its rule, path and fingerprint: GitHub shows one alert`] : [];
      seen.add(alert);
      return [...resultProblems(objectOf(result), ids, where), ...same];
    }),
  ];
}

/** What tells alerts of one tool and category apart. */
function alertOf({ ruleId, locations, partialFingerprints }: Record<string, unknown>): string {
  const place = objectOf(objectOf(objectOf(listOf(locations)[0]).physicalLocation).artifactLocation);
  return JSON.stringify([ruleId, place.uri, objectOf(partialFingerprints).primaryLocationLineHash]);
}

function resultProblems(result: Record<string, unknown>, ids: readonly unknown[], at: string): string[] {
  const { ruleId, ruleIndex, level, kind, message, locations, relatedLocations, partialFingerprints, suppressions } = result;
  const { text } = objectOf(message);
  const related = listOf(relatedLocations).map(objectOf);
  const linkable = related.flatMap(({ id }) => (typeof id === 'number' ? [id] : []));
  return [
    ...(isText(ruleId) ? [] : [`${at}.ruleId is missing`]),
    ...(ids.includes(ruleId) ? [] : [`${at}.ruleId: no rule has this id`]),
    ...(ruleIndex === undefined || ids[Number(ruleIndex)] === ruleId ? [] : [`${at}.ruleIndex: another rule stands there`]),
    ...(LEVELS.includes(level) ? [] : [`${at}.level is none of note, warning, error`]),
    ...(kind === undefined || kind === 'fail' ? [] : [`${at}.kind: GitHub opens an alert whatever the kind is`]),
    ...(suppressions === undefined ? [] : [`${at}.suppressions: GitHub opens an alert whatever is suppressed`]),
    ...(isText(text) ? [] : [`${at}.message.text is missing`]),
    ...(listOf(locations).length > 0 ? [] : [`${at}.locations is missing`]),
    ...listOf(locations).flatMap((one, place) => placeProblems(objectOf(one), `${at}.locations[${place}]`)),
    ...related.flatMap((one, place) => placeProblems(one, `${at}.relatedLocations[${place}]`)),
    ...(related.every(({ id }) => Number.isSafeInteger(id) && Number(id) >= 0) && new Set(linkable).size === related.length
      ? []
      : [`${at}.relatedLocations: each has an id of its own, from 0`]),
    ...linksIn(isText(text) ? text : '').flatMap((target) => linkProblems(target, linkable, at)),
    ...linkable.flatMap((id) =>
      linksIn(isText(text) ? text : '').includes(`${id}`)
        ? []
        : [`${at}.relatedLocations: the message does not link ${id}, so nobody sees it`],
    ),
    ...(isText(objectOf(partialFingerprints).primaryLocationLineHash)
      ? []
      : [`${at}.partialFingerprints.primaryLocationLineHash is missing`]),
  ];
}

/** The targets of the links in a message: SARIF escapes brackets that make none. */
const linksIn = (text: string): string[] =>
  [...text.matchAll(/(?<!\\)(?:\\\\)*\[(?:[^\\[\]]|\\.)*\]\(([^)]*)\)/gs)].map(([, target = '']) => target);

function linkProblems(target: string, linkable: readonly number[], at: string): string[] {
  if (/^\d+$/.test(target)) return linkable.includes(Number(target)) ? [] : [`${at}.message: links ${target}, which is nowhere`];
  return [`${at}.message: links "${target}", which is no related location`];
}

function listsIn({ runs }: Record<string, unknown>): Found[] {
  const found: Found[] = [{ where: 'runs', what: 'runs', length: listOf(runs).length }];
  for (const [place, one] of listOf(runs).entries()) {
    const [run, where] = [objectOf(one), `runs[${place}]`];
    const tool = objectOf(run.tool);
    const rules = listOf(objectOf(tool.driver).rules);
    const results = listOf(run.results);
    found.push({ where, what: 'extensions', length: listOf(tool.extensions).length });
    found.push({ where, what: 'rules', length: rules.length });
    found.push({ where, what: 'results', length: results.length });
    for (const [index, rule] of rules.entries()) {
      const { tags } = objectOf(objectOf(rule).properties);
      found.push({ where: `${where}.tool.driver.rules[${index}]`, what: 'tags', length: listOf(tags).length });
    }
    for (const [index, result] of results.entries()) {
      const { locations, relatedLocations, codeFlows } = objectOf(result);
      const at = `${where}.results[${index}]`;
      const steps = listOf(codeFlows).flatMap((flow) =>
        listOf(objectOf(flow).threadFlows).flatMap((own) => listOf(objectOf(own).locations)),
      );
      found.push({ where: at, what: 'locations', length: listOf(locations).length });
      found.push({ where: `${at}.relatedLocations`, what: 'locations', length: listOf(relatedLocations).length });
      found.push({ where: at, what: 'locations of thread flows', length: steps.length });
    }
  }
  return found;
}

const nameOf = (value: unknown): unknown => (isRecord(value) ? value.name : value);
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
const isTextOrAbsent = (value: unknown): boolean => value === undefined || isText(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const objectOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});

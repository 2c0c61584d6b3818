import type { Invocation, Log, ReportingDescriptor, Result, Location as ResultLocation } from 'sarif';
import type { Rendered } from '../integrity/output.ts';
import type { Change } from '../report/change.ts';
import {
  type Location,
  type Report,
  type ReportedRule,
  type ReportedSubject,
  type ReportedVerdict,
  SEVERITIES,
  type Severity,
} from '../report/schema.ts';
import { isAlert, STATES } from '../report/state.ts';
import { subjectsOf } from '../report/subject-lookup.ts';
import { inState } from '../report/verdict-columns.ts';
import { missing } from './missing.ts';
import { changedParameters, changeInWords, type Parameter } from './parameters.ts';
import { ruleText } from './rules.ts';
import { visible } from './visible.ts';
import { exampleWays, headingOf, type Way } from './ways.ts';

/** GitHub's bands: over 9.0 critical, from 7.0 high, from 4.0 medium, over 0 low. */
const SECURITY_SEVERITY: Record<Severity, string | null> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  info: null,
};
const LEVEL: Record<Severity, Result.level> = { critical: 'error', high: 'error', medium: 'warning', low: 'note', info: 'note' };

/** GitHub refuses a run with more; it shows the first 5,000 or so, therefore the most severe come first. */
const MOST_RESULTS = 25_000;
const MOST_TEXT = 1024;
const MOST_NAME = 255;
/** GitHub shows ten, warns of more, and refuses a rule with more than twenty. The help of a rule lists all its requirements. */
const MOST_TAGS = 10;

/**
 * SARIF 2.1.0 as GitHub code scanning takes it: failures and what could not be determined, nothing else, since GitHub opens
 * an alert for every result and closes those that are no longer there.
 */
export function sarif(report: Report): Rendered {
  const alerts = inState(report.verdicts, STATES.filter(isAlert)).sort((a, b) => rank(a) - rank(b));
  const withheld = reasonToWithhold(report, alerts);
  return withheld !== null ? { withheld } : { content: pieces(report, alerts) };
}

/** The file in pieces: the results, indented as they stand there, within the rest. */
function* pieces(report: Report, alerts: readonly ReportedVerdict[]): Generator<string> {
  const rest = `${inLines(log(report))}\n`;
  const place = rest.lastIndexOf(NO_RESULTS);
  yield rest.slice(0, place);
  const asResult = resultsOf(report);
  for (let from = 0; from < alerts.length; from += AT_ONCE) {
    const results = alerts.slice(from, from + AT_ONCE).map(asResult);
    yield from === 0 ? RESULTS : ',';
    yield inLines([[[results]]]).slice(ABOVE.length, -BELOW.length);
  }
  yield alerts.length === 0 ? NO_RESULTS : '\n      ]';
  yield rest.slice(place + NO_RESULTS.length);
}

const inLines = (value: unknown): string => JSON.stringify(value, null, 2);

/** How many results make a piece. */
const AT_ONCE = 200;

/** The last property of the last object of the file. */
const [RESULTS, NO_RESULTS] = ['"results": [', '"results": []'];

/** What stands around results in three lists: as deep as in the file. */
const [ABOVE, BELOW] = ['[\n  [\n    [\n      [', '\n      ]\n    ]\n  ]\n]'];

const hadAlert = ({ was }: Change): boolean => was !== null && isAlert(was);

/** The most severe come first, failures before unknowns. */
const rank = ({ severity, state }: ReportedVerdict): number => SEVERITIES.indexOf(severity) * 2 + (state === 'fail' ? 0 : 1);

function reasonToWithhold(report: Report, alerts: readonly ReportedVerdict[]): string | null {
  const { population, subjects, changes, history, once_whole } = report;
  // where an earlier scan saw all of them, what is not seen now has unknowns, which keep its alerts open
  const unprotected = population.filter(({ subject_type }) => once_whole?.includes(subject_type) !== true);
  const gap = unprotected.find(({ complete, gaps }) => complete === false || gaps.length > 0);
  if (gap !== undefined) {
    return `not every ${gap.subject_type} was seen, and GitHub would close the alerts of those that were not; a history (byok-audit scan --history) or a baseline in which an earlier scan saw all of them would keep them open`;
  }
  const unproven = history?.unread === true ? unprotected.find(({ complete }) => complete !== true) : undefined;
  if (unproven !== undefined) {
    return `the history could not be read, and nothing proves that every ${unproven.subject_type} was seen: GitHub would close the alerts of those that were not`;
  }
  const lost = changes?.list.find((change) => change.class === 'newly_unknown' && change.now === null && hadAlert(change));
  if (lost !== undefined) {
    return `${visible(lost.subject.id)}, which the baseline knows, was not seen, and GitHub would close its alerts`;
  }
  const subjectOf = subjectsOf({ subjects });
  const nowhere = alerts.find(({ subject }) => subjectOf(subject).location === null);
  if (nowhere !== undefined) {
    return `no file of the repository can be named for ${visible(nowhere.subject.id)}; use a configuration file inside the repository (byok-audit init)`;
  }
  if (alerts.length > MOST_RESULTS)
    return `${alerts.length} results are more than the ${MOST_RESULTS} that GitHub takes, and it would close the alerts of the rest`;
  return null;
}

/** The file without its results. */
function log(report: Report): Log {
  const scope = report.scope?.parameters ?? [];
  const changed = changedParameters(report.scope);
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            semanticVersion: report.tool.version,
            rules: report.rules.map((rule) => ruleOf(rule, report)),
          },
        },
        // GitHub's category is what precedes the last slash: one for each organization
        automationDetails: { id: `byok-audit/${visible(report.organization.id)}/` },
        columnKind: 'utf16CodeUnits',
        ...(changed.length === 0 ? {} : { invocations: [invocationOf(changed)] }),
        properties: {
          parameters: scope.map(({ name, value, default: usual }) => ({ name, value: plain(value), default: plain(usual) })),
        },
        results: [],
      },
    ],
  };
}

function resultsOf(report: Report): (verdict: ReportedVerdict) => Result {
  const subjectOf = subjectsOf(report);
  const index = new Map(report.rules.map(({ id }, position) => [id, position]));
  return (verdict) => resultOf(verdict, index.get(verdict.rule), subjectOf(verdict.subject), remedyOf(verdict, report));
}

/** What to do about the cause of an unknown. */
function remedyOf({ unknown }: ReportedVerdict, { obstacles }: Report): string | null {
  const place = unknown?.facts[0]?.obstacle;
  const obstacle = place === undefined ? undefined : obstacles[place];
  return obstacle === undefined ? null : `What to do: ${obstacle.remedy.text}`;
}

function ruleOf(rule: ReportedRule, report: Report): ReportingDescriptor {
  const { frameworks, remedies, scope } = report;
  const { id, title, severity, description, rationale, remediation, references, controls } = rule;
  const security = SECURITY_SEVERITY[severity];
  const titleOf = (framework: string) => frameworks.find((one) => one.id === framework)?.title ?? framework;
  const answers = Object.entries(controls).map(([framework, ids]) => `${titleOf(framework)} ${ids.join(', ')}`);
  const paragraphs = [description, rationale, `What to do: ${remediation}`].map(ruleText);
  const ways = exampleWays(
    remedies.filter((remedy) => remedy.rules.includes(rule.id)),
    Object.fromEntries((scope?.parameters ?? []).map(({ name, value }) => [name, value])),
  );
  const followed = followedBy(rule, report);
  const controlled = answers.length === 0 ? [] : [visible(`Controls: ${answers.join('; ')}.`)];
  const links = references.filter(isWebAddress);
  const see = (link: (address: string) => string) => (links.length === 0 ? [] : [`See: ${links.map(link).join(' ')}`]);
  return {
    id: visible(id),
    name: visible(id)
      .replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9]?)/g, (_, letter: string) => letter.toUpperCase())
      .slice(0, MOST_NAME),
    shortDescription: { text: cut(title) },
    fullDescription: { text: cut(description) },
    help: {
      text: [...paragraphs, ...ways.map(wayInText), ...followed, ...controlled, ...see((link) => link)].join('\n\n'),
      markdown: [
        ...paragraphs.map(markdown),
        ...ways.map(wayInMarkdown),
        ...followed.map(markdown),
        ...controlled.map(markdown),
        ...see((link) => `<${link}>`),
      ].join('\n\n'),
    },
    ...(links[0] === undefined ? {} : { helpUri: links[0] }),
    defaultConfiguration: { level: LEVEL[severity] },
    properties: {
      tags: [
        ...(security === null ? [] : ['security']),
        'encryption',
        'byok',
        'confluent-cloud',
        ...frameworkTags(controls),
      ].slice(0, MOST_TAGS),
      precision: 'very-high',
      'problem.severity': LEVEL[severity] === 'note' ? 'recommendation' : LEVEL[severity],
      ...(security === null ? {} : { 'security-severity': security }),
    },
  };
}

/** Which checklists to follow, by the titles of their steps: a checklist stands whole in the report's other forms, once. */
const followedBy = (rule: ReportedRule, { remedies, checklists }: Report): string[] =>
  checklists
    .filter(({ id }) => remedies.some(({ rules, steps }) => rules.includes(rule.id) && steps.checklist === id))
    .map(
      ({ title, steps }) => `Follow the checklist "${title}" of the HTML report: ${steps.map((step) => step.title).join('; ')}.`,
    )
    .map(ruleText);

/** The frameworks of which a rule answers most come first. */
const frameworkTags = (controls: ReportedRule['controls']): string[] =>
  Object.entries(controls)
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([framework]) => visible(framework));

const visibleLines = (text: string): string[] => text.split('\n').map(visible);
const wayInText = (way: Way): string => [`${headingOf(way)}:`, ...visibleLines(way.text)].join('\n');
/** Indented by four, which no text in it can end, unlike a fence. */
const wayInMarkdown = (way: Way): string =>
  way.code
    ? [`${headingOf(way)}:`, '', ...visibleLines(way.text).map((line) => `    ${line}`)].join('\n')
    : `${headingOf(way)}: ${markdown(visible(way.text))}`;

/** That rules measure by other values than their own belongs to every result. */
const invocationOf = (changed: readonly Parameter[]): Invocation => ({
  executionSuccessful: true,
  toolConfigurationNotifications: changed.map((parameter) => ({
    level: 'note',
    message: { text: escapeLinks(visible(changeInWords(parameter))) },
  })),
});

/** A parameter's value as JSON, with no character of outside text that changes how the rest is read. */
const plain = (value: unknown): unknown => JSON.parse(visible(JSON.stringify(value)));

function resultOf(
  { rule, state, severity, message, notes, unknown, fingerprint }: ReportedVerdict,
  ruleIndex: number | undefined,
  subject: ReportedSubject,
  remedy: string | null,
): Result {
  const { location } = subject;
  const name = subject.name === null ? subject.id : `${subject.name} (${subject.id})`;
  const unseen = missing(subject.type, unknown?.facts ?? []).map(
    ({ facts, cause, call, permission }) =>
      `Not observed: ${facts} (${[cause, call, permission === null ? null : `needs ${permission}`].filter((part) => part !== null).join(', ')}).`,
  );
  const text = [`${subject.type} ${name}: ${message}`, ...notes, ...unseen, ...(remedy === null ? [] : [remedy])].map(visible);
  return {
    ruleId: visible(rule),
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: state === 'fail' ? LEVEL[severity] : 'warning',
    message: { text: escapeLinks(text.join(' ')) },
    ...(location === null ? {} : { locations: [placeOf(location)] }),
    partialFingerprints: { primaryLocationLineHash: `${fingerprint.slice(0, 16)}:1` },
  };
}

function placeOf({ uri, start_line, start_column, end_line, end_column }: Location): ResultLocation {
  return {
    physicalLocation: {
      artifactLocation: { uri: uri.toWellFormed().split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' },
      region: { startLine: start_line, startColumn: start_column, endLine: end_line, endColumn: end_column },
    },
  };
}

/** In SARIF's messages brackets make links and a backslash escapes. */
const escapeLinks = (text: string): string => text.replace(/[[\]]/g, '\\$&');

const markdown = (text: string): string => text.replace(/[\\`*_{}[\]<>()#!|&~]/g, '\\$&');

const isWebAddress = (link: string): boolean => URL.canParse(link) && /^https:[^\s<>]+$/.test(link);

/** Never through the middle of a character. */
function cut(text: string): string {
  const shown = ruleText(text);
  return shown.length <= MOST_TEXT
    ? shown
    : `${shown
        .slice(0, MOST_TEXT - 1)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`;
}

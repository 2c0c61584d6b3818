import { DAY } from '../../input/time.ts';
import { cloudInWords, factInWords, namedBy, saidBy } from '../../report/message.ts';
import { plural } from '../../report/plural.ts';
import { stepsOf } from '../../report/remedy.ts';
import type { Report, ReportedRule, ReportedSubject, ReportedVerdict, Steps } from '../../report/schema.ts';
import { isFailing } from '../../report/state.ts';
import { evidenceOf, HOLDERS, subjectsOf } from '../../report/subject-lookup.ts';
import { missing } from '../missing.ts';
import { byRule, ruleText } from '../rules.ts';
import { countOf } from '../state-words.ts';
import { waysOf } from '../ways.ts';
import { marks } from './changes.ts';
import { waiverIn } from './exceptions.ts';
import { holdersInWords } from './holders.ts';
import type { Islands } from './islands.ts';
import { checklistAnchor, type Kind, placeOf, webAddress } from './links.ts';
import { partOf } from './page.ts';
import { itemsOfLines } from './rows.ts';
import { classOf } from './table.ts';
import { moment, shown, words } from './words.ts';

// Verdicts in full.

/** More than these of one rule are shown by a script, as many at a time. */
const ITEMS_OF_RULE = 50;

/**
 * Finds what the page says of a rule's verdicts of one kind, rule by rule, the most severe first.
 * @returns a function of how they stand, since the rule's title states the good condition, and of the verdicts
 */
export function findingsOf(report: Report, islands: Islands) {
  const known = { ...lookups(report), islands };
  return (kind: Kind, verdicts: readonly ReportedVerdict[]) =>
    byRule(report, verdicts).map(({ rule, verdicts: found }) => group(rule, kind, found, known));
}

const lookups = (report: Report) => ({
  report,
  subjectOf: subjectsOf(report),
  evidenceOf: evidenceOf(report),
  stepsOf: stepsOf(report),
  titles: new Map(report.frameworks.map(({ id, title }) => [id, title])),
  marked: marks(report),
  waiverOf: waiverIn(report),
  checklists: new Map(report.checklists.map(({ id, title }) => [id, { title, anchor: checklistAnchor(id) }])),
});
type Known = ReturnType<typeof lookups> & { islands: Islands };

function group(rule: ReportedRule, kind: Kind, verdicts: readonly ReportedVerdict[], known: Known) {
  // the remediation does not help whoever lacks a permission: what was not observed names it
  const failed = verdicts.some(({ state }) => isFailing(state));
  const id = placeOf(kind, rule.id);
  const paged = verdicts.length > ITEMS_OF_RULE;
  if (paged) putItems(id, verdicts, known);
  return {
    id,
    kind,
    rule: rule.id,
    controls: Object.entries(rule.controls).map(([framework, ids]) => ({
      framework: known.titles.get(framework) ?? framework,
      ids: ids.join(', '),
    })),
    title: ruleText(rule.title),
    severity: rule.severity,
    rationale: ruleText(rule.rationale),
    remediation: failed ? ruleText(rule.remediation) : null,
    references: failed ? rule.references.map(webAddress).filter((link) => link !== null) : [],
    count: countOf(verdicts),
    items: paged ? [] : verdicts.map((verdict) => item(verdict, known)),
    paged,
    page: ITEMS_OF_RULE,
  };
}

const [inFull, inBrief] = [partOf('item'), partOf('brief')];

/**
 * Items of which a script shows some at a time, made when they are written. Each is a list of lines: what is the same in
 * others, such as a step of a remedy or a fact of a subject, stands once on the page. Without a script they are listed in brief.
 */
function putItems(id: string, verdicts: readonly ReportedVerdict[], known: Known): void {
  const { islands, subjectOf } = known;
  const linesOf = (verdict: ReportedVerdict) => ({
    about: `${verdict.state} ${verdict.severity}`,
    lines: inFull(item(verdict, known)).split('\n'),
  });
  const brief = ({ subject: named, message }: ReportedVerdict): string => {
    const subject = subjectOf(named);
    return inBrief({ name: nameOf(subject), id: subject.id, production: subject.production === true, message });
  };
  islands.put(`${id}-items`, itemsOfLines(verdicts, linesOf, islands.texts));
  islands.put(`${id}-brief`, listed(verdicts, brief));
}

function* listed(verdicts: readonly ReportedVerdict[], brief: (verdict: ReportedVerdict) => string): Generator<string> {
  yield '<p>A script shows these in full; without one, read their evidence in report.json.</p>\n<ul>\n';
  for (const verdict of verdicts) yield brief(verdict);
  yield '</ul>\n';
}

const nameOf = ({ name, type }: ReportedSubject): string => name ?? `unnamed ${type}`;

function item(verdict: ReportedVerdict, { report, subjectOf, evidenceOf, stepsOf, marked, waiverOf, checklists }: Known) {
  const { message, notes, expected, actual, unknown, severity } = verdict;
  const [subject, steps] = [subjectOf(verdict.subject), stepsOf(verdict)];
  const unseen = missing(subject.type, unknown?.facts ?? []);
  return {
    rule: verdict.rule,
    state: verdict.state,
    severity,
    name: nameOf(subject),
    id: subject.id,
    production: subject.production === true,
    mark: marked.get(verdict.fingerprint) ?? null,
    where: [where(subject), ...age(verdict, report.run.as_of)].join(' · '),
    kms: subject.kms_name === subject.id ? null : subject.kms_name,
    waiver: waiverOf(verdict),
    // the message of an unknown names its first fact; the list below has all of them
    message: unseen.length > 0 ? null : message,
    notes,
    remedy: steps === null ? null : remedySteps(steps, checklists),
    compared: expected === null && actual === null ? null : { expected: shown(expected), actual: shown(actual) },
    missing: unseen,
    evidence: evidenceOf(verdict).map(({ name, fact }) => {
      const said =
        'unknown' in fact
          ? `not observed (${words(fact.unknown.cause)})`
          : shown(name === HOLDERS ? holdersInWords(subject) : saidBy(fact, namedBy(subject.type, name)));
      return {
        fact: factInWords(subject.type, name),
        value: said,
        className: classOf(said),
        source: 'unknown' in fact ? (fact.unknown.call ?? '') : fact.source,
        observed: 'unknown' in fact ? '' : moment(fact.observed_at),
      };
    }),
  };
}

/** The ways to fix it, one after the other; commands and snippets line by line, so that they can be copied. */
const remedySteps = (steps: Steps, checklists: Known['checklists']) => ({
  checklist: steps.checklist === null ? null : (checklists.get(steps.checklist) ?? null),
  ways: waysOf(steps)
    .filter(({ text }) => text !== '')
    .map(({ name, code, text }) => ({
      name: name === 'CLI' ? 'Command line' : name,
      code,
      lines: name === 'Console' ? [text] : text.trimEnd().split('\n'),
    })),
});

/** `cluster in prod (env-1) · AWS us-east-1`. */
function where({ type, environment, environment_name, cloud, region }: ReportedSubject): string {
  const named = environment_name === null ? environment : `${environment_name} (${environment})`;
  const place = [cloud === null ? null : cloudInWords(cloud), region].filter((part) => part !== null).join(' ');
  return `${type}${named === null ? '' : ` in ${named}`}${place === '' ? '' : ` · ${place}`}`;
}

/** `since 2026-06-01, 41 days`, where the history knows it from before this scan. */
function age({ first_seen }: ReportedVerdict, as_of: string): string[] {
  if (first_seen === null) return [];
  const days = Math.floor((Date.parse(as_of) - Date.parse(first_seen)) / DAY);
  return days < 1 ? [] : [`since ${first_seen.slice(0, 10)}, ${plural(days, 'day')}`];
}

import { DAY } from '../../input/time.ts';
import { cloudInWords, factInWords } from '../../report/message.ts';
import { plural } from '../../report/plural.ts';
import { stepsOf } from '../../report/remedy.ts';
import type { Report, ReportedChecklist, ReportedRule, ReportedSubject, ReportedVerdict, Steps } from '../../report/schema.ts';
import { isFailing } from '../../report/state.ts';
import { evidenceOf, HOLDERS, subjectsOf } from '../../report/subject-lookup.ts';
import { missing } from '../missing.ts';
import { byRule, ruleText } from '../rules.ts';
import { countOf } from '../state-words.ts';
import { waysOf } from '../ways.ts';
import { marks } from './changes.ts';
import { waiverOf } from './exceptions.ts';
import { holdersInWords } from './holders.ts';
import { checklistAnchor, type Kind, placeOf, webAddress } from './links.ts';
import { classOf } from './table.ts';
import { moment, shown, words } from './words.ts';

// Verdicts in full.

/**
 * Finds what the page says of a rule's verdicts of one kind, rule by rule, the most severe first.
 * @returns a function of how they stand, since the rule's title states the good condition, and of the verdicts
 */
export function findingsOf(report: Report) {
  const known = lookups(report);
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
});
type Known = ReturnType<typeof lookups>;

function group(rule: ReportedRule, kind: Kind, verdicts: readonly ReportedVerdict[], known: Known) {
  // the remediation does not help whoever lacks a permission: what was not observed names it
  const failed = verdicts.some(({ state }) => isFailing(state));
  return {
    id: placeOf(kind, rule.id),
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
    items: verdicts.map((verdict) => item(verdict, known)),
  };
}

function item(verdict: ReportedVerdict, { report, subjectOf, evidenceOf, stepsOf, marked }: Known) {
  const { message, notes, expected, actual, unknown, severity } = verdict;
  const [subject, steps] = [subjectOf(verdict.subject), stepsOf(verdict)];
  const unseen = missing(subject.type, unknown?.facts ?? []);
  return {
    state: verdict.state,
    severity,
    name: subject.name ?? `unnamed ${subject.type}`,
    id: subject.id,
    production: subject.production === true,
    mark: marked.get(verdict.fingerprint) ?? null,
    where: [where(subject), ...age(verdict, report.run.as_of)].join(' · '),
    kms: subject.kms_name === subject.id ? null : subject.kms_name,
    waiver: waiverOf(verdict, report),
    // the message of an unknown names its first fact; the list below has all of them
    message: unseen.length > 0 ? null : message,
    notes,
    remedy: steps === null ? null : remedySteps(steps, report),
    compared: expected === null && actual === null ? null : { expected: shown(expected), actual: shown(actual) },
    missing: unseen,
    evidence: evidenceOf(verdict).map(({ name, fact }) => {
      const said =
        'unknown' in fact
          ? `not observed (${words(fact.unknown.cause)})`
          : shown(name === HOLDERS ? holdersInWords(subject) : fact.value);
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

const checklistOf = (followed: ReportedChecklist | undefined) =>
  followed === undefined ? null : { title: followed.title, anchor: checklistAnchor(followed.id) };

/** The ways to fix it, one after the other; commands and snippets line by line, so that they can be copied. */
const remedySteps = (steps: Steps, { checklists }: Report) => ({
  checklist: checklistOf(checklists.find(({ id }) => id === steps.checklist)),
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

import { isDeepStrictEqual } from 'node:util';
import type { Unknown } from '../facts/fact.ts';
import { byCodePoint } from '../input/code-point.ts';
import { type FiledReason, type FiledReport, type FiledRule, FiledVerdict } from './filed-schema.ts';
import { fingerprintOf } from './fingerprint.ts';
import { notApplicable } from './message.ts';
import { changeUnknowns, commonObstacles, missingFor, type Reference, reasonTable } from './reasons.ts';
import type { Report, ReportedVerdict } from './schema.ts';
import type { VerdictBody } from './verdict-columns.ts';
import { withoutDefaults } from './without-defaults.ts';

/** The report as its file has it, see `FiledReport`; `whole` gives it back. */
export function filed(report: Report): FiledReport {
  const { reasons, ofFact, ofMissing } = reasonTable();
  const subjects = report.subjects.map((subject) => ({ ...subject, ...changeUnknowns(subject, ofFact) }));
  const references = report.verdicts.map(({ unknown }) => (unknown?.facts ?? []).map(ofMissing));
  const obstacles = commonObstacles(references.flat());
  const byRule = Map.groupBy(report.verdicts, ({ rule }) => rule);
  const evidenceOf = (rule: string) => (byRule.get(rule) ?? []).map(({ evidence }) => ({ evidence, count: 1 }));
  const rules = new Map(report.rules.map((rule) => [rule.id, { ...rule, evidence: mostNamed(evidenceOf(rule.id)) }]));
  return {
    ...report,
    rules: [...rules.values()],
    subjects,
    verdicts: [...report.verdicts].map((verdict, index) =>
      filedVerdict(verdict, rules.get(verdict.rule), report.organization.id, references[index] ?? [], obstacles),
    ),
    reasons: reasons.map((reason, place) => ({ ...reason, ...ofObstacle(obstacles.get(place)) })),
  };
}

/** The report of a file: the opposite of `filed`, for one in which nothing is missing that it has to fill in. */
export function whole(file: FiledReport): Report {
  const { reasons, ...rest } = file;
  const byId = new Map(rest.rules.map((rule) => [rule.id, rule]));
  const reasonAt = (place: number): FiledReason => {
    const reason = reasons[place];
    if (reason === undefined) throw new Error(`the report has no reason ${place}`);
    return reason;
  };
  const unknownAt = (place: number): Unknown => {
    const { obstacle: _, ...unknown } = reasonAt(place);
    return unknown;
  };
  return {
    ...rest,
    rules: rest.rules.map(({ evidence, ...rule }) => rule),
    subjects: rest.subjects.map((subject) => ({ ...subject, ...changeUnknowns(subject, unknownAt) })),
    verdicts: rest.verdicts.map(({ unknown, ...verdict }) => ({
      ...withWhatFollows(verdict, byId.get(verdict.rule), rest.organization.id),
      unknown: unknown && {
        cause: unknown.cause,
        facts: unknown.facts.map(({ fact, reason, obstacle }) => missingFor(fact, reasonAt(reason), obstacle)),
      },
    })),
  };
}

/** @param references what it lacks, by the places of the reasons @param obstacles that of all verdicts, by the place of a reason */
function filedVerdict(
  { unknown, ...verdict }: ReportedVerdict,
  rule: FiledRule | undefined,
  organization: string,
  references: readonly Reference[],
  obstacles: ReadonlyMap<number, number>,
): FiledVerdict {
  return {
    ...withoutWhatFollows(verdict, rule, organization),
    unknown: unknown && {
      cause: unknown.cause,
      facts: references.map(({ obstacle, ...reference }) => ({
        ...reference,
        ...ofObstacle(obstacle === obstacles.get(reference.reason) ? undefined : obstacle),
      })),
    },
  };
}

/** The line of a verdict but for its subject, which comes after `before`, and its fingerprint, which comes before `end`. */
export type FiledBody = { before: string; after: string; end: string | null };

const NOBODY = { type: '', id: '' };
const NO_FINGERPRINT = '\u0000';

/** What the lines of all verdicts with one body share. */
export function filedBody(
  id: string,
  rule: FiledRule | undefined,
  { answers: _, fingerprint: __, ...body }: VerdictBody,
  references: readonly Reference[],
  obstacles: ReadonlyMap<number, number>,
): FiledBody {
  const asksNothing = body.state === 'pass' || body.state === 'not_applicable';
  const fingerprint = asksNothing ? fingerprintOf(id, '', NOBODY) : NO_FINGERPRINT;
  const verdict = filedVerdict({ rule: id, subject: NOBODY, ...body, fingerprint }, rule, '', references, obstacles);
  const line = JSON.stringify(withoutDefaults(FiledVerdict, verdict));
  const before = `{"rule":${JSON.stringify(id)},"subject":`;
  const after = line.slice(before.length + JSON.stringify(NOBODY).length);
  // the last one: what the rule computed may have a key of that name before it
  const mark = JSON.stringify(NO_FINGERPRINT).slice(1, -1);
  const place = asksNothing ? -1 : after.lastIndexOf(`"fingerprint":"${mark}"`);
  if (place < 0) return { before, after, end: null };
  const from = place + '"fingerprint":"'.length;
  return { before, after: after.slice(0, from), end: after.slice(from + mark.length) };
}

const ofObstacle = (obstacle: number | undefined) => (obstacle === undefined ? {} : { obstacle });

type Brief = Omit<FiledVerdict, 'unknown'>;
type Full = Omit<ReportedVerdict, 'unknown'>;

/** What follows from the rest is left out; of severity and fingerprint where nobody has to act on the verdict. */
function withoutWhatFollows(verdict: Full, rule: FiledRule | undefined, organization: string): Brief {
  const { rule: id, subject, status, state, severity, message, evidence, fingerprint, ...rest } = verdict;
  const asksNothing = state === 'pass' || state === 'not_applicable';
  return {
    ...{ rule: id, subject, status, state },
    ...(asksNothing && severity === rule?.severity ? {} : { severity }),
    ...(rest.not_applicable !== null && message === notApplicable(rest.not_applicable.reason) ? {} : { message }),
    ...rest,
    ...(isDeepStrictEqual(evidence, rule?.evidence) ? {} : { evidence }),
    ...(asksNothing && fingerprint === fingerprintOf(id, organization, subject) ? {} : { fingerprint }),
  };
}

function withWhatFollows(verdict: Brief, rule: FiledRule | undefined, organization: string): Full {
  const { rule: id, subject, not_applicable } = verdict;
  const missing = (what: string): never => {
    throw new Error(`the report does not have the ${what} of the verdict of ${id} on ${subject.type} ${subject.id}`);
  };
  return {
    ...verdict,
    severity: verdict.severity ?? rule?.severity ?? missing('severity'),
    message: verdict.message ?? (not_applicable === null ? missing('message') : notApplicable(not_applicable.reason)),
    evidence: verdict.evidence ?? rule?.evidence ?? missing('evidence'),
    fingerprint: verdict.fingerprint ?? fingerprintOf(id, organization, subject),
  };
}

/** The list of facts on which most of the verdicts rest. */
export function mostNamed(verdicts: readonly { evidence: string[]; count: number }[]): string[] {
  const lists = [...Map.groupBy(verdicts, ({ evidence }) => JSON.stringify(evidence))].map(([key, of]) => ({
    key,
    evidence: of[0]?.evidence ?? [],
    count: of.reduce((sum, { count }) => sum + count, 0),
  }));
  return lists.sort((a, b) => b.count - a.count || byCodePoint(a.key, b.key))[0]?.evidence ?? [];
}

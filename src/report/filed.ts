import { isDeepStrictEqual } from 'node:util';
import type { Unknown } from '../facts/fact.ts';
import { byCodePoint } from '../input/code-point.ts';
import { type FiledReason, type FiledReport, type FiledRule, FiledVerdict } from './filed-schema.ts';
import { fingerprintOf } from './fingerprint.ts';
import { notApplicable } from './message.ts';
import { changeUnknowns, commonObstacles, missingFor, type Reference, reasonTable } from './reasons.ts';
import type { Report, ReportedVerdict } from './schema.ts';
import { asksNothing } from './state.ts';
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
      filedVerdict(verdict, rules.get(verdict.rule), ownOf(verdict, report.organization.id), references[index] ?? [], obstacles),
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
    // whoever reads a file makes it again
    worst: rest.worst ?? { items: [], count: 0 },
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
  own: Own,
  references: readonly Reference[],
  obstacles: ReadonlyMap<number, number>,
): FiledVerdict {
  return {
    ...withoutWhatFollows(verdict, rule, own),
    unknown: unknown && {
      cause: unknown.cause,
      facts: references.map(({ obstacle, ...reference }) => ({
        ...reference,
        ...ofObstacle(obstacle === obstacles.get(reference.reason) ? undefined : obstacle),
      })),
    },
  };
}

/**
 * The line of a verdict in pieces: between them stand its subject, its sentence and its fingerprint, as far as the line has
 * these.
 */
export type FiledBody = { pieces: readonly string[]; hasMessage: boolean; hasFingerprint: boolean };

const NOBODY = { type: '', id: '' };
/** Stands in place of what is different in each verdict. */
const HOLE = '\u0000';
const [MESSAGE, FINGERPRINT] = ['message', 'fingerprint'].map((key) => `${JSON.stringify(key)}:${JSON.stringify(HOLE)}`);

/**
 * What the lines of all verdicts with one body share.
 * @param says whether their sentence says more than that the rule is not applicable
 */
export function filedBody(
  id: string,
  rule: FiledRule | undefined,
  { answers: _, fingerprint: __, ...body }: VerdictBody,
  says: boolean,
  references: readonly Reference[],
  obstacles: ReadonlyMap<number, number>,
): FiledBody {
  const hasFingerprint = !asksNothing(body.state);
  const whole = { rule: id, subject: NOBODY, ...body, message: HOLE, fingerprint: HOLE };
  const verdict = filedVerdict(whole, rule, { message: says, fingerprint: hasFingerprint }, references, obstacles);
  const line = JSON.stringify(withoutDefaults(FiledVerdict, verdict));
  const before = `{"rule":${JSON.stringify(id)},"subject":`;
  const pieces = [before];
  let rest = line.slice(before.length + JSON.stringify(NOBODY).length);
  const cut = (hole: string, place: number) => {
    if (place < 0) throw new Error(`the line of a verdict of ${id} has no place for ${hole}`);
    const key = hole.slice(0, hole.indexOf(':') + 1);
    pieces.push(rest.slice(0, place) + key);
    rest = rest.slice(place + hole.length);
  };
  // the sentence comes before, and the fingerprint after whatever the rule computed under such a name
  if (says) cut(MESSAGE ?? '', rest.indexOf(MESSAGE ?? ''));
  if (hasFingerprint) cut(FINGERPRINT ?? '', rest.lastIndexOf(FINGERPRINT ?? ''));
  return { pieces: [...pieces, rest], hasMessage: says, hasFingerprint };
}

const ofObstacle = (obstacle: number | undefined) => (obstacle === undefined ? {} : { obstacle });

type Brief = Omit<FiledVerdict, 'unknown'>;
type Full = Omit<ReportedVerdict, 'unknown'>;

/** Whether sentence and fingerprint do not follow from the rest of a verdict. */
type Own = { message: boolean; fingerprint: boolean };

const ownOf = (verdict: Full, organization: string): Own => ({
  message: verdict.not_applicable === null || verdict.message !== notApplicable(verdict.not_applicable.reason),
  fingerprint: verdict.fingerprint !== fingerprintOf(verdict.rule, organization, verdict.subject),
});

/** What follows from the rest is left out; of severity and fingerprint where nobody has to act on the verdict. */
function withoutWhatFollows(verdict: Full, rule: FiledRule | undefined, own: Own): Brief {
  const { rule: id, subject, status, state, severity, message, evidence, fingerprint, ...rest } = verdict;
  const isQuiet = asksNothing(verdict.state);
  return {
    ...{ rule: id, subject, status, state },
    ...(isQuiet && severity === rule?.severity ? {} : { severity }),
    ...(own.message ? { message } : {}),
    ...rest,
    ...(isDeepStrictEqual(evidence, rule?.evidence) ? {} : { evidence }),
    ...(isQuiet && !own.fingerprint ? {} : { fingerprint }),
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

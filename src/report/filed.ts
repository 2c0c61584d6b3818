import { isDeepStrictEqual } from 'node:util';
import type { Unknown } from '../facts/fact.ts';
import { byCodePoint } from '../input/code-point.ts';
import type { FiledReason, FiledReport, FiledRule, FiledVerdict } from './filed-schema.ts';
import { fingerprintOf } from './fingerprint.ts';
import { notApplicable } from './message.ts';
import { changeUnknowns, commonObstacles, missingFor, reasonTable } from './reasons.ts';
import type { Report, ReportedVerdict } from './schema.ts';

/** The report as its file has it, see `FiledReport`; `whole` gives it back. */
export function filed(report: Report): FiledReport {
  const { reasons, ofFact, ofMissing } = reasonTable();
  const subjects = report.subjects.map((subject) => ({ ...subject, ...changeUnknowns(subject, ofFact) }));
  const references = report.verdicts.map(({ unknown }) => (unknown?.facts ?? []).map(ofMissing));
  const obstacles = commonObstacles(references.flat());
  const byRule = Map.groupBy(report.verdicts, ({ rule }) => rule);
  const rules = new Map(report.rules.map((rule) => [rule.id, { ...rule, evidence: mostNamed(byRule.get(rule.id) ?? []) }]));
  return {
    ...report,
    rules: [...rules.values()],
    subjects,
    verdicts: report.verdicts.map(({ unknown, ...verdict }, index) => ({
      ...withoutWhatFollows(verdict, rules.get(verdict.rule), report.organization.id),
      unknown: unknown && {
        cause: unknown.cause,
        facts: (references[index] ?? []).map(({ obstacle, ...reference }) => ({
          ...reference,
          ...ofObstacle(obstacle === obstacles.get(reference.reason) ? undefined : obstacle),
        })),
      },
    })),
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
function mostNamed(verdicts: readonly Pick<ReportedVerdict, 'evidence'>[]): string[] {
  const lists = [...Map.groupBy(verdicts, ({ evidence }) => JSON.stringify(evidence))];
  const [most] = lists.sort(([a, ofA], [b, ofB]) => ofB.length - ofA.length || byCodePoint(a, b));
  return most?.[1][0]?.evidence ?? [];
}

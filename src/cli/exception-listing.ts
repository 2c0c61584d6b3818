import { isDeepStrictEqual } from 'node:util';
import { termOf } from '../config/exception.ts';
import { isKnown } from '../facts/fact.ts';
import { dayNumber } from '../input/time.ts';
import { aboutWhat, daysLeft, SHOWN_EXCEPTIONS } from '../render/exception-words.ts';
import { visible } from '../render/visible.ts';
import { attest } from '../report/attestations.ts';
import type { Evaluated } from '../report/exceptions.ts';
import { plural } from '../report/plural.ts';
import type {
  Attestation,
  Report,
  ReportedAttestation,
  ReportedVerdict,
  ReportedWaiver,
  UnsettledVerdict,
  Waiver,
} from '../report/schema.ts';
import { withMore } from '../report/series.ts';
import { evidenceOf, type NamedFact, subjectsOf } from '../report/subject-lookup.ts';
import { reportedUnknown } from '../report/verdict.ts';
import { waive } from '../report/waivers.ts';
import { pageOf } from './lines.ts';

type Given = {
  waivers: readonly Waiver[];
  attestations: readonly Attestation[];
  rules: Evaluated['rules'];
  as_of: string;
  /** Null: there is no report yet. */
  from: { file: string; report: Report } | null;
};

/** Waivers and attestations as they stand now; the soonest to expire come first. */
export type Listed = ReturnType<typeof exceptionsNow>;

/** The state of the files' exceptions today, on the verdicts of an earlier report: also of those that it did not have. */
export function exceptionsNow(given: Given) {
  const { waivers, attestations, as_of, from } = given;
  const found = from === null ? null : matchedIn(from.report, given);
  return {
    as_of,
    report: from === null ? null : { file: from.file, as_of: from.report.run.as_of },
    waivers: (found?.waivers ?? waivers.map((record) => unmatched(record, as_of))).sort(bySoonest),
    attestations: (found?.attestations ?? attestations.map((record) => unmatched(record, as_of))).sort(bySoonest),
  };
}

/** An exception that no report was evaluated with: its term is known, its matches are not, which differs from none. */
function unmatched<R extends Waiver | Attestation>(record: R, as_of: string, notes: string[] = []) {
  const days_left = dayNumber(record.expires) - dayNumber(as_of);
  return { record, state: termOf(record, as_of), days_left, matched: null, matches: null, notes };
}

function matchedIn(report: Report, { waivers, attestations, rules, as_of }: Given) {
  const { population, attestations: before } = report;
  const [subjectOf, factsOf] = [subjectsOf(report), evidenceOf(report)];
  const verdicts = report.verdicts.map((verdict) => unanswered(verdict, factsOf(verdict)));
  const onReport: Evaluated = { rules, as_of, verdicts, population, subjectOf };
  // only the report knows that a failure was seen after the statement
  const asReported = (now: ReportedAttestation): ReportedAttestation => {
    const then = before.find(({ record }) => isDeepStrictEqual(record, now.record));
    return now.state === 'applied' && then?.state === 'lapsed' ? { ...then, days_left: now.days_left } : now;
  };
  const isNew = ({ id, fact }: Attestation) => fact !== undefined && !before.some(({ record }) => record.id === id);
  return {
    waivers: waive(waivers, onReport).waivers,
    attestations: attest(attestations, onReport).attestations.map((one) =>
      isNew(one.record) ? unmatched(one.record, as_of, [MADE_WITHOUT]) : asReported(one),
    ),
  };
}

const MADE_WITHOUT = 'The report was made without it; make it again: byok-audit evaluate';

/** The verdict as it was before an attestation made it a pass: the attestation may be withdrawn or expired by now. */
function unanswered(verdict: ReportedVerdict, evidence: readonly NamedFact[]): UnsettledVerdict {
  if (verdict.state !== 'attested') return verdict;
  const facts = evidence.flatMap(({ name, fact }) => (isKnown(fact) ? [] : [reportedUnknown({ fact: name, ...fact.unknown })]));
  const [first] = facts;
  // every fact was observed, and decided nothing: the record keeps no more of what a person answered
  const cause = first?.cause ?? 'ambiguous';
  return { ...verdict, status: 'unknown', unknown: { cause, facts } };
}

const bySoonest = (a: { days_left: number }, b: { days_left: number }): number => a.days_left - b.days_left;

/** For a person; no line is wider than the terminal. */
export function exceptionListing({ as_of, report, waivers, attestations }: Listed, width: number): string {
  const page = pageOf({ width, color: false });
  const { lines } = page;
  const say = (text: string, indent = 0) => page.say(visible(text), indent);
  say(
    `As of ${as_of.slice(0, 10)}. ${
      report === null
        ? 'There is no report yet, so it is not known what they apply to. Make one with: byok-audit scan'
        : `Their matches are those in ${report.file}, as of ${report.as_of.slice(0, 10)}.`
    }`,
  );
  for (const [title, list] of [
    ['Waivers', waivers],
    ['Attestations', attestations],
  ] as const) {
    lines.push('', `${title} (${list.length})`);
    if (list.length === 0) say('none; the configuration names no file, or the file lists none', 2);
    for (const exception of list) {
      const { record, state, days_left, notes } = exception;
      lines.push('');
      const inWords = state === 'in_force' ? 'in force' : SHOWN_EXCEPTIONS[state].words;
      say(`${record.id}: ${state === 'expired' ? '' : `${inWords}, `}${daysLeft(days_left)}`, 2);
      say(aboutWhat(exception), 4);
      if (exception.matches !== null) say(matched(exception), 4);
      for (const note of notes) say(note, 4);
      say(byWhom(record), 4);
    }
  }
  return `${lines.join('\n')}\n`;
}

const MOST_NAMED = 10;

/** `matches 2: lkc-apple (orders), lkc-pear (stock): pass`. */
function matched({ matches }: Pick<ReportedWaiver, 'matches'>): string {
  const named = matches
    .slice(0, MOST_NAMED)
    .map(({ id, name, applied, status }) => `${id}${name === null ? '' : ` (${name})`}${applied ? '' : `: ${status}`}`);
  const rest = matches.length - named.length;
  return `matches ${plural(matches.length, 'verdict')}${matches.length === 0 ? '' : `: ${withMore(named, rest)}`}`;
}

const byWhom = (record: Waiver | Attestation): string =>
  'owner' in record
    ? `${record.owner}, approved by ${record.approved_by}, ${record.ticket}: ${record.reason}`
    : `${record.attested_by}, ${record.attested_at}: ${record.statement}`;

import { isDeepStrictEqual } from 'node:util';
import wrapAnsi from 'wrap-ansi';
import { termOf } from '../config/exception.ts';
import { dayNumber } from '../input/days.ts';
import { aboutWhat, daysLeft, STATE } from '../render/exception-words.ts';
import { visible } from '../render/visible.ts';
import { attest } from '../report/attestations.ts';
import type { Judged } from '../report/exceptions.ts';
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
import { subjectKey } from '../report/summary.ts';
import { waive } from '../report/waivers.ts';

type Given = {
  waivers: readonly Waiver[];
  attestations: readonly Attestation[];
  rules: Judged['rules'];
  as_of: string;
  /** Null: nothing was judged yet. */
  from: { file: string; report: Report } | null;
};

/** Of what was not judged, or not with this exception, only the term is known: no matches, which is not none. */
type Unjudged<T extends { record: unknown }> = Pick<T, 'record'> & {
  state: 'in_force' | 'expired' | 'not_in_force';
  days_left: number;
  matched: null;
  matches: null;
  notes: string[];
};

/** Waivers and attestations as they stand now; the soonest to expire come first. */
export type Listed = {
  as_of: string;
  report: { file: string; as_of: string } | null;
  waivers: (ReportedWaiver | Unjudged<ReportedWaiver>)[];
  attestations: (ReportedAttestation | Unjudged<ReportedAttestation>)[];
};

/** How the files' exceptions stand today, on the verdicts of an earlier report: also those that it was not judged with. */
export function exceptionsNow({ waivers, attestations, rules, as_of, from }: Given): Listed {
  const unjudged = <R extends Waiver | Attestation>(record: R, begins: string, notes: string[] = []) => {
    const term = termOf(begins, record, as_of);
    const days_left = dayNumber(record.expires) - dayNumber(as_of);
    return { record, state: term, days_left, matched: null, matches: null, notes };
  };
  if (from === null) {
    return {
      as_of,
      report: null,
      waivers: waivers.map((record) => unjudged(record, record.created)).sort(bySoonest),
      attestations: attestations.map((record) => unjudged(record, record.attested_at)).sort(bySoonest),
    };
  }
  const { population, attestations: before } = from.report;
  const seen = new Set(from.report.subjects.filter((subject) => subject.seen).map(subjectKey));
  const isSeen = (subject: { type: string; id: string }) => seen.has(subjectKey(subject));
  const judged = { verdicts: from.report.verdicts.map(unanswered), population, rules, as_of, isSeen };
  // that a failure was seen after the statement is known to the report alone
  const asJudged = (told: ReportedAttestation): ReportedAttestation => {
    const then = before.find(({ record }) => isDeepStrictEqual(record, told.record));
    return told.state === 'applied' && then?.state === 'lapsed' ? { ...then, days_left: told.days_left } : told;
  };
  const isNew = ({ id, fact }: Attestation) => fact !== undefined && !before.some(({ record }) => record.id === id);
  return {
    as_of,
    report: { file: from.file, as_of: from.report.run.as_of },
    waivers: waive(waivers, judged).waivers.sort(bySoonest),
    attestations: attest(attestations, judged)
      .attestations.map((told) =>
        isNew(told.record)
          ? unjudged(told.record, told.record.attested_at, ['The report was judged without it: judge again.'])
          : asJudged(told),
      )
      .sort(bySoonest),
  };
}

/** As the verdict was before somebody's word made a pass of it: that word may be gone, or over, by now. */
const unanswered = (verdict: ReportedVerdict): UnsettledVerdict =>
  verdict.state === 'attested' ? { ...verdict, status: 'unknown' } : verdict;

const bySoonest = (a: { days_left: number }, b: { days_left: number }): number => a.days_left - b.days_left;

/** For a person; no line is wider than the terminal. */
export function exceptionListing({ as_of, report, waivers, attestations }: Listed, width: number): string {
  const lines: string[] = [];
  const say = (text: string, indent = 0) => {
    for (const line of wrapAnsi(visible(text), width - indent, { hard: true }).split('\n'))
      lines.push(`${' '.repeat(indent)}${line}`.trimEnd());
  };
  say(
    `As of ${as_of.slice(0, 10)}. ${
      report === null
        ? 'There is no report yet, so what they match is not known: byok-audit scan'
        : `What they match is told by ${report.file}, judged as of ${report.as_of.slice(0, 10)}.`
    }`,
  );
  for (const [title, list] of [
    ['Waivers', waivers],
    ['Attestations', attestations],
  ] as const) {
    lines.push('', `${title} (${list.length})`);
    if (list.length === 0) say('none; the configuration names no file, or the file lists none', 2);
    for (const told of list) {
      const { record, state, days_left, notes } = told;
      lines.push('');
      const word = state === 'in_force' ? 'in force' : STATE[state].word;
      say(`${record.id}: ${state === 'expired' ? '' : `${word}, `}${daysLeft(days_left)}`, 2);
      say(aboutWhat(told), 4);
      if (told.matches !== null) say(matched(told), 4);
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
  const list = `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  return `matches ${plural(matches.length, 'verdict')}${matches.length === 0 ? '' : `: ${list}`}`;
}

const byWhom = (record: Waiver | Attestation): string =>
  'owner' in record
    ? `${record.owner}, approved by ${record.approved_by}, ${record.ticket}: ${record.reason}`
    : `${record.attested_by}, ${record.attested_at}: ${record.statement}`;

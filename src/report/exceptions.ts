import { firstToExpire, termOf } from '../config/exception.ts';
import type { Fact } from '../facts/fact.ts';
import { byCodePoint } from '../input/code-point.ts';
import { dayNumber } from '../input/days.ts';
import { matcher } from '../input/globs.ts';
import type { ExceptionState, ReportedWaiver, Trouble } from './exception-schema.ts';
import { TROUBLES } from './exception-schema.ts';
import { inWords } from './message.ts';
import { plural } from './plural.ts';
import type { Population, Report, UnsettledVerdict } from './schema.ts';

/** More subjects than this nobody has looked at one by one. */
const MOST_SUBJECTS = 10;

/** No subject's id. What matches it was written to match everything, in whichever way: `*`, `?*-*`, `!(x)`. */
const NOBODY = 'no-such-subject';

type Exception = { id: string; expires: string };
export type Standing = Omit<ReportedWaiver, 'record'>;

/** What tells waivers from attestations. */
export type Kind<R> = {
  rule: (record: R) => string;
  resource: (record: R) => string;
  /** The first day on which it counts. */
  from: (record: R) => string;
  /** Whether it may answer such a verdict at all. */
  answers: (verdict: UnsettledVerdict) => boolean;
  /** What is observed now, where the record was made for something else. */
  lapsed: (record: R, verdict: UnsettledVerdict) => string | null;
  words: {
    expired: string;
    /** What another one answers too. */
    what: string;
    unused: (rule: string, ids: readonly string[]) => string;
    undetermined: (rule: string, verdicts: readonly UnsettledVerdict[]) => string;
  };
};

export type Judged = {
  /** Those on subjects that were not seen among them: a part that could not be listed makes no exception narrower. */
  verdicts: readonly UnsettledVerdict[];
  population: readonly Population[];
  rules: readonly { id: string; subject_type: string }[];
  as_of: string;
  /** Whether this scan saw the subject; otherwise it is known from an earlier one. */
  isSeen: (subject: { type: string; id: string }) => boolean;
  nameOf: (subject: UnsettledVerdict['subject']) => string | null;
  /** The facts that a verdict rests on. */
  factsOf: (verdict: UnsettledVerdict) => readonly Fact<unknown>[];
};

/** Matches ids alone: names are for anybody to choose, and nobody may rename their way into an exception. */
function matches(resource: string): (id: string) => boolean {
  const glob = matcher([resource]);
  return (id) => id === resource || glob(id);
}

/** How each exception stands on the day, and which of them answers which verdict. */
export function standings<R extends Exception>(kind: Kind<R>, records: readonly R[], judged: Judged) {
  const byRule = Map.groupBy(judged.verdicts, ({ rule }) => rule);
  const entries = records.map((record) => {
    const names = matches(kind.resource(record));
    const named = (byRule.get(kind.rule(record)) ?? []).filter(({ subject }) => names(subject.id));
    const term = termOf(kind.from(record), record, judged.as_of);
    const tooBroad = names(NOBODY) || named.length > MOST_SUBJECTS;
    const meant = named.filter(kind.answers);
    const lapsed = meant.flatMap((verdict) => {
      const now = kind.lapsed(record, verdict);
      return now === null ? [] : [{ verdict, now }];
    });
    const gone = new Set(lapsed.map(({ verdict }) => verdict));
    const valid = meant.filter((verdict) => !gone.has(verdict));
    return { record, named, term, tooBroad, meant, lapsed, claims: term === 'in_force' && !tooBroad ? valid : [] };
  });
  const claimed = new Map<UnsettledVerdict, R[]>();
  for (const { record, claims } of entries)
    for (const verdict of claims) claimed.set(verdict, [...(claimed.get(verdict) ?? []), record].sort(firstToExpire));
  const answered = new Map(
    [...claimed].flatMap(([verdict, [first]]) => (first === undefined ? [] : [[verdict, first] as const])),
  );
  return { answered, reported: entries.map((entry) => ({ record: entry.record, ...standing(kind, entry, claimed, judged) })) };
}

type Entry<R> = {
  record: R;
  named: readonly UnsettledVerdict[];
  term: ReturnType<typeof termOf>;
  tooBroad: boolean;
  meant: readonly UnsettledVerdict[];
  lapsed: readonly { verdict: UnsettledVerdict; now: string }[];
  claims: readonly UnsettledVerdict[];
};

function standing<R extends Exception>(
  kind: Kind<R>,
  { record, named, term, tooBroad, meant, lapsed, claims }: Entry<R>,
  claimed: ReadonlyMap<UnsettledVerdict, readonly R[]>,
  { population, rules, as_of, nameOf }: Judged,
): Standing {
  const [rule, resource] = [kind.rule(record), kind.resource(record)];
  const ids = (verdicts: readonly UnsettledVerdict[]) => inWords(verdicts.map(({ subject }) => subject.id));
  const applied = claims.filter((verdict) => claimed.get(verdict)?.[0] === record);
  const shared = claims.flatMap((verdict) => claimed.get(verdict) ?? []).filter((other) => other !== record);
  const overlaps = [...new Set(shared.map(({ id }) => id))].sort(byCodePoint);
  const unjudged = named.filter(({ status }) => status === 'unknown' || status === 'error');
  const type = rules.find(({ id }) => id === rule)?.subject_type;
  const unseen =
    named.length === 0 && population.some(({ subject_type, complete }) => subject_type === type && complete === false);
  const needless = term === 'in_force' && meant.length === 0;
  const told: Partial<{ [T in Trouble]: string | false }> = {
    not_in_force: term === 'not_in_force' && `Not in force before ${kind.from(record)}.`,
    expired: term === 'expired' && `Expired on ${record.expires}: ${kind.words.expired}`,
    too_broad:
      tooBroad &&
      `Too broad, and not applied: "${resource}" matches ${plural(named.length, 'subject')}; name at most ${MOST_SUBJECTS}, and never all of them.`,
    lapsed:
      term === 'in_force' &&
      lapsed.length > 0 &&
      `Lapsed: ${inWords(lapsed.map(({ verdict, now }) => `${verdict.subject.id} ${now}`))}.`,
    overlapping:
      overlaps.length > 0 &&
      `Overlaps with ${overlaps.join(', ')}: ${kind.words.what} ${ids(claims.filter((verdict) => (claimed.get(verdict)?.length ?? 0) > 1))}; the one that expires first applies.`,
    undetermined:
      needless &&
      (unseen
        ? `Meets nothing so far: "${resource}" matches no ${type} that was seen, and not all of them were.`
        : unjudged.length > 0 && kind.words.undetermined(rule, unjudged)),
    unused:
      needless &&
      !unseen &&
      unjudged.length === 0 &&
      (named.length === 0
        ? `Unused: "${resource}" matches no subject of ${rule}.`
        : kind.words.unused(
            rule,
            named.map(({ subject }) => subject.id),
          )),
  };
  const troubles = TROUBLES.filter((trouble) => typeof told[trouble] === 'string');
  const state: ExceptionState = applied.length > 0 ? 'applied' : (troubles[0] ?? 'unused');
  return {
    state,
    troubles,
    notes: troubles.flatMap((trouble) => told[trouble] || []),
    days_left: dayNumber(record.expires) - dayNumber(as_of),
    matched: named.length,
    matches: named.map(({ subject, status }, index) => ({
      rule,
      type: subject.type,
      id: subject.id,
      name: nameOf(subject),
      status,
      applied: applied.some((verdict) => verdict === named[index]),
    })),
    overlaps,
  };
}

/** What the user is warned of: a line for each thing that is the matter with a waiver or an attestation. */
export const complaints = ({ waivers, attestations }: Pick<Report, 'waivers' | 'attestations'>): string[] => [
  ...waivers.flatMap(({ record, notes }) => notes.map((note) => `waiver ${record.id}: ${note}`)),
  ...attestations.flatMap(({ record, notes }) => notes.map((note) => `attestation ${record.id}: ${note}`)),
];

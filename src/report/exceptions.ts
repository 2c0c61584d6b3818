import { beginOf, firstToExpire, termOf } from '../config/exception.ts';
import { byCodePoint } from '../input/code-point.ts';
import { globsMatching } from '../input/globs.ts';
import { remembered } from '../input/remembered.ts';
import { dayNumber } from '../input/time.ts';
import { type Attestation, type ReportedWaiver, TROUBLES, type Trouble, type Waiver } from './exception-schema.ts';
import { inWords } from './message.ts';
import { plural } from './plural.ts';
import type { Population, Report, ReportedSubject, UnsettledVerdict } from './schema.ts';

/** With more subjects than this, it is unlikely that a person looked at each of them. */
const MOST_SUBJECTS = 10;

/** No subject's id: a pattern that matches it matches everything, in whichever way it is written: `*`, `?*-*`, `!(x)`. */
const NO_SUBJECT = 'no-such-subject';

type OfRule = (Waiver | Attestation) & { rule: string; resource: string };
export type Standing = Omit<ReportedWaiver, 'record'>;

/** What differs between waivers and attestations. */
export type Kind<R> = {
  /** Whether such a verdict can be answered at all. */
  answers: (verdict: UnsettledVerdict) => boolean;
  /** How the verdict changed since the record was made; null where it did not. */
  lapsed: (record: R, verdict: UnsettledVerdict) => string | null;
  messages: {
    expired: string;
    /** What two of them do. */
    both: string;
    unused: (rule: string, ids: string) => string;
    undetermined: (rule: string, verdicts: readonly UnsettledVerdict[]) => string;
  };
};

export type Evaluated = {
  /** Including those on subjects that were not seen: a list that broke off does not make an exception narrower. */
  verdicts: readonly UnsettledVerdict[];
  population: readonly Population[];
  rules: readonly { id: string; subject_type: string }[];
  as_of: string;
  subjectOf: (named: UnsettledVerdict['subject']) => ReportedSubject;
};

/** The verdicts that an exception names, and whether it would name whatever there is. */
type Named = { named: readonly UnsettledVerdict[]; everything: boolean };

/**
 * Finds the verdicts of a rule on what a resource matches. By ids only: a name can be changed, and a subject must not get into
 * an exception that way. Exact ids are looked up, and each subject is compared once with the globs of all exceptions of its rule.
 */
function finderIn(verdicts: readonly UnsettledVerdict[], records: readonly OfRule[]): (rule: string, resource: string) => Named {
  const resources = Map.groupBy(records, ({ rule }) => rule);
  const byRule = Map.groupBy(verdicts, ({ rule }) => rule);
  const indexOf = remembered((rule) => {
    const matching = globsMatching((resources.get(rule) ?? []).map(({ resource }) => resource));
    const named = new Map<string, UnsettledVerdict[]>();
    for (const verdict of byRule.get(rule) ?? NONE) {
      const { id } = verdict.subject;
      // an id may look like a glob
      for (const resource of new Set([id, ...matching(id)])) {
        const found = named.get(resource);
        if (found === undefined) named.set(resource, [verdict]);
        else found.push(verdict);
      }
    }
    return { named, everything: new Set(matching(NO_SUBJECT)) };
  });
  return (rule, resource) => {
    const { named, everything } = indexOf(rule);
    return { named: named.get(resource) ?? NONE, everything: everything.has(resource) };
  };
}

const NONE: readonly UnsettledVerdict[] = [];

/** The state of each exception on the day, and which of them answers which verdict. */
export function standings<R extends OfRule>(kind: Kind<R>, records: readonly R[], evaluated: Evaluated) {
  const find = finderIn(evaluated.verdicts, records);
  const entries = records.map((record) => entryOf(kind, record, find(record.rule, record.resource), evaluated.as_of));
  const claimed = new Map<UnsettledVerdict, R[]>();
  for (const { record, claims } of entries.toSorted((a, b) => firstToExpire(a.record, b.record)))
    for (const verdict of claims) {
      const by = claimed.get(verdict);
      if (by === undefined) claimed.set(verdict, [record]);
      else by.push(record);
    }
  const answered = new Map([...claimed].flatMap(([verdict, [first]]) => (first ? [[verdict, first]] : [])));
  return { answered, reported: entries.map((entry) => ({ record: entry.record, ...standing(kind, entry, claimed, evaluated) })) };
}

/** The verdicts of its rule that an exception names, those of them that it can answer, and those that it claims. */
function entryOf<R extends OfRule>(kind: Kind<R>, record: R, { named, everything }: Named, as_of: string) {
  const term = termOf(record, as_of);
  const tooBroad = everything || named.length > MOST_SUBJECTS;
  const meant = named.filter(kind.answers);
  const changes = meant.map((verdict) => ({ verdict, now: kind.lapsed(record, verdict) }));
  const lapsed = changes.flatMap(({ verdict, now }) => (now === null ? [] : `${verdict.subject.id} ${now}`));
  const valid = changes.flatMap(({ verdict, now }) => (now === null ? verdict : []));
  return { record, named, term, tooBroad, meant, lapsed, claims: term === 'in_force' && !tooBroad ? valid : [] };
}

function standing<R extends OfRule>(
  kind: Kind<R>,
  { record, named, term, tooBroad, meant, lapsed, claims }: ReturnType<typeof entryOf<R>>,
  claimed: ReadonlyMap<UnsettledVerdict, readonly R[]>,
  evaluated: Evaluated,
): Standing {
  const { rule, resource } = record;
  const { population, rules } = evaluated;
  const ids = (verdicts: readonly UnsettledVerdict[]) => inWords(verdicts.map(({ subject }) => subject.id));
  const shared = claims.flatMap((verdict) => claimed.get(verdict) ?? []).filter((other) => other !== record);
  const overlaps = [...new Set(shared.map(({ id }) => id))].sort(byCodePoint);
  const undetermined = named.filter(({ status }) => status === 'unknown' || status === 'error');
  const type = rules.find(({ id }) => id === rule)?.subject_type;
  const unseen =
    named.length === 0 && population.some(({ subject_type, complete }) => subject_type === type && complete === false);
  const needless = term === 'in_force' && meant.length === 0;
  const notes: Notes = {
    not_in_force: term === 'not_in_force' && `Not in force before ${beginOf(record)}.`,
    expired: term === 'expired' && `Expired on ${record.expires}: ${kind.messages.expired}`,
    too_broad:
      tooBroad &&
      `Too broad, and not applied: "${resource}" matches ${plural(named.length, 'subject')}; name at most ${MOST_SUBJECTS}, and never use a pattern that matches everything.`,
    lapsed: term === 'in_force' && lapsed.length > 0 && `Lapsed: ${inWords(lapsed)}.`,
    overlapping:
      overlaps.length > 0 &&
      `Overlaps with ${overlaps.join(', ')}: ${kind.messages.both} ${ids(claims.filter((verdict) => (claimed.get(verdict)?.length ?? 0) > 1))}; the one that expires first applies.`,
    undetermined:
      needless &&
      (unseen
        ? `Matches nothing so far: no ${type} that was seen matches "${resource}", and not all of them were seen.`
        : undetermined.length > 0 && kind.messages.undetermined(rule, undetermined)),
    unused:
      needless &&
      !unseen &&
      undetermined.length === 0 &&
      (named.length === 0 ? `Unused: "${resource}" matches no subject of ${rule}.` : kind.messages.unused(rule, ids(named))),
  };
  const applied = new Set(claims.filter((verdict) => claimed.get(verdict)?.[0] === record));
  return { ...standingOf(record, applied.size > 0, notes, named, applied, evaluated), overlaps };
}

/** By trouble, a sentence where there is that trouble. */
export type Notes = Partial<{ [T in Trouble]: string | false }>;

/** @param applied whether it applies to anything @param answered those of the named verdicts that it answers */
export function standingOf(
  record: Waiver | Attestation,
  applied: boolean,
  notes: Notes,
  named: readonly UnsettledVerdict[],
  answered: ReadonlySet<UnsettledVerdict>,
  { as_of, subjectOf }: Evaluated,
): Omit<Standing, 'overlaps'> {
  const troubles = TROUBLES.filter((trouble) => typeof notes[trouble] === 'string');
  return {
    state: applied ? 'applied' : (troubles[0] ?? 'unused'),
    troubles,
    notes: troubles.flatMap((trouble) => notes[trouble] || []),
    days_left: dayNumber(record.expires) - dayNumber(as_of),
    matched: named.length,
    matches: named.map((verdict) => {
      const { rule, subject, status } = verdict;
      return { rule, type: subject.type, id: subject.id, name: subjectOf(subject).name, status, applied: answered.has(verdict) };
    }),
  };
}

/** Warnings for the user: a line for each problem of a waiver or an attestation. */
export const complaints = ({ waivers, attestations }: Pick<Report, 'waivers' | 'attestations'>): string[] => [
  ...waivers.flatMap(({ record, notes }) => notes.map((note) => `waiver ${record.id}: ${note}`)),
  ...attestations.flatMap(({ record, notes }) => notes.map((note) => `attestation ${record.id}: ${note}`)),
];

import type { CatalogueRule } from '../evaluate/catalogue.ts';
import type { Unknown } from '../facts/fact.ts';
import { ofConfluent } from '../facts/fact.ts';
import { keysOf, recordOf } from '../input/keys.ts';
import type { SaidBody } from './said-before.ts';
import { type Population, ReportedSubject, type UnsettledVerdict } from './schema.ts';
import type { Status } from './state.ts';
import { type Named, subjectKey } from './subject-lookup.ts';

/** A verdict of an earlier scan, from the history or a baseline. */
export type KnownVerdict = Pick<UnsettledVerdict, 'rule' | 'fingerprint'> & { subject: KnownSubject };
export type KnownSubject = Pick<ReportedSubject, 'type' | 'id' | 'name' | 'environment'>;

/** The fact that a verdict on a subject that was not seen lacks. */
export const SEEN = 'seen';

/**
 * Unknowns for subjects that are known from before and were not seen, in a part that could not be listed: each may hide the
 * failure that was there, so its rule and fingerprint stay. One whose rule this policy does not have is left to the diff. And
 * these subjects, each once: nothing but their names is known.
 * @param notSeen whether a subject without a verdict is one that was not seen, rather than one that no longer exists or is left out
 */
export function unseen(
  known: readonly KnownVerdict[],
  evaluated: { has: (rule: string, subject: Named) => boolean },
  rules: ReadonlyMap<string, CatalogueRule>,
  population: readonly Population[],
  notSeen: (subject: KnownSubject) => boolean,
): { verdicts: UnsettledVerdict[]; subjects: ReportedSubject[] } {
  const given = new Set<string>();
  const subjects = new Map<string, ReportedSubject>();
  const verdicts = known.flatMap(({ rule: name, fingerprint, subject }): UnsettledVerdict[] => {
    const rule = rules.get(name);
    if (rule === undefined || given.has(fingerprint) || evaluated.has(name, subject) || !notSeen(subject)) return [];
    given.add(fingerprint);
    const unknown = causeOf(subject, population);
    const { cause, call = null, permission = null, detail } = unknown;
    subjects.set(subjectKey(subject), { ...blankSubject(subject), facts: { [SEEN]: { unknown } } });
    return [
      {
        ...blankVerdict(rule, subject, 'unknown', fingerprint),
        message: `Could not be determined: the ${subject.type} is known from an earlier scan and was not seen in this one (${cause}): ${detail}.`,
        evidence: [SEEN],
        unknown: { cause, facts: [{ fact: SEEN, cause, call, permission, detail }] },
      },
    ];
  });
  return { verdicts, subjects: [...subjects.values()] };
}

/** The list that would have shown the subject, and why it did not. */
function causeOf({ type, environment }: KnownSubject, population: readonly Population[]): Unknown {
  // a key of before the BYOK API is known from its clusters alone
  const lists = [type, 'cluster', 'environment'].flatMap((name) =>
    population.filter(({ subject_type }) => subject_type === name),
  );
  const gaps = lists.flatMap((list) => list.gaps);
  const gap = gaps.find((gap) => environment !== null && gap.environment === environment) ?? gaps[0];
  if (gap !== undefined) {
    // the lists of the organization are all Confluent's
    const at = gap.call === null ? {} : ofConfluent(gap.call);
    return { cause: gap.cause, detail: gap.what, ...at };
  }
  const unproven = lists.find((list) => list.unproven !== null)?.unproven;
  return { cause: 'ambiguous', detail: unproven ?? 'nothing proves that everything was seen' };
}

/** A verdict that says no more than its status. */
const blankVerdict = (
  rule: Pick<CatalogueRule, 'id' | 'severity'>,
  { type, id }: Named,
  status: Status,
  fingerprint: string,
): UnsettledVerdict => ({ rule: rule.id, subject: { type, id }, message: '', ...blankBody(rule, status), fingerprint });

/** The same but for its rule, its subject and its sentence. */
export const blankBody = ({ severity }: Pick<CatalogueRule, 'severity'>, status: Status): SaidBody => ({
  status,
  severity,
  headline: null,
  expected: null,
  actual: null,
  evidence: [],
  computed: {},
  unknown: null,
  not_applicable: null,
  error: null,
  notes: [],
  remedy: null,
  waiver: null,
  attestation: null,
  first_seen: null,
});

const NOTHING_KNOWN = recordOf(keysOf(ReportedSubject.properties), () => null);

/** What a report says of a subject of which nothing but its names is known. */
export const blankSubject = ({ type, id, name, environment }: KnownSubject): ReportedSubject => ({
  ...NOTHING_KNOWN,
  type,
  id,
  name,
  seen: false,
  environment,
  more_clusters: 0,
  blocks: [],
  facts: {},
});

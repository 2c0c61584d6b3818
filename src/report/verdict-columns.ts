import { byCodePoint } from '../input/code-point.ts';
import { rememberedOf } from '../input/remembered.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { ReportedVerdict, UnsettledVerdict } from './schema.ts';
import { MadeOnReading, type Sequence } from './sequence.ts';
import { type State, stateOf } from './state.ts';
import { bySubject, type Named, type SubjectHead, subjectKey } from './subject-order.ts';

/**
 * A verdict without what it is about and its sentence: thousands of verdicts share it.
 * @property fingerprint null where it follows from rule, organization and subject
 */
export type VerdictBody = Omit<ReportedVerdict, 'rule' | 'subject' | 'message' | 'fingerprint'> & {
  fingerprint: string | null;
  /** Of one that is not applicable, for requirements: see `CatalogueRule`. */
  answers: Answers;
};

/** Whether a subject has nothing for the rule to judge, or is left out by the configuration. */
export type Answers = 'nothing_to_judge' | 'left_out' | null;

/** The verdicts of one rule: its subjects in order, and by place the body and the sentence of the verdict on each. */
export type VerdictColumn = { rule: string; subjects: readonly SubjectHead[]; bodies: VerdictBody[]; messages: string[] };

/** A verdict as it is kept. */
export type VerdictEntry = { rule: string; subject: SubjectHead; body: VerdictBody; message: string };

/** How many verdicts of a rule have one body, on what is in one cloud. */
export type BodyCount = { rule: string; body: VerdictBody; cloud: string | null; count: number };

/** Where a verdict stands. */
type Place = { column: VerdictColumn; place: number };

/** Verdicts by rule, in the order of a report. They are kept as shared bodies, and made whole while they are read. */
export class VerdictColumns extends MadeOnReading<ReportedVerdict> {
  readonly columns: readonly VerdictColumn[];
  readonly #organization: string;
  readonly #byRule: ReadonlyMap<string, VerdictColumn>;

  /** @param organization id of the organization */
  constructor(columns: readonly VerdictColumn[], organization: string) {
    super();
    this.columns = [...columns].sort((a, b) => byCodePoint(a.rule, b.rule));
    this.#organization = organization;
    this.#byRule = new Map(columns.map((column) => [column.rule, column]));
  }

  get length(): number {
    return this.columns.reduce((sum, { bodies }) => sum + bodies.length, 0);
  }

  *[Symbol.iterator](): Generator<ReportedVerdict> {
    for (const column of this.columns)
      for (let place = 0; place < column.bodies.length; place += 1) yield this.at({ column, place });
  }

  /** The verdicts as they are kept: there are millions, and few of them are looked at whole. */
  *entries(columns = this.columns): Generator<VerdictEntry> {
    for (const { rule, subjects, bodies, messages } of columns) {
      let place = 0;
      for (const body of bodies) {
        const [subject, message] = [subjects[place], messages[place]];
        if (subject === undefined || message === undefined) throw new Error(`there is no verdict ${place} of ${rule}`);
        place += 1;
        yield { rule, subject, body, message };
      }
    }
  }

  /** The places of the verdicts whose body is such a one. */
  where(is: (body: VerdictBody, rule: string) => boolean): Place[] {
    const places: Place[] = [];
    for (const column of this.columns) {
      const such = new Set(countsOf(column).flatMap(({ body }) => (is(body, column.rule) ? [body] : [])));
      if (such.size === 0) continue;
      for (const [place, body] of column.bodies.entries()) if (such.has(body)) places.push({ column, place });
    }
    return places;
  }

  /** The verdicts in these states, without making the others. */
  inState(states: readonly State[]): ReportedVerdict[] {
    return this.where(({ state }) => states.includes(state)).map(this.at);
  }

  /** The same as they are kept. */
  entriesIn(states: readonly State[]): VerdictEntry[] {
    return this.where(({ state }) => states.includes(state)).map(entryAt);
  }

  /** The verdicts on these subjects, without making the others. @param subjects see `subjectKey` */
  on(subjects: ReadonlySet<string>): ReportedVerdict[] {
    const places: Place[] = [];
    for (const column of this.columns)
      for (const [place, subject] of column.subjects.entries())
        if (subjects.has(subjectKey(subject))) places.push({ column, place });
    return places.map(this.at);
  }

  /** The same with other verdicts at some places. */
  with(places: readonly Place[], verdicts: readonly ReportedVerdict[]): VerdictColumns {
    const changed = new Map<VerdictColumn, VerdictColumn>();
    const known = new Map<string, VerdictBody>();
    for (const [index, { column, place }] of places.entries()) {
      const [old, verdict] = [column.bodies[place], verdicts[index]];
      if (old === undefined || verdict === undefined) throw new Error('there is a verdict for each place');
      const own = changed.get(column) ?? { ...column, bodies: [...column.bodies], messages: [...column.messages] };
      changed.set(column, own);
      const { rule: _, subject: __, fingerprint: ___, message, ...rest } = verdict;
      const body = { ...rest, fingerprint: old.fingerprint, answers: old.answers };
      const key = JSON.stringify(body);
      const shared = known.get(key) ?? body;
      known.set(key, shared);
      own.bodies[place] = shared;
      own.messages[place] = message;
    }
    return new VerdictColumns(
      this.columns.map((column) => changed.get(column) ?? column),
      this.#organization,
    );
  }

  /** The same with further verdicts, on subjects that no rule has a verdict on. */
  and(verdicts: readonly UnsettledVerdict[], headOf: (subject: Named) => SubjectHead): VerdictColumns {
    if (verdicts.length === 0) return this;
    const further = Map.groupBy(verdicts, ({ rule }) => rule);
    const rules = new Set([...this.#byRule.keys(), ...further.keys()]);
    const columns = [...rules].map((rule): VerdictColumn => {
      const known = this.#byRule.get(rule);
      const own = known === undefined ? [] : [...this.entries([known])];
      const others = (further.get(rule) ?? []).map(({ rule: _, subject, status, message, ...rest }) => ({
        subject: headOf(subject),
        body: { status, state: stateOf({ status, ...rest }), ...rest, answers: null },
        message,
      }));
      const all = [...own, ...others].sort((a, b) => bySubject(a.subject, b.subject));
      return {
        rule,
        subjects: all.map(({ subject }) => subject),
        bodies: all.map(({ body }) => body),
        messages: all.map(({ message }) => message),
      };
    });
    return new VerdictColumns(columns, this.#organization);
  }

  /** Whether a rule has a verdict on a subject. */
  has(rule: string, { type, id }: Named): boolean {
    const column = this.#byRule.get(rule);
    return column !== undefined && keysOf(column.subjects).has(subjectKey({ type, id }));
  }

  /** How many verdicts have which body: of one rule, or of all. */
  counted(of?: string): BodyCount[] {
    const columns = of === undefined ? this.columns : this.columns.filter(({ rule }) => rule === of);
    return columns.flatMap(countsOf);
  }

  fingerprintOf = (rule: string, subject: Named, { fingerprint }: VerdictBody): string =>
    fingerprint ?? fingerprintOf(rule, this.#organization, subject);

  readonly at = (place: Place): ReportedVerdict => {
    const { rule, subject: head, body, message } = entryAt(place);
    const { fingerprint: _, answers: __, ...rest } = body;
    const subject = { type: head.type, id: head.id };
    return { rule, subject, ...rest, message, fingerprint: this.fingerprintOf(rule, subject, body) };
  };
}

function entryAt({ column: { rule, subjects, bodies, messages }, place }: Place): VerdictEntry {
  const [subject, body, message] = [subjects[place], bodies[place], messages[place]];
  if (subject === undefined || body === undefined || message === undefined)
    throw new Error(`there is no verdict ${place} of ${rule}`);
  return { rule, subject, body, message };
}

/** Rules on one type mostly share the list of subjects, and then this. */
const keysOf = rememberedOf((subjects: readonly SubjectHead[]): ReadonlySet<string> => new Set(subjects.map(subjectKey)));

/** Counted once, and asked for by whoever counts anything: nobody goes over the verdicts for that. */
const countsOf = rememberedOf(({ rule, subjects, bodies }: VerdictColumn): BodyCount[] => {
  const counts = new Map<VerdictBody, BodyCount[]>();
  let place = 0;
  for (const body of bodies) {
    const cloud = subjects[place]?.cloud ?? null;
    place += 1;
    let ofBody = counts.get(body);
    if (ofBody === undefined) {
      ofBody = [];
      counts.set(body, ofBody);
    }
    countIn(ofBody, { rule, body, cloud });
  }
  return [...counts.values()].flat();
});

function countIn(counts: BodyCount[], { rule, body, cloud }: Omit<BodyCount, 'count'>): void {
  for (const one of counts)
    if (one.cloud === cloud) {
      one.count += 1;
      return;
    }
  counts.push({ rule, body, cloud, count: 1 });
}

/** What verdicts say without their subjects, and how many say it. */
export function bodiesIn(
  verdicts: Sequence<ReportedVerdict>,
): Iterable<{ body: Pick<ReportedVerdict, 'state' | 'severity' | 'unknown'>; count: number }> {
  return verdicts instanceof VerdictColumns ? verdicts.counted() : verdicts.map((body) => ({ body, count: 1 }));
}

/** The verdicts in these states. */
export const inState = (verdicts: Sequence<ReportedVerdict>, states: readonly State[]): ReportedVerdict[] =>
  verdicts instanceof VerdictColumns ? verdicts.inState(states) : verdicts.filter(({ state }) => states.includes(state));

/** The verdicts on these subjects. @param subjects see `subjectKey` */
export const verdictsOn = (verdicts: Sequence<ReportedVerdict>, subjects: ReadonlySet<string>): ReportedVerdict[] =>
  verdicts instanceof VerdictColumns
    ? verdicts.on(subjects)
    : verdicts.filter(({ subject }) => subjects.has(subjectKey(subject)));

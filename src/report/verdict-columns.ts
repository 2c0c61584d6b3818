import { byCodePoint } from '../input/code-point.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { ReportedVerdict, UnsettledVerdict } from './schema.ts';
import { MadeOnReading, type Sequence } from './sequence.ts';
import { countByState, type State, type StateCounts, stateOf } from './state.ts';
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
export type VerdictEntry = {
  rule: string;
  subject: SubjectHead;
  body: VerdictBody;
  message: string;
  /** The same as a report has it. */
  verdict: () => ReportedVerdict;
};

/** Where a verdict stands. */
type Place = { column: VerdictColumn; place: number };

/** Verdicts by rule, in the order of a report. They are kept as shared bodies, and made whole while they are read. */
export class VerdictColumns extends MadeOnReading<ReportedVerdict> {
  readonly columns: readonly VerdictColumn[];
  readonly #organization: string;
  readonly #byRule: ReadonlyMap<string, VerdictColumn>;
  readonly #subjects = new Map<string, ReadonlySet<string>>();

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
  *entries(): Generator<VerdictEntry> {
    for (const column of this.columns) yield* this.#entries(column);
  }

  *#entries(column: VerdictColumn): Generator<VerdictEntry> {
    const { rule, subjects, bodies, messages } = column;
    for (const [place, body] of bodies.entries()) {
      const [subject, message] = [subjects[place], messages[place]];
      if (subject === undefined || message === undefined) throw new Error(`there is no verdict ${place} of ${rule}`);
      yield { rule, subject, body, message, verdict: () => this.at({ column, place }) };
    }
  }

  /** The places of the verdicts whose body is such a one. */
  where(is: (body: VerdictBody, rule: string) => boolean): Place[] {
    const places: Place[] = [];
    for (const column of this.columns)
      for (const [place, body] of column.bodies.entries()) if (is(body, column.rule)) places.push({ column, place });
    return places;
  }

  /** The verdicts in these states, without making the others. */
  inState(states: readonly State[]): ReportedVerdict[] {
    return this.where(({ state }) => states.includes(state)).map(this.at);
  }

  /** The same with other verdicts at some places. */
  with(places: readonly Place[], verdicts: readonly ReportedVerdict[]): VerdictColumns {
    const changed = new Map(
      this.columns.map((column) => [column, { ...column, bodies: [...column.bodies], messages: [...column.messages] }]),
    );
    for (const [index, { column, place }] of places.entries()) {
      const [old, verdict, own] = [column.bodies[place], verdicts[index], changed.get(column)];
      if (old === undefined || verdict === undefined || own === undefined) throw new Error('there is a verdict for each place');
      const { rule: _, subject: __, fingerprint: ___, message, ...body } = verdict;
      own.bodies[place] = { ...body, fingerprint: old.fingerprint, answers: old.answers };
      own.messages[place] = message;
    }
    return new VerdictColumns([...changed.values()], this.#organization);
  }

  /** The same with further verdicts, on subjects that no rule has a verdict on. */
  and(verdicts: readonly UnsettledVerdict[], headOf: (subject: Named) => SubjectHead): VerdictColumns {
    if (verdicts.length === 0) return this;
    const further = Map.groupBy(verdicts, ({ rule }) => rule);
    const rules = new Set([...this.#byRule.keys(), ...further.keys()]);
    const columns = [...rules].map((rule): VerdictColumn => {
      const known = this.#byRule.get(rule);
      const own = known === undefined ? [] : [...this.#entries(known)];
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
    let known = this.#subjects.get(rule);
    if (known === undefined) {
      known = new Set(this.#byRule.get(rule)?.subjects.map(subjectKey));
      this.#subjects.set(rule, known);
    }
    return known.has(subjectKey({ type, id }));
  }

  /** How many verdicts have which body, by rule: of one rule, or of all. */
  *counted(of?: string): Generator<{ rule: string; body: VerdictBody; count: number }> {
    for (const { rule, bodies } of this.columns) {
      if (of !== undefined && rule !== of) continue;
      const counts = new Map<VerdictBody, number>();
      for (const body of bodies) counts.set(body, (counts.get(body) ?? 0) + 1);
      for (const [body, count] of counts) yield { rule, body, count };
    }
  }

  fingerprintOf = (rule: string, subject: Named, { fingerprint }: VerdictBody): string =>
    fingerprint ?? fingerprintOf(rule, this.#organization, subject);

  readonly at = ({ column: { rule, subjects, bodies, messages }, place }: Place): ReportedVerdict => {
    const [head, body, message] = [subjects[place], bodies[place], messages[place]];
    if (head === undefined || body === undefined || message === undefined)
      throw new Error(`there is no verdict ${place} of ${rule}`);
    const { fingerprint: _, answers: __, ...rest } = body;
    const subject = { type: head.type, id: head.id };
    return { rule, subject, ...rest, message, fingerprint: this.fingerprintOf(rule, subject, body) };
  };
}

/** The verdicts in these states. */
export const inState = (verdicts: Sequence<ReportedVerdict>, states: readonly State[]): ReportedVerdict[] =>
  verdicts instanceof VerdictColumns ? verdicts.inState(states) : verdicts.filter(({ state }) => states.includes(state));

/** How many verdicts are in which state. */
export function statesOf(verdicts: Sequence<ReportedVerdict>): StateCounts {
  if (!(verdicts instanceof VerdictColumns)) return countByState(verdicts);
  const counts = countByState([]);
  for (const { body, count } of verdicts.counted()) counts[body.state] += count;
  return counts;
}

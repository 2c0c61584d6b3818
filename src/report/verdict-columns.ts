import { byCodePoint } from '../input/code-point.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { ReportedVerdict, UnsettledVerdict } from './schema.ts';
import { MadeOnReading, type Sequence } from './sequence.ts';
import { countByState, type State, type StateCounts, stateOf } from './state.ts';
import { bySubject, type Named, subjectKey } from './subject-order.ts';

/**
 * A verdict without what it is about: thousands of verdicts of one rule share it.
 * @property fingerprint null where it follows from rule, organization and subject
 */
export type VerdictBody = Omit<ReportedVerdict, 'rule' | 'subject' | 'fingerprint'> & {
  fingerprint: string | null;
  /** Of one that is not applicable, for requirements: see `CatalogueRule`. */
  answers: Answers;
};

/** Whether a subject has nothing for the rule to judge, or is left out by the configuration. */
export type Answers = 'nothing_to_judge' | 'left_out' | null;

/** The verdicts of one rule: its subjects in order, and by place the body of the verdict on each. */
export type VerdictColumn = { rule: string; subjects: readonly Named[]; bodies: VerdictBody[] };

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
    for (const column of this.columns) yield* this.of(column);
  }

  /** The verdicts of one rule, where it has any. */
  *ofRule(rule: string): Generator<ReportedVerdict> {
    const column = this.#byRule.get(rule);
    if (column !== undefined) yield* this.of(column);
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
    const bodies = new Map(this.columns.map((column) => [column, [...column.bodies]]));
    for (const [index, { column, place }] of places.entries()) {
      const [old, verdict] = [column.bodies[place], verdicts[index]];
      if (old === undefined || verdict === undefined) throw new Error('there is a verdict for each place');
      const { rule: _, subject: __, fingerprint, ...body } = verdict;
      bodies.get(column)?.splice(place, 1, { ...body, fingerprint: old.fingerprint, answers: old.answers });
    }
    const columns = this.columns.map((column) => ({ ...column, bodies: bodies.get(column) ?? [] }));
    return new VerdictColumns(columns, this.#organization);
  }

  /** The same with further verdicts, on subjects that no rule has a verdict on. */
  and(verdicts: readonly UnsettledVerdict[]): VerdictColumns {
    if (verdicts.length === 0) return this;
    const further = Map.groupBy(verdicts, ({ rule }) => rule);
    const rules = new Set([...this.#byRule.keys(), ...further.keys()]);
    const columns = [...rules].map((rule): VerdictColumn => {
      const { subjects = [], bodies = [] } = this.#byRule.get(rule) ?? {};
      const own = subjects.map((subject, place) => ({ subject, body: bodies[place] }));
      const others = (further.get(rule) ?? []).map(({ rule: _, subject, status, ...rest }) => ({
        subject,
        body: { status, state: stateOf({ status, ...rest }), ...rest, answers: null },
      }));
      const all = [...own, ...others].sort((a, b) => bySubject(a.subject, b.subject));
      return { rule, subjects: all.map(({ subject }) => subject), bodies: all.flatMap(({ body }) => body ?? []) };
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

  *of(column: VerdictColumn): Generator<ReportedVerdict> {
    for (let place = 0; place < column.bodies.length; place += 1) yield this.at({ column, place });
  }

  readonly at = ({ column: { rule, subjects, bodies }, place }: Place): ReportedVerdict => {
    const [{ type, id } = { type: '', id: '' }, body] = [subjects[place], bodies[place]];
    if (body === undefined) throw new Error(`there is no verdict ${place} of ${rule}`);
    const { fingerprint, answers: _, status, state, ...rest } = body;
    const subject = { type, id };
    const organization = this.#organization;
    return {
      rule,
      subject,
      status,
      state,
      ...rest,
      // few are asked for, and each is a hash
      get fingerprint() {
        return fingerprint ?? fingerprintOf(rule, organization, subject);
      },
    };
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

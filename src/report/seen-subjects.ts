import type Type from 'typebox';
import type { Unknown } from '../facts/fact.ts';
import { once } from '../input/once.ts';
import { FiledSubject } from './filed-schema.ts';
import { type FiledFact, factsIn, withoutFacts } from './filed-subject.ts';
import { BETWEEN, type Lines } from './lines.ts';
import { changeUnknowns, type reasonTable } from './reasons.ts';
import type { RecordedFact, Report, ReportedSubject } from './schema.ts';
import { MadeOnReading } from './sequence.ts';
import { bySubject, type Named, type SubjectHead, subjectKey } from './subject-order.ts';
import type { VerdictColumn } from './verdict-columns.ts';
import { withoutDefaults } from './without-defaults.ts';

/** The subjects of a scan in the order of a report; their facts stay where their lines are until somebody asks for them. */
export type SeenSubjects = {
  heads: readonly SubjectHead[];
  /** As `report.json` has them. */
  lines: Lines;
  sources: Report['sources'];
  reasons: ReturnType<typeof reasonTable>;
};

/** What the policy says of every subject of a scan: a column of verdicts for each rule. */
export type Evaluated = { seen: SeenSubjects; columns: VerdictColumn[] };

/** A subject with its facts, which are read when they are asked for. */
function seenSubject(seen: SeenSubjects, head: SubjectHead, place: number): ReportedSubject {
  const read = once(() => allIn(seen.lines.at(place), seen));
  return {
    ...head,
    get holders() {
      return read().holders;
    },
    get facts() {
      return read().facts;
    },
  };
}

type Filed = Pick<Type.Static<typeof FiledSubject>, 'holders' | 'facts'>;

function allIn(line: string, seen: SeenSubjects): Pick<ReportedSubject, 'holders' | 'facts'> {
  const { holders = null, facts = {} }: Partial<Filed> = JSON.parse(line);
  return changeUnknowns({ holders, facts }, (place) => reasonAt(place, seen));
}

function reasonAt(place: number, { reasons }: SeenSubjects): Unknown {
  const reason = reasons.reasons[place];
  if (reason === undefined) throw new Error(`there is no reason ${place}`);
  return reason;
}

/** The fact that a report keeps with its subject, apart from the others: readers look for it. */
export const HOLDERS = 'holders';

/** A subject without its facts but for its holders. */
export type WithHolders = Omit<ReportedSubject, 'facts'>;

/** The subjects of a report: those of a scan, and those that it did not see. */
export class ReportSubjects extends MadeOnReading<ReportedSubject> {
  readonly seen: SeenSubjects;
  readonly #others: readonly ReportedSubject[];
  readonly length: number;
  readonly #places: () => ReadonlyMap<string, number>;
  readonly #named: Map<string, ReportedSubject>;

  constructor(seen: SeenSubjects, others: readonly ReportedSubject[]) {
    super();
    this.seen = seen;
    this.#others = [...others].sort(bySubject);
    this.length = seen.heads.length + others.length;
    this.#places = once(() => new Map(seen.heads.map((head, place) => [subjectKey(head), place])));
    this.#named = new Map(others.map((subject) => [subjectKey(subject), subject]));
  }

  /** The subject of this type and id, the same object whenever it is asked for; undefined where there is none. */
  named(named: Named): ReportedSubject | undefined {
    const key = subjectKey(named);
    const known = this.#named.get(key);
    if (known !== undefined) return known;
    const place = this.#places().get(key);
    const head = place === undefined ? undefined : this.seen.heads[place];
    if (place === undefined || head === undefined) return undefined;
    const subject = seenSubject(this.seen, head, place);
    this.#named.set(key, subject);
    return subject;
  }

  /** Facts of a subject of the scan by their names; no others are read, and nothing is kept. Undefined of any other subject. */
  read(named: Named, names: readonly string[]): ReadonlyMap<string, RecordedFact> | undefined {
    const place = this.#places().get(subjectKey(named));
    if (place === undefined) return undefined;
    const line = this.seen.lines.at(place);
    const filed: Map<string, FiledFact> = factsIn(line, names);
    if (names.includes(HOLDERS)) {
      const { holders = null }: Partial<Filed> = JSON.parse(withoutFacts(line));
      if (holders !== null) filed.set(HOLDERS, holders);
    }
    const facts = new Map<string, RecordedFact>();
    for (const [name, fact] of filed) facts.set(name, 'unknown' in fact ? { unknown: reasonAt(fact.unknown, this.seen) } : fact);
    return facts;
  }

  [Symbol.iterator](): Generator<ReportedSubject> {
    return this.#inOrder((head, place) => seenSubject(this.seen, head, place));
  }

  /** The subjects without their facts. */
  heads(): Generator<SubjectHead> {
    return this.#inOrder((head) => head);
  }

  /** The subjects with their holders, without the other facts. */
  withHolders(): Generator<WithHolders> {
    return this.#inOrder((head, place) => ({
      ...head,
      holders: head.type === 'key' ? allIn(withoutFacts(this.seen.lines.at(place)), this.seen).holders : null,
    }));
  }

  *#inOrder<T>(made: (head: SubjectHead, place: number) => T): Generator<T | ReportedSubject> {
    let next = 0;
    let place = 0;
    for (const head of this.seen.heads) {
      for (let other = this.#others[next]; other !== undefined && bySubject(other, head) < 0; other = this.#others[next]) {
        yield other;
        next += 1;
      }
      yield made(head, place);
      place += 1;
    }
    yield* this.#others.slice(next);
  }

  /** The lines of `report.json`, in pieces; between two stands what `BETWEEN` says, and after the last. */
  *pieces(): Generator<Uint8Array | string> {
    if (this.#others.length === 0) {
      yield* this.seen.lines.pieces();
      return;
    }
    let place = 0;
    for (const subject of this)
      if (subject.seen) yield `${this.seen.lines.at(place++)}${BETWEEN}`;
      else {
        const filed = { ...subject, ...changeUnknowns(subject, this.seen.reasons.ofFact) };
        yield `${JSON.stringify(withoutDefaults(FiledSubject, filed))}${BETWEEN}`;
      }
  }
}

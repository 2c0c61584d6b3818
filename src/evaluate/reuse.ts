import { finderOf } from '../facts/at.ts';
import { FACTS } from '../facts/register.ts';
import { isRecord } from '../input/is-record.ts';
import type { Subject } from '../subjects/schema.ts';
import type { CatalogueRule } from './catalogue.ts';
import type { Aspect, Decides } from './decides.ts';
import { decidingNumber, MOST_VALUES, UNIQUE } from './deciding.ts';
import type { Outcome } from './verdict.ts';

/** How many outcomes of each rule are kept; after that, no more. */
const MOST_OUTCOMES = 1000;

/** What was judged before, of one type of subject. Rules go by their place in the list that it was opened with. */
export type Reuse = {
  /** Takes up the next subject, which all else is about. */
  take(subject: Subject): void;
  /** The outcome of the rule on a subject that is the same in all that decides; undefined where there is none. */
  find(rule: number): Outcome | undefined;
  /** Keeps what the policy said, and gives it as all subjects share it. */
  keep(rule: number, outcome: Outcome): Outcome;
  /** The document with no more in it than what decides these rules, and their names: what the entrypoint `chosen` takes. */
  reduced(rules: readonly number[]): object;
};

/** @returns undefined where the catalogue does not say of each rule what decides it */
export function openReuse(type: Subject['type'], rules: readonly CatalogueRule[]): Reuse | undefined {
  const places = new Places(type);
  const kept = rules.flatMap(({ decides }) => (decides === undefined ? [] : [keptOf(decides, places)]));
  if (kept.length < rules.length) return undefined;
  const reads = rules.map(({ decides }) => (decides === undefined ? [] : readsOf(type, decides)));
  const names = rules.map(({ id }) => id.slice(id.indexOf('.') + 1));
  let taken: Subject | undefined;
  let parameters: Subject['parameters'] | undefined;

  return {
    take(subject) {
      places.take(subject);
      taken = subject;
      if (subject.parameters === parameters) return;
      // outcomes hold for the parameters of one run
      if (JSON.stringify(subject.parameters) !== JSON.stringify(parameters)) for (const one of kept) forget(one);
      parameters = subject.parameters;
    },
    find(rule) {
      const one = kept[rule];
      const node = one && places.along(one.edges, 0, one.always);
      if (node === undefined) return undefined;
      const status = one?.statuses.get(node);
      if (one === undefined || status === undefined) return undefined;
      const last = status === 'not_applicable' ? node : places.along(one.edges, node, one.further[status]);
      return last === undefined ? undefined : one.outcomes.get(last);
    },
    keep(rule, outcome) {
      const one = kept[rule];
      if (one === undefined || one.outcomes.size >= MOST_OUTCOMES) return outcome;
      const { status } = outcome;
      const further = status === 'not_applicable' ? [] : one.further[status];
      if (!places.areCommon(one.always) || !places.areCommon(further)) return outcome;
      const node = places.grown(one.edges, 0, one.always);
      const text = JSON.stringify(outcome);
      const shared = one.distinct.get(text) ?? frozen(outcome);
      one.distinct.set(text, shared);
      one.statuses.set(node, status);
      one.outcomes.set(places.grown(one.edges, node, further), shared);
      return shared;
    },
    reduced(numbers) {
      if (taken === undefined) throw new Error('no subject was taken up');
      const named = numbers.map((number) => names[number]);
      const document: Record<string, unknown> = { type: taken.type, rules: named, parameters: {} };
      for (const number of numbers) for (const read of reads[number] ?? []) read(taken, document);
      return document;
    },
  };
}

/** Nodes are numbered from 1 in the order in which they are made; an edge leads on by what the next place has. */
type Edges = Map<number, number>;

type Kept = {
  always: readonly number[];
  further: Readonly<Record<'unknown' | 'pass' | 'fail', readonly number[]>>;
  edges: Edges;
  /** By the node behind what decides always. */
  statuses: Map<number, Outcome['status']>;
  /** By the node behind all that decides. */
  outcomes: Map<number, Outcome>;
  /** Each outcome once, by its text. */
  distinct: Map<string, Outcome>;
};

function keptOf({ always, unknown, pass, fail }: Decides, places: Places): Kept {
  return {
    always: places.numbersOf(always),
    further: { unknown: places.numbersOf(unknown), pass: places.numbersOf(pass), fail: places.numbersOf(fail) },
    edges: new Map(),
    statuses: new Map(),
    outcomes: new Map(),
    distinct: new Map(),
  };
}

const forget = ({ edges, statuses, outcomes, distinct }: Kept): void => {
  for (const map of [edges, statuses, outcomes, distinct]) map.clear();
};

const UNREAD = -2;

/** The places of the document that decide anything, each read once of a subject. */
class Places {
  readonly #type: Subject['type'];
  readonly #readers: ((subject: Subject) => number)[] = [];
  readonly #numbers = new Map<string, number>();
  #values: number[] = [];
  #subject: Subject | undefined;

  constructor(type: Subject['type']) {
    this.#type = type;
  }

  numbersOf(part: Readonly<Record<string, Aspect>>): number[] {
    return Object.entries(part).map(([path, aspect]) => {
      const key = JSON.stringify([path, aspect]);
      const number = this.#numbers.get(key) ?? this.#readers.push(decidingNumber(this.#type, path, aspect)) - 1;
      this.#numbers.set(key, number);
      return number;
    });
  }

  take(subject: Subject): void {
    this.#subject = subject;
    this.#values = this.#readers.map(() => UNREAD);
  }

  areCommon(places: readonly number[]): boolean {
    return places.every((place) => this.#at(place) !== UNIQUE);
  }

  /** From a node past each place; undefined where it never went on like that. */
  along(edges: Edges, from: number, places: readonly number[]): number | undefined {
    let node = from;
    for (const place of places) {
      const value = this.#at(place);
      const next = value === UNIQUE ? undefined : edges.get(node * MOST_VALUES + value);
      if (next === undefined) return undefined;
      node = next;
    }
    return node;
  }

  /** The same for places that are common, with a node for whatever is new. */
  grown(edges: Edges, from: number, places: readonly number[]): number {
    let node = from;
    for (const place of places) {
      const edge = node * MOST_VALUES + this.#at(place);
      const next = edges.get(edge) ?? edges.size + 1;
      edges.set(edge, next);
      node = next;
    }
    return node;
  }

  #at(place: number): number {
    const value = this.#values[place] ?? UNIQUE;
    if (value !== UNREAD) return value;
    const read = this.#subject === undefined ? UNIQUE : (this.#readers[place]?.(this.#subject) ?? UNIQUE);
    this.#values[place] = read;
    return read;
  }
}

/** Copies one thing that a rule reads from the subject into a document. */
type Read = (subject: Subject, document: Record<string, unknown>) => void;

function readsOf(type: Subject['type'], { parameters, ...parts }: Decides): Read[] {
  const entries = Object.values(parts).flatMap((part) => Object.entries(part));
  const whole = new Set(entries.filter(([, aspect]) => aspect === 'fact').map(([path]) => path));
  const paths = [...new Set(entries.map(([path]) => path))];
  return [
    ...parameters.map((name) => readOf(`parameters.${name}`, false)),
    ...paths.map((path) => readOf(path, FACTS[type].has(path) && !whole.has(path))),
  ];
}

/** @param bare of a fact the value alone, or that it is unknown */
function readOf(path: string, bare: boolean): Read {
  const find = finderOf(path);
  const groups = path.split('.');
  const name = groups.pop() ?? '';
  return (subject, document) => {
    const found = find(subject);
    if (found === undefined) return;
    let into = document;
    for (const group of groups) {
      const next = into[group];
      const inner: Record<string, unknown> = isRecord(next) ? next : {};
      into[group] = inner;
      into = inner;
    }
    into[name] = bare && isRecord(found) && 'value' in found ? { value: found.value } : found;
  };
}

/** Many verdicts share it. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

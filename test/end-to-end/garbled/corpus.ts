import { operationOf, targetOf } from './calls.ts';
import { saysWhom } from './documented.ts';
import { fieldOf, isObject, type Path, partAt, partsOf } from './reply-tree.ts';

export type Reply = { status: number; body: unknown };
/** The replies of a scan by call. */
export type Replies = ReadonlyMap<string, Reply>;

type Recorded = { scenario: string; call: string; reply: Reply };

/** The replies of all scenarios: what they usually look like, and what they say of other subjects. */
export class Corpus {
  readonly #byOperation: ReadonlyMap<string, readonly Recorded[]>;
  readonly #usual = new Map<string, ReadonlyMap<string, string>>();

  constructor(scenarios: ReadonlyMap<string, Replies>) {
    const all = [...scenarios].flatMap(([scenario, replies]) => [...replies].map(([call, reply]) => ({ scenario, call, reply })));
    this.#byOperation = Map.groupBy(
      all.filter(({ reply }) => reply.status < 300),
      ({ call }) => operationOf(call),
    );
  }

  /** Whether the part is of the type that it has in most replies; a scenario may hold garbage itself. */
  isUsual(operation: string, path: Path, value: unknown): boolean {
    const usual = this.#usual.get(operation) ?? this.#typesIn(operation);
    this.#usual.set(operation, usual);
    return value === null || typeOf(value) === usual.get(fieldOf(path));
  }

  /** What stands there of another subject; where none is at hand, a name that differs by a letter. */
  anotherValue(scenario: string, call: string, path: Path, value: string): string {
    const others = this.#others(scenario, call).map(({ body }) => partAt(body, path));
    const other = others.find((one) => typeof one === 'string' && one !== value);
    if (typeof other === 'string') return other;
    return value.replace(/\w(?=\W*$)/, (last) => (last === '1' ? '2' : last === 'x' ? 'y' : /\d/.test(last) ? '1' : 'x'));
  }

  /** A reply to the same call that says that it is about another subject. */
  anotherReply(scenario: string, call: string, own: unknown): Reply | undefined {
    const operation = operationOf(call);
    const named = (body: unknown) =>
      [...partsOf(body)].filter(({ path }) => saysWhom(operation, fieldOf(path))).map(({ value }) => value);
    const ours = named(own);
    return this.#others(scenario, call).find(({ body }) => named(body).some((value) => !ours.includes(value)));
  }

  /** An item with the identity of this one that says something else. */
  twinOf(scenario: string, call: string, list: Path, item: unknown, identity: string): unknown {
    if (!isObject(item)) return undefined;
    const all = this.#byOperation.get(operationOf(call)) ?? [];
    const nearest = [...all.filter((one) => one.scenario === scenario), ...all];
    const other = nearest
      .flatMap(({ reply }) => partAt(reply.body, list) ?? [])
      .find((one) => isObject(one) && one[identity] !== item[identity]);
    return isObject(other) ? { ...other, [identity]: item[identity] } : undefined;
  }

  /** Replies to the same call about other subjects, those of the same scenario first. */
  #others(scenario: string, call: string): Reply[] {
    const all = (this.#byOperation.get(operationOf(call)) ?? []).filter((one) => targetOf(one.call) !== targetOf(call));
    const own = all.filter((one) => one.scenario === scenario);
    return [...own, ...all].map(({ reply }) => reply);
  }

  #typesIn(operation: string): ReadonlyMap<string, string> {
    const counts = new Map<string, Map<string, number>>();
    for (const { reply } of this.#byOperation.get(operation) ?? [])
      for (const { path, value } of partsOf(reply.body)) {
        if (value === null) continue;
        const ofField = counts.get(fieldOf(path)) ?? new Map<string, number>();
        counts.set(fieldOf(path), ofField.set(typeOf(value), (ofField.get(typeOf(value)) ?? 0) + 1));
      }
    return new Map([...counts].map(([field, types]) => [field, [...types].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '']));
  }
}

const typeOf = (value: unknown): string => (Array.isArray(value) ? 'list' : typeof value);

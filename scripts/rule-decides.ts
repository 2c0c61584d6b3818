import type { Aspect, Decides } from '../src/evaluate/decides.ts';
import { isRecord } from '../src/input/is-record.ts';
import type { Parsed, ParsedRule } from './rule-evidence.ts';

/** A file of the policy, as `opa parse` gives it. */
export type Module = Parsed & {
  package: { path: { value: string }[] };
  imports?: { path: { value: { value: string }[] }; alias?: string }[];
};

/** What the dispatcher, policies/main, reads of a rule: for every status, and beside that for each. */
const READ_FOR = {
  always: ['not_applicable', 'violated', 'undecided', 'evidence', 'compliant', 'notes'],
  unknown: ['computed'],
  pass: ['message', 'computed'],
  fail: ['message', 'expected', 'actual', 'computed', 'remedy'],
} as const;

/** Why it cannot be said from the syntax tree what decides a rule. */
class Untraceable extends Error {}

/**
 * What of the subject's document decides the outcome of a rule. Wherever a use of a fact is none of those that are known to
 * depend on less, the whole value counts.
 * @param libraries the files that the rule may import
 * @param isFact whether a dotted path leads to a fact in the documents of the rule's subject type
 * @returns undefined where the tree does not show it: the outcomes of such a rule are never reused
 */
export function decidesOf(rule: Module, libraries: readonly Module[], isFact: (path: string) => boolean): Decides | undefined {
  const modules = new Map([rule, ...libraries].map((module) => [nameOf(module), module]));
  const parameters = new Set<string>();
  const partOf = (names: readonly string[]) => {
    const uses = new Uses(modules, isFact, parameters);
    for (const name of names) uses.visit(nameOf(rule), name, name === 'evidence' ? 'named' : 'any');
    return uses.aspects;
  };
  try {
    const always = partOf(READ_FOR.always);
    const then = (names: readonly string[]) => recordOf(beyond(partOf(names), always));
    const [unknown, pass, fail] = [then(READ_FOR.unknown), then(READ_FOR.pass), then(READ_FOR.fail)];
    return { always: recordOf(always), unknown, pass, fail, parameters: [...parameters].sort() };
  } catch (error) {
    if (error instanceof Untraceable) return undefined;
    throw error;
  }
}

/** The paths of the document, whole facts or plain values, that `decidesOf` has seen a rule read. */
export const pathsOf = ({ parameters, ...parts }: Decides): string[] => [
  ...new Set([...Object.values(parts).flatMap((part) => Object.keys(part)), ...parameters.map((name) => `parameters.${name}`)]),
];

const recordOf = (aspects: ReadonlyMap<string, Aspect>): Record<string, Aspect> =>
  Object.fromEntries([...aspects].sort(([a], [b]) => (a < b ? -1 : 1)));

/** What a part needs that another does not have already. */
const beyond = (part: ReadonlyMap<string, Aspect>, before: ReadonlyMap<string, Aspect>): Map<string, Aspect> =>
  new Map(
    [...part].filter(([path, aspect]) => {
      const had = before.get(path);
      return had === undefined || JSON.stringify(joined(had, aspect)) !== JSON.stringify(had);
    }),
  );

/** Both at once. */
function joined(a: Aspect, b: Aspect): Aspect {
  if (a === 'fact' || b === 'fact') return 'fact';
  if (a === 'known') return b;
  if (b === 'known' || a === b) return a;
  if (typeof a === 'string' || typeof b === 'string') return 'value';
  const both = [...new Set([...a.compared_with, ...b.compared_with])];
  return { compared_with: both.sort((x, y) => (String(x) < String(y) ? -1 : 1)) };
}

const ORDERS = new Set(['lt', 'lte', 'gt', 'gte']);

type Node = Readonly<Record<string, unknown>>;

/** `named`: no more than the names of the facts is looked at, and whether each is known; `any`: whatever there is. */
type Look = 'named' | 'any';

/** Follows what a rule reads, through its own definitions and those of libraries. */
class Uses {
  readonly aspects = new Map<string, Aspect>();
  readonly #modules: ReadonlyMap<string, Module>;
  readonly #isFact: (path: string) => boolean;
  readonly #parameters: Set<string>;
  readonly #visited = new Set<string>();

  constructor(modules: ReadonlyMap<string, Module>, isFact: (path: string) => boolean, parameters: Set<string>) {
    this.#modules = modules;
    this.#isFact = isFact;
    this.#parameters = parameters;
  }

  /** Everything that the definitions of a name read. */
  visit(module: string, name: string, look: Look): void {
    const key = `${module} ${name} ${look}`;
    if (this.#visited.has(key)) return;
    this.#visited.add(key);
    for (const rule of definitionsOf(this.#modules.get(module), name)) this.#definition(module, rule, look);
  }

  #definition(module: string, rule: ParsedRule, look: Look): void {
    const { head, else: branch, ...rest } = rule;
    const { value, ...ofHead } = head;
    this.#walk(module, rest);
    // its own name stands first
    this.#walk(module, { ...ofHead, ref: head.ref.slice(1) });
    if (look === 'named') this.#facts(module, value);
    else this.#walk(module, value);
    if (branch !== undefined) this.#definition(module, branch, look);
  }

  /** Where an object of facts by their names is meant, or several together. */
  #facts(module: string, term: unknown): void {
    if (!isRecord(term)) return;
    const { type, value } = term;
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    const path = partsOf(term);
    if (path?.[0] === 'input' && this.#isFact(path.slice(1).join('.'))) this.#note(path.slice(1).join('.'), 'known');
    else if (type === 'object') for (const pair of items) Array.isArray(pair) && this.#pair(module, pair[0], pair[1]);
    else if (type === 'array') for (const item of items) this.#facts(module, item);
    else if (type === 'objectcomprehension' && isRecord(value)) {
      this.#pair(module, value.key, value.value);
      this.#walk(module, value.body);
    } else if (type === 'var' && definitionsOf(this.#modules.get(module), String(value)).length > 0)
      this.visit(module, String(value), 'named');
    else if (type === 'call' && /^object\.union(_n)?$/.test(partsOf(items[0])?.join('.') ?? ''))
      for (const operand of items.slice(1)) this.#facts(module, operand);
    else this.#walk(module, term);
  }

  #pair(module: string, key: unknown, value: unknown): void {
    this.#walk(module, key);
    this.#facts(module, value);
  }

  /** Any part of the tree: what is not known here is followed into whatever it has. */
  #walk(module: string, node: unknown): void {
    if (Array.isArray(node)) {
      if (!this.#operation(module, node)) for (const item of node) this.#walk(module, item);
      return;
    }
    if (!isRecord(node)) return;
    if (node.with !== undefined) throw new Untraceable('the input is replaced');
    if (node.type === 'ref' || node.type === 'var') this.#reference(module, node);
    else if (isRecord(node.terms) && this.#asksWhetherUnknown(node.terms)) return;
    else for (const part of Object.values(node)) this.#walk(module, part);
  }

  /** An operation that depends on less than the value: `count(fact)`, `fact < number`, `fact < parameter`. */
  #operation(module: string, [operator, ...operands]: readonly unknown[]): boolean {
    const name = partsOf(operator)?.join('.');
    if (name === undefined || definitionsOf(this.#modules.get(module), name).length > 0) return false;
    const paths = operands.map((operand) => this.#valueOf(operand));
    const [path, other] = paths;
    if (name === 'count' && path !== undefined && operands.length === 1) {
      this.#note(path, 'size');
      return true;
    }
    if (!ORDERS.has(name) || operands.length !== 2 || (path === undefined) === (other === undefined)) return false;
    const threshold = thresholdOf(operands[path === undefined ? 0 : 1]);
    if (threshold === undefined) return false;
    if (typeof threshold === 'string') this.#parameters.add(threshold);
    this.#note(path ?? other ?? '', { compared_with: [threshold] });
    return true;
  }

  /** The path of the fact of which the term is the value. */
  #valueOf(term: unknown): string | undefined {
    const parts = partsOf(term);
    if (parts?.[0] !== 'input' || parts.at(-1) !== 'value') return undefined;
    const path = parts.slice(1, -1).join('.');
    return this.#isFact(path) ? path : undefined;
  }

  /** An expression that is no more than `fact.unknown`. */
  #asksWhetherUnknown(term: Node): boolean {
    const parts = partsOf(term);
    if (parts?.[0] !== 'input' || parts.at(-1) !== 'unknown') return false;
    const path = parts.slice(1, -1).join('.');
    if (!this.#isFact(path)) return false;
    this.#note(path, 'known');
    return true;
  }

  #reference(module: string, node: Node): void {
    const parts: readonly unknown[] = node.type === 'ref' && Array.isArray(node.value) ? node.value : [node];
    const [root, ...rest] = parts;
    if (!isRecord(root) || root.type !== 'var') {
      for (const part of parts) this.#walk(module, part);
      return;
    }
    const name = String(root.value);
    const fixed = fixedPartsOf(rest);
    if (name === 'input') this.#input(fixed);
    else if (name === 'data') this.#data(fixed);
    else {
      const imported = importOf(this.#modules.get(module), name);
      if (imported !== undefined) this.#data([...imported, ...fixed]);
      else this.visit(module, name, 'any');
    }
    for (const part of rest) if (!isFixed(part)) this.#walk(module, part);
  }

  #input(parts: readonly string[]): void {
    const [first, second] = parts;
    if (first === 'parameters') {
      if (second === undefined) throw new Untraceable('a parameter is not named');
      this.#parameters.add(second);
      return;
    }
    const length = parts.findIndex((_, index) => this.#isFact(parts.slice(0, index + 1).join('.'))) + 1;
    if (length > 0) this.#note(parts.slice(0, length).join('.'), parts[length] === 'value' ? 'value' : 'fact');
    else if (parts.length === 1 && first !== undefined && PLAIN.has(first)) this.#note(first, 'value');
    else throw new Untraceable(`input.${parts.join('.')} is no fact`);
  }

  #data(parts: readonly string[]): void {
    const module = [...this.#modules.keys()].find((name) => parts.join('.').startsWith(`${name}.`));
    const name = module === undefined ? undefined : parts[module.split('.').length];
    if (module === undefined || name === undefined) throw new Untraceable(`data.${parts.join('.')} is in no library`);
    this.visit(module, name, 'any');
  }

  #note(path: string, aspect: Aspect): void {
    this.aspects.set(path, joined(this.aspects.get(path) ?? 'known', aspect));
  }
}

/** What every document has that is no fact, and may be looked at whole. */
const PLAIN = new Set([
  'id',
  'name',
  'type',
  'as_of',
  'environment',
  'environment_name',
  'registered',
  'production',
  'name_parts',
]);

const nameOf = (module: Module): string =>
  module.package.path
    .slice(1)
    .map(({ value }) => value)
    .join('.');

const definitionsOf = (module: Module | undefined, name: string): ParsedRule[] =>
  (module?.rules ?? []).filter(({ head }) => head.ref[0]?.value === name);

/** The parts of the path behind `data` that a name stands for in a file. */
function importOf(module: Module | undefined, name: string): string[] | undefined {
  const found = (module?.imports ?? []).find(({ path, alias }) => (alias ?? path.value.at(-1)?.value) === name);
  return found?.path.value.slice(1).map(({ value }) => value);
}

const isFixed = (part: unknown): part is { value: string } => isRecord(part) && part.type === 'string';

/** The parts before the first that is computed. */
function fixedPartsOf(parts: readonly unknown[]): string[] {
  const end = parts.findIndex((part) => !isFixed(part));
  return parts.slice(0, end === -1 ? undefined : end).flatMap((part) => (isFixed(part) ? [part.value] : []));
}

/** The names of a reference none of whose parts is computed. */
function partsOf(term: unknown): string[] | undefined {
  if (!isRecord(term) || term.type !== 'ref' || !Array.isArray(term.value)) return undefined;
  const [root, ...rest]: unknown[] = term.value;
  if (!isRecord(root) || root.type !== 'var') return undefined;
  const parts = fixedPartsOf(rest);
  return parts.length === rest.length ? [String(root.value), ...parts] : undefined;
}

/** A number, or the name of a parameter. */
function thresholdOf(term: unknown): number | string | undefined {
  if (isRecord(term) && term.type === 'number' && typeof term.value === 'number') return term.value;
  const parts = partsOf(term);
  return parts?.length === 3 && parts[0] === 'input' && parts[1] === 'parameters' ? parts[2] : undefined;
}

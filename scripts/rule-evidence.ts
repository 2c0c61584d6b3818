import Type from 'typebox';
import { compile } from '../src/input/json-schema.ts';

/** As far as it is read here: `opa parse --format json` of a rule's file. */
export type Parsed = { rules?: ParsedRule[] };
export type ParsedRule = { head: { ref: Term[]; value?: Term }; default?: boolean; else?: ParsedRule };
const Term = Type.Object({ type: Type.String(), value: Type.Unknown() });
type Term = Type.Static<typeof Term>;

const isTerm = compile(Term);
const isPart = compile(Type.Object({ type: Type.String(), value: Type.String() }));
const isPair = compile(Type.Tuple([Term, Term]));
const isComprehension = compile(Type.Object({ key: Term, value: Term }));

/**
 * What each name of a rule's evidence means: the dotted path of a fact in the subject document. The program attaches the
 * facts itself, by these paths, so every value has to be a plain reference into `input`.
 * @param isFact whether a dotted path leads to a fact in the documents of the rule's subject type
 */
export function evidenceOf(
  { rules = [] }: Parsed,
  isFact: (path: string) => boolean,
): { evidence: Record<string, string>; mistakes: string[] } {
  const found = new Map<string, Set<string>>();
  const mistakes = new Set<string>();
  const followed = new Set<string>();

  const named = (name: string): ParsedRule[] => rules.filter(({ head }) => head.ref[0]?.value === name).flatMap(withBranches);

  const entry = (key: Term, value: Term): void => {
    const path = pathInInput(value);
    if (key.type !== 'string') mistakes.add('evidence has a name that is not a plain string');
    else if (path === undefined)
      mistakes.add(`evidence "${key.value}" is not a plain reference to input, by which the program could look the fact up`);
    else if (!isFact(path)) mistakes.add(`evidence "${key.value}" is input.${path}, which is not a fact of the subject`);
    else found.set(String(key.value), (found.get(String(key.value)) ?? new Set()).add(path));
  };

  const follow = (name: string): void => {
    if (followed.has(name)) return;
    followed.add(name);
    const definitions = named(name);
    if (definitions.length === 0) mistakes.add(`evidence is made from ${name}, which is not a rule of the same file`);
    for (const { head } of definitions) {
      const [, key] = head.ref;
      if (head.value === undefined || head.ref.length > 2) mistakes.add(`evidence is made from ${name}, which is not an object`);
      else if (key !== undefined) entry(key, head.value);
      else object(head.value);
    }
  };

  const object = ({ type, value }: Term): void => {
    const items: unknown[] = Array.isArray(value) ? value : [];
    const [operator, ...operands] = items;
    if (type === 'object') for (const pair of items) isPair(pair) && entry(...pair);
    else if (type === 'array') for (const item of items) isTerm(item) && object(item);
    else if (type === 'objectcomprehension' && isComprehension(value)) entry(value.key, value.value);
    else if (type === 'var') follow(String(value));
    else if (type === 'call' && isUnion(operator)) for (const operand of operands) isTerm(operand) && object(operand);
    else mistakes.add('evidence is not an object of names and references to input, nor a union of such objects');
  };

  follow('evidence');
  for (const [name, paths] of found)
    if (paths.size > 1) mistakes.add(`evidence "${name}" is ${[...paths].sort().join(' in one place and ')} in another`);
  const evidence = [...found].map(([name, [path = '']]) => [name, path] as const);
  return { evidence: Object.fromEntries(evidence.sort(([a], [b]) => (a < b ? -1 : 1))), mistakes: [...mistakes] };
}

/** A definition and those after its `else`. */
const withBranches = (rule: ParsedRule): ParsedRule[] => [rule, ...(rule.else === undefined ? [] : withBranches(rule.else))];

/** `kms.state` of `input.kms.state`. */
function pathInInput({ type, value }: Term): string | undefined {
  if (type !== 'ref' || !Array.isArray(value)) return undefined;
  const [root, ...parts]: unknown[] = value;
  if (!isPart(root) || root.value !== 'input') return undefined;
  return parts.length > 0 && parts.every((part) => isPart(part) && part.type === 'string')
    ? parts.map((part) => (isPart(part) ? part.value : '')).join('.')
    : undefined;
}

/** The term names `object.union` or `object.union_n`. */
function isUnion(operator: unknown): boolean {
  if (!isTerm(operator) || operator.type !== 'ref' || !Array.isArray(operator.value)) return false;
  const name = operator.value.map((part: unknown) => (isPart(part) ? part.value : '')).join('.');
  return name === 'object.union' || name === 'object.union_n';
}

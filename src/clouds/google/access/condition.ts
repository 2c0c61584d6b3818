import { type ASTNode, Environment, ParseError } from '@marcbachmann/cel-js';
import { isTime } from '../../../input/time.ts';
import { ambiguous, type Doubt, every, isDoubt, type Match, not, some } from '../../match.ts';
import { isProjectNumber } from '../name.ts';
import { askedOn, type Request, type Resource } from './request.ts';

/** A value that is known from here: text, a truth, a time or a span in milliseconds, the name of what is asked for. */
type Value = string | boolean | { time: number } | { span: number } | Resource | Doubt;

const OPEN = ambiguous('the condition depends on more than the request');

/** The parser alone: its evaluator knows no value that is in doubt. */
const CEL = new Environment({ limits: { maxAstNodes: 1000, maxDepth: 50 } });

/** Google takes no longer conditions. */
const MOST_LETTERS = 4000;

/** Whether a condition holds for a request, as far as that follows from the request; what else it asks for leaves a doubt. */
export function conditionHolds(written: string, request: Request): Match {
  const expression = written.length > MOST_LETTERS ? undefined : parsed(written);
  return expression === undefined ? OPEN : truth(evaluated(expression, request));
}

function parsed(written: string): ASTNode | undefined {
  try {
    return CEL.parse(written).ast;
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

const truth = (value: Value): Match => (typeof value === 'boolean' ? value : OPEN);

function evaluated(node: ASTNode, request: Request): Value {
  switch (node.op) {
    case 'value':
      return typeof node.args === 'string' || typeof node.args === 'boolean' ? node.args : OPEN;
    case 'id':
    case '.':
      return attribute(pathOf(node), request);
    case 'call':
      return called(...node.args, request);
    case 'rcall':
      return calledOn(...node.args, request);
    case '!_':
      return not(truth(evaluated(node.args, request)));
    case '&&':
      return every(node.args.map((side) => truth(evaluated(side, request))));
    case '||':
      return some(node.args.map((side) => truth(evaluated(side, request))));
    case '?:':
      return chosen(...node.args, request);
    case '+':
    case '-':
      return sum(evaluated(node.args[0], request), evaluated(node.args[1], request), node.op);
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compared(node.op, evaluated(node.args[0], request), evaluated(node.args[1], request), request);
    default:
      return OPEN;
  }
}

/** A dotted name; undefined where it is the field of something else. */
function pathOf(node: ASTNode): string | undefined {
  if (node.op === 'id') return node.args;
  const above = node.op === '.' ? pathOf(node.args[0]) : undefined;
  return node.op === '.' && above !== undefined ? `${above}.${node.args[1]}` : undefined;
}

function chosen(condition: ASTNode, then: ASTNode, otherwise: ASTNode, request: Request): Value {
  const holds = truth(evaluated(condition, request));
  return isDoubt(holds) ? OPEN : evaluated(holds ? then : otherwise, request);
}

function attribute(path: string | undefined, { key, permission, as_of }: Request): Value {
  if (path === 'request.time') return { time: Date.parse(as_of) };
  const asked = askedOn(permission, key);
  if (path === 'resource.service') return asked.service ?? OPEN;
  if (path === 'resource.type') return asked.type ?? OPEN;
  return path === 'resource.name' ? (asked.name ?? OPEN) : OPEN;
}

const isTimed = (value: Value): value is { time: number } => typeof value === 'object' && 'time' in value;
const isSpan = (value: Value): value is { span: number } => typeof value === 'object' && 'span' in value;
const isResource = (value: Value): value is Resource => typeof value === 'object' && 'resource' in value;

function sum(one: Value, other: Value, name: '+' | '-'): Value {
  const sign = name === '+' ? 1 : -1;
  if (isTimed(one) && isSpan(other)) return { time: one.time + sign * other.span };
  if (isSpan(one) && isTimed(other) && name === '+') return { time: other.time + one.span };
  return isTimed(one) && isTimed(other) && name === '-' ? { span: one.time - other.time } : OPEN;
}

const ORDER = {
  '==': (a: number, b: number) => a === b,
  '!=': (a: number, b: number) => a !== b,
  '<': (a: number, b: number) => a < b,
  '<=': (a: number, b: number) => a <= b,
  '>': (a: number, b: number) => a > b,
  '>=': (a: number, b: number) => a >= b,
};

function compared(name: keyof typeof ORDER, one: Value, other: Value, request: Request): Match {
  const order = ORDER[name];
  if (isTimed(one) && isTimed(other)) return order(one.time, other.time);
  if (isSpan(one) && isSpan(other)) return order(one.span, other.span);
  if (name !== '==' && name !== '!=') return OPEN;
  const equal = equalTo(one, other, request);
  return name === '==' ? equal : not(equal);
}

function equalTo(one: Value, other: Value, request: Request): Match {
  if (isResource(one)) return typeof other === 'string' ? fits(one, '==', other, request) : OPEN;
  if (isResource(other)) return equalTo(other, one, request);
  if (isDoubt(one) || isDoubt(other) || typeof one !== typeof other || typeof one === 'object') return OPEN;
  return one === other || (mayBeOfVersion([one, other], request) ? OPEN : false);
}

/** The key is used through one of its versions, too: what a condition says of versions is open then. */
const mayBeOfVersion = (texts: Value[], { permission }: Request): boolean =>
  /^cloudkms\.cryptoKeyVersions\.useTo/.test(permission) &&
  texts.some((text) => typeof text === 'string' && text.includes('ryptoKeyVersion'));

/** A project has an id and a number, of which one is known here: from the other nothing follows. */
function fits({ resource, ofVersion }: Resource, method: string, text: string, request: Request): Match {
  const project = /^projects\/([^/]+)/.exec(text)?.[1];
  if (project !== undefined && isProjectNumber(project) !== isProjectNumber(request.key.project)) return OPEN;
  if (mayBeOfVersion([text], request) || (ofVersion && (method !== 'startsWith' || text.length > resource.length))) return OPEN;
  return METHODS[method]?.(resource, text) ?? OPEN;
}

const METHODS: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  '==': (text, part) => text === part,
  startsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
  contains: (text, part) => text.includes(part),
};

/** The text that a function is given alone. */
function givenText(args: readonly ASTNode[], request: Request): string | undefined {
  const [only, ...more] = args;
  const given = only === undefined || more.length > 0 ? OPEN : evaluated(only, request);
  return typeof given === 'string' ? given : undefined;
}

function called(name: string, args: readonly ASTNode[], request: Request): Value {
  const given = givenText(args, request);
  if (given === undefined) return OPEN;
  if (name === 'timestamp') return isTime(given) ? { time: Date.parse(given) } : OPEN;
  return name === 'duration' ? spanOf(given) : OPEN;
}

function calledOn(name: string, of: ASTNode, args: readonly ASTNode[], request: Request): Value {
  const given = givenText(args, request);
  if (given === undefined) return OPEN;
  const subject = evaluated(of, request);
  if (name === 'extract') return isResource(subject) ? extracted(subject, given, request) : OPEN;
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (method === undefined) return OPEN;
  if (isResource(subject)) return fits(subject, name, given, request);
  return typeof subject === 'string' && !mayBeOfVersion([given], request) ? method(subject, given) : OPEN;
}

/** What stands in the place of the name in braces, or nothing; documented for parts of a resource's name. */
function extracted({ resource, ofVersion }: Resource, template: string, { key }: Request): Value {
  const [, before, after] = /^([^{}]*)\{[^{}]*\}([^{}]*)$/.exec(template) ?? [];
  if (before === undefined || after === undefined || ofVersion) return OPEN;
  const start = resource.indexOf(before);
  if (start === -1) return '';
  const rest = resource.slice(start + before.length);
  const end = after === '' ? rest.length : rest.indexOf(after);
  const found = end === -1 ? '' : rest.slice(0, end);
  return found.includes(key.project) ? OPEN : found;
}

const SPAN_UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** As in `1h30m` or `3600s`. */
function spanOf(text: string): Value {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return OPEN;
  return { span: parts.reduce((total, [, amount, unit = '']) => total + Number(amount) * (SPAN_UNITS[unit] ?? Number.NaN), 0) };
}

import { ambiguous, every, type Match, not, some } from '../../match.ts';
import { arnParts, fits } from './pattern.ts';
import type { Caller } from './principal.ts';

/** One key of a Condition element, as it is spelt there; all of a statement's have to hold. */
export type Condition = { operator: string; key: string; values: string[] };

/** What a request would carry, by the key's name in lower case. */
export type Context = ReadonlyMap<string, { value: string; kinds: readonly Kind[] }>;

type Kind = 'string' | 'arn' | 'bool' | 'null' | 'other';
type Test = (expected: string, actual: string) => Match;
export type Operator = {
  kind: Kind;
  negated: boolean;
  wildcards: boolean;
  ifExists: boolean;
  set: 'ForAllValues' | 'ForAnyValue' | undefined;
};

const equal: Test = (expected, actual) => expected === actual;
const equalIgnoringCase: Test = (expected, actual) => expected.toLowerCase() === actual.toLowerCase();
const boolean: Test = (expected, actual) =>
  /^(true|false)$/.test(expected) ? expected === actual : ambiguous(`${expected} is neither true nor false`);

/** Other than a string pattern's, the wildcards of an ARN reach over no colon. */
const arnLike: Test = (expected, actual) => {
  const parts = arnParts(expected);
  if (parts.length < 6) return ambiguous(`${expected} is no ARN`);
  return every(arnParts(actual).map((part, at) => fits(parts[at] ?? '', part)));
};

type Base = Pick<Operator, 'kind' | 'wildcards'> & { test?: Test };

/** Names, separated by spaces, of operators that differ in their negation alone. AWS's two ARN operators both take wildcards. */
const KINDS: readonly [names: string, Base][] = [
  ['StringEquals StringNotEquals', { kind: 'string', test: equal, wildcards: false }],
  ['StringEqualsIgnoreCase StringNotEqualsIgnoreCase', { kind: 'string', test: equalIgnoringCase, wildcards: false }],
  ['StringLike StringNotLike', { kind: 'string', test: fits, wildcards: true }],
  ['ArnEquals ArnNotEquals ArnLike ArnNotLike', { kind: 'arn', test: arnLike, wildcards: true }],
  ['Bool', { kind: 'bool', test: boolean, wildcards: false }],
  ['Null', { kind: 'null', wildcards: false }],
  ['IpAddress NotIpAddress BinaryEquals', { kind: 'other', wildcards: false }],
  ...['Numeric', 'Date'].map((type): [string, Base] => [
    `${type}Equals ${type}NotEquals ${type}LessThan ${type}LessThanEquals ${type}GreaterThan ${type}GreaterThanEquals`,
    { kind: 'other', wildcards: false },
  ]),
];
const OPERATORS = new Map(KINDS.flatMap(([names, base]) => names.split(' ').map((name) => [name, base] as const)));

/** The parts of an operator's name; undefined where AWS documents no such operator. */
export function operatorOf(name: string): (Operator & { test?: Test }) | undefined {
  const [, set, plain = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.+?)(IfExists)?$/.exec(name) ?? [];
  const base = OPERATORS.get(plain);
  if (base === undefined || (base.kind === 'null' && ifExists !== undefined)) return undefined;
  return {
    ...base,
    negated: plain.includes('Not'),
    ifExists: ifExists !== undefined,
    set: set === 'ForAllValues' || set === 'ForAnyValue' ? set : undefined,
  };
}

/** KMS is reached over TLS only; this holds for every request, whoever makes it. */
export const ANY_REQUEST: Context = new Map([['aws:securetransport', { value: 'true', kinds: ['bool'] }]]);

/** A session of a role carries the role's ARN under aws:PrincipalArn, not its own. */
export const requestOf = (caller: Caller): Context =>
  new Map([
    ...ANY_REQUEST,
    ['kms:calleraccount', { value: caller.account, kinds: ['string'] }],
    ['aws:principalaccount', { value: caller.account, kinds: ['string'] }],
    ['aws:principalarn', { value: caller.arn, kinds: ['string', 'arn'] }],
    ['aws:principalisawsservice', { value: 'false', kinds: ['bool'] }],
  ]);

/**
 * Whether a condition holds for a request. What the context does not hold is in doubt rather than absent, with IfExists
 * too: the request may carry it.
 */
export function conditionMatch({ operator, key, values }: Condition, context: Context): Match {
  const unclear = ambiguous(`its condition ${operator} on ${key} cannot be evaluated from here`);
  const parsed = operatorOf(operator);
  const carried = context.get(key.toLowerCase());
  if (parsed === undefined || carried === undefined || parsed.set !== undefined || values.length === 0) return unclear;
  if (parsed.kind === 'null') {
    const [absent] = values;
    return values.length === 1 && (absent === 'true' || absent === 'false') ? absent === 'false' : unclear;
  }
  const { test } = parsed;
  if (test === undefined || !carried.kinds.includes(parsed.kind)) return unclear;
  // A policy variable stands for a text that only AWS knows.
  const matched = some(values.map((value) => (value.includes('${') ? unclear : test(value, carried.value))));
  const held = parsed.negated ? not(matched) : matched;
  return typeof held === 'boolean' ? held : unclear;
}

import { ambiguous, type Doubt, every, isDoubt, type Match, not, some } from '../../match.ts';
import { arnParts, fits } from './pattern.ts';
import type { Caller } from './principal.ts';

/** One key of a Condition element, as it is spelt there; all of a statement's have to hold. */
export type Condition = { operator: string; key: string; values: string[] };

/** What a request would carry, by the key's name in lower case. */
export type Context = { get: (key: string) => Carried | undefined };

/** A value with the kinds of operators that compare it; or that it is absent; or why that is not known. */
export type Carried = { value: string; kinds: readonly Kind[] } | 'absent' | Doubt;

type Kind = 'string' | 'arn' | 'bool' | 'date' | 'null' | 'other';
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

/** Milliseconds since 1970 of a date in a policy: in W3C form, or in seconds since 1970. */
function timeIn(written: string): number {
  if (/^\d+(\.\d+)?$/.test(written)) return Number(written) * 1000;
  return /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(written)
    ? Date.parse(written)
    : Number.NaN;
}

const date =
  (holds: (actual: number, expected: number) => boolean): Test =>
  (expected, actual) => {
    const [limit, now] = [timeIn(expected), timeIn(actual)];
    return Number.isNaN(limit) || Number.isNaN(now) ? ambiguous(`${expected} is no date`) : holds(now, limit);
  };

const DATES: [names: string, test: Test][] = [
  ['DateEquals DateNotEquals', date((now, limit) => now === limit)],
  ['DateLessThan', date((now, limit) => now < limit)],
  ['DateLessThanEquals', date((now, limit) => now <= limit)],
  ['DateGreaterThan', date((now, limit) => now > limit)],
  ['DateGreaterThanEquals', date((now, limit) => now >= limit)],
];

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
  [
    'NumericEquals NumericNotEquals NumericLessThan NumericLessThanEquals NumericGreaterThan NumericGreaterThanEquals',
    { kind: 'other', wildcards: false },
  ],
  ...DATES.map(([names, test]): [string, Base] => [names, { kind: 'date', test, wildcards: false }]),
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

/** KMS is reached over TLS only. */
const SECURE: Carried = { value: 'true', kinds: ['bool'] };

/** What a request carries by whether a service of AWS makes it. @param key what every request to use the key carries */
export const byService = (isService: boolean, key: Context): Context => ({
  get: (name) =>
    name === 'aws:principalisawsservice'
      ? { value: String(isService), kinds: ['bool'] }
      : (key.get(name) ?? (name === 'aws:securetransport' ? SECURE : undefined)),
});

/** What a request of any principal of an account carries, and of whatever else. */
export const accountIn = (account: string, other: Context): Context => ({
  get: (name) =>
    name === 'kms:calleraccount' || name === 'aws:principalaccount' ? { value: account, kinds: ['string'] } : other.get(name),
});

/** A session of a role carries the role's ARN under aws:PrincipalArn, not its own. */
export function requestOf({ account, arn }: Pick<Caller, 'account' | 'arn'>, key: Context): Context {
  const others = accountIn(account, byService(false, key));
  return { get: (name) => (name === 'aws:principalarn' ? { value: arn, kinds: ['string', 'arn'] } : others.get(name)) };
}

/** What a request carries for a key that is looked up by its name as a policy spells it. */
function carriedIn(context: Context, key: string): Carried | undefined {
  const name = key.toLowerCase();
  const found = context.get(name);
  if (found !== undefined) return found;
  // a key of a family of which all are known
  return context.get(name.replace(/\/.*$/s, '/*'));
}

/**
 * Whether a condition holds for a request. What the context does not hold is in doubt rather than absent, with IfExists
 * too: the request may carry it.
 */
export function conditionMatch({ operator, key, values }: Condition, context: Context): Match {
  const unclear = ambiguous(`its condition ${operator} on ${key} cannot be evaluated from here`);
  const parsed = operatorOf(operator);
  const carried = carriedIn(context, key);
  if (parsed === undefined || carried === undefined || parsed.set !== undefined || values.length === 0) return unclear;
  if (isDoubt(carried))
    return {
      doubt: { ...carried.doubt, detail: `its condition ${operator} on ${key} cannot be evaluated: ${carried.doubt.detail}` },
    };
  if (parsed.kind === 'null') {
    const [absent] = values;
    const isAbsent = carried === 'absent';
    return values.length === 1 && (absent === 'true' || absent === 'false') ? isAbsent === (absent === 'true') : unclear;
  }
  const { test } = parsed;
  if (test === undefined) return unclear;
  // an operator that denies holds where there is nothing to compare
  if (carried === 'absent') return parsed.ifExists || parsed.negated;
  if (!carried.kinds.includes(parsed.kind)) return unclear;
  // A policy variable stands for a text that only AWS knows.
  const matched = some(values.map((value) => (value.includes('${') ? unclear : test(value, carried.value))));
  const held = parsed.negated ? not(matched) : matched;
  return typeof held === 'boolean' ? held : unclear;
}

import { isTime } from '../../../input/time.ts';
import { ambiguous, type Doubt, every, isDoubt, type Match, not, some } from '../../match.ts';
import { type GoogleKmsName, isProjectNumber, ringOf } from '../name.ts';
import { type Expression, parseExpression } from './expression.ts';

/** A request for a permission; the permission says what it is asked on. */
export type Request = { key: GoogleKmsName; permission: string; as_of: string };

/** A value that is known from here: text, a truth, a time or a span in milliseconds, the name of what is asked for. */
type Value = string | boolean | { time: number } | { span: number } | Resource | Doubt;

/** Of one of the key's versions it is not known which. */
type Resource = { resource: string; ofVersion: boolean };

const OPEN = ambiguous('the condition depends on more than the request');

/** Whether a condition holds for a request, as far as that follows from the request; what else it asks for leaves a doubt. */
export function conditionHolds(written: string, request: Request): Match {
  const expression = parseExpression(written);
  if (expression === undefined) return OPEN;
  return truth(evaluated(expression, request));
}

const truth = (value: Value): Match => (typeof value === 'boolean' ? value : OPEN);

function evaluated(expression: Expression, request: Request): Value {
  switch (expression.kind) {
    case 'literal':
      return typeof expression.value === 'string' || typeof expression.value === 'boolean' ? expression.value : OPEN;
    case 'name':
      return attribute(pathOf(expression), request);
    case 'call':
      return called(expression, request);
    case 'operator':
      return operated(expression.name, expression.args, request);
    case 'list':
      return OPEN;
  }
}

/** A dotted name; undefined where it is the field of something else. */
const pathOf = ({ of, name }: Extract<Expression, { kind: 'name' }>): string | undefined => {
  if (of === null) return name;
  const above = of.kind === 'name' ? pathOf(of) : undefined;
  return above === undefined ? undefined : `${above}.${name}`;
};

function attribute(path: string | undefined, { key, permission, as_of }: Request): Value {
  if (path === 'request.time') return { time: Date.parse(as_of) };
  const asked = askedOn(permission, key);
  if (path === 'resource.service') return asked.service ?? OPEN;
  if (path === 'resource.type') return asked.type ?? OPEN;
  return path === 'resource.name' ? (asked.name ?? OPEN) : OPEN;
}

const KMS = 'cloudkms.googleapis.com';
const MANAGER = 'cloudresourcemanager.googleapis.com';

type AskedOn = { service?: string; type?: string; name?: Resource };

/** Encrypting and decrypting is asked on the key, or on one of its versions; what else is done to a version on that one. */
function askedOn(permission: string, key: GoogleKmsName): AskedOn {
  const on = (service: string, type: string, resource: string, ofVersion = false): AskedOn => ({
    service,
    type: `${service}/${type}`,
    name: { resource, ofVersion },
  });
  const [service, kind, operation = ''] = permission.split('.');
  if (service === 'resourcemanager') return kind === 'projects' ? on(MANAGER, 'Project', `projects/${key.project}`) : {};
  if (service !== 'cloudkms') return {};
  if (kind === 'cryptoKeys' || (kind === 'cryptoKeyVersions' && operation.startsWith('useTo')))
    return on(KMS, 'CryptoKey', key.name);
  if (kind === 'cryptoKeyVersions') return on(KMS, 'CryptoKeyVersion', key.name, true);
  return kind === 'keyRings' ? on(KMS, 'KeyRing', ringOf(key)) : { service: KMS };
}

function operated(name: string, args: Expression[], request: Request): Value {
  const [first, second, third] = args;
  if (first === undefined) return OPEN;
  const one = evaluated(first, request);
  if (name === '!') return not(truth(one));
  if (second === undefined) return OPEN;
  if (name === '&&') return every([truth(one), truth(evaluated(second, request))]);
  if (name === '||') return some([truth(one), truth(evaluated(second, request))]);
  if (name === '?') return one === true ? evaluated(second, request) : one === false && third ? evaluated(third, request) : OPEN;
  const other = evaluated(second, request);
  return name === '+' || name === '-' ? sum(one, other, name) : compared(name, one, other, request);
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

const ORDER: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function compared(name: string, one: Value, other: Value, request: Request): Match {
  const order = ORDER[name];
  if (order === undefined) return OPEN;
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

function called({ of, name, args }: Extract<Expression, { kind: 'call' }>, request: Request): Value {
  const [only, ...more] = args;
  const given = only === undefined || more.length > 0 ? OPEN : evaluated(only, request);
  if (typeof given !== 'string') return OPEN;
  if (of === null) {
    if (name === 'timestamp') return isTime(given) ? { time: Date.parse(given) } : OPEN;
    return name === 'duration' ? spanOf(given) : OPEN;
  }
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

import { ambiguous, type Doubt, every, isDoubt, type Match, not } from '../../match.ts';
import { type Condition, type Context, conditionMatch, type Operator, operatorOf } from './condition.ts';
import { arnParts } from './pattern.ts';

/** What a key's values have to name for it to bind a request to an account or organization. */
type Bound = { names: 'account' | 'organization' | 'path' | 'arn'; always: boolean };

/**
 * `always`: KMS takes signed requests only, and each carries its caller's account and ARN. The others are absent where
 * the caller is in no organization or calls by itself, so that IfExists lets everyone through.
 */
const BINDING = new Map<string, Bound>([
  ['kms:calleraccount', { names: 'account', always: true }],
  ['aws:principalaccount', { names: 'account', always: true }],
  ['aws:principalarn', { names: 'arn', always: true }],
  ['aws:principalorgid', { names: 'organization', always: false }],
  ['aws:principalorgpaths', { names: 'path', always: false }],
  ['aws:sourceaccount', { names: 'account', always: false }],
  ['aws:sourcearn', { names: 'arn', always: false }],
  ['aws:sourceorgid', { names: 'organization', always: false }],
]);

/** AWS takes fixed values of these for "not public" in S3; they pin a request down by other means than its account. */
const NEARLY_BINDING = new Set([
  'aws:userid',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourcevpcarn',
  'aws:vpceaccount',
  'aws:vpceorgid',
  'aws:vpceorgpaths',
  'aws:sourceorgpaths',
]);

/** Whether a statement for everyone is still one for everyone with this condition; false too where it can never hold. */
export const staysPublic =
  (request: Context) =>
  (condition: Condition): Match => {
    const bound = confines(condition, 'positive');
    if (bound !== false) return not(bound);
    // whatever else it is about: what is not known of a request leaves the statement open to everyone
    const match = conditionMatch(condition, request);
    return match === false ? false : !isDoubt(match) || request.get(condition.key.toLowerCase()) === undefined || match;
  };

/**
 * Whether a Deny for everyone, under these conditions, leaves none but callers of named accounts or organizations. Each
 * condition that excepts such callers keeps it so; one that excepts others too leaves a hole.
 */
export function deniesOutsiders(conditions: readonly Condition[], request: Context): Match {
  // what holds, or does not, for each request by whoever
  const known = conditions.map((condition) => ({ condition, match: conditionMatch(condition, request) }));
  if (known.some(({ match }) => match === false)) return false;
  const rest = known.filter(({ match }) => match !== true);
  const confining = rest.map(({ condition }) => confines(condition, 'negated'));
  if (confining.every((match) => match === true)) return true;
  const doubt = confining.find(isDoubt);
  if (doubt) return doubt;
  if (!confining.includes(true)) return false;
  return ambiguous('whether it denies everyone outside its account or organization depends on its other conditions');
}

/**
 * Whether a condition lets through only what comes from named accounts or organizations.
 * @param sense `negated` asks it of what the condition of a Deny spares
 */
function confines(condition: Condition, sense: 'positive' | 'negated'): Match {
  const unclear = ambiguous(
    `whether its condition ${condition.operator} on ${condition.key} binds it to an account is not clear`,
  );
  const operator = operatorOf(condition.operator);
  if (operator === undefined || condition.values.length === 0) return unclear;
  if (operator.negated !== (sense === 'negated')) return false;
  if (operator.kind !== 'string' && operator.kind !== 'arn') return false;
  const key = condition.key.toLowerCase();
  const bound = BINDING.get(key);
  if (bound === undefined) return NEARLY_BINDING.has(key) && !condition.values.some(isBare) ? unclear : false;
  return every([
    sense === 'positive' ? holdsWithoutKey(operator, bound, unclear) : operator.set === undefined || unclear,
    ...(bound.names === 'path' && operator.set === undefined ? [unclear] : []),
    ...condition.values.map((value) => namesOwner(value, bound, operator, unclear)),
  ]);
}

/** False where the condition holds for a request that does not carry the key at all. */
function holdsWithoutKey({ ifExists, set }: Operator, { always }: Bound, unclear: Match): Match {
  if (set === 'ForAllValues') return always ? unclear : false;
  return always || !ifExists;
}

/** Accounts, organizations or ARNs; `source` where a service acts for them. */
export type Owners = { names: 'account' | 'organization' | 'arn'; source: boolean; values: string[] };

/** Whom a condition confines a statement to; null where it confines it to nobody, a doubt where that is not clear. */
export function ownersIn(condition: Condition): Owners | null | Doubt {
  const confined = confines(condition, 'positive');
  if (isDoubt(confined)) return confined;
  const bound = BINDING.get(condition.key.toLowerCase());
  if (!confined || bound === undefined) return null;
  const wildcards = operatorOf(condition.operator)?.wildcards ?? false;
  // without wildcards nobody has such a name
  const real = condition.values.filter((value) => wildcards || !/[*?]/.test(value));
  return {
    names: bound.names === 'path' ? 'organization' : bound.names,
    source: condition.key.toLowerCase().startsWith('aws:source'),
    values: bound.names === 'path' ? real.map((path) => path.slice(0, path.indexOf('/'))) : real,
  };
}

/** Whether a condition is about who asks, rather than how, when or for what. */
export const isAboutWho = ({ key }: Condition): boolean =>
  BINDING.has(key.toLowerCase()) || /^aws:(principal|userid|username)/i.test(key);

const isBare = (value: string) => /^[*?]+$/.test(value);

/** Whether a value names an account or organization, or things of one, rather than any of them. */
function namesOwner(value: string, { names }: Bound, { kind, wildcards }: Operator, unclear: Match): Match {
  if (value === '' || value.includes('${')) return unclear;
  // without wildcards it is a text like any other, which no account, organization or ARN is equal to
  if (!wildcards && /[*?]/.test(value)) return true;
  if (isBare(value)) return false;
  switch (names) {
    case 'account':
      return /^\d{12}$/.test(value) || unclear;
    case 'organization':
      return ownerText(value, unclear);
    case 'path':
      return value.includes('/') ? ownerText(value.slice(0, value.indexOf('/')), unclear) : unclear;
    case 'arn':
      return ownerOfArn(value, kind, unclear);
  }
}

/** An organization's id starts with `o-`, so that `o-*` is any of them. */
function ownerText(organization: string, unclear: Match): Match {
  if (/^o?-?[*?]+$/.test(organization)) return false;
  return /^o-[a-z0-9]+$/.test(organization) || unclear;
}

function ownerOfArn(arn: string, kind: Operator['kind'], unclear: Match): Match {
  const [, , service = '', , account = '', resource = ''] = arnParts(arn);
  if (isBare(account)) return false;
  const before = arn.split(':').slice(0, 4).join(':');
  // In a string pattern an early `*` may run over colons, so that the account is not where it seems.
  if (!arn.startsWith('arn:') || (kind === 'string' && /[*?]/.test(before))) return unclear;
  if (/^\d{12}$/.test(account)) return true;
  // Buckets have no account in their ARN, but one owner in the world.
  return (account === '' && service === 's3' && /^[^*?]/.test(resource)) || unclear;
}

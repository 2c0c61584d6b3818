import { isKnown, type Unknown, unknown, type ValueOf } from '../../../facts/fact.ts';
import type { Lack } from '../../../facts/lack.ts';
import { remembered } from '../../../input/remembered.ts';
import { firstOf, undetermined } from '../../decision.ts';
import { ambiguous, type Doubt, every, isDoubt, type Match, some } from '../../match.ts';
import type { AwsKey } from '../snapshot.ts';
import { type Actions, GRANTABLE, isUnlisted } from './action.ts';
import { type Context, conditionMatch, requestOf } from './condition.ts';
import { applies, NEVER, parsePolicy, type Statement } from './policy.ts';
import { awsForm, type Caller, callerOf, type Effect, formMatch, principalMatch } from './principal.ts';

/** A key's ARN and what guards it, as observed, and what requests to use it carry. */
export type AwsGuard = { arn: string; context: Context } & Pick<AwsKey, 'policy' | 'grants'>;
export type AwsGrant = ValueOf<AwsKey['grants']>[number];

/** What decides a permission: a statement, a grant in words, or (where it is not granted) the reason. */
export type Ruling =
  | { effect: 'granted'; by: Statement | string }
  | { effect: 'not_granted'; by: Statement | string; because: Lack }
  | { effect: 'undetermined'; why: Unknown };

/** Registrations of one key, and keys that were made by one template, have one policy. */
const parsed = remembered(parsePolicy, 64);

/** The statements of a key's policy, or why they are not known. */
export function statementsOf({ arn, policy }: AwsGuard): readonly Statement[] | { unknown: Unknown } {
  if (partitionOf(arn) === undefined) return unknown('malformed', `${arn} is not the ARN of a KMS key`);
  return isKnown(policy) ? parsed(policy.value) : policy;
}

/** Rules on one action after the other, for one principal after the other. */
export function rulings(guard: AwsGuard, sessions: Caller['sessions']): (principal: string) => (action: string) => Ruling {
  const statements = statementsOf(guard);
  const partition = partitionOf(guard.arn);
  const always = (ruling: Ruling) => () => ruling;
  return (principal) => {
    const caller = callerOf(principal, sessions);
    if (caller === undefined)
      return always(undetermined(unknown('malformed', `${principal} is not the ARN of an IAM role or user`).unknown));
    if ('unknown' in statements) return always(undetermined(statements.unknown));
    if (caller.partition !== partition) {
      const by = `an identity of the partition ${caller.partition} cannot reach this key`;
      return always({ effect: 'not_granted', by, because: 'withheld' });
    }
    return rulingsFor(statements, guard, caller);
  };
}

function rulingsFor(statements: readonly Statement[], guard: AwsGuard, caller: Caller): (action: string) => Ruling {
  const request = requestOf(caller, guard.context);
  const matches = (effect: Effect) =>
    statements.flatMap((statement) => {
      const matches = applies(
        statement,
        effect,
        guard.arn,
        (principals) => principalMatch(principals, effect, caller),
        (condition) => decidable(conditionMatch(condition, request), effect),
      );
      return matches === NEVER ? [] : [{ statement, matches }];
    });
  const [denies, allows] = [matches('Deny'), matches('Allow')];
  const left = leftBehind(statements);

  return (action) => {
    const denied = denies.find((one) => one.matches(action) === true);
    if (denied) return { effect: 'not_granted', by: denied.statement, because: 'denied' };

    const granted = grantMatch(guard.grants, caller, action);
    const allowed = some([...allows.map((one) => one.matches(action)), granted]);
    // Where nothing can allow it, it does not matter whether something might deny it.
    if (allowed === false) {
      const lost = left.flatMap(({ actions, what }) => (actions.covers(action) ? [what] : []));
      return { effect: 'not_granted', by: [NOTHING, ...lost].join('; '), because: lost.length > 0 ? 'deleted' : 'not_given' };
    }

    const deny = some(denies.map((one) => one.matches(action)));
    if (isDoubt(deny)) return undetermined(deny.doubt);
    if (isDoubt(allowed)) return undetermined(allowed.doubt);
    return {
      effect: 'granted',
      by: allows.find((one) => one.matches(action) === true)?.statement ?? grantNamed(guard.grants, caller, action),
    };
  };
}

/** What would decide in the place of a statement with a condition that is not evaluated. */
const WITHOUT_CONDITION =
  "a statement without a condition, as in Confluent's template, would decide it, and so would an attestation";
const WITH_EXCEPTION =
  'an exception for the accounts of Confluent by aws:PrincipalAccount would decide it, and so would an attestation';

/** Says what would decide where a condition does not. */
const decidable = (match: Match, effect: Effect): Match =>
  isDoubt(match)
    ? { doubt: { ...match.doubt, detail: `${match.doubt.detail}; ${effect === 'Allow' ? WITHOUT_CONDITION : WITH_EXCEPTION}` } }
    : match;

const NOTHING = 'no statement of the key policy and no grant gives it';

/** What statements would give to somebody who no longer exists. */
const leftBehind = (statements: readonly Statement[]): { actions: Actions; what: string }[] =>
  statements.flatMap(({ name, effect, principals, action: actions }) => {
    if (effect !== 'Allow' || isDoubt(principals) || isDoubt(actions)) return [];
    const ids = principals.forms.flatMap((form) => (form.is === 'deleted' ? [form.id] : []));
    if (ids.length === 0) return [];
    const what = `${name} gives it to ${ids.join(', ')}, the id of a deleted role or user, and one created again has another id`;
    return [{ actions, what }];
  });

function grantMatch(grants: AwsGuard['grants'], caller: Caller, action: string): Match {
  if (isKnown(grants) && grants.value.length === 0) return false;
  if (!GRANTABLE.has(action) && !isUnlisted(action)) return false;
  if (!isKnown(grants)) return { doubt: grants.unknown };
  return some(grantsOf(grants.value, action).map((grant) => givenTo(caller, grant)));
}

const grantsOf = (grants: readonly AwsGrant[], action: string): AwsGrant[] =>
  grants.filter(({ operations }) => operations.some((operation) => `kms:${operation}` === action));

const givenTo = (caller: Caller, grant: AwsGrant): Match =>
  every([granteeMatch(grant, caller), grant.constrained ? constrained(grant) : true]);

/** By the id that revoking it takes, where AWS says it. */
function grantNamed(grants: AwsGuard['grants'], caller: Caller, action: string): string {
  const giving = isKnown(grants) ? grantsOf(grants.value, action).filter((grant) => givenTo(caller, grant) === true) : [];
  const ids = giving.flatMap(({ id }) => id ?? []);
  return ids.length === 0 ? 'a grant' : `${ids.length === 1 ? 'grant' : 'grants'} ${firstOf(ids, 2)}`;
}

const constrained = ({ constrained_by = [] }: AwsGrant): Doubt =>
  ambiguous(
    `a grant gives it under constraints${constrained_by.length > 0 ? ` (${constrained_by.join(', ')})` : ''}, which are not evaluated; ${WITHOUT_CONDITION}`,
  );

function granteeMatch({ grantee }: AwsGrant, caller: Caller): Match {
  if (grantee === null) return ambiguous('a grant gives it, but names no grantee');
  const form = awsForm(grantee);
  if (form.is === 'identity' || form.is === 'session') return formMatch(form, 'Allow', caller);
  // AWS lists accounts among the grantees that it takes, but says nowhere what their roles get by it.
  if (form.is === 'account' && formMatch(form, 'Allow', caller) === true)
    return ambiguous("a grant gives it to the role's account as a whole");
  return form.is === 'unclear' ? form.why : false;
}

const partitionOf = (keyArn: string) => /^arn:([a-z-]+):kms:[a-z0-9-]+:\d{12}:key\/.+$/.exec(keyArn)?.[1];

import { isKnown, type Unknown } from '../../../facts/fact.ts';
import type { Holder } from '../../../facts/holder.ts';
import { firstOf, type Holders, type Known } from '../../decision.ts';
import { ambiguous, type Doubt, every, isDoubt, type Match, not, some } from '../../match.ts';
import { actionMatch, resourceMatch, unlistedActions } from './action.ts';
import { isAboutWho, type Owners, ownersIn } from './binding.ts';
import { ANY_REQUEST, accountIn, type Condition, type Context, conditionMatch, NO_SERVICE, requestOf } from './condition.ts';
import { arnParts } from './pattern.ts';
import { doubtIn, type Statement, unrecognized } from './policy.ts';
import { awsForm, type Caller, type PrincipalForm, principalMatch } from './principal.ts';
import { type AwsGrant, type AwsGuard, statementsOf } from './ruling.ts';
import { type Owned, type Whose, whoseAre, whoseIs } from './whose.ts';

type Act = Holder['may'][number];

/** What each power comes down to, in the order in which they are said. */
const ACTS: readonly [Act, readonly string[]][] = [
  [
    'use',
    'Decrypt Encrypt ReEncryptFrom ReEncryptTo GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext'
      .split(' ')
      .map((name) => `kms:${name}`),
  ],
  ['open', ['kms:PutKeyPolicy', 'kms:CreateGrant', 'kms:ReplicateKey']],
  ['disable', ['kms:DisableKey', 'kms:DeleteImportedKeyMaterial']],
  ['destroy', ['kms:ScheduleKeyDeletion']],
];

/** Who holds what on a key by its policy and its grants. What IAM policies in accounts give further is not seen. */
export function awsHolders(guard: AwsGuard, known: Known): Holders {
  const owned: Owned = { ...known, account: arnParts(guard.arn)[4] ?? '' };
  const statements = statementsOf(guard);
  const undetermined: Unknown[] = [];
  const found: Holder[] = [];
  if ('unknown' in statements) undetermined.push(statements.unknown);
  else {
    for (const statement of statements) {
      const doubt = couldHoldMore(statement);
      if (doubt) undetermined.push(doubt.doubt);
      found.push(...holdersBy(statement, statements, guard, owned));
    }
  }
  if (!isKnown(guard.grants)) undetermined.push(guard.grants.unknown);
  else found.push(...holdersOfGrants(guard.grants.value, 'unknown' in statements ? [] : statements, guard, owned));
  return { found, undetermined };
}

/** What of a statement is not understood, so that it may give somebody something. */
function couldHoldMore(statement: Statement): Doubt | null {
  const { effect, principals, action, resource } = statement;
  if (effect === 'Deny') return null;
  const doubt = [effect, principals, action, resource].find(isDoubt);
  if (doubt !== undefined) return doubtIn(statement, doubt);
  const unclear = isDoubt(principals) ? undefined : principals.forms.find((form) => form.is === 'unclear');
  if (unclear?.is === 'unclear') return doubtIn(statement, unclear.why);
  const [unlisted] = isDoubt(action) ? [] : unlistedActions(action);
  return unlisted === undefined ? null : unrecognized(statement, unlisted);
}

/** Somebody of whom a statement may speak, and what a request of theirs would carry. */
type Candidate = { name: string; of: Whose; caller: Caller | null; request: Context };

function holdersBy(statement: Statement, statements: readonly Statement[], guard: AwsGuard, owned: Owned): Holder[] {
  const { effect, principals } = statement;
  if (effect !== 'Allow' || isDoubt(principals)) return [];
  const candidates = principals.negated
    ? confined(statement, 'everyone but the principals that it names', { is: 'everyone' }, guard, owned)
    : principals.forms.flatMap((form) =>
        form.is === 'everyone' || form.is === 'service'
          ? confined(statement, form.is === 'service' ? form.name : '*', form, guard, owned)
          : named(statement, form, guard, owned),
      );
  return candidates.flatMap((candidate) => {
    const given = (action: string): Match => givenBy(statement, action, guard.arn, candidate);
    return holderOf(candidate, `key policy, ${statement.name}`, given, statements, guard.arn);
  });
}

/** A principal that a statement names. A condition on an organization says more of it than its account does. */
function named(statement: Statement, form: PrincipalForm, guard: AwsGuard, owned: Owned): Candidate[] {
  const of = whoseIs(form, owned);
  if (of === null) return [];
  const caller = callerFor(form);
  const request = caller === null ? guard.context : carriedBy(form, caller, guard.context);
  const organizations = conditionsIn(statement).map(ownersIn).filter(isOrganizations);
  const better = organizations.map((owners) => whoseAre(owners, owned).map((each) => each.of)).find(isBetterThan(of));
  return [{ name: nameOf(form), of: better?.toSorted((a, b) => rank(b) - rank(a))[0] ?? of, caller, request }];
}

const isOrganizations = (owners: ReturnType<typeof ownersIn>): owners is Owners =>
  owners !== null && !isDoubt(owners) && owners.names === 'organization';
const isBetterThan = (of: Whose) => (each: Whose[]) => each.length > 0 && each.every((one) => rank(one) < rank(of));

/** How far somebody is from being the customer's own. */
const rank = ({ whose }: Whose): number => (whose === 'foreign' ? 2 : whose === 'untold' ? 1 : 0);

/** Whether a service that acts for somebody is no more than a service: for the customer, for Confluent, or in its accounts. */
const actsAtHome = (of: Whose): boolean => rank(of) === 0 || of.doubt?.cause === 'ambiguous';
const SERVICE: Whose = { whose: 'service', why: null, doubt: null, declare: null };

/** Everyone, or a service, as far as conditions confine it to some. */
function confined(statement: Statement, name: string, form: PrincipalForm, guard: AwsGuard, owned: Owned): Candidate[] {
  const isService = form.is === 'service';
  const service: Context = new Map([['aws:principalisawsservice', { value: String(isService), kinds: ['bool'] }]]);
  const request: Context = new Map([...ANY_REQUEST, ...guard.context, ...service]);
  const conditions = conditionsIn(statement);
  const owners = conditions.map(ownersIn);
  const groups = owners.flatMap((each) => (each === null || isDoubt(each) ? [] : [each]));
  const choices = groups.map((each) =>
    whoseAre(each, owned).flatMap(({ name: whom, of }): Candidate[] => {
      const account = each.names === 'account' ? (each.values.find((value) => whom.endsWith(value)) ?? '') : '';
      const carried: Context = each.names === 'account' && !each.source ? new Map([...request, ...accountIn(account)]) : request;
      if (conditions.some((condition) => conditionMatch(condition, carried) === false)) return [];
      const acting = isService && actsAtHome(of) ? SERVICE : of;
      return [
        {
          name: isService ? `${name} for ${whom.replace('everyone in ', '')}` : whom,
          of: acting,
          caller: null,
          request: carried,
        },
      ];
    }),
  );
  const worst = (candidates: Candidate[]) => Math.max(0, ...candidates.map(({ of }) => rank(of)));
  const [best] = choices.toSorted((a, b) => worst(a) - worst(b));
  if (best !== undefined) return best;
  const plain = whoseIs(form, owned);
  const doubt = owners.find((each) => each !== null && isDoubt(each));
  if (plain === null || conditions.some((condition) => conditionMatch(condition, request) === false)) return [];
  const of = doubt && isDoubt(doubt) && !isService ? inDoubt(doubt.doubt.detail) : plain;
  return [{ name, of, caller: null, request }];
}

const conditionsIn = ({ conditions }: Statement): Condition[] => conditions.flatMap((each) => (isDoubt(each) ? [] : [each]));

const inDoubt = (detail: string): Whose => ({ whose: 'untold', why: null, doubt: { cause: 'ambiguous', detail }, declare: null });

/** A principal as one who asks; an account asks as its root. */
function callerFor(form: PrincipalForm): Caller | null {
  switch (form.is) {
    case 'account': {
      const partition = form.partition ?? 'aws';
      const arn = `arn:${partition}:iam::${form.account}:root`;
      return { arn, partition, account: form.account, name: 'root', sessions: 'any' };
    }
    case 'identity': {
      const [, partition = '', , , account = '', resource = ''] = arnParts(form.arn);
      return { arn: form.arn, partition, account, name: resource.slice(resource.lastIndexOf('/') + 1), sessions: 'any' };
    }
    case 'session': {
      const { partition, account, role } = form;
      return { arn: `arn:${partition}:iam::${account}:role/${role}`, partition, account, name: role, sessions: 'any' };
    }
    default:
      return null;
  }
}

/** Of an account as a whole, only the account itself is known. */
const carriedBy = (form: PrincipalForm, caller: Caller, key: Context): Context =>
  form.is === 'account' ? new Map([...ANY_REQUEST, ...NO_SERVICE, ...key, ...accountIn(caller.account)]) : requestOf(caller, key);

function nameOf(form: PrincipalForm): string {
  switch (form.is) {
    case 'account':
      return form.partition === undefined ? form.account : `arn:${form.partition}:iam::${form.account}:root`;
    case 'identity':
      return form.arn;
    case 'session':
    case 'service':
    case 'no_role':
      return form.name;
    case 'deleted':
      return form.id;
    default:
      return '*';
  }
}

/** Whether a condition holds; one that is not about who asks, and not known, narrows when and for what alone. */
const holding =
  (request: Context, otherwise: boolean) =>
  (condition: Condition | Doubt): Match => {
    if (isDoubt(condition)) return condition;
    const match = conditionMatch(condition, request);
    return isDoubt(match) && (ownersIn(condition) !== null || !isAboutWho(condition)) ? otherwise : match;
  };

function givenBy({ action, resource, conditions }: Statement, name: string, keyArn: string, { request }: Candidate): Match {
  if (isDoubt(action) || isDoubt(resource)) return false;
  return every([actionMatch(action, name), resourceMatch(resource, keyArn), ...conditions.map(holding(request, true))]);
}

/** Whether a Deny takes an action away from somebody, however they ask. */
function takenBy(
  { effect, principals, action, resource, conditions }: Statement,
  name: string,
  keyArn: string,
  { caller, request }: Candidate,
): Match {
  if (effect === 'Allow') return false;
  const everyone = (forms: readonly PrincipalForm[]) => forms.some(({ is }) => is === 'everyone');
  return every([
    isDoubt(effect) ? effect : true,
    isDoubt(principals)
      ? principals
      : caller === null
        ? !principals.negated && everyone(principals.forms)
        : principalMatch(principals, 'Deny', caller),
    isDoubt(action) ? action : actionMatch(action, name),
    isDoubt(resource) ? resource : resourceMatch(resource, keyArn),
    ...conditions.map((each) => {
      if (isDoubt(each)) return each;
      const match = conditionMatch(each, request);
      return isDoubt(match) && !isAboutWho(each) ? false : match;
    }),
  ]);
}

/** The holder with what is given and not taken away; none where that is nothing. */
function holderOf(
  { of, ...candidate }: Candidate,
  by: string,
  given: (action: string) => Match,
  statements: readonly Statement[],
  keyArn: string,
): Holder[] {
  const asked = { ...candidate, of };
  const left = ACTS.map(([act, actions]) => {
    const matches = actions.map((action) =>
      every([given(action), not(some(statements.map((statement) => takenBy(statement, action, keyArn, asked))))]),
    );
    return { act, match: some(matches) };
  });
  const may = left.filter(({ match }) => match !== false).map(({ act }) => act);
  if (may.length === 0) return [];
  const doubt = left.every(({ match }) => match !== true) ? left.map(({ match }) => match).find(isDoubt) : undefined;
  const whose = doubt !== undefined && of.whose === 'foreign' ? { ...inDoubt(doubt.doubt.detail), declare: of.declare } : of;
  return [{ principal: candidate.name, may, by, ...whose }];
}

/** Grants that give the same to the same, as one. */
function holdersOfGrants(grants: readonly AwsGrant[], statements: readonly Statement[], guard: AwsGuard, owned: Owned): Holder[] {
  const same = Map.groupBy(grants, ({ grantee, operations, issued_by }) =>
    JSON.stringify([grantee, [...operations].sort(), issued_by]),
  );
  return [...same.values()].flatMap((alike) => {
    const [grant] = alike;
    if (grant === undefined) return [];
    const ids = alike.flatMap(({ id }) => (id === undefined || id === null ? [] : [id]));
    const by = ids.length === 0 ? 'a grant' : `${ids.length === 1 ? 'grant' : 'grants'} ${firstOf(ids, 2)}`;
    const given = (action: string) => grant.operations.some((operation) => `kms:${operation}` === action);
    return candidatesOf(grant, guard, owned).flatMap((candidate) => holderOf(candidate, by, given, statements, guard.arn));
  });
}

/** A grantee. A service acts for whom the grant was issued by. */
function candidatesOf({ grantee, issued_by }: AwsGrant, guard: AwsGuard, owned: Owned): Candidate[] {
  const form: PrincipalForm = grantee === null ? { is: 'unclear', why: ambiguous('a grant names no grantee') } : awsForm(grantee);
  if (form.is === 'unclear')
    return [
      { name: grantee ?? 'a grantee without a name', of: inDoubt(form.why.doubt.detail), caller: null, request: guard.context },
    ];
  const of = whoseIs(form, owned);
  if (of === null) return [];
  const caller = callerFor(form);
  const request = caller === null ? guard.context : carriedBy(form, caller, guard.context);
  const issuer = form.is === 'service' && issued_by ? whoseIs(awsForm(issued_by), owned) : null;
  if (issuer === null || actsAtHome(issuer)) return [{ name: nameOf(form), of, caller, request }];
  return [{ name: `${nameOf(form)} for ${issued_by}`, of: issuer, caller, request }];
}

import { plainly, type Whose } from '../../decision.ts';
import { ambiguous, isDoubt } from '../../match.ts';
import { type Owners, ownersIn } from './binding.ts';
import { accountIn, byService, type Context, conditionMatch, requestOf } from './condition.ts';
import { conditionsIn, type Statement } from './policy.ts';
import { awsForm, type Caller, callerOf, type PrincipalForm, type Principals } from './principal.ts';
import type { AwsGrant, AwsGuard } from './ruling.ts';
import { inDoubt, type Owned, whoseAre, whoseIs } from './whose.ts';

/** Somebody of whom a statement or a grant may speak, and what a request of theirs would carry. `anybody`: nothing confines it. */
export type Candidate = { name: string; of: Whose; caller: Caller | null; request: Context; anybody?: boolean };

/** Of whom a statement with these principals speaks. */
export function candidatesOf(statement: Statement, principals: Principals, guard: AwsGuard, owned: Owned): Candidate[] {
  if (principals.negated) return confined(statement, 'everyone but the principals that it names', EVERYONE, guard, owned);
  return principals.forms.flatMap((form) => {
    if (form.is === 'everyone' || form.is === 'service') return confined(statement, nameOf(form), form, guard, owned);
    const of = whoseIs(form, owned);
    return of === null ? [] : [named(form, closest(of, statement, owned), guard)];
  });
}

/** The grantee. A service acts for whom the grant was issued by, and for whose the resource is that the grant binds it to. */
export function granteeOf({ grantee, issued_by, source_arn }: AwsGrant, guard: AwsGuard, owned: Owned): Candidate[] {
  const form: PrincipalForm = grantee === null ? { is: 'unclear', why: ambiguous('a grant names no grantee') } : awsForm(grantee);
  if (form.is === 'unclear') {
    const name = grantee ?? 'a grantee without a name';
    return [{ name, of: inDoubt(form.why), caller: null, request: guard.context }];
  }
  const of = whoseIs(form, owned);
  if (of === null) return [];
  const issuer = issued_by ? whoseIs(awsForm(issued_by), owned) : null;
  const bound = source_arn ? whoseAre({ names: 'arn', source: true, values: [source_arn] }, owned) : [];
  const masters = [...(issued_by && issuer ? [{ name: issued_by, of: issuer }] : []), ...bound];
  const stranger = form.is === 'service' ? masters.find((each) => !actsAtHome(each.of)) : undefined;
  if (stranger === undefined) return [named(form, of, guard)];
  return [{ ...named(form, stranger.of, guard), name: `${nameOf(form)} for ${stranger.name}` }];
}

/** A principal by its name. */
function named(form: PrincipalForm, of: Whose, { context }: AwsGuard): Candidate {
  const caller = callerFor(form);
  return { name: nameOf(form), of, caller, request: caller === null ? context : carriedBy(form, caller, context) };
}

/** A condition on an organization says more of a principal than its account does. */
function closest(of: Whose, statement: Statement, owned: Owned): Whose {
  const organizations = conditionsIn(statement).map(ownersIn).filter(isOrganizations);
  const choices = organizations.map((owners) => whoseAre(owners, owned).map((each) => each.of));
  const closer = choices.find((each) => each.length > 0 && each.every((one) => rank(one) < rank(of)));
  return closer?.toSorted((a, b) => rank(b) - rank(a))[0] ?? of;
}

const isOrganizations = (owners: ReturnType<typeof ownersIn>): owners is Owners =>
  owners !== null && !isDoubt(owners) && owners.names === 'organization';

/** How far somebody is from being the customer's own. */
const rank = ({ whose }: Whose): number => (whose === 'foreign' ? 2 : whose === 'untold' ? 1 : 0);

/** Whether a service that acts for somebody is no more than a service: for the customer, for Confluent, or in its accounts. */
const actsAtHome = (of: Whose): boolean => rank(of) === 0 || of.doubt?.cause === 'ambiguous';

/** Everyone, or a service, as far as conditions confine it to some. */
function confined(statement: Statement, name: string, form: PrincipalForm, guard: AwsGuard, owned: Owned): Candidate[] {
  const isService = form.is === 'service';
  const request = byService(isService, guard.context);
  const conditions = conditionsIn(statement);
  const mayAsk = (carried: Context) => !conditions.some((condition) => conditionMatch(condition, carried) === false);
  const owners = conditions.map(ownersIn);
  const groups = owners.flatMap((each) => (each === null || isDoubt(each) ? [] : [each]));
  const choices = groups.map((each) =>
    whoseAre(each, owned).flatMap(({ name: whom, of }): Candidate[] => {
      const account = each.names === 'account' ? (each.values.find((value) => whom.endsWith(value)) ?? '') : '';
      const carried = each.names === 'account' && !each.source ? accountIn(account, request) : request;
      if (!mayAsk(carried)) return [];
      if (!isService) return [{ name: whom, of, caller: null, request: carried }];
      const acting = actsAtHome(of) ? plainly('service') : of;
      return [{ name: `${name} for ${whom.replace('everyone in ', '')}`, of: acting, caller: null, request: carried }];
    }),
  );
  const worst = (candidates: Candidate[]) => Math.max(0, ...candidates.map(({ of }) => rank(of)));
  const [best] = choices.toSorted((a, b) => worst(a) - worst(b));
  if (best !== undefined) return best;
  const plain = whoseIs(form, owned);
  if (plain === null || !mayAsk(request)) return [];
  const unclear = isService ? undefined : owners.find(isDoubt);
  return [{ name, of: unclear === undefined ? plain : inDoubt(unclear), caller: null, request, anybody: !isService }];
}

const EVERYONE: PrincipalForm = { is: 'everyone' };

/** A principal as one who asks; an account asks as its root. */
function callerFor(form: PrincipalForm): Caller | null {
  switch (form.is) {
    case 'account': {
      const partition = form.partition ?? 'aws';
      const arn = `arn:${partition}:iam::${form.account}:root`;
      return { arn, partition, account: form.account, name: 'root', sessions: 'any' };
    }
    case 'identity':
      return callerOf(form.arn, 'any') ?? null;
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
  form.is === 'account' ? accountIn(caller.account, byService(false, key)) : requestOf(caller, key);

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

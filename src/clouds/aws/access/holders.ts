import { isKnown } from '../../../facts/fact.ts';
import type { Holder } from '../../../facts/holder.ts';
import { firstOf, type Holders, type Known } from '../../decision.ts';
import { type Doubt, every, isDoubt, type Match, not, some } from '../../match.ts';
import { kms } from './action.ts';
import { isAboutWho, ownersIn, staysPublic } from './binding.ts';
import { type Candidate, candidatesOf, granteeOf } from './candidates.ts';
import { conditionMatch } from './condition.ts';
import { arnParts } from './pattern.ts';
import { doubtIn, NEVER, type OfAction, type Statement, statementMatch, unrecognized } from './policy.ts';
import { principalMatch } from './principal.ts';
import { type AwsGrant, type AwsGuard, statementsOf } from './ruling.ts';
import { inDoubt, type Owned } from './whose.ts';

/** What each power comes down to, in the order in which they are said. */
const ACTS: readonly [Holder['may'][number], readonly string[]][] = [
  [
    'use',
    kms(
      'Decrypt Encrypt ReEncryptFrom ReEncryptTo GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateDataKeyPair ' +
        'GenerateDataKeyPairWithoutPlaintext',
    ),
  ],
  ['open', kms('PutKeyPolicy CreateGrant ReplicateKey')],
  ['disable', kms('DisableKey DeleteImportedKeyMaterial')],
  ['destroy', kms('ScheduleKeyDeletion')],
];

/** Who holds what on a key by its policy and its grants. What IAM policies in accounts give further is not seen. */
export function awsHolders(guard: AwsGuard, known: Known): Holders {
  const owned: Owned = { ...known, account: arnParts(guard.arn)[4] ?? '' };
  const read = statementsOf(guard);
  const statements = 'unknown' in read ? [] : read;
  const { grants } = guard;
  return {
    found: [
      ...statements.flatMap((statement) => holdersBy(statement, statements, guard, owned)),
      ...holdersOfGrants(isKnown(grants) ? grants.value : [], statements, guard, owned),
    ],
    undetermined: [
      ...('unknown' in read ? [read.unknown] : statements.flatMap((statement) => couldHoldMore(statement)?.doubt ?? [])),
      ...(isKnown(grants) ? [] : [grants.unknown]),
    ],
  };
}

/** What of a statement is not understood, so that it may give somebody something. */
function couldHoldMore(statement: Statement): Doubt | null {
  const { effect, principals, action, resource } = statement;
  if (effect === 'Deny') return null;
  const doubt = [effect, principals, action, resource].find(isDoubt);
  if (doubt !== undefined) return doubtIn(statement, doubt);
  const unclear = isDoubt(principals) ? undefined : principals.forms.find((form) => form.is === 'unclear');
  if (unclear?.is === 'unclear') return doubtIn(statement, unclear.why);
  const [unlisted] = isDoubt(action) ? [] : action.unlisted;
  return unlisted === undefined ? null : unrecognized(statement, unlisted);
}

function holdersBy(statement: Statement, statements: readonly Statement[], guard: AwsGuard, owned: Owned): Holder[] {
  const { effect, principals } = statement;
  if (effect !== 'Allow' || isDoubt(principals)) return [];
  return candidatesOf(statement, principals, guard, owned).flatMap((candidate) => {
    const given = givenBy(statement, guard.arn, candidate);
    return holderOf(candidate, `key policy, ${statement.name}`, given, statements, guard.arn);
  });
}

/** Whether a statement gives an action to somebody of whom it speaks. What is not about who asks narrows when and for what alone. */
function givenBy(statement: Statement, keyArn: string, { request, anybody }: Candidate): OfAction {
  if (isDoubt(statement.action) || isDoubt(statement.resource)) return () => false;
  const whoever = () => true;
  return statementMatch(statement, 'Allow', keyArn, whoever, (condition) => {
    // one that leaves a statement open to everyone holds for somebody, whoever that is
    if (anybody && staysPublic(request)(condition) === true) return true;
    const match = conditionMatch(condition, request);
    return isDoubt(match) && (ownersIn(condition) !== null || !isAboutWho(condition)) ? true : match;
  });
}

/** Whether a Deny takes an action away from somebody, however they ask. */
const takenBy = (statement: Statement, keyArn: string, { caller, request }: Candidate): OfAction =>
  statementMatch(
    statement,
    'Deny',
    keyArn,
    (principals) =>
      caller === null
        ? !principals.negated && principals.forms.some(({ is }) => is === 'everyone')
        : principalMatch(principals, 'Deny', caller),
    (condition) => {
      const match = conditionMatch(condition, request);
      return isDoubt(match) && !isAboutWho(condition) ? false : match;
    },
  );

/** The holder with what is given and not taken away; none where that is nothing. */
function holderOf(candidate: Candidate, by: string, given: OfAction, statements: readonly Statement[], keyArn: string): Holder[] {
  const { name, of } = candidate;
  const taken = statements.map((statement) => takenBy(statement, keyArn, candidate)).filter((takes) => takes !== NEVER);
  const leaves = (action: string): Match => {
    const match = given(action);
    return match === false ? false : every([match, not(some(taken.map((takes) => takes(action))))]);
  };
  const left = ACTS.map(([act, actions]) => ({ act, match: some(actions.map(leaves)) }));
  const may = left.filter(({ match }) => match !== false).map(({ act }) => act);
  if (may.length === 0) return [];
  const doubt = left.every(({ match }) => match !== true) ? left.map(({ match }) => match).find(isDoubt) : undefined;
  const whose = doubt !== undefined && of.whose === 'foreign' ? inDoubt(doubt, of.declare) : of;
  return [{ principal: name, may, by, ...whose }];
}

/** Grants that give the same to the same, as one. Who may retire a grant ends it, and holds nothing of the key by that. */
function holdersOfGrants(grants: readonly AwsGrant[], statements: readonly Statement[], guard: AwsGuard, owned: Owned): Holder[] {
  const same = Map.groupBy(grants, ({ grantee, operations, issued_by, source_arn }) =>
    JSON.stringify([grantee, [...operations].sort(), issued_by, source_arn]),
  );
  return [...same.values()].flatMap((alike) => {
    const [grant] = alike;
    if (grant === undefined) return [];
    const ids = alike.flatMap(({ id }) => (id === undefined || id === null ? [] : [id]));
    const by = ids.length === 0 ? 'a grant' : `${ids.length === 1 ? 'grant' : 'grants'} ${firstOf(ids, 2)}`;
    const given = (action: string) => grant.operations.some((operation) => `kms:${operation}` === action);
    return granteeOf(grant, guard, owned).flatMap((candidate) => holderOf(candidate, by, given, statements, guard.arn));
  });
}

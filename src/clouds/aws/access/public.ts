import { type Findings, firstOf, openFor } from '../../decision.ts';
import { every, isDoubt, not, some } from '../../match.ts';
import { KEY_ACTIONS, MOST_SHOWN, READ_ACTIONS } from './action.ts';
import { deniesOutsiders, staysPublic } from './binding.ts';
import { byService, type Context } from './condition.ts';
import { applies, conditionsIn, doubtIn, type OfAction, type Statement, unrecognized } from './policy.ts';
import { everyoneMatch } from './principal.ts';
import { type AwsGuard, statementsOf } from './ruling.ts';

/**
 * What everyone may do on the key (cryptographic and administrative actions, not pure reads), by a statement that no
 * condition binds to an account or organization and that no Deny confines to one, as phrases such as
 * `everyone may kms:Decrypt (statement 1 "Sid")`. Grants are no part of it: each names its grantee.
 */
export function awsPublic(guard: AwsGuard): Findings {
  const statements = statementsOf(guard);
  if ('unknown' in statements) return openFor(statements.unknown);
  const findings: Findings = { found: [], undetermined: [] };
  for (const { statement, opens } of openings(statements, guard)) {
    const unlisted = isDoubt(statement.action) ? [] : statement.action.unlisted;
    const open = [...KEY_ACTIONS, ...unlisted].map((action) => {
      const match = opens(action);
      return { action, match: match === true && unlisted.includes(action) ? unrecognized(statement, action) : match };
    });
    const actions = open.filter(({ match }) => match === true).map(({ action }) => action);
    const doubt = open.map(({ match }) => match).find(isDoubt);
    if (actions.length > 0) findings.found.push(`everyone may ${firstOf(actions, MOST_SHOWN)} (${statement.name})`);
    else if (doubt) findings.undetermined.push(doubt.doubt);
  }
  return findings;
}

/** What everyone may read about the key, and no more, as far as it is proven; as phrases like those. */
export function awsPublicReads(guard: AwsGuard): string[] {
  const statements = statementsOf(guard);
  if ('unknown' in statements) return [];
  return openings(statements, guard).flatMap(({ statement, opens }) => {
    const reads = READ_ACTIONS.filter((action) => opens(action) === true);
    return reads.length === 0 ? [] : [`everyone may ${firstOf(reads, MOST_SHOWN)} (${statement.name})`];
  });
}

type Opening = { statement: Statement; opens: OfAction };

/** By statement that may speak to everyone, whether it opens an action to everyone and no other statement closes it. */
function openings(statements: readonly Statement[], { arn, context }: AwsGuard): Opening[] {
  const request = byService(false, context);
  const may = statements.filter(({ principals }) => isDoubt(principals) || everyoneMatch(principals) !== false);
  if (may.length === 0) return [];
  const closed = statements.map((other) => closedBy(other, arn, request));
  return may.map((statement): Opening => {
    const opened = applies(statement, 'Allow', arn, everyoneMatch, staysPublic(request));
    const opens: OfAction = (action) => {
      const match = opened(action);
      return match === false ? false : every([match, not(some(closed.map((closes) => closes(action))))]);
    };
    return { statement, opens };
  });
}

/** Whether a statement denies an action to everyone outside some account or organization. */
function closedBy(statement: Statement, keyArn: string, request: Context): OfAction {
  const everyCondition = () => true;
  const denied = applies(statement, 'Deny', keyArn, everyoneMatch, everyCondition);
  return (action) => {
    const denies = denied(action);
    if (denies === false) return false;
    const outsiders = every([denies, deniesOutsiders(conditionsIn(statement), request)]);
    return isDoubt(outsiders) && outsiders !== denies ? doubtIn(statement, outsiders) : outsiders;
  };
}

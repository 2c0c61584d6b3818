import { type Findings, firstOf, openFor } from '../../decision.ts';
import { every, isDoubt, type Match, not, some } from '../../match.ts';
import { KEY_ACTIONS, MOST_SHOWN, READ_ACTIONS, unlistedActions } from './action.ts';
import { deniesOutsiders, staysPublic } from './binding.ts';
import { byService, type Context } from './condition.ts';
import { applies, conditionsIn, doubtIn, type Statement, unrecognized } from './policy.ts';
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
  const request = byService(false, guard.context);
  const findings: Findings = { found: [], undetermined: [] };
  for (const statement of statements) {
    const unlisted = isDoubt(statement.action) ? [] : unlistedActions(statement.action);
    const open = [...KEY_ACTIONS, ...unlisted].map((action) => {
      const match = openTo(statement, statements, { action, keyArn: guard.arn, request });
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
  const request = byService(false, guard.context);
  return statements.flatMap((statement) => {
    const reads = READ_ACTIONS.filter((action) => openTo(statement, statements, { action, keyArn: guard.arn, request }) === true);
    return reads.length === 0 ? [] : [`everyone may ${firstOf(reads, MOST_SHOWN)} (${statement.name})`];
  });
}

type Asked = { action: string; keyArn: string; request: Context };

/** Whether a statement opens an action to everyone, and no other statement closes it. */
function openTo(statement: Statement, statements: Statement[], asked: Asked): Match {
  const opened = applies(statement, 'Allow', asked, everyoneMatch, staysPublic(asked.request));
  if (opened === false) return false;
  return every([opened, not(some(statements.map((other) => closedBy(other, asked))))]);
}

/** Whether a statement denies an action to everyone outside some account or organization. */
function closedBy(statement: Statement, asked: Asked): Match {
  const everyCondition = () => true;
  const denies = applies(statement, 'Deny', asked, everyoneMatch, everyCondition);
  if (denies === false) return false;
  const outsiders = every([denies, deniesOutsiders(conditionsIn(statement), asked.request)]);
  return isDoubt(outsiders) && outsiders !== denies ? doubtIn(statement, outsiders) : outsiders;
}

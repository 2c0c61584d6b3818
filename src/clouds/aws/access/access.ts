import { isKnown, type Unknown, unknown } from '../../../facts/fact.ts';
import { type Access, type Decision, type Findings, firstOf, notGranted, type PolicyAccess, together } from '../../decision.ts';
import { isDoubt } from '../../match.ts';
import type { AwsKmsName } from '../name.ts';
import type { AwsKey } from '../snapshot.ts';
import { AWS_NEEDED, AWS_OPTIONAL, isUnlisted, KEY_ACTIONS, MOST_SHOWN } from './action.ts';
import { awsHolders } from './holders.ts';
import { contextOfKey } from './key-context.ts';
import { type Statement, unrecognized } from './policy.ts';
import { awsPublic, awsPublicReads } from './public.ts';
import { type AwsGuard, type Ruling, rulings, statementsOf } from './ruling.ts';

/** Who may use the key, by its policy and its grants. */
export function accessToAwsKey({ name, key, as_of }: { name: AwsKmsName; key: AwsKey; as_of: string }): PolicyAccess {
  const context = contextOfKey(name, key, as_of);
  const guard = { arn: name.name, context, policy: key.policy, grants: key.grants };
  return {
    source: sourceOfAccess(key),
    access: (principals) => awsAccess(guard, principals),
    excess: (principals) => awsBeyondNeed(guard, principals),
    everybody: () => ({ ...awsPublic(guard), reads: awsPublicReads(guard) }),
    holders: (about) => awsHolders(guard, about),
    remarks: (principals) => awsOptionalMissing(guard, principals),
  };
}

/** A list that was read and is empty is evidence as well: that no grant gives anything is known by ListGrants. */
const sourceOfAccess = ({ policy, grants }: Pick<AwsKey, 'policy' | 'grants'>): string =>
  isKnown(policy) && isKnown(grants)
    ? 'aws:kms:GetKeyPolicy, aws:kms:ListGrants'
    : isKnown(grants)
      ? 'aws:kms:ListGrants'
      : 'aws:kms:GetKeyPolicy';

/**
 * Whether each principal (ARNs of IAM roles or users) holds each of the permissions in `AWS_NEEDED` on the key, by its
 * policy and grants alone: what the principals' own account or an organization's policies take away is not seen.
 * No principals give an empty list, which proves nothing: the caller has to take it for unknown.
 */
export function awsAccess(guard: AwsGuard, principals: readonly string[]): Access[] {
  const rulingsFor = rulings(guard, 'each');
  return principals.flatMap((principal) => {
    const ruling = rulingsFor(principal);
    return AWS_NEEDED.map((permission) => ({ principal, permission, decision: decisionOf(ruling(permission)) }));
  });
}

/** Permissions of Confluent's template that it does not need, and that some principal is known to lack. */
export function awsOptionalMissing(guard: AwsGuard, principals: readonly string[]): string[] {
  const each = principals.map(rulings(guard, 'each'));
  return AWS_OPTIONAL.filter((action) => each.some((ruling) => ruling(action).effect === 'not_granted'));
}

/**
 * What the principals may do beyond what Confluent needs or its template gives, pure reads and RetireGrant apart, as
 * phrases such as `arn:aws:iam::000000000000:role/apple may kms:PutKeyPolicy (statement 2 "Sid")`, one for each source. An
 * empty list of principals is undetermined/not_collected.
 */
export function awsBeyondNeed(guard: AwsGuard, principals: readonly string[]): Findings {
  const rulingsFor = rulings(guard, 'any');
  const undetermined: Unknown[] = [];
  if (principals.length === 0) undetermined.push(unknown('not_collected', 'Confluent names no principals').unknown);
  if (!isKnown(guard.grants)) undetermined.push(guard.grants.unknown);
  const found: string[] = [];
  const unlisted = unlistedOn(guard);
  for (const principal of principals) {
    const ruling = rulingsFor(principal);
    const bySource = new Map<string, string[]>();
    for (const action of [...EXCESS, ...unlisted]) {
      const ruled = ruling(action);
      if (ruled.effect === 'undetermined') undetermined.push(ruled.why);
      else if (ruled.effect === 'granted' && unlisted.includes(action)) undetermined.push(unlistedAction(action, ruled.by));
      else if (ruled.effect === 'granted')
        bySource.set(sourceOf(ruled.by), [...(bySource.get(sourceOf(ruled.by)) ?? []), action]);
    }
    for (const [source, actions] of bySource) found.push(`${principal} may ${firstOf(actions, MOST_SHOWN)} (${source})`);
  }
  return together([{ found, undetermined }]);
}

const NO_EXCESS: ReadonlySet<string> = new Set([...AWS_NEEDED, ...AWS_OPTIONAL, 'kms:RetireGrant']);
/** What takes the key away or gives it to others comes first, since of many only a few are shown. */
const WORST = ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:DisableKey'];
const EXCESS = [...new Set([...WORST, ...KEY_ACTIONS])].filter((action) => !NO_EXCESS.has(action));

/** Actions named in the policy or a grant that this version does not know, so that they may be more than a read. */
function unlistedOn(guard: AwsGuard): string[] {
  const statements = statementsOf(guard);
  const spelt = 'unknown' in statements ? [] : statements.flatMap(({ action }) => (isDoubt(action) ? [] : action.unlisted));
  const granted = isKnown(guard.grants) ? guard.grants.value.flatMap(({ operations }) => operations) : [];
  return [...new Set([...spelt, ...granted.map((operation) => `kms:${operation}`).filter(isUnlisted)])];
}

const unlistedAction = (action: string, by: Statement | string): Unknown =>
  typeof by === 'string'
    ? unknown('unrecognized', `${by} gives ${action}, which is no action that this version knows`).unknown
    : unrecognized(by, action).doubt;

const sourceOf = (by: Statement | string) => (typeof by === 'string' ? by : by.name);

function decisionOf(ruling: Ruling): Decision {
  if (ruling.effect === 'undetermined') return ruling;
  const by = typeof ruling.by === 'string' ? ruling.by : `${ruling.by.name} of the key policy`;
  if (ruling.effect === 'granted') return { effect: 'granted', by };
  return notGranted(ruling.because === 'denied' ? `the explicit Deny of ${by}` : by, ruling.because);
}

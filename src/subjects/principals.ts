import { derive, type Fact, firstUnknown, shown, type Unknown, unknown } from '../facts/fact.ts';
import type { RegisteredKey } from '../snapshot/schema.ts';
import type { Context } from './context.ts';

/** An empty list is unknown: a check of each principal would pass for lack of any. */
export function principalsOf(registration: RegisteredKey | undefined): Fact<string[]> {
  if (registration === undefined)
    return unknown('not_collected', 'Confluent does not name the principals that use a key which is named on the cluster itself');
  return derive(registration.principals, (names) =>
    names.length === 0 ? unknown('not_collected', 'Confluent names no principal that uses the key') : names,
  );
}

/**
 * Why Confluent may use a key as principals that no registration of it names, or null where it may not. What was refused
 * or garbled comes before what only a person can say.
 * @param registrations the first of them whose principals are not known
 * @param legacy whether a cluster names the key itself
 */
export function unnamedPrincipals(
  { snapshot: { confluent } }: Context,
  registrations: { unread: { unknown: Unknown } | undefined },
  legacy: boolean,
): Unknown | null {
  const { keys, quotas } = confluent;
  const unread = registrations.unread ?? firstUnknown([keys.end]);
  if (unread !== undefined) return unread.unknown;
  if ((shown(quotas.byok_keys.usage) ?? 0) > keys.seen.length)
    return unknown('ambiguous', 'Confluent counts more registered keys than it lists').unknown;
  return legacy
    ? unknown('unsupported', 'a cluster names the key itself, and no interface says as whom Confluent uses it then').unknown
    : null;
}

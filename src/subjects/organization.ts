import { derive, type Fact, isKnown, shown, unknown } from '../facts/fact.ts';
import type { Confluent } from '../snapshot/schema.ts';
import type { Context } from './context.ts';
import type { Without } from './draft.ts';
import type { OrganizationSubject } from './schema.ts';

export function organizationDraft(context: Context): Without<OrganizationSubject> {
  const { id, name } = context.organization;
  const { confluent } = context.snapshot;
  const limit = derive(confluent.quotas.byok_keys.limit, (value) =>
    value > 0 ? value : unknown('ambiguous', `the applied limit is ${value}`),
  );
  const used = keysUsed(context);
  return {
    type: 'organization',
    id,
    as_of: context.as_of,
    name,
    quota: {
      limit,
      at_least: atLeast(confluent, context.snapshot.taken_at),
      used,
      difference: difference(confluent),
      remaining: isKnown(limit) ? derive(used, (count) => Math.max(0, limit.value - count)) : limit,
    },
  };
}

/** The larger of Confluent's count and the list: a list that broke off still proves what it holds. */
function keysUsed({ snapshot, populations }: Context): Fact<number> {
  const { keys, quotas } = snapshot.confluent;
  const { usage } = quotas.byok_keys;
  if (isKnown(usage)) return derive(usage, (count) => Math.max(count, keys.seen.length));
  if (usage.unknown.cause !== 'not_collected') return usage;
  // Confluent leaves the count out while it is zero, so the list decides, if it is whole
  return derive(populations.keys, () => keys.seen.length);
}

function difference({ keys, quotas }: Confluent): Fact<number> {
  const { usage } = quotas.byok_keys;
  if (!isKnown(usage)) return usage.unknown.cause === 'not_collected' ? derive(keys.end, () => 0) : usage;
  return isKnown(keys.end) ? derive(usage, (count) => count - keys.seen.length) : derive(usage, () => 0);
}

/** A list that broke off, or a count without a list, still proves what it holds. */
const atLeast = ({ keys, quotas }: Confluent, observed_at: string): Fact<number> => ({
  value: Math.max(keys.seen.length, shown(quotas.byok_keys.usage) ?? 0),
  source: 'confluent:GET /byok/v1/keys',
  observed_at,
});

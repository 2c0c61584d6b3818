import { count, type Fields, filled } from '../collect/reply.ts';
import { type Fact, isKnown, type Listing, unknown } from '../facts/fact.ts';
import { propertyOf } from '../input/is-record.ts';
import { QUOTA_PATH, QUOTA_SCOPE, quotaCall } from '../snapshot/quotas.ts';
import type { Quota } from '../snapshot/schema.ts';
import { CONFLUENT } from './calls.ts';
import type { ConfluentApi } from './client.ts';
import { ID } from './ids.ts';
import { ROLE } from './permissions.ts';

type Item = Quota & { id: string; organization: unknown };

/** What Confluent answers about one quota: one item, if it is what was asked for. */
export const quotaItems = (api: ConfluentApi, code: string): Promise<Listing<Item>> =>
  api.list(
    { path: QUOTA_PATH, query: { scope: QUOTA_SCOPE, id: code }, permission: ROLE.organization },
    {
      kind: 'AppliedQuota',
      id: ID.quota,
      strays: (item) => {
        const scope = item.optional('scope', filled, QUOTA_SCOPE);
        return isKnown(scope) && scope.value.toLowerCase() === QUOTA_SCOPE ? null : `is of another scope than ${QUOTA_SCOPE}`;
      },
      parse: (item: Fields, id) => ({
        id,
        organization: propertyOf(item.raw, 'organization', 'id'),
        limit: item.required('applied_limit', count),
        usage: item.required('usage', count),
      }),
    },
  );

/**
 * Limit and usage of a quota. A list that holds anything else besides is no answer.
 * @param organization the id of the organization, where it is known
 */
export function quotaOf({ seen, end }: Listing<Item>, code: string, organization: string | undefined): Quota {
  const at = { source: CONFLUENT.quotas, call: quotaCall(code) };
  const neither = (why: Fact<never>): Quota => ({ limit: why, usage: why });
  if (!isKnown(end)) return neither(end);
  const [found] = seen.filter(({ id }) => id === code);
  if (found === undefined) {
    const cause = seen.length === 0 ? 'not_collected' : 'malformed';
    return neither(unknown(cause, `the reply names no quota ${code}`, at));
  }
  const { organization: its, limit, usage } = found;
  const isOther = its !== undefined && its !== null && organization !== undefined && its !== organization;
  return isOther ? neither(unknown('malformed', 'the quota is of another organization', at)) : { limit, usage };
}

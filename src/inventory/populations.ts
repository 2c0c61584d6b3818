import Type from 'typebox';
import {
  Cause,
  derive,
  type Fact,
  firstUnknown,
  isKnown,
  type Listing,
  ofConfluent,
  type Unknown,
  unknown,
} from '../facts/fact.ts';
import { nullable, object, text } from '../input/shapes.ts';
import { QUOTAS, quotaCall, settledClusters } from '../snapshot/quotas.ts';
import type { Confluent } from '../snapshot/schema.ts';

/** A list that was not read to its end, or that is known to lack something. */
const Gap = object({
  what: text,
  list: Type.Enum(['environments', 'clusters', 'keys'], { type: 'string' }),
  /** The id of that whose clusters they are; null for a list of the whole organization. */
  environment: nullable(text),
  cause: Cause,
  call: nullable(text),
});
type Gap = Type.Static<typeof Gap>;

/** `complete`: true, false (then `gaps` says where), or null: read to the end, but not proven to be everything. */
export const Population = object({
  subject_type: text,
  seen: Type.Integer({ minimum: 0 }),
  complete: nullable(Type.Boolean()),
  gaps: Type.Array(Gap),
  /** Why `complete` is null. */
  unproven: nullable(text),
  /** The attestation without which `complete` would be null. */
  attested: nullable(text),
});
export type Population = Type.Static<typeof Population>;

/** How whole what was seen is: for the report, and as facts that rules can rest on. */
export type Populations = ReturnType<typeof populations>;

/** The attestation that the API key sees the whole organization, but for so many clusters that Confluent counts nevertheless. */
export type WholeOrganization = { id: string; attested_by: string; attested_at: string; unlisted_clusters?: number };

/**
 * Derives which populations are whole. A list that was read to its end may still have been filtered by the API key's
 * role, without any error; the proof that it was not is that Confluent counts no more environments and no more clusters than
 * were listed. An attestation is the other proof; it never outweighs a count that says otherwise, nor a list that broke off.
 * @param seen how many subjects of each type there are
 * @param attestation that the API key sees everything, if anybody attests it
 */
export function populations(
  confluent: Confluent,
  seen: { clusters: number; keys: number },
  attestation: WholeOrganization | null = null,
) {
  const more = unlistedClusters(confluent);
  const attested = attestation === null || hasLapsed(attestation, more) ? null : attestedBy(attestation);
  const counted = environmentsWhole(confluent);
  const unproven = isKnown(confluent.environments.end) && !isKnown(counted) && !isGap(counted.unknown);
  const environments = unproven ? (attested ?? counted) : counted;
  const ids = new Set([...confluent.environments.seen.map(({ id }) => id), ...Object.keys(confluent.clusters)]);
  const clusterLists = [...ids].map((environment) => ({ environment, end: endOf(confluent.clusters, environment) }));
  const counts = isKnown(environments) ? clustersWhole(confluent, more, environments, { attested, attestation }) : environments;
  const clusters = firstUnknown(clusterLists.map(({ end }) => end)) ?? counts;
  const keys = keysWhole(confluent, counts, attested);
  return {
    list: [
      population('organization', 1, { value: true, source: 'confluent', observed_at: '' }, []),
      population(
        'environment',
        confluent.environments.seen.length,
        environments,
        gap(environments, 'environments', 'environments'),
      ),
      population('cluster', seen.clusters, clusters, [
        ...gap(environments, 'environments, and with them their clusters', 'environments'),
        ...clusterLists.flatMap(({ environment, end }) =>
          gap(end, `the clusters of environment ${environment}`, 'clusters', environment),
        ),
      ]),
      keyPopulation(seen.keys, keys, confluent),
    ],
    environments,
    clusters,
    keys,
    /** How many more clusters Confluent counts than were listed. */
    unlisted_clusters: more,
  };
}

const attestedBy = ({ id, attested_by, attested_at }: WholeOrganization): Fact<true> => ({
  value: true,
  source: `attestation ${id} by ${attested_by}`,
  observed_at: attested_at,
  attested_by: id,
});

/** One that says how many clusters are not listed holds while there are so many. */
const hasLapsed = ({ unlisted_clusters }: { unlisted_clusters?: number }, unlisted: Fact<number>): boolean =>
  unlisted_clusters !== undefined && isKnown(unlisted) && unlisted.value !== unlisted_clusters;

/** @param gaps none where it is whole */
function population(subject_type: string, seen: number, whole: Fact<true>, gaps: Gap[]): Population {
  if (gaps.length > 0) return { subject_type, seen, complete: false, gaps, unproven: null, attested: null };
  if (isKnown(whole)) return { subject_type, seen, complete: true, gaps, unproven: null, attested: whole.attested_by ?? null };
  const [complete, unproven] = [null, whole.unknown.detail];
  return { subject_type, seen, complete, gaps, unproven, attested: null };
}

/** A key from before the BYOK API is known from its clusters alone: one whose name could not be read is missing. */
function keyPopulation(seen: number, keys: Fact<true>, { clusters }: Confluent): Population {
  const unnamed = Object.entries(clusters).flatMap(([environment, list]) =>
    list.seen.flatMap(({ id, byok_id, encryption_key }) =>
      isKnown(byok_id) && byok_id.value !== null
        ? []
        : gap(encryption_key, `the key that cluster ${id} names`, 'clusters', environment),
    ),
  );
  return population('key', seen, keys, [...gap(keys, 'registered keys', 'keys'), ...unnamed]);
}

/** Whether the list for this id was read to its end. */
export const endOf = <T>(lists: Record<string, Listing<T>>, id: string): Fact<true> =>
  (Object.hasOwn(lists, id) ? lists[id] : undefined)?.end ?? unknown('not_collected', `the snapshot has no list for ${id}`);

function environmentsWhole({ environments, quotas }: Confluent): Fact<true> {
  if (!isKnown(environments.end)) return environments.end;
  const { usage } = quotas.environments;
  const listed = new Set(environments.seen.map(({ id }) => id)).size;
  if (!isKnown(usage)) return notCounted('environments', listed, usage.unknown);
  if (usage.value < 1 && listed > 0) return countedNone('environments', listed, usage.value);
  if (listed >= usage.value) return environments.end;
  return unknown('denied', `Confluent counts ${usage.value} environments, of which the API key was shown ${listed}`, {
    ...ofConfluent('GET /org/v2/environments'),
    permission: 'OrganizationAdmin',
  });
}

type Counted = 'environments' | 'clusters' | 'keys';
const COUNTS: Record<Counted, string> = {
  environments: quotaCall(QUOTAS.environments),
  clusters: quotaCall(QUOTAS.kafka_clusters),
  keys: quotaCall(QUOTAS.byok_keys),
};

const notCounted = (what: Counted, listed: number, { cause, detail, ...at }: Unknown) =>
  unknown(
    'ambiguous',
    `nothing proves that the list of ${what} (${listed}) is whole: Confluent's count of them could not be read (${cause === 'denied' ? cause : `${cause}: ${detail}`})`,
    { ...at, ...ofConfluent(COUNTS[what]) },
  );

const countedNone = (what: Counted, listed: number, counted: number) =>
  unknown(
    'ambiguous',
    `nothing proves that the list of ${what} (${listed}) is whole: Confluent's count of them is ${counted}`,
    ofConfluent(COUNTS[what]),
  );

/** How many more clusters Confluent counts than were listed: a role may hide single clusters of a listed environment. */
function unlistedClusters({ clusters, quotas }: Confluent): Fact<number> {
  const { usage } = quotas.kafka_clusters;
  const listed = new Set(Object.values(clusters).flatMap(({ seen }) => seen.map(({ id }) => id))).size;
  if (!isKnown(usage)) return notCounted('clusters', listed, usage.unknown);
  const settled = settledClusters(clusters, usage.observed_at);
  if (usage.value < 1 && settled > 0) return countedNone('clusters', listed, usage.value);
  return derive(usage, (counted) => Math.max(0, counted - settled));
}

/** A count that is larger may lag, or hold clusters that are being deleted: only a person can say then which it is. */
function clustersWhole(
  { clusters }: Confluent,
  more: Fact<number>,
  listed: Fact<true>,
  by: { attested: Fact<true> | null; attestation: WholeOrganization | null },
): Fact<true> {
  const stated = by.attestation?.unlisted_clusters;
  if (!isKnown(more)) return (stated === undefined ? by.attested : null) ?? more;
  if (more.value === 0) return listed;
  if (stated === more.value && by.attested !== null) return by.attested;
  const settled = settledClusters(clusters, more.observed_at);
  return unknown(
    'ambiguous',
    `Confluent counts ${settled + more.value} clusters (${COUNTS.clusters}), and ${settled} were listed that are older than an hour: ` +
      `${more.value} more may be hidden from the API key, or be deleted at the moment`,
    { ...ofConfluent(COUNTS.clusters), permission: 'OrganizationAdmin' },
  );
}

/**
 * More keys counted than listed leaves it open whether the count lags or the list was filtered; so does a count that could not
 * be read. Confluent leaves it out while it is zero: then the list is trusted as far as the API key sees everything else.
 */
function keysWhole({ keys, quotas }: Confluent, counts: Fact<true>, attested: Fact<true> | null): Fact<true> {
  const { usage } = quotas.byok_keys;
  const listed = keys.seen.length;
  if (!isKnown(keys.end)) return keys.end;
  if (!isKnown(usage)) {
    if (usage.unknown.cause !== 'not_collected') return attested ?? notCounted('keys', listed, usage.unknown);
    if (isKnown(counts)) return counts.attested_by === undefined ? keys.end : counts;
    const why = `the list of keys is trusted as far as the other lists are, and ${counts.unknown.detail}`;
    return attested ?? unknown('ambiguous', why, counts.unknown);
  }
  if (usage.value <= listed) return keys.end;
  return unknown('ambiguous', `Confluent counts ${usage.value} keys, of which the API key was shown ${listed}`, {
    ...ofConfluent('GET /byok/v1/keys'),
    permission: 'OrganizationAdmin',
  });
}

const isGap = ({ cause }: Unknown): boolean => cause !== 'ambiguous';

function gap(end: Fact<unknown>, what: string, list: Gap['list'], environment: string | null = null): Gap[] {
  if (isKnown(end) || !isGap(end.unknown)) return [];
  const { cause, call, detail } = end.unknown;
  return [{ what: `${what}: ${detail}`, list, environment, cause, call: call ?? null }];
}

import Type from 'typebox';
import { Cause, type Fact, firstUnknown, isKnown, type Listing, type Unknown, unknown } from '../facts/fact.ts';
import { nullable, object, text } from '../input/shapes.ts';
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

/** The attestation that the API key sees the whole organization. */
export type WholeOrganization = { id: string; attested_by: string; attested_at: string };

const ENVIRONMENT_QUOTA = 'GET /service-quota/v1/applied-quotas?scope=organization&id=iam.max_environments.per_org';

/**
 * Derives which populations are whole. A list that was read to its end may still have been filtered by the API key's
 * role, without any error; the proof that it was not is that Confluent counts no more environments than were listed.
 * An attestation is the other proof; it never outweighs a count that says otherwise, nor a list that broke off.
 * @param seen how many subjects of each type there are
 * @param attestation that the API key sees everything, if anybody attests it
 */
export function populations(
  confluent: Confluent,
  seen: { clusters: number; keys: number },
  attestation: WholeOrganization | null = null,
) {
  const attested: Fact<true> | null = attestation && {
    value: true,
    source: `attestation ${attestation.id} by ${attestation.attested_by}`,
    observed_at: attestation.attested_at,
    attested_by: attestation.id,
  };
  const counted = environmentsWhole(confluent);
  const unproven = isKnown(confluent.environments.end) && !isKnown(counted) && !isGap(counted.unknown);
  const environments = unproven ? (attested ?? counted) : counted;
  const ids = new Set([...confluent.environments.seen.map(({ id }) => id), ...Object.keys(confluent.clusters)]);
  const clusterLists = [...ids].map((environment) => ({ environment, end: endOf(confluent.clusters, environment) }));
  const clusters = firstUnknown(clusterLists.map(({ end }) => end)) ?? environments;
  const keys = keysWhole(confluent, environments);
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
      population('key', seen.keys, keys, gap(keys, 'registered keys', 'keys')),
    ],
    clusters,
    keys,
  };
}

/** @param gaps none where it is whole */
function population(subject_type: string, seen: number, whole: Fact<true>, gaps: Gap[]): Population {
  if (isKnown(whole)) return { subject_type, seen, complete: true, gaps, unproven: null, attested: whole.attested_by ?? null };
  const [complete, unproven] = gaps.length > 0 ? [false, null] : [null, whole.unknown.detail];
  return { subject_type, seen, complete, gaps, unproven, attested: null };
}

/** Whether the list for this id was read to its end. */
export const endOf = <T>(lists: Record<string, Listing<T>>, id: string): Fact<true> =>
  (Object.hasOwn(lists, id) ? lists[id] : undefined)?.end ?? unknown('not_collected', `the snapshot has no list for ${id}`);

function environmentsWhole({ environments, quotas }: Confluent): Fact<true> {
  if (!isKnown(environments.end)) return environments.end;
  const { usage } = quotas.environments;
  const listed = new Set(environments.seen.map(({ id }) => id)).size;
  if (!isKnown(usage)) {
    const why = `${usage.unknown.cause}: ${usage.unknown.detail}`;
    return unknown(
      'ambiguous',
      `${listed} environments were listed, but nothing proves that these are all: Confluent's count of environments could not be read (${why})`,
      { ...usage.unknown, call: ENVIRONMENT_QUOTA },
    );
  }
  if (usage.value < 1 && listed > 0) {
    return unknown(
      'ambiguous',
      `${listed} environments were listed and Confluent counts ${usage.value}: its count proves nothing`,
      { call: ENVIRONMENT_QUOTA },
    );
  }
  if (listed >= usage.value) return environments.end;
  return unknown('denied', `Confluent counts ${usage.value} environments, and the API key was shown ${listed} of them`, {
    call: 'GET /org/v2/environments',
    permission: 'OrganizationAdmin',
  });
}

/** More keys counted than listed leaves it open whether the count lags or the list was filtered. */
function keysWhole({ keys, quotas }: Confluent, environments: Fact<true>): Fact<true> {
  const { usage } = quotas.byok_keys;
  if (!isKnown(keys.end)) return keys.end;
  // without a count of its own the list is trusted as far as the API key is known to see everything
  if (!isKnown(usage) && !isKnown(environments))
    return unknown(
      'ambiguous',
      `nothing proves that the list of keys is whole: ${environments.unknown.detail}`,
      environments.unknown,
    );
  if (!isKnown(usage)) return isKnown(environments) && environments.attested_by !== undefined ? environments : keys.end;
  if (usage.value <= keys.seen.length) return keys.end;
  return unknown('ambiguous', `Confluent counts ${usage.value} keys, and the API key was shown ${keys.seen.length} of them`, {
    call: 'GET /byok/v1/keys',
    permission: 'OrganizationAdmin',
  });
}

const isGap = ({ cause }: Unknown): boolean => cause !== 'ambiguous';

function gap(end: Fact<true>, what: string, list: Gap['list'], environment: string | null = null): Gap[] {
  if (isKnown(end) || !isGap(end.unknown)) return [];
  const { cause, call, detail } = end.unknown;
  return [{ what: `${what}: ${detail}`, list, environment, cause, call: call ?? null }];
}

import pLimit from 'p-limit';
import type { Caller, Environment } from '../clouds/cloud.ts';
import { CLOUDS, cloudOf, type KmsName, type Provider } from '../clouds/index.ts';
import type { Call, Collection } from '../collect/observe.ts';
import { namesIn, namesOnClusters, ofCloud, toReadIn } from '../collect/to-read.ts';
import type { Config } from '../config/schema.ts';
import { collectConfluent } from '../confluent/collect.ts';
import type { ConfluentCredentials } from '../confluent/credentials.ts';
import { isKnown, type Unknown } from '../facts/fact.ts';
import { byCodePoint } from '../input/code-point.ts';
import type { Confluent } from '../snapshot/schema.ts';

/** A call of the trial, at a place in words (null: at Confluent Cloud), and why it was not answered; null where it was. */
export type Outcome = { grantor: 'confluent' | Provider; place: string | null; call: Call; why: Unknown | null };

/** A place that has keys of a cloud: the one that is tried, and all of them. */
export type Place = { provider: Provider; place: string; tried: KmsName; names: readonly KmsName[] };

export type Trial = { confluent: Confluent; places: Place[]; outcomes: Outcome[] };

/** Places that are tried at the same time. */
const AT_ONCE = 8;

/** What a scan would ask with. */
export type Asking = { collection: Collection; config: Config; credentials: ConfluentCredentials; env: Environment };

/**
 * Asks what a scan would ask, with what a scan asks with: of Confluent Cloud everything but the connectors of more than one
 * cluster, of each cloud one key of each place.
 * @throws AuditError 69 where Confluent Cloud cannot be reached or refuses the credentials
 */
export async function trial({ collection, config, credentials, env }: Asking): Promise<Trial> {
  const outcomes: Outcome[] = [];
  const hearing = (grantor: Outcome['grantor'], place: string | null): Collection => ({
    ...collection,
    answered: (call, answer) => outcomes.push({ grantor, place, call, why: isKnown(answer) ? null : answer.unknown }),
  });
  const listed = await collectConfluent(hearing('confluent', null), config, credentials, { connectorsOf: 1 });
  const confluent = await listed.whole;
  const { keys } = confluent;
  const registered = namesIn(keys.seen.map(({ kms }) => kms));
  const onClusters = namesOnClusters(confluent.clusters, registered);
  const inUse = new Set([
    ...keys.seen.flatMap(({ state, kms }) =>
      isKnown(state) && state.value === 'IN_USE' && isKnown(kms) ? [kms.value.name] : [],
    ),
    ...onClusters.map(({ name }) => name),
  ]);
  const limit = pLimit(AT_ONCE);
  const places = CLOUDS.flatMap((cloud) => placesIn(cloud, ofCloud(cloud, [...registered, ...onClusters]), inUse));
  await Promise.all(
    places.map(({ provider, place, tried }) =>
      limit(async () => {
        const cloud = cloudOf(tried);
        const known = toReadIn(cloud, [tried], keys.seen);
        const toRead = { ...known, principals: known.principalsOf.get(tried.name) ?? [], probing: true };
        await cloud.reading.read(hearing(provider, place), config[provider], toRead, env);
      }),
    ),
  );
  return { confluent, places, outcomes };
}

/** A key that is in use is there more likely than another. */
function placesIn(
  { provider, names: { place } }: (typeof CLOUDS)[number],
  names: readonly KmsName[],
  inUse: ReadonlySet<string>,
) {
  const byPlace = [...Map.groupBy(names, place)].sort(([a], [b]) => byCodePoint(a, b));
  return byPlace.flatMap(([where, there]): Place[] => {
    const tried = there.find(({ name }) => inUse.has(name)) ?? there[0];
    return tried === undefined ? [] : [{ provider, place: where, tried, names: there }];
  });
}

/** As whom each cloud with keys is asked. Apart from the trial: a scan need not reach what answers this. */
export async function callersOf(
  { collection, config, env }: Asking,
  { places, confluent: { keys } }: Pick<Trial, 'places' | 'confluent'>,
): Promise<(Caller & { provider: Provider })[]> {
  const each = CLOUDS.map(async (cloud) => {
    const { provider, reading } = cloud;
    const names = places.filter((one) => one.provider === provider).flatMap((one) => one.tried);
    if (names.length === 0) return [];
    const callers = await reading.callers(collection, config[provider], toReadIn(cloud, names, keys.seen), env);
    return callers.map((caller) => ({ ...caller, provider }));
  });
  return (await Promise.all(each)).flat();
}

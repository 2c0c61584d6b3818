import type { Config } from '../config/schema.ts';
import { type Fact, isKnown, shown, unknown } from '../facts/fact.ts';
import { byCodePoint } from '../input/code-point.ts';
import { matcher } from '../input/globs.ts';
import { bindings, unregistered } from '../inventory/bindings.ts';
import { type KeyPasts, noKeyPast } from '../inventory/key-past.ts';
import { type Populations, populations, type WholeAttested } from '../inventory/populations.ts';
import { registrations } from '../inventory/registrations.ts';
import type { Cluster, Confluent, Snapshot } from '../snapshot/schema.ts';
import { clusterSubject } from './cluster.ts';
import type { Context } from './context.ts';
import { environmentSubject } from './environment.ts';
import { keySubjects } from './key.ts';
import { organizationSubject, UNSEEN_ORGANIZATION } from './organization.ts';
import { type DeletedUse, retiredClusters, withDeleted } from './past.ts';
import type { Subject } from './schema.ts';

/** What snapshot and configuration mean together. */
export type Inventory = {
  organization: { id: string; name: string | null };
  subjects: Subject[];
  populations: Populations;
  /** What the user should hear about the configuration's fit to what was seen. */
  warnings: string[];
  /** `production` patterns are configured and match no cluster. */
  productionMatchesNothing: boolean;
  /** There are clusters, and the configuration's choice of environments leaves none to judge. */
  filterLeavesNothing: boolean;
  /** Environments that were seen, and that the configuration does not choose; by id. */
  leftOut: string[];
};

/**
 * Builds the subject documents: one for each thing that a rule may judge, with every join it needs.
 * @param parameters the policy's parameters, defaults filled in
 * @param as_of the judging clock, RFC 3339
 * @param past what is known of KMS keys from before the snapshot
 * @param word a person's that the API key sees the whole organization
 */
export function inventory(
  snapshot: Snapshot,
  config: Config,
  parameters: Subject['parameters'],
  as_of: string,
  past: KeyPasts = noKeyPast,
  word: WholeAttested | null = null,
): Inventory {
  const { confluent } = snapshot;
  const listed = Object.values(confluent.clusters).flatMap(({ seen }) => seen);
  const clusters = listed.filter((cluster) => deletionOf(cluster, as_of) === null);
  const bound = bindings(confluent, clusters);
  const environmentNames = new Map(confluent.environments.seen.map(({ id, name }) => [id, name]));
  const seen = { clusters: clusters.length, keys: confluent.keys.seen.length + unregistered(bound, confluent).length };
  const whole = populations(confluent, seen, word);
  const production = productionMatcher(config, environmentNames, snapshot.taken_at);
  const context: Context = {
    snapshot,
    as_of,
    parameters,
    bindings: bound,
    populations: whole,
    registrations: registrations(confluent),
    production,
    past: withDeleted(past, [...retiredClusters(config.retired_clusters, as_of), ...deletedClusters(confluent, listed, as_of)]),
    expectedKey: (id) => (Object.hasOwn(config.expected_keys, id) ? config.expected_keys[id] : undefined),
    environmentName: (id) => shown(environmentNames.get(id) ?? unknown('not_collected', '')) ?? null,
  };
  const judged = environmentFilter(config, environmentNames);
  const organization = organizationOf(snapshot);
  const environments = confluent.environments.seen
    .filter(({ id }) => judged(id))
    .map((environment) => environmentSubject(context, environment));
  const subjects: Subject[] = [
    organizationSubject(context, organization),
    ...environments,
    ...clusters.filter(({ environment }) => judged(environment)).map((cluster) => clusterSubject(context, cluster)),
    ...keySubjects(context),
  ];
  const matchesNothing = config.production !== null && !clusters.some((cluster) => shown(production(cluster)) === true);
  return {
    organization,
    subjects,
    populations: whole,
    warnings: [...unmatchedPatterns(config, clusters, environmentNames), ...unmatchedClusters(config, clusters, as_of)],
    productionMatchesNothing: matchesNothing,
    leftOut: confluent.environments.seen.flatMap(({ id }) => (judged(id) ? [] : [id])).sort(byCodePoint),
    filterLeavesNothing: clusters.length > 0 && !clusters.some(({ environment }) => judged(environment)),
  };
}

/** When the cluster was deleted; null while it is there. A deletion from before its creation is none. */
export function deletionOf({ created_at, deleted_at }: Cluster, as_of: string): string | null {
  if (!isKnown(deleted_at) || deleted_at.value === null) return null;
  const deleted = Date.parse(deleted_at.value);
  const created = isKnown(created_at) ? Date.parse(created_at.value) : Number.NaN;
  return deleted <= Date.parse(as_of) && !(deleted < created) ? deleted_at.value : null;
}

/** Clusters that the lists still hold although they are deleted: earlier users of their keys. */
function deletedClusters(confluent: Confluent, listed: readonly Cluster[], as_of: string): DeletedUse[] {
  const deleted = listed.filter((cluster) => deletionOf(cluster, as_of) !== null);
  return bindings(confluent, deleted).all.flatMap(({ cluster, kms }) => {
    const until = deletionOf(cluster, as_of);
    return until === null || !isKnown(kms)
      ? []
      : [
          {
            cluster: cluster.id,
            from: shown(cluster.created_at) ?? null,
            until,
            source: 'cluster_list',
            key: kms.value,
          },
        ];
  });
}

/** By its own list, else by the resource names of what belongs to it: the list may be refused. */
export function organizationOf({ confluent }: Snapshot): { id: string; name: string | null } {
  const inNames = [...confluent.environments.seen, ...confluent.keys.seen]
    .map(({ organization_id }) => organization_id)
    .find((id) => id !== null);
  const { seen } = confluent.organizations;
  const own = seen.find(({ id }) => id === inNames) ?? seen[0];
  return { id: own?.id ?? inNames ?? UNSEEN_ORGANIZATION, name: own === undefined ? null : (shown(own.name) ?? null) };
}

function environmentFilter(config: Config, names: ReadonlyMap<string, Fact<string>>): (id: string) => boolean {
  const { include, exclude } = config.confluent.environments;
  const [included, excluded] = [matcher(include), matcher(exclude)];
  return (id) => {
    const name = shown(names.get(id) ?? unknown('not_collected', ''));
    // whose name could not be read might be meant: it is judged
    if (name === undefined) return !excluded(id);
    return (included(id) || included(name)) && !excluded(id) && !excluded(name);
  };
}

/** A cluster whose name could not be read is production if its id says so, and otherwise unknown, never "not production". */
function productionMatcher(
  config: Config,
  environmentNames: ReadonlyMap<string, Fact<string>>,
  taken_at: string,
): (cluster: Cluster) => Fact<boolean> {
  const { production } = config;
  const told = (value: boolean): Fact<boolean> => ({ value, source: 'configuration', observed_at: taken_at });
  if (production === null) return () => told(true);
  const [environments, clusters] = [matcher(production.environments), matcher(production.clusters)];
  return (cluster) => {
    const pairs = [
      {
        id: cluster.environment,
        name: environmentNames.get(cluster.environment),
        matches: environments,
        used: production.environments,
      },
      { id: cluster.id, name: cluster.name, matches: clusters, used: production.clusters },
    ];
    if (pairs.some(({ id, name, matches }) => matches(id) || (name !== undefined && isKnown(name) && matches(name.value))))
      return told(true);
    const unread = pairs.find(({ name, used }) => used.length > 0 && (name === undefined || !isKnown(name)));
    if (unread === undefined) return told(false);
    const { name } = unread;
    if (name !== undefined && !isKnown(name)) return name;
    return unknown(
      'not_collected',
      `environment ${cluster.environment} is not in the list of environments, so its name is not known`,
    );
  };
}

function unmatchedPatterns(
  config: Config,
  clusters: readonly Cluster[],
  environmentNames: ReadonlyMap<string, Fact<string>>,
): string[] {
  const namesOf = (entries: Iterable<[string, Fact<string>]>) =>
    [...entries].flatMap(([id, name]) => [id, ...(isKnown(name) ? [name.value] : [])]);
  const environments = namesOf(environmentNames);
  const ofClusters = namesOf(clusters.map(({ id, name }) => [id, name]));
  const patterns = [
    ...(config.production?.environments ?? []).map((glob) => ({ key: 'production.environments', glob, names: environments })),
    ...(config.production?.clusters ?? []).map((glob) => ({ key: 'production.clusters', glob, names: ofClusters })),
    ...config.confluent.environments.include
      .filter((glob) => glob !== '*')
      .map((glob) => ({ key: 'confluent.environments.include', glob, names: environments })),
  ];
  return patterns
    .filter(({ glob, names }) => !names.some(matcher([glob])))
    .map(({ key, glob }) => `configuration: ${key}: "${glob}" matches nothing`);
}

/** A declaration about a cluster that is not there, or about a retired one that is. */
function unmatchedClusters({ expected_keys, retired_clusters }: Config, clusters: readonly Cluster[], as_of: string): string[] {
  const ids = new Set(clusters.map(({ id }) => id));
  return [
    ...Object.keys(expected_keys)
      .filter((id) => !ids.has(id))
      .map((id) => `configuration: expected_keys: there is no cluster "${id}"`),
    ...retired_clusters
      .filter(({ id }) => ids.has(id))
      .map(({ id }) => `configuration: retired_clusters: cluster "${id}" is still there`),
    ...retired_clusters
      .filter(({ deleted_at }) => Date.parse(deleted_at) > Date.parse(as_of))
      .map(
        ({ id, deleted_at }) => `configuration: retired_clusters: "${id}" is not deleted before ${deleted_at}, and is left out`,
      ),
  ];
}

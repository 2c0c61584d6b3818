import { collected, keyNamed } from '../clouds/index.ts';
import type { Config } from '../config/schema.ts';
import { isKnown, shown } from '../facts/fact.ts';
import { byCodePoint } from '../input/code-point.ts';
import { once } from '../input/once.ts';
import { deletionOf } from '../inventory/bindings.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { KeyPasts } from '../inventory/key-past.ts';
import { notesIn } from '../snapshot/notes.ts';
import { clusterDraft } from './cluster.ts';
import { computePools } from './consumers.ts';
import type { Context } from './context.ts';
import { type Draft, documentOf } from './draft.ts';
import { environmentDraft } from './environment.ts';
import { type ExternalStores, externalStores } from './external-store.ts';
import { keyDrafts } from './key.ts';
import { organizationDraft } from './organization.ts';
import { type DeletedUse, retiredClusters, withDeleted } from './past.ts';
import { productionMatcher, productionOfUsers } from './production.ts';
import { SUBJECT_TYPES, type Subject } from './schema.ts';
import { environmentFilter, scopeOf } from './scope.ts';
import type { Shared } from './shared.ts';

/**
 * The subject documents: what inventory, past and configuration mean together.
 * @param past what is known of KMS keys from before the snapshot
 * @param parameters the policy's parameters, defaults filled in
 */
export function subjects(inventory: Inventory, past: KeyPasts, config: Config, parameters: Subject['parameters']) {
  const { snapshot, as_of } = inventory;
  const environmentNames = new Map(snapshot.confluent.environments.seen.map(({ id, name }) => [id, name]));
  const notes = notesIn(snapshot.kms);
  const production = productionMatcher(config, environmentNames, snapshot.taken_at);
  const context: Context = {
    ...inventory,
    parameters,
    production,
    inProduction: productionOfUsers(production),
    past: withDeleted(past, [...retiredClusters(config.retired_clusters, as_of), ...deletedClusters(inventory)]),
    expectedKey: (id) => (Object.hasOwn(config.expected_keys, id) ? config.expected_keys[id] : undefined),
    trusted: config.trusted_principals,
    ownerTags: config.owner_tags,
    environmentNames,
    notesOn: (kms) => collected(kms, notes),
  };
  const stores = once(() => externalStores(context));
  const shared = once(
    (): Shared => ({
      ...{ parameters, taken_at: snapshot.taken_at, service_principals: snapshot.service_principals },
      trusted: context.trusted,
      owner_tags: context.ownerTags,
      all_keys_seen: inventory.populations.keys,
      store_sizes: stores().sizes,
    }),
  );
  const isChosen = environmentFilter(config, environmentNames);
  const scope = scopeOf(context, config, isChosen);
  const unmatched = scope.patterns.filter(({ matched }) => matched === 0);
  return {
    /** Everything that a rule may evaluate, in the order of reports. */
    list: references(context, isChosen, stores),
    shared,
    /** With every join that a rule needs. */
    documentOf: ({ draft }: Reference): Subject => documentOf(shared(), draft(), (name) => keyNamed(snapshot.kms, name)),
    scope,
    /** Warnings about the configuration where it does not fit what was seen. */
    warnings: [
      ...unmatched.map(({ setting, pattern }) => `configuration: ${setting}: "${pattern}" matches nothing`),
      ...unmatchedClusters(config, inventory),
    ],
  };
}

/** All subjects of a scan. */
export type Subjects = ReturnType<typeof subjects>;

/** A subject, whose draft is made when it is asked for. */
export type Reference = { type: Subject['type']; id: string; draft: () => Draft };

function references(context: Context, isChosen: (environment: string) => boolean, stores: () => ExternalStores): Reference[] {
  const pools = once(() => computePools(context));
  const environments = context.snapshot.confluent.environments.seen.filter(({ id }) => isChosen(id));
  const bindings = context.bindings.all.filter(({ cluster }) => isChosen(cluster.environment));
  const list: Reference[] = [
    { type: 'organization', id: context.organization.id, draft: () => organizationDraft(context) },
    ...environments.map((one) => ({
      type: 'environment' as const,
      id: one.id,
      draft: () => environmentDraft(context, pools(), one),
    })),
    ...bindings.map((one) => ({ type: 'cluster' as const, id: one.cluster.id, draft: () => clusterDraft(context, one) })),
    ...keyDrafts(context, stores),
  ];
  return list.sort((a, b) => SUBJECT_TYPES.indexOf(a.type) - SUBJECT_TYPES.indexOf(b.type) || byCodePoint(a.id, b.id));
}

/** Clusters that the lists still hold although they are deleted: earlier users of their keys. */
function deletedClusters({ listed, as_of }: Inventory): DeletedUse[] {
  return listed.flatMap(({ cluster, kms }) => {
    const until = deletionOf(cluster, as_of);
    if (until === null || !isKnown(kms)) return [];
    const from = shown(cluster.created_at) ?? null;
    return [{ cluster: cluster.id, from, until, source: 'cluster_list', key: kms.value }];
  });
}

/** A declaration about a cluster that does not exist, or about a retired one that does. */
function unmatchedClusters({ expected_keys, retired_clusters }: Config, { bindings, as_of }: Inventory): string[] {
  const exists = (id: string) => bindings.clusterIds.has(id);
  return [
    ...Object.keys(expected_keys)
      .filter((id) => !exists(id))
      .map((id) => `configuration: expected_keys: there is no cluster "${id}"`),
    ...retired_clusters
      .filter(({ id }) => exists(id))
      .map(({ id }) => `configuration: retired_clusters: cluster "${id}" still exists`),
    ...retired_clusters
      .filter(({ deleted_at }) => Date.parse(deleted_at) > Date.parse(as_of))
      .map(
        ({ id, deleted_at }) =>
          `configuration: retired_clusters: "${id}" is not deleted before ${deleted_at}, so the entry is ignored`,
      ),
  ];
}

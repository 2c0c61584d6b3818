import { derive, type Fact, isKnown, shown, unknown } from '../snapshot/fact.ts';
import type { KmsName } from '../snapshot/kms-name.ts';
import type { Cluster, RegisteredKey } from '../snapshot/schema.ts';
import { type Binding, googleKey, usersOf } from './bindings.ts';
import type { Context } from './context.ts';
import { normalRegion } from './identity.ts';
import { collectedKey, keyRegion } from './kms.ts';
import type { ClusterSubject } from './subject.ts';

/** The document of one cluster. @param cluster one of those that the context's bindings were made from */
export function clusterSubject(context: Context, cluster: Cluster): ClusterSubject {
  const binding = context.bindings.byCluster.get(cluster);
  if (binding === undefined) throw new Error(`cluster ${cluster.id} has no binding`);
  const { kms, key_id, registration } = binding;
  const others = usersOf(context.bindings, kms, shown(key_id)).filter((user) => user.cluster.id !== cluster.id);
  return {
    type: 'cluster',
    id: cluster.id,
    parameters: context.parameters,
    as_of: context.as_of,
    name: shown(cluster.name) ?? null,
    environment: cluster.environment,
    environment_name: context.environmentName(cluster.environment),
    production: context.production(cluster),
    cloud: cluster.cloud,
    region: derive(cluster.region, normalRegion),
    kind: cluster.kind,
    phase: cluster.phase,
    encryption: binding.encryption,
    key: {
      id: key_id,
      kms_name: derive(kms, ({ name }) => name),
      region: regionOf(context, kms, registration),
      other_clusters: otherClusters(binding, others),
      all_users_seen: allUsersSeen(context, binding, others),
    },
  };
}

function regionOf({ snapshot }: Context, kms: Fact<KmsName>, registration: RegisteredKey | undefined): Fact<string> {
  if (!isKnown(kms)) return kms;
  return keyRegion(kms, collectedKey(snapshot.kms, kms.value.name), registration?.validation_region);
}

/** What was seen of the others stays proven even where this cluster's own key could not be read. */
function otherClusters({ cluster, kms, key_id }: Binding, others: readonly Binding[]): Fact<string[]> {
  const ids = others.map((other) => other.cluster.id);
  if (ids.length === 0 && !isKnown(kms)) return kms;
  const seen = isKnown(key_id) ? key_id : cluster.byok_id;
  return isKnown(seen) ? { value: ids, source: seen.source, observed_at: seen.observed_at } : seen;
}

/** Whole population, and no cluster in it whose key is a riddle: it might be this one. */
function allUsersSeen({ bindings, populations }: Context, own: Binding, others: readonly Binding[]): Fact<true> {
  // whose users they are cannot be told, whatever was seen of the others
  if (!isKnown(own.kms)) return own.kms;
  if (!isKnown(populations.clusters)) return populations.clusters;
  const riddle = bindings.untold.find((binding) => binding !== own && !others.includes(binding));
  const namesakes = bindings.byGoogleKey.get(googleKey(own.kms) ?? '') ?? [];
  const alias = namesakes.find((binding) => mayBeOneProject(own.kms, binding.kms));
  if (alias !== undefined) {
    return unknown(
      'ambiguous',
      `cluster ${alias.cluster.id} uses a key of the same name, in a project that one of the two names by number`,
    );
  }
  if (riddle === undefined || isKnown(riddle.kms)) return populations.clusters;
  const { cause, detail, ...at } = riddle.kms.unknown;
  return unknown(cause, `which key cluster ${riddle.cluster.id} uses could not be read: ${detail}`, at);
}

/** Google takes a project's number for its id: two names that differ in nothing else may be one key. */
function mayBeOneProject(a: Fact<KmsName>, b: Fact<KmsName>): boolean {
  if (!isKnown(a) || !isKnown(b) || a.value.provider !== 'gcp' || b.value.provider !== 'gcp') return false;
  const projects = [a.value.project, b.value.project];
  return projects[0] !== projects[1] && projects.some((project) => /^\d+$/.test(project));
}

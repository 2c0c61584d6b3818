import { identity } from '../inventory/identity.ts';
import { comparableName } from '../snapshot/kms-name.ts';
import { type SeenCluster, utc } from './sighting.ts';

export const THE_AUDIT_LOG = "Confluent's audit log";

/** What one event tells of a cluster or a key. Ids and names are those that the event holds, anywhere. */
export type AuditEvent = {
  organization: string;
  at: string;
  what: 'cluster_created' | 'cluster_deleted' | 'key_created';
  cluster: string | null;
  key_id: string | null;
  /** Identity of the KMS key. */
  identity: string | null;
};

type Json = Record<string, unknown>;
const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * One event of Confluent's audit log (CloudEvents 1.0, type `io.confluent.cloud/request`).
 * @returns null for what is no such event, failed, or tells nothing of a cluster's or a key's life
 */
export function auditEvent(value: unknown): AuditEvent | null {
  if (!isRecord(value) || !isRecord(value.data)) return null;
  const { methodName, result, request } = value.data;
  const status = isRecord(result) ? result.status : undefined;
  const what = typeof methodName === 'string' ? kindOf(methodName) : null;
  const at = typeof value.time === 'string' ? utc(value.time) : null;
  if (what === null || at === null || (status !== undefined && status !== 'SUCCESS')) return null;
  const texts = [...textsIn(value.subject), ...textsIn(value.data.cloudResources), ...textsIn(request), ...textsIn(result)];
  const organization = first(texts, /organization=([0-9a-f-]{36})/) ?? organizationIn(value.data.cloudResources);
  if (organization === null) return null;
  const name = texts.map((text) => comparableName(text)).find((parsed) => parsed !== undefined);
  return {
    organization,
    at,
    what,
    cluster: first(texts, /\b(lkc-[a-z0-9]+)\b/),
    key_id: first(texts, /\b(cck-[a-z0-9]+)\b/),
    identity: name === undefined ? null : identity(name),
  };
}

/** Confluent documents the methods of clusters; those of keys were seen in two spellings. */
function kindOf(method: string): AuditEvent['what'] | null {
  if (method === 'CreateKafkaCluster') return 'cluster_created';
  if (method === 'DeleteKafkaCluster') return 'cluster_deleted';
  return /^create.*byok.?key/i.test(method) ? 'key_created' : null;
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const item of value) yield* textsIn(item);
  else if (isRecord(value)) for (const item of Object.values(value)) yield* textsIn(item);
}

function first(texts: readonly string[], pattern: RegExp): string | null {
  for (const text of texts) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  return null;
}

/** The scope names it where the subject does not. */
function organizationIn(resources: unknown): string | null {
  const [resource] = Array.isArray(resources) ? resources : [];
  const scope = isRecord(resource) && isRecord(resource.scope) ? resource.scope.resources : undefined;
  const found = (Array.isArray(scope) ? scope : []).find((one) => isRecord(one) && one.type === 'ORGANIZATION');
  return isRecord(found) && typeof found.resourceId === 'string' ? found.resourceId : null;
}

/** What the store knows of ids, to make sense of events that name no KMS key. */
export type Known = {
  /** KMS identity by Confluent's key id. */
  keys: ReadonlyMap<string, string>;
  /** KMS identities by cluster id. */
  clusters: ReadonlyMap<string, readonly string[]>;
};

/**
 * Clusters on keys as the events of one organization tell of them.
 * @returns also the clusters whose key neither an event nor the store tells
 */
export function clustersIn(events: readonly AuditEvent[], known: Known): { bindings: SeenCluster[]; untold: string[] } {
  const named = (event: AuditEvent, keys: ReadonlyMap<string, string>) =>
    event.identity ?? (event.key_id === null ? undefined : keys.get(event.key_id));
  const keys = new Map(known.keys);
  for (const event of events)
    if (event.what === 'key_created' && event.key_id !== null && event.identity !== null) keys.set(event.key_id, event.identity);
  const made = events.flatMap((event): SeenCluster[] => {
    const same = named(event, keys);
    if (event.what !== 'cluster_created' || event.cluster === null || same === undefined) return [];
    return [seen(same, event.cluster, event.at, { created_at: event.at, deleted_at: null })];
  });
  const gone = events.filter(({ what, cluster }) => what === 'cluster_deleted' && cluster !== null);
  const deleted = gone.flatMap(({ cluster, at }): SeenCluster[] => {
    const id = cluster ?? '';
    const on = new Set([
      ...(known.clusters.get(id) ?? []),
      ...made.filter((one) => one.cluster === id).map((one) => one.identity),
    ]);
    return [...on].map((same) => seen(same, id, at, { created_at: null, deleted_at: at }));
  });
  const told = new Set([...made, ...deleted].map(({ cluster }) => cluster));
  const all = events.flatMap(({ what, cluster }) => (what === 'key_created' || cluster === null ? [] : [cluster]));
  return { bindings: [...made, ...deleted], untold: [...new Set(all)].filter((id) => !told.has(id)).sort() };
}

const seen = (same: string, cluster: string, at: string, life: Pick<SeenCluster, 'created_at' | 'deleted_at'>): SeenCluster => ({
  identity: same,
  cluster,
  first_seen: at,
  last_seen: at,
  ...life,
  told_by: THE_AUDIT_LOG,
});

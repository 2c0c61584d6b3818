import { parseName } from '../clouds/index.ts';
import { isRecord, propertyOf } from '../input/is-record.ts';
import { utcOrNull } from '../input/time.ts';
import { identity } from '../inventory/identity.ts';
import type { Rows } from './export-line.ts';
import { isKeyId } from './observation.ts';

/** What one event says of a key or a cluster, as an export has it. A cluster is on its key as the event names it: see `onKmsKeys`. */
type Said = { registration: Rows['registration'] } | { binding: Rows['binding'] };

/**
 * One event of Confluent's audit log (CloudEvents 1.0, type `io.confluent.cloud/request`). Ids and KMS names are read from
 * the fields that mean them: a display name or a description may hold anything, another cluster's key too.
 * @returns null for what is not such an event, failed, or is about something else; `unclear` where it is about a cluster or a
 *   key, and its fields contradict each other or do not say which one
 */
export function auditEvent(value: unknown): Said | 'unclear' | null {
  if (!isRecord(value) || !isRecord(value.data)) return null;
  const { methodName } = value.data;
  const what = typeof methodName === 'string' ? kindOf(methodName) : null;
  const status = propertyOf(value.data, 'result', 'status');
  if (what === null || (status !== undefined && status !== 'SUCCESS')) return null;
  const time = typeof value.time === 'string' ? utcOrNull(value.time) : null;
  const resources = [
    ...resourcesIn(value.subject),
    ...resourcesIn(value.data.resourceName),
    ...scopesIn(value.data.cloudResources),
  ];
  const named = (types: RegExp) => resources.flatMap(({ type, id }) => (types.test(type) ? [id] : []));
  const bodies = [propertyOf(value.data, 'request', 'data'), propertyOf(value.data, 'result', 'data')];
  const own = texts(bodies, 'id');
  const organization = agreed(named(/^organization$/));
  const registration = agreed(
    what === 'key_created'
      ? [...named(/^(byok)?key$/), ...own].filter(isKeyId)
      : [...named(/^(byok)?key$/).filter(isKeyId), ...texts(bodies, 'spec', 'byok', 'id')],
  );
  if (time === null || !organization || registration === undefined) return 'unclear';
  if (registration !== '' && !isKeyId(registration)) return 'unclear';
  if (what === 'key_created') {
    const same = kmsKey([...texts(bodies, 'key', 'key_arn'), ...texts(bodies, 'key', 'key_id')]);
    if (registration === '' || !same) return 'unclear';
    return { registration: { organization, registration, identity: same, first_seen: time } };
  }
  const cluster = agreed([...named(/^(cloudcluster|kafka|kafkacluster)$/), ...own].filter((id) => /^lkc-[\w-]+$/.test(id)));
  // of a cluster from before the BYOK API replies may show both, and then the id is that of its key
  const key = registration || kmsKey(texts(bodies, 'spec', 'config', 'encryption_key'));
  if (!cluster || key === undefined) return 'unclear';
  const times = what === 'cluster_created' ? { created_at: time, deleted_at: null } : { created_at: null, deleted_at: time };
  return { binding: { organization, identity: key, cluster, first_seen: time, last_seen: time, ...times, source: 'audit_log' } };
}

/** Confluent documents the methods of clusters; those of keys were seen in two spellings. */
function kindOf(method: string): 'cluster_created' | 'cluster_deleted' | 'key_created' | null {
  if (method === 'CreateKafkaCluster') return 'cluster_created';
  if (method === 'DeleteKafkaCluster') return 'cluster_deleted';
  return /^create.*byok.?key/i.test(method) ? 'key_created' : null;
}

/** What a field says in each of the bodies; what is not text cannot be an id either, and must not pass for absent. */
const texts = (bodies: readonly unknown[], ...path: readonly string[]): string[] =>
  bodies
    .map((body) => propertyOf(body, ...path))
    .map((value) => (typeof value === 'string' ? value : value == null ? '' : 'not text'));

type Resource = { type: string; id: string };

/** `BYOK_KEY`, `byokkey` and `byok-key` are one type. */
const resource = (type: string, id: string): Resource => ({ type: type.toLowerCase().replace(/[^a-z]/g, ''), id });

/** What a resource name says: `crn://confluent.cloud/organization=.../key=cck-...` */
function resourcesIn(name: unknown): Resource[] {
  if (typeof name !== 'string' || !name.startsWith('crn://')) return [];
  return name.split('/').flatMap((part) => {
    const [type, id, ...more] = part.split('=');
    return type && id && more.length === 0 ? [resource(type, id)] : [];
  });
}

function scopesIn(cloudResources: unknown): Resource[] {
  return list(cloudResources)
    .flatMap((one) => [propertyOf(one, 'resource'), ...list(propertyOf(one, 'scope', 'resources'))])
    .flatMap((one) => {
      const [type, id] = [propertyOf(one, 'type'), propertyOf(one, 'resourceId')];
      return typeof type === 'string' && typeof id === 'string' ? [resource(type, id)] : [];
    });
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** What fields of one meaning say; empty where none says anything (Confluent writes absence as an empty text, too). @returns undefined where they differ */
function agreed(values: readonly string[]): string | undefined {
  const [one = '', ...others] = new Set(values.filter((value) => value !== ''));
  return others.length > 0 ? undefined : one;
}

/** @returns the KMS key's identity, empty where it is not named; undefined where names differ or one is not that of a KMS key */
function kmsKey(names: readonly string[]): string | undefined {
  const keys = names.filter((name) => name !== '').map((name) => parseName(name));
  return keys.includes(undefined) ? undefined : agreed(keys.map((key) => (key === undefined ? '' : identity(key))));
}

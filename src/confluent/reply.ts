import { parseAwsKeyArn } from '../clouds/aws/name.ts';
import { cloudOfKind, type Provider, parsedName } from '../clouds/index.ts';
import { type Fields, filled, flag, matching, text, time } from '../collect/reply.ts';
import type { Config } from '../config/schema.ts';
import { derive, type Fact, isKnown, unknown } from '../facts/fact.ts';
import { unrecognized } from '../facts/values.ts';
import { isRecord, propertyOf } from '../input/is-record.ts';
import type { Cluster, RegisteredKey } from '../snapshot/schema.ts';
import { ID } from './ids.ts';
import { lastOfName, organizationOf } from './resource-name.ts';

/** As each cloud spells its regions. */
export const regionName = matching(/^[A-Za-z][A-Za-z0-9-]*$/, 'the name of a region');
// Confluent put the name of a key on the cluster itself on AWS alone
const kmsArn = matching(/^arn:/, 'an ARN');
const keyId = matching(ID.key, 'the id of a key');

/** A text whose absence means something: null for a missing, null or empty one. */
const textOrNull = (item: Fields, path: string): Fact<string | null> =>
  derive(item.optional(path, text, null), (value) => (value === '' ? null : value));

/** A cluster as `GET /cmk/v2/clusters` lists it. */
export function parseCluster(item: Fields, id: string, environment: string): Cluster {
  const encryption_key = encryptionKey(item);
  return {
    id,
    environment,
    name: item.required('spec.display_name', filled),
    cloud: item.required('spec.cloud', filled),
    region: item.required('spec.region', regionName),
    kind: item.required('spec.config.kind', filled),
    byok_id: byokId(item),
    encryption_key,
    legacy_kms: parsedName(() => derive(encryption_key, (name) => (name === null ? null : parseAwsKeyArn(name)))),
    phase: item.required('status.phase', filled),
    created_at: item.required('metadata.created_at', time),
    deleted_at: deletion(item),
    deletion_protection: item.required('spec.deletion_protection', flag),
  };
}

/** Go writes a time that was never set as that of year 1. */
function deletion(item: Fields): Fact<string | null> {
  const written = textOrNull(item, 'metadata.deleted_at');
  if ('unknown' in written || written.value === null || written.value.startsWith('0001-01-01'))
    return derive(written, () => null);
  return item.required('metadata.deleted_at', time);
}

/** Without a `config`, or in one that is not the configuration of a cluster, it is not known whether an older cluster names a key. */
function encryptionKey(item: Fields): Fact<string | null> {
  if (!isRecord(propertyOf(item.raw, 'spec', 'config'))) return unknown('malformed', 'the reply has no object spec.config');
  const kind = item.required('spec.config.kind', filled);
  if (!isKnown(kind)) return kind;
  const written = textOrNull(item, 'spec.config.encryption_key');
  return isKnown(written) && written.value !== null ? item.required('spec.config.encryption_key', kmsArn) : written;
}

/** A `byok` that is there but is no reference says that there is a key and not which: never "no key". */
function byokId(item: Fields): Fact<string | null> {
  const spec = propertyOf(item.raw, 'spec');
  if (!isRecord(spec)) return unknown('malformed', 'the reply has no object spec');
  const byok = spec.byok ?? null;
  if (byok !== null && !isRecord(byok)) return unknown('malformed', 'spec.byok is not a reference');
  // an empty id is how some of Confluent's own clients write "none"; no id at all is no reference
  const none = byok === null || byok.id === '';
  if (none) return textOrNull(item, 'spec.byok.id');
  const named = lastOfName(byok.resource_name);
  return derive(item.required('spec.byok.id', keyId), (id) =>
    named === null || named === id
      ? id
      : unknown('malformed', `spec.byok names the key ${id} by its id and ${named} by its resource name`),
  );
}

/** A key as `GET /byok/v1/keys` lists it. */
export function parseRegisteredKey(item: Fields, id: string, config: Pick<Config, Provider>): RegisteredKey {
  const kind = item.required('key.kind', filled);
  return {
    id,
    name: item.required('display_name', filled),
    organization_id: organizationOf(item),
    provider: item.required('provider', filled),
    state: item.required('state', filled),
    validation_phase: item.required('validation.phase', filled),
    validation_since: item.required('validation.since', time),
    validation_message: item.required('validation.message', filled),
    validation_region: item.required('validation.region', regionName),
    registered_at: item.required('metadata.created_at', time),
    kind,
    ...kmsOf(item, kind, config),
  };
}

/** What each kind of key calls its name in the KMS, Confluent's principals, and the tenant of its vault. */
function kmsOf(
  item: Fields,
  kind: Fact<string>,
  config: Pick<Config, Provider>,
): Pick<RegisteredKey, 'kms_id' | 'kms' | 'principals' | 'tenant_id'> {
  const cloud = derive(kind, (name) => cloudOfKind(name) ?? unrecognized('key kind', name));
  if (!isKnown(cloud)) return { kms_id: cloud, kms: cloud, principals: cloud, tenant_id: cloud };
  const { registration, provider } = cloud.value;
  const kms_id = item.required(`key.${registration.nameField}`, filled);
  return {
    kms_id,
    kms: parsedName(() => registration.kms(kms_id, item, config[provider])),
    principals: registration.principals(item),
    tenant_id: registration.tenant?.(item) ?? derive(kind, () => null),
  };
}

import { parseAwsKeyArn } from '../clouds/aws/name.ts';
import { cloudOfKind, type Provider, parsedName } from '../clouds/index.ts';
import { type Fields, flag, text, time } from '../collect/reply.ts';
import { propertyOf } from '../collect/service-failure.ts';
import type { Config } from '../config/schema.ts';
import { derive, type Fact, isKnown, unknown } from '../facts/fact.ts';
import { unrecognized } from '../facts/values.ts';
import { isRecord } from '../input/is-record.ts';
import type { Cluster, RegisteredKey } from '../snapshot/schema.ts';

/** The organization's id out of a resource name (CRN), where it stands in each. */
export function organizationOf({ raw }: Fields): string | null {
  const name = propertyOf(raw, 'metadata', 'resource_name');
  return typeof name === 'string' ? (/\/organization=([^/]+)/.exec(name)?.[1] ?? null) : null;
}

/** A text whose absence means something: null for a missing, null or empty one. */
const textOrNull = (item: Fields, path: string): Fact<string | null> =>
  derive(item.optional(path, text, null), (value) => (value === '' ? null : value));

/** A cluster as `GET /cmk/v2/clusters` lists it. */
export function parseCluster(item: Fields, id: string, environment: string): Cluster {
  const encryption_key = encryptionKey(item);
  return {
    id,
    environment,
    name: item.required('spec.display_name', text),
    cloud: item.required('spec.cloud', text),
    region: item.required('spec.region', text),
    kind: item.required('spec.config.kind', text),
    byok_id: byokId(item),
    encryption_key,
    // Confluent put the name of a key on the cluster itself on AWS alone
    legacy_kms: parsedName(() => derive(encryption_key, (name) => (name === null ? null : parseAwsKeyArn(name)))),
    phase: item.required('status.phase', text),
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

/** Without a `config` it is not known whether an older cluster names a key there. */
function encryptionKey(item: Fields): Fact<string | null> {
  if (!isRecord(propertyOf(item.raw, 'spec', 'config'))) return unknown('malformed', 'the reply has no object spec.config');
  return textOrNull(item, 'spec.config.encryption_key');
}

/** A `byok` that is there but is no reference says that there is a key and not which: never "no key". */
function byokId(item: Fields): Fact<string | null> {
  const spec = propertyOf(item.raw, 'spec');
  if (!isRecord(spec)) return unknown('malformed', 'the reply has no object spec');
  const byok = spec.byok ?? null;
  if (byok !== null && !isRecord(byok)) return unknown('malformed', 'spec.byok is not a reference');
  // an empty id is how some of Confluent's own clients write "none"; no id at all is no reference
  const none = byok === null || byok.id === '';
  return none ? textOrNull(item, 'spec.byok.id') : item.required('spec.byok.id', text);
}

/** A key as `GET /byok/v1/keys` lists it. */
export function parseRegisteredKey(item: Fields, id: string, config: Pick<Config, Provider>): RegisteredKey {
  const kind = item.required('key.kind', text);
  return {
    id,
    name: item.required('display_name', text),
    organization_id: organizationOf(item),
    provider: item.required('provider', text),
    state: item.required('state', text),
    validation_phase: item.required('validation.phase', text),
    validation_since: item.required('validation.since', time),
    validation_message: item.required('validation.message', text),
    validation_region: item.required('validation.region', text),
    registered_at: item.required('metadata.created_at', time),
    kind,
    ...kmsOf(item, kind, config),
  };
}

/** What each kind of key calls its name in the KMS and Confluent's principals. */
function kmsOf(
  item: Fields,
  kind: Fact<string>,
  config: Pick<Config, Provider>,
): Pick<RegisteredKey, 'kms_id' | 'kms' | 'principals'> {
  const cloud = derive(kind, (name) => cloudOfKind(name) ?? unrecognized('key kind', name));
  if (!isKnown(cloud)) return { kms_id: cloud, kms: cloud, principals: cloud };
  const { registration, provider } = cloud.value;
  const kms_id = item.required(`key.${registration.nameField}`, text);
  return {
    kms_id,
    kms: parsedName(() => registration.kms(kms_id, item, config[provider])),
    principals: registration.principals(item),
  };
}

import { type KmsName, KmsNameError, parseAwsKeyArn, parseAzureKeyUrl, parseGcpKeyName } from '../clouds/kms-name.ts';
import { type At, flag, idOf, optionalText, organizationOf, text, texts, time } from '../collect/reply.ts';
import { derive, type Fact, unknown } from '../facts/fact.ts';
import { isRecord } from '../input/is-record.ts';
import type { Cluster, RegisteredKey } from '../snapshot/schema.ts';

/** A cluster as `GET /cmk/v2/clusters` lists it; null without an id. */
export function parseCluster(item: unknown, at: At, environment: string): Cluster | null {
  const id = idOf(item);
  if (id === null) return null;
  const encryption_key = encryptionKey(item, at);
  return {
    id,
    environment,
    name: text(item, 'spec.display_name', at),
    cloud: text(item, 'spec.cloud', at),
    region: text(item, 'spec.region', at),
    kind: text(item, 'spec.config.kind', at),
    byok_id: byokId(item, at),
    encryption_key,
    legacy_kms: derive(encryption_key, (name) => (name === null ? null : kmsName(() => parseAwsKeyArn(name)))),
    phase: text(item, 'status.phase', at),
    created_at: time(item, 'metadata.created_at', at),
    deleted_at: deletion(item, at),
    deletion_protection: flag(item, 'spec.deletion_protection', at),
  };
}

/** Go writes a time that was never set as that of year 1. */
function deletion(item: unknown, at: At): Fact<string | null> {
  const written = optionalText(item, 'metadata.deleted_at', at);
  if ('unknown' in written || written.value === null || written.value.startsWith('0001-01-01'))
    return derive(written, () => null);
  return time(item, 'metadata.deleted_at', at);
}

/** Without a `config` it cannot be told whether an older cluster names a key there. */
function encryptionKey(item: unknown, at: At): Fact<string | null> {
  const { spec } = item as { spec?: unknown };
  if (!isRecord(spec) || !isRecord(spec.config)) return unknown('malformed', 'the reply has no object spec.config');
  return optionalText(item, 'spec.config.encryption_key', at);
}

/** A `byok` that is there but is no reference says that there is a key and not which: never "no key". */
function byokId(item: unknown, at: At): Fact<string | null> {
  const { spec } = item as { spec?: unknown };
  if (!isRecord(spec)) return unknown('malformed', 'the reply has no object spec');
  const { byok } = spec;
  if (byok === undefined || byok === null) return { value: null, ...at };
  if (!isRecord(byok)) return unknown('malformed', 'spec.byok is not a reference');
  // an empty id is how some of Confluent's own clients write "none"; no id at all is no reference
  return byok.id === '' ? { value: null, ...at } : text(item, 'spec.byok.id', at);
}

/** A key as `GET /byok/v1/keys` lists it; null without an id. */
export function parseRegisteredKey(item: unknown, at: At, vaultSuffix: string): RegisteredKey | null {
  const id = idOf(item);
  if (id === null) return null;
  const kind = text(item, 'key.kind', at);
  const shape = derive(
    kind,
    (word) => SHAPES.get(word) ?? unknown('unrecognized', `key kind ${JSON.stringify(word)} is not known to this version`),
  );
  const nameField = derive(shape, ({ name }) => name);
  const kms_id = 'unknown' in nameField ? nameField : text(item, `key.${nameField.value}`, at);
  return {
    id,
    name: text(item, 'display_name', at),
    organization_id: organizationOf(item),
    provider: text(item, 'provider', at),
    state: text(item, 'state', at),
    validation_phase: text(item, 'validation.phase', at),
    validation_since: time(item, 'validation.since', at),
    validation_message: text(item, 'validation.message', at),
    validation_region: text(item, 'validation.region', at),
    registered_at: time(item, 'metadata.created_at', at),
    kind,
    kms_id,
    kms: 'unknown' in shape ? shape : shape.value.parse(kms_id, item, at, vaultSuffix),
    principals: 'unknown' in shape ? shape : shape.value.principals(item, at),
  };
}

type Shape = {
  /** The field that holds the KMS name. */
  name: string;
  parse: (id: Fact<string>, item: unknown, at: At, vaultSuffix: string) => Fact<KmsName>;
  principals: (item: unknown, at: At) => Fact<string[]>;
};

const one = (fact: Fact<string>): Fact<string[]> => derive(fact, (principal) => (principal.trim() === '' ? [] : [principal]));

const SHAPES: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  [
    'AwsKey',
    {
      name: 'key_arn',
      parse: (id) => derive(id, (arn) => kmsName(() => parseAwsKeyArn(arn))),
      principals: (item, at) => texts(item, 'key.roles', at),
    },
  ],
  [
    'AzureKey',
    {
      name: 'key_id',
      parse: (id, item, at, suffix) => {
        const vault = text(item, 'key.key_vault_id', at);
        return 'unknown' in vault ? vault : derive(id, (url) => kmsName(() => parseAzureKeyUrl(url, vault.value, suffix)));
      },
      principals: (item, at) => one(text(item, 'key.application_id', at)),
    },
  ],
  [
    'GcpKey',
    {
      name: 'key_id',
      parse: (id) => derive(id, (name) => kmsName(() => parseGcpKeyName(name))),
      principals: (item, at) => one(text(item, 'key.security_group', at)),
    },
  ],
]);

/** No call is made for a name that does not parse: it would carry credentials to wherever the name says. */
function kmsName(parse: () => KmsName): KmsName | ReturnType<typeof unknown> {
  try {
    return parse();
  } catch (error) {
    if (error instanceof KmsNameError) return unknown('malformed', error.message);
    throw error;
  }
}

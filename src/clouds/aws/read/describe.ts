import {
  type Fields,
  fieldsOf,
  flag,
  integer,
  listOf,
  matching,
  only,
  orNull,
  type Reader,
  readAs,
  recordOf,
  text,
} from '../../../collect/reply.ts';
import { MalformedReply } from '../../../collect/service-failure.ts';
import { derive, type Fact, isKnown, provided, unknown } from '../../../facts/fact.ts';
import { unrecognized } from '../../../facts/values.ts';
import { isRecord, propertyOf } from '../../../input/is-record.ts';
import { type AwsKmsName, awsNames } from '../name.ts';
import { awsCall } from '../permissions.ts';
import type { AwsKey } from '../snapshot.ts';
import { dateUntil, LONGEST_CLOCK_SKEW } from './dates.ts';
import { isCopyOf, mustBeAbout } from './identity.ts';

/** Days that KMS waits at most before it deletes a key, and for which it keeps imported material at most. */
const LONGEST_WAIT = 30;
const LONGEST_VALIDITY = 366;

/** The metadata in a reply of DescribeKey. @throws MalformedReply where it is not about this key */
export function metadataIn(reply: unknown, name: AwsKmsName): Record<string, unknown> {
  const metadata = isRecord(reply) ? reply.KeyMetadata : undefined;
  if (!isRecord(metadata)) throw new MalformedReply('the reply has no KeyMetadata');
  const { Arn, KeyId, AWSAccountId } = metadata;
  if (typeof Arn !== 'string' && typeof KeyId !== 'string')
    throw new MalformedReply('the reply does not say which key it is about');
  mustBeAbout(name, { Arn, KeyId });
  if (AWSAccountId !== undefined && AWSAccountId !== null && AWSAccountId !== name.account)
    throw new MalformedReply(`the reply is about a key of another account, ${JSON.stringify(AWSAccountId)}`);
  return metadata;
}

/** Values of an enumeration that AWS may extend. */
const named = matching(/^[A-Za-z]\w*$/, 'a name');
const storeId = matching(/^cks-\w+$/, 'the id of a custom key store');
const waitDays = only(integer, (days) => days >= 7 && days <= LONGEST_WAIT, 'a number of days from 7 to 30');

/** What the description of a key says. Fields that contradict each other say nothing. */
export function describedBy(describe: Fact<unknown>, name: AwsKmsName) {
  const description = fieldsOf(describe, awsCall('kms:DescribeKey', name.name));
  const now = isKnown(describe) ? describe.observed_at : '';
  const state = agreeing(description.required('KeyState', named), (value) => stateDisagrees(value, description.raw));
  const origin = agreeing(description.required('Origin', named), (value) => originDisagrees(value, description.raw));
  const multi = multiRegion(description, name);
  return {
    state,
    origin,
    manager: description.required('KeyManager', named),
    spec: description.required('KeySpec', named),
    usage: description.required('KeyUsage', named),
    custom_key_store: provided(origin, description.optional('CustomKeyStoreId', storeId, null)),
    created_at: description.required('CreationDate', dateUntil(now, LONGEST_CLOCK_SKEW)),
    deletion_date: onlyWhere(state, 'PendingDeletion', description.required('DeletionDate', dateUntil(now, LONGEST_WAIT + 1))),
    deletion_wait_days: onlyWhere(state, 'PendingReplicaDeletion', description.required('PendingDeletionWindowInDays', waitDays)),
    material_expires_at: expiry(description, origin, state, now),
    multi_region_primary: derive(multi, (found) => found?.primary ?? null),
    multi_region_replicas: derive(multi, (found) => found?.replicas ?? []),
  };
}

/** A fact, unless others of the same reply contradict it. @param disagrees says how, or null */
function agreeing<T>(fact: Fact<T>, disagrees: (value: T) => string | null): Fact<T> {
  return derive(fact, (value) => {
    const how = disagrees(value);
    return how === null ? value : unknown('malformed', how);
  });
}

/** A fact that belongs to one value of another; null for its other values. */
const onlyWhere = <T>(fact: Fact<string>, value: string, then: Fact<T>): Fact<T | null> =>
  isKnown(fact) && fact.value === value ? then : derive(fact, () => null);

/** AWS documents each of these fields for one state alone. */
function stateDisagrees(state: string, metadata: unknown): string | null {
  if (!isRecord(metadata)) return null;
  const { Enabled, DeletionDate, PendingDeletionWindowInDays } = metadata;
  if (typeof Enabled === 'boolean' && Enabled !== (state === 'Enabled'))
    return `KeyState is ${state}, and Enabled is ${String(Enabled)}`;
  if (isGiven(DeletionDate) && state !== 'PendingDeletion') return `KeyState is ${state}, and there is a DeletionDate`;
  if (isGiven(PendingDeletionWindowInDays) && state !== 'PendingReplicaDeletion')
    return `KeyState is ${state}, and there is a PendingDeletionWindowInDays`;
  return null;
}

function originDisagrees(origin: string, metadata: unknown): string | null {
  if (!isRecord(metadata)) return null;
  const { CustomKeyStoreId, ExpirationModel, ValidTo } = metadata;
  if (isGiven(CustomKeyStoreId) && ['AWS_KMS', 'EXTERNAL'].includes(origin))
    return `Origin is ${origin}, and there is a CustomKeyStoreId`;
  if ((isGiven(ExpirationModel) || isGiven(ValidTo)) && origin !== 'EXTERNAL')
    return `Origin is ${origin}, and the material has an expiration`;
  return null;
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/** When imported material expires; null where it does not, or where there is none. */
function expiry(description: Fields, origin: Fact<string>, state: Fact<string>, now: string): AwsKey['material_expires_at'] {
  if (!isKnown(origin)) return origin;
  if (origin.value !== 'EXTERNAL' || (isKnown(state) && state.value === 'PendingImport')) return derive(origin, () => null);
  const model = description.required('ExpirationModel', named);
  if (!isKnown(model)) return model;
  switch (model.value) {
    case 'KEY_MATERIAL_EXPIRES':
      return description.required('ValidTo', dateUntil(now, LONGEST_VALIDITY));
    case 'KEY_MATERIAL_DOES_NOT_EXPIRE':
      return derive(model, () =>
        isGiven(propertyOf(description.raw, 'ValidTo'))
          ? unknown('malformed', 'the material does not expire, and has a ValidTo')
          : null,
      );
    default:
      return unrecognized('expiration model', model.value);
  }
}

type Copies = { primary: string; replicas: string[] };

/** The copies of a multi-Region key; null for a key of one Region. Only the ids of multi-Region keys begin with `mrk-`. */
function multiRegion(description: Fields, name: AwsKmsName): Fact<Copies | null> {
  const multi = description.required('MultiRegion', flag);
  if (!isKnown(multi)) return multi;
  const malformed = (detail: string) => unknown('malformed', detail, awsCall('kms:DescribeKey', name.name));
  if (multi.value !== name.key_id.startsWith('mrk-')) return malformed(`MultiRegion is ${multi.value} of the key ${name.key_id}`);
  if (!multi.value) {
    return isGiven(propertyOf(description.raw, 'MultiRegionConfiguration'))
      ? malformed('MultiRegion is false, and there is a MultiRegionConfiguration')
      : derive(multi, () => null);
  }
  const copy = copyOf(name);
  const kind = description.required('MultiRegionConfiguration.MultiRegionKeyType', named);
  const primary = description.required('MultiRegionConfiguration.PrimaryKey', copy);
  const replicas = description.required('MultiRegionConfiguration.ReplicaKeys', listOf(copy));
  if (!isKnown(kind)) return kind;
  if (!isKnown(primary)) return primary;
  if (!isKnown(replicas)) return replicas;
  const itself = kind.value === 'PRIMARY' ? [primary.value] : kind.value === 'REPLICA' ? replicas.value : [];
  if (!itself.some((arn) => awsNames.parse(arn)?.region === name.region))
    return malformed(`the key is not the ${kind.value} that its MultiRegionConfiguration names`);
  return derive(primary, (arn) => ({ primary: arn, replicas: replicas.value }));
}

/** The ARN of a copy of this key; AWS names its Region beside. */
const copyOf = (name: AwsKmsName): Reader<string> =>
  readAs(
    recordOf<{ arn: string; region: string | null }>('a copy', {
      arn: ['Arn', text],
      region: ['Region', orNull(text)],
    }),
    ({ arn, region }) => {
      const copy = awsNames.parse(arn);
      return copy !== undefined && isCopyOf(copy, name) && (region === null || region === copy.region) ? arn : undefined;
    },
    'the ARN of a copy of this key',
  );

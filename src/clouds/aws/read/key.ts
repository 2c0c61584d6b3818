import {
  type Fields,
  fieldsOf,
  firstKnown,
  flag,
  integer,
  listOf,
  moment,
  type Reader,
  text,
  texts,
} from '../../../collect/reply.ts';
import { derive, type Fact, isKnown, type ValueOf } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import { awsCall } from '../permissions.ts';
import type { AwsKey } from '../snapshot.ts';

/** Everything that was asked about one key; the snapshot's facts are read out of it. */
export type AwsReplies = Record<'describe' | 'policy' | 'rotation', Fact<unknown>> & { grants: Fact<AwsGrant[]> };
export type AwsGrant = ValueOf<AwsKey['grants']>[number];

/** The ARN of the primary, or null for a single-Region key. */
export const primaryOf = (description: Fields): Fact<string | null> =>
  ofMultiRegion<string | null>(description, 'MultiRegionConfiguration.PrimaryKey.Arn', text, null);

/** A property of multi-Region keys. */
function ofMultiRegion<T>(description: Fields, path: string, reader: Reader<T>, otherwise: T): Fact<T> {
  const multi = description.required('MultiRegion', flag);
  if (!isKnown(multi)) return multi;
  return multi.value ? description.required(path, reader) : { ...multi, value: otherwise };
}

/** Reads the facts out of the replies. */
export function awsKeyOf(arn: string, replies: AwsReplies): AwsKey {
  const { describe, policy, rotation, grants } = replies;
  const description = fieldsOf(describe, awsCall('kms:DescribeKey', arn));
  const status = fieldsOf(rotation, awsCall('kms:GetKeyRotationStatus', arn));
  // The rotation of a replica was asked of another Region, and proves nothing about the key here.
  const own = isKnown(describe) ? [] : [policy, grants, ...(arn.includes(':key/mrk-') ? [] : [rotation])];
  return {
    provider: 'aws',
    present: derive(firstKnown<unknown>(describe, ...own), () => true),
    state: description.required('KeyState', text),
    origin: description.required('Origin', text),
    manager: description.required('KeyManager', text),
    spec: description.required('KeySpec', text),
    usage: description.required('KeyUsage', text),
    custom_key_store: description.optional('CustomKeyStoreId', text, null),
    created_at: description.required('CreationDate', moment),
    deletion_date: description.optional('DeletionDate', moment, null),
    multi_region_primary: primaryOf(description),
    multi_region_replicas: ofMultiRegion(description, 'MultiRegionConfiguration.ReplicaKeys', listOf(replicaArn), []),
    rotation_enabled: status.required('KeyRotationEnabled', flag),
    rotation_period_days: status.optional('RotationPeriodInDays', integer, null),
    policy: fieldsOf(policy, awsCall('kms:GetKeyPolicy', arn)).required('Policy', text),
    grants,
  };
}

const replicaArn: Reader<string> = {
  what: 'a replica with its ARN',
  read: (value) => (isRecord(value) ? text.read(value.Arn) : undefined),
};

export const grant: Reader<AwsGrant> = {
  what: 'a grant',
  read: (value) => {
    if (!isRecord(value)) return undefined;
    const operations = texts.read(value.Operations);
    const grantee = value.GranteePrincipal ?? value.GranteeServicePrincipal ?? null;
    const constraints = value.Constraints ?? {};
    if (operations === undefined || !(grantee === null || typeof grantee === 'string') || !isRecord(constraints))
      return undefined;
    return { grantee, operations, constrained: Object.keys(constraints).length > 0 };
  },
};

import { field, fieldOr, firstKnown, flag, integer, listOf, moment, type Reader, text } from '../../../collect/kms-reply.ts';
import type { Call } from '../../../collect/observe.ts';
import type { Fact } from '../../../facts/fact.ts';
import { derive, isKnown } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import type { AwsKey } from '../../aws/snapshot.ts';

/** Everything that was asked about one key; the snapshot's facts are read out of it. */
export type AwsReplies = {
  describe: Fact<unknown>;
  policy: Fact<unknown>;
  rotation: Fact<unknown>;
  grants: Fact<AwsGrant[]>;
};
export type AwsGrant = Extract<AwsKey['grants'], { value: unknown }>['value'][number];
export type Operation = keyof AwsReplies;

const CALLS: Record<Operation, string> = {
  describe: 'DescribeKey',
  policy: 'GetKeyPolicy',
  rotation: 'GetKeyRotationStatus',
  grants: 'ListGrants',
};

export function awsCall(operation: Operation, arn: string): Call {
  const api = CALLS[operation];
  return { source: `aws:kms:${api}`, call: `kms:${api} ${arn}`, permission: `kms:${api}` };
}

/** The ARN of the primary, or null for a single-Region key. */
export function primaryOf(describe: Fact<unknown>, at: Call): Fact<string | null> {
  const multi = field(describe, at, 'MultiRegion', flag);
  if (!isKnown(multi)) return multi;
  return multi.value ? field(describe, at, 'MultiRegionConfiguration.PrimaryKey.Arn', text) : { ...multi, value: null };
}

function replicasOf(describe: Fact<unknown>, at: Call): Fact<string[]> {
  const multi = field(describe, at, 'MultiRegion', flag);
  if (!isKnown(multi)) return multi;
  return multi.value ? field(describe, at, 'MultiRegionConfiguration.ReplicaKeys', listOf(replicaArn)) : { ...multi, value: [] };
}

/** Reads the facts out of the replies. */
export function awsKeyOf(arn: string, replies: AwsReplies): AwsKey {
  const { describe, policy, rotation, grants } = replies;
  const at = awsCall('describe', arn);
  const here = (fact: Fact<unknown>): Fact<boolean> => derive(fact, () => true);
  // The rotation of a replica was asked of another Region, and proves nothing about the key here.
  const own = isKnown(describe) ? [] : [policy, grants, ...(arn.includes(':key/mrk-') ? [] : [rotation])];
  return {
    provider: 'aws',
    present: firstKnown(here(describe), ...own.map(here)),
    state: field(describe, at, 'KeyState', text),
    origin: field(describe, at, 'Origin', text),
    manager: field(describe, at, 'KeyManager', text),
    spec: field(describe, at, 'KeySpec', text),
    usage: field(describe, at, 'KeyUsage', text),
    custom_key_store: fieldOr(describe, at, 'CustomKeyStoreId', text, null),
    created_at: field(describe, at, 'CreationDate', moment),
    deletion_date: fieldOr(describe, at, 'DeletionDate', moment, null),
    multi_region_primary: primaryOf(describe, at),
    multi_region_replicas: replicasOf(describe, at),
    rotation_enabled: field(rotation, awsCall('rotation', arn), 'KeyRotationEnabled', flag),
    rotation_period_days: fieldOr(rotation, awsCall('rotation', arn), 'RotationPeriodInDays', integer, null),
    policy: field(policy, awsCall('policy', arn), 'Policy', text),
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
    const operations = listOf(text).read(value.Operations);
    const grantee = value.GranteePrincipal ?? value.GranteeServicePrincipal ?? null;
    const constraints = value.Constraints ?? {};
    if (operations === undefined || !(grantee === null || typeof grantee === 'string') || !isRecord(constraints))
      return undefined;
    return { grantee, operations, constrained: Object.keys(constraints).length > 0 };
  },
};

import { fieldsOf, firstKnown } from '../../../collect/reply.ts';
import { MalformedReply } from '../../../collect/service-failure.ts';
import { derive, type Fact, isKnown } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import { parsePolicy } from '../access/policy.ts';
import type { AwsGrant } from '../access/ruling.ts';
import type { AwsKmsName } from '../name.ts';
import { awsCall } from '../permissions.ts';
import type { AwsKey } from '../snapshot.ts';
import { describedBy } from './describe.ts';
import { filled } from './identity.ts';
import { lastOf, rotationBy } from './rotation.ts';

/** Everything that was asked about one key; the snapshot's facts are read out of it. */
export type AwsReplies = Record<'describe' | 'policy' | 'rotation', Fact<unknown>> & {
  grants: Fact<AwsGrant[]>;
  rotations: Fact<string[]>;
  /** The description of the primary, where the key is a multi-Region replica; else its own. */
  primary: { name: AwsKmsName; describe: Fact<unknown> };
  tags: Fact<Record<string, string>>;
};

export function awsKeyOf(name: AwsKmsName, replies: AwsReplies): AwsKey {
  const { describe, policy, rotation, grants, rotations, primary, tags } = replies;
  // The rotation of a replica was asked of another Region, and proves nothing about the key here.
  const own = isKnown(describe) ? [] : [policy, grants, ...(name.key_id.startsWith('mrk-') ? [] : [rotation])];
  return {
    provider: 'aws',
    present: derive(firstKnown<unknown>(describe, ...own), () => true),
    ...describedBy(describe, name),
    primary_created_at: describedBy(primary.describe, primary.name).created_at,
    ...rotationBy(rotation, primary.name.name),
    last_rotation_at: lastOf(rotations),
    policy: fieldsOf(policy, awsCall('kms:GetKeyPolicy', name.name)).required('Policy', filled),
    grants,
    tags,
  };
}

/** A reply of GetKeyPolicy. @throws MalformedReply where it holds no policy document */
export function policyIn(reply: unknown): unknown {
  if (!isRecord(reply)) throw new MalformedReply('the reply is no object');
  if (reply.PolicyName !== undefined && reply.PolicyName !== 'default')
    throw new MalformedReply(`the reply holds the policy ${JSON.stringify(reply.PolicyName)}`);
  const policy = filled.read(reply.Policy);
  if (policy === undefined) throw new MalformedReply('the reply holds no policy');
  const statements = parsePolicy(policy);
  if ('unknown' in statements && statements.unknown.cause === 'malformed') throw new MalformedReply(statements.unknown.detail);
  return reply;
}

import type { KMS } from '@aws-sdk/client-kms';
import pLimit from 'p-limit';
import { asking } from '../../../collect/asking.ts';
import type { Collection } from '../../../collect/observe.ts';
import { fieldsOf, listOf, mustBe } from '../../../collect/reply.ts';
import { MalformedReply } from '../../../collect/service-failure.ts';
import type { Fact } from '../../../facts/fact.ts';
import { isKnown, unknown } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import type { Environment, ToRead } from '../../cloud.ts';
import { type AwsKmsName, awsNames } from '../name.ts';
import { awsCall } from '../permissions.ts';
import type { AwsSettings } from '../settings.ts';
import type { AwsKey } from '../snapshot.ts';
import { type AwsClients, awsClients } from './client.ts';
import { classifyAwsError } from './error.ts';
import { awsKeyOf, grant, primaryOf } from './key.ts';

const CONCURRENT_CALLS = 8;

/** Reads each key from the KMS of its own account and region. */
export async function readAwsKeys(
  collection: Collection,
  settings: AwsSettings,
  { names }: ToRead<AwsKmsName>,
  env: Environment,
): Promise<{ keys: Map<string, AwsKey> }> {
  const read = awsReader(collection, awsClients(collection, settings, env));
  return { keys: new Map(await Promise.all(names.map(async (name) => [name.name, await read(name)] as const))) };
}

function awsReader(collection: Collection, clientFor: AwsClients): (name: AwsKmsName) => Promise<AwsKey> {
  const ask = asking<KMS>(collection, pLimit(CONCURRENT_CALLS), classifyAwsError);

  /** Rotation is a property of the primary of a multi-Region key, and only its own Region reports it. */
  async function rotationOf(name: AwsKmsName, describe: Fact<unknown>): Promise<Fact<unknown>> {
    const primary = primaryOf(fieldsOf(describe, awsCall('kms:DescribeKey', name.name)));
    // Only the ids of multi-Region keys begin with mrk-: any other key answers for itself even if DescribeKey was refused.
    const asked = isKnown(primary) ? primary.value : name.key_id.startsWith('mrk-') ? primary : null;
    if (asked !== null && typeof asked === 'object') return asked;
    const arn = asked ?? name.name;
    const call = awsCall('kms:GetKeyRotationStatus', arn);
    const target = awsNames.parse(arn);
    if (target === undefined) return unknown('malformed', `the primary ${JSON.stringify(arn)} is not the ARN of a KMS key`, call);
    if (target.partition !== name.partition || target.account !== name.account || target.key_id !== name.key_id)
      return unknown('malformed', `the primary ${arn} is not a Region's copy of the same key`, call);
    return ask.one(await clientFor(target), call, async (kms, abortSignal) => {
      try {
        return await kms.getKeyRotationStatus({ KeyId: arn }, { abortSignal });
      } catch (error) {
        // AWS rotates no key of this kind (imported, custom key store, asymmetric): an answer, not a failure.
        if (error instanceof Error && error.name === 'UnsupportedOperationException') return { KeyRotationEnabled: false };
        throw error;
      }
    });
  }

  return async (name) => {
    const arn = name.name;
    const client = await clientFor(name);
    const describe = await ask.one(client, awsCall('kms:DescribeKey', arn), async (kms, abortSignal) => {
      const { KeyMetadata } = await kms.describeKey({ KeyId: arn }, { abortSignal });
      if (!isRecord(KeyMetadata)) throw new MalformedReply('the reply has no KeyMetadata');
      return KeyMetadata;
    });
    // only the KMS itself says that a key is not there, whatever was not found on the way to it
    if (!('closed' in client) && !isKnown(describe) && describe.unknown.cause === 'not_found') {
      const absent = { describe, policy: describe, rotation: describe, grants: describe };
      const { source } = awsCall('kms:DescribeKey', arn);
      return { ...awsKeyOf(arn, absent), present: { value: false, source, observed_at: collection.now() } };
    }
    const [policy, rotation, grants] = await Promise.all([
      ask.one(client, awsCall('kms:GetKeyPolicy', arn), (kms, abortSignal) =>
        kms.getKeyPolicy({ KeyId: arn, PolicyName: 'default' }, { abortSignal }),
      ),
      'closed' in client ? client.closed(awsCall('kms:GetKeyRotationStatus', arn)) : rotationOf(name, describe),
      ask.all(client, awsCall('kms:ListGrants', arn), async (kms, abortSignal, Marker) => {
        const reply = await kms.listGrants({ KeyId: arn, Limit: 100, ...(Marker && { Marker }) }, { abortSignal });
        return { items: mustBe(reply.Grants, listOf(grant), 'Grants'), next: nextOf(reply) };
      }),
    ]);
    return awsKeyOf(arn, { describe, policy, rotation, grants });
  };
}

/** Where the next page begins. AWS says in one field that there is one, in another where. */
function nextOf({ Truncated, NextMarker }: { Truncated?: unknown; NextMarker?: unknown }): string | undefined {
  if (Truncated === undefined || Truncated === false) return undefined;
  if (typeof NextMarker !== 'string' || NextMarker === '')
    throw new MalformedReply('the list goes on, but the reply does not say where');
  return NextMarker;
}

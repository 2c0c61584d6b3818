import pLimit from 'p-limit';
import { type Collection, observe } from '../../../collect/observe.ts';
import { observeAll } from '../../../collect/pages.ts';
import { fieldsOf, listOf, mustBe } from '../../../collect/reply.ts';
import { MalformedReply } from '../../../collect/service-failure.ts';
import type { Fact } from '../../../facts/fact.ts';
import { isKnown, unknown } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import type { Environment, ToRead } from '../../cloud.ts';
import { type AwsKmsName, parseAwsKeyArn } from '../name.ts';
import { awsCall, type Operation } from '../permissions.ts';
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
  const clients = awsClients(collection, settings, env);
  const limit = pLimit(CONCURRENT_CALLS);
  const read = names.map(async (name) => [name.name, await readKey(collection, clients, limit, name)] as const);
  return { keys: new Map(await Promise.all(read)) };
}

async function readKey(
  collection: Collection,
  clientFor: AwsClients,
  limit: ReturnType<typeof pLimit>,
  name: AwsKmsName,
): Promise<AwsKey> {
  const arn = name.name;
  const client = await clientFor(name);
  if ('closed' in client) {
    const closed = (operation: Operation) => client.closed(awsCall(operation, arn));
    return awsKeyOf(arn, {
      describe: closed('describe'),
      policy: closed('policy'),
      rotation: closed('rotation'),
      grants: closed('grants'),
    });
  }
  const { kms } = client;
  const ask = (operation: Operation, one: (signal: AbortSignal) => Promise<unknown>) =>
    limit(() => observe(collection, awsCall(operation, arn), one, classifyAwsError));
  const askAll = <T>(operation: Operation, page: Parameters<typeof observeAll<T>>[2]) =>
    limit(() => observeAll(collection, awsCall(operation, arn), page, classifyAwsError));

  const describe = await ask('describe', async (abortSignal) => {
    const { KeyMetadata } = await kms.describeKey({ KeyId: arn }, { abortSignal });
    if (!isRecord(KeyMetadata)) throw new MalformedReply('the reply has no KeyMetadata');
    return KeyMetadata;
  });
  if (!isKnown(describe) && describe.unknown.cause === 'not_found') {
    const absent = { describe, policy: describe, rotation: describe, grants: describe };
    const { source } = awsCall('describe', arn);
    return { ...awsKeyOf(arn, absent), present: { value: false, source, observed_at: collection.now() } };
  }
  const [policy, rotation, grants] = await Promise.all([
    ask('policy', (abortSignal) => kms.getKeyPolicy({ KeyId: arn, PolicyName: 'default' }, { abortSignal })),
    readRotation(collection, clientFor, limit, name, describe),
    askAll('grants', async (abortSignal, Marker) => {
      const reply = await kms.listGrants({ KeyId: arn, Limit: 100, ...(Marker && { Marker }) }, { abortSignal });
      return { items: mustBe(reply.Grants, listOf(grant), 'Grants'), next: nextOf(reply) };
    }),
  ]);
  return awsKeyOf(arn, { describe, policy, rotation, grants });
}

/** Rotation is a property of the primary of a multi-Region key, and only its own Region reports it. */
async function readRotation(
  collection: Collection,
  clientFor: AwsClients,
  limit: ReturnType<typeof pLimit>,
  name: AwsKmsName,
  describe: Fact<unknown>,
): Promise<Fact<unknown>> {
  const primary = primaryOf(fieldsOf(describe, awsCall('describe', name.name)));
  // Only the ids of multi-Region keys begin with mrk-: any other key answers for itself even if DescribeKey was refused.
  const asked = isKnown(primary) ? primary.value : name.key_id.startsWith('mrk-') ? primary : null;
  if (asked !== null && typeof asked === 'object') return asked;
  const arn = asked ?? name.name;
  const call = awsCall('rotation', arn);
  let target: AwsKmsName;
  try {
    target = parseAwsKeyArn(arn);
  } catch {
    return unknown('malformed', `the primary ${JSON.stringify(arn)} is not the ARN of a KMS key`, call);
  }
  if (target.partition !== name.partition || target.account !== name.account || target.key_id !== name.key_id)
    return unknown('malformed', `the primary ${arn} is not a Region's copy of the same key`, call);
  const client = await clientFor(target);
  if ('closed' in client) return client.closed(call);
  return limit(() =>
    observe(
      collection,
      call,
      async (abortSignal) => {
        try {
          return await client.kms.getKeyRotationStatus({ KeyId: arn }, { abortSignal });
        } catch (error) {
          // AWS rotates no key of this kind (imported, custom key store, asymmetric): an answer, not a failure.
          if (error instanceof Error && error.name === 'UnsupportedOperationException') return { KeyRotationEnabled: false };
          throw error;
        }
      },
      classifyAwsError,
    ),
  );
}

/** Where the next page begins. AWS says in one field that there is one, in another where. */
function nextOf({ Truncated, NextMarker }: { Truncated?: unknown; NextMarker?: unknown }): string | undefined {
  if (Truncated === undefined || Truncated === false) return undefined;
  if (typeof NextMarker !== 'string' || NextMarker === '')
    throw new MalformedReply('the list goes on, but the reply does not say where');
  return NextMarker;
}

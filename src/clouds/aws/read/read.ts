import pLimit from 'p-limit';
import { listOf, observeAll, type Reader } from '../../../collect/kms-reply.ts';
import { type Collection, observe, type Permission } from '../../../collect/observe.ts';
import { MalformedReply } from '../../../collect/service-failure.ts';
import type { Config } from '../../../config/schema.ts';
import type { Fact } from '../../../facts/fact.ts';
import { isKnown, unknown } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import type { AwsKey } from '../../aws/snapshot.ts';
import { type AwsKmsName, parseAwsKeyArn } from '../../kms-name.ts';
import { type AwsDoor, awsDoor, type Environment } from './client.ts';
import { classifyAwsError } from './error.ts';
import { awsCall, awsKeyOf, grant, type Operation, primaryOf } from './key.ts';

/** What the collector's identity needs in each account that holds keys. */
export const AWS_PERMISSIONS: readonly Permission[] = [
  {
    permission: 'kms:DescribeKey',
    calls: ['aws:kms:DescribeKey'],
    for: 'whether the key is there; its state, origin, spec, deletion date, multi-Region primary',
  },
  {
    permission: 'kms:GetKeyRotationStatus',
    calls: ['aws:kms:GetKeyRotationStatus'],
    for: 'automatic rotation; of the primary, where the key is a multi-Region replica',
  },
  {
    permission: 'kms:GetKeyPolicy',
    calls: ['aws:kms:GetKeyPolicy'],
    for: 'who may use the key; not answered to another account',
  },
  { permission: 'kms:ListGrants', calls: ['aws:kms:ListGrants'], for: 'permissions given beside the key policy' },
  {
    permission: 'sts:AssumeRole',
    calls: ['aws:sts:AssumeRole'],
    for: 'on the caller, for accounts with a role_arn in the configuration',
    optional: 'only where the configuration names a role',
  },
];

const CONCURRENT_CALLS = 8;

/** Reads each key from the KMS of its own account and region. Keyed by the key's ARN, in the order of `names`. */
export async function collectAwsKeys(
  collection: Collection,
  config: Config['aws'],
  names: readonly AwsKmsName[],
  env: Environment,
): Promise<Map<string, AwsKey>> {
  if (names.length === 0) return new Map();
  const open = awsDoor(collection, config, env);
  const limit = pLimit(CONCURRENT_CALLS);
  return new Map(
    await Promise.all(
      names.map(async (name): Promise<[string, AwsKey]> => [name.name, await collectKey(collection, open, limit, name)]),
    ),
  );
}

async function collectKey(
  collection: Collection,
  open: AwsDoor,
  limit: ReturnType<typeof pLimit>,
  name: AwsKmsName,
): Promise<AwsKey> {
  const arn = name.name;
  const door = await open(name);
  if ('closed' in door) {
    const closed = (operation: Operation) => door.closed(awsCall(operation, arn));
    return awsKeyOf(arn, {
      describe: closed('describe'),
      policy: closed('policy'),
      rotation: closed('rotation'),
      grants: closed('grants'),
    });
  }
  const { kms } = door;
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
    const gone = { describe, policy: describe, rotation: describe, grants: describe };
    const { source } = awsCall('describe', arn);
    return { ...awsKeyOf(arn, gone), present: { value: false, source, observed_at: collection.now() } };
  }
  const [policy, rotation, grants] = await Promise.all([
    ask('policy', (abortSignal) => kms.getKeyPolicy({ KeyId: arn, PolicyName: 'default' }, { abortSignal })),
    collectRotation(collection, open, limit, name, describe),
    askAll('grants', async (abortSignal, Marker) => {
      const reply = await kms.listGrants({ KeyId: arn, Limit: 100, ...(Marker && { Marker }) }, { abortSignal });
      return { items: itemsOf(reply.Grants, grant, 'Grants'), next: nextOf(reply) };
    }),
  ]);
  return awsKeyOf(arn, { describe, policy, rotation, grants });
}

/** Rotation is a property of the primary of a multi-Region key, and only its own region tells. */
async function collectRotation(
  collection: Collection,
  open: AwsDoor,
  limit: ReturnType<typeof pLimit>,
  name: AwsKmsName,
  describe: Fact<unknown>,
): Promise<Fact<unknown>> {
  const primary = primaryOf(describe, awsCall('describe', name.name));
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
  const door = await open(target);
  if ('closed' in door) return door.closed(call);
  return limit(() =>
    observe(
      collection,
      call,
      async (abortSignal) => {
        try {
          return await door.kms.getKeyRotationStatus({ KeyId: arn }, { abortSignal });
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

function itemsOf<T>(items: unknown, reader: Reader<T>, name: string): T[] {
  const read = listOf(reader).read(items);
  if (read === undefined) throw new MalformedReply(`${name} is not a list of ${reader.what} each`);
  return read;
}

/** Where the next page begins. AWS says in one field that there is one, in another where. */
function nextOf({ Truncated, NextMarker }: { Truncated?: unknown; NextMarker?: unknown }): string | undefined {
  if (Truncated === undefined || Truncated === false) return undefined;
  if (typeof NextMarker !== 'string' || NextMarker === '')
    throw new MalformedReply('the list goes on, but the reply does not say where');
  return NextMarker;
}

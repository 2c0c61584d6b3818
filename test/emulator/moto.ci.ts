import {
  CreateGrantCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  KMSClient,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseAwsKeyArn } from '../../src/clouds/aws/name.ts';
import { awsCallers } from '../../src/clouds/aws/read/caller.ts';
import { readAwsKeys } from '../../src/clouds/aws/read/read.ts';
import type { AwsKey } from '../../src/clouds/aws/snapshot.ts';
import { toRead } from '../collect/stand-ins.ts';
import { collection, startMoto } from './moto-server.ts';

const { endpoint, close } = await startMoto();
const credentials = { accessKeyId: 'AKIAMANGO00000000000', secretAccessKey: 'fig-secret-not-real' };
const kms = new KMSClient({ region: 'us-east-1', endpoint, credentials });
const arns: Record<string, string> = {};
let keys: Map<string, AwsKey>;

async function create(name: string, input: ConstructorParameters<typeof CreateKeyCommand>[0] = {}): Promise<string> {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand(input));
  if (KeyMetadata?.Arn === undefined || KeyMetadata.KeyId === undefined) throw new Error('moto made no key');
  arns[name] = KeyMetadata.Arn;
  // some of moto's calls take ids only
  return KeyMetadata.KeyId;
}

beforeAll(async () => {
  await kms.send(
    new EnableKeyRotationCommand({ KeyId: await create('enabled', { KeyUsage: 'ENCRYPT_DECRYPT' }), RotationPeriodInDays: 180 }),
  );
  await kms.send(new DisableKeyCommand({ KeyId: await create('disabled') }));
  await kms.send(new ScheduleKeyDeletionCommand({ KeyId: await create('scheduled-for-deletion'), PendingWindowInDays: 7 }));
  await create('imported', { Origin: 'EXTERNAL' });
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Sid: 'Cherry', Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:*', Resource: '*' }],
  };
  await kms.send(
    new PutKeyPolicyCommand({ KeyId: await create('with policy'), PolicyName: 'default', Policy: JSON.stringify(policy) }),
  );
  await kms.send(
    new CreateGrantCommand({
      KeyId: await create('with grant'),
      GranteePrincipal: 'arn:aws:iam::123456789012:role/mango',
      Operations: ['Decrypt'],
    }),
  );
  arns.missing = 'arn:aws:kms:us-east-1:123456789012:key/00000000-0000-4000-8000-000000000000';
  const env = { AWS_ENDPOINT_URL_KMS: endpoint };
  process.env.AWS_ACCESS_KEY_ID = credentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey;
  ({ keys } = await readAwsKeys(collection, { accounts: {} }, toRead(Object.values(arns).map(parseAwsKeyArn)), env));
});

afterAll(async () => {
  kms.destroy();
  await close();
});

const key = (name: string): AwsKey => {
  const found = keys.get(arns[name] ?? '');
  if (found === undefined) throw new Error(`no facts about the ${name} key`);
  return found;
};
const known = (value: unknown) => expect.objectContaining({ value });

test('an enabled key with rotation is read', () => {
  expect(key('enabled')).toMatchObject({
    present: known(true),
    state: known('Enabled'),
    origin: known('AWS_KMS'),
    manager: known('CUSTOMER'),
    spec: known('SYMMETRIC_DEFAULT'),
    usage: known('ENCRYPT_DECRYPT'),
    rotation_enabled: known(true),
  });
});

test('a key without rotation is read', () => {
  expect(key('with grant').rotation_enabled).toEqual(known(false));
});

test('a disabled key is read', () => {
  expect(key('disabled').state).toEqual(known('Disabled'));
});

test('a key that is scheduled for deletion is read with its date', () => {
  const { state, deletion_date } = key('scheduled-for-deletion');
  expect(state).toEqual(known('PendingDeletion'));
  const days = 'value' in deletion_date ? (Date.parse(deletion_date.value ?? '') - Date.now()) / 86_400_000 : Number.NaN;
  expect(days).toBeGreaterThan(6);
  expect(days).toBeLessThan(8);
});

test('a key with imported material is read', () => {
  expect(key('imported').origin).toEqual(known('EXTERNAL'));
});

test('key policies are read exactly as AWS keeps them', async () => {
  const own = key('with policy').policy;
  const asked = await kms.send(new GetKeyPolicyCommand({ KeyId: arns['with policy'], PolicyName: 'default' }));
  expect(own).toEqual(known(asked.Policy));
  expect(JSON.parse('value' in own ? own.value : '{}')).toMatchObject({ Statement: [{ Sid: 'Cherry' }] });
});

test('grants are read', () => {
  const { grants } = key('with grant');
  expect('value' in grants && grants.value).toMatchObject([
    { grantee: 'arn:aws:iam::123456789012:role/mango', operations: ['Decrypt'], constrained: false },
  ]);
});

test('a key that does not exist is known to be absent', () => {
  const { present, state } = key('missing');
  expect(present).toEqual(known(false));
  expect(state).toMatchObject({ unknown: { cause: 'not_found' } });
});

test('STS of moto says as whom keys are read, with a role and without', async () => {
  const role_arn = 'arn:aws:iam::444455556666:role/byok-audit';
  const names = ['123456789012', '444455556666'].map((account) =>
    parseAwsKeyArn(`arn:aws:kms:us-east-1:${account}:key/00000000-0000-4000-8000-000000000000`),
  );
  const env = { AWS_ENDPOINT_URL_STS: endpoint };
  const callers = await awsCallers(collection, { accounts: { '444455556666': { role_arn } } }, { names }, env);
  expect(callers.map(({ of, who }) => [of, 'value' in who ? who.value : who])).toEqual([
    [null, 'arn:aws:sts::123456789012:user/moto'],
    ['account 444455556666', 'arn:aws:sts::444455556666:assumed-role/byok-audit/byok-audit'],
  ]);
});

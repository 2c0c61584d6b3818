import { CreateKeyCommand, KMSClient, TagResourceCommand } from '@aws-sdk/client-kms';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseAwsKeyArn } from '../../src/clouds/aws/name.ts';
import { readAwsKeys } from '../../src/clouds/aws/read/read.ts';
import type { AwsKey } from '../../src/clouds/aws/snapshot.ts';
import { toRead } from '../collect/stand-ins.ts';
import { collection, startMoto } from './moto-server.ts';

// Keys in accounts of their own, each behind a role: moto keeps accounts apart by the credentials that AssumeRole gave.
const { endpoint, close } = await startMoto();
const credentials = { accessKeyId: 'AKIAMANGO00000000000', secretAccessKey: 'fig-secret-not-real' };
const ACCOUNTS = ['111122223333', '444455556666', '777788889999'] as const;
const REGIONS = ['us-east-1', 'eu-west-1'] as const;
const roleIn = (account: string) => ({ role_arn: `arn:aws:iam::${account}:role/byok-audit`, external_id: `orchard-${account}` });

async function createdIn(account: string, region: string): Promise<string> {
  const { role_arn: RoleArn, external_id: ExternalId } = roleIn(account);
  const assumed = fromTemporaryCredentials({
    masterCredentials: credentials,
    params: { RoleArn, RoleSessionName: 'orchard', ExternalId },
    clientConfig: { region, endpoint },
  });
  const kms = new KMSClient({ region, endpoint, credentials: assumed });
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: account }));
  await kms.send(new TagResourceCommand({ KeyId: KeyMetadata?.KeyId, Tags: [{ TagKey: 'account', TagValue: account }] }));
  kms.destroy();
  return KeyMetadata?.Arn ?? '';
}

const read = async (accounts: Record<string, ReturnType<typeof roleIn>>, arns: readonly string[]) => {
  const env = { AWS_ENDPOINT_URL_KMS: endpoint, AWS_ENDPOINT_URL_STS: endpoint };
  process.env.AWS_ACCESS_KEY_ID = credentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey;
  return (await readAwsKeys(collection, { accounts }, toRead(arns.map(parseAwsKeyArn)), env)).keys;
};

let arns: string[];
beforeAll(async () => {
  arns = await Promise.all(ACCOUNTS.flatMap((account) => REGIONS.map((region) => createdIn(account, region))));
});
afterAll(close);

const presence = (keys: ReadonlyMap<string, AwsKey>) => arns.map((arn) => keys.get(arn)?.present);

test('keys of several accounts and regions are each read by the role of their account', async () => {
  expect(new Set(arns.map((arn) => arn.split(':')[4]))).toEqual(new Set(ACCOUNTS));
  const keys = await read(Object.fromEntries(ACCOUNTS.map((account) => [account, roleIn(account)])), arns);
  expect(presence(keys)).toEqual(arns.map(() => expect.objectContaining({ value: true })));
  for (const arn of arns) expect(keys.get(arn)?.state).toMatchObject({ value: 'Enabled' });
});

test('a key whose account has no role is asked for by the caller of the scan, to whose account it does not belong', async () => {
  const [named] = ACCOUNTS;
  const keys = await read({ [named]: roleIn(named) }, arns);
  expect(presence(keys).map((present) => present !== undefined && 'value' in present && present.value)).toEqual(
    arns.map((arn) => arn.includes(named)),
  );
});

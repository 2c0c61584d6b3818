import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Clouds, type Fault, startClouds } from '../../../../loopback/clouds.ts';
import { parseAwsKeyArn } from '../../../../src/clouds/aws/name.ts';
import { readAwsKeys } from '../../../../src/clouds/aws/read/read.ts';
import type { AwsKey } from '../../../../src/clouds/aws/snapshot.ts';
import type { Collection } from '../../../../src/collect/observe.ts';
import { isRecord } from '../../../../src/input/is-record.ts';
import { Secrets } from '../../../../src/input/secrets.ts';
import { toRead } from '../../../collect/stand-ins.ts';

const APPLE = 'arn:aws:kms:us-east-1:111122223333:key/00000001-aaaa-4aaa-8aaa-000000000001';
const OTHER = 'arn:aws:kms:us-east-1:111122223333:key/0000000a-aaaa-4aaa-8aaa-00000000000a';
const REPLICA = 'arn:aws:kms:eu-central-1:111122223333:key/mrk-00000000000000000000000000000005';
const IMPORTED = 'arn:aws:kms:eu-west-1:111122223333:key/00000004-aaaa-4aaa-8aaa-000000000004';
const TOMORROW = Date.parse('2026-12-01T00:00:00Z') / 1000;
const copy = (region: string, id = 'mrk-00000000000000000000000000000005') => ({
  Arn: `arn:aws:kms:${region}:111122223333:key/${id}`,
  Region: region,
});

const collection: Collection = {
  now: () => '2026-11-30T00:00:00Z',
  deadline: new AbortController().signal,
  callTimeout: 5000,
  backoff: 1,
  loopbackOnly: true,
  secrets: new Secrets(),
  onCall: () => {},
};

/** Both questions about rotation, answered as AWS answers them of a key that cannot be rotated. */
const unsupported: Fault = {
  id: /^kms:(GetKeyRotationStatus|ListKeyRotations) /,
  kind: 'replace',
  replace: () => ({ status: 400, body: { __type: 'UnsupportedOperationException', message: 'The key cannot be rotated.' } }),
};

let clouds: Clouds;
beforeAll(async () => {
  clouds = await startClouds('fixtures/aws-small');
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, clouds.env[name]);
});
beforeEach(() => clouds.clearFaults());
afterAll(async () => {
  vi.unstubAllEnvs();
  await clouds.close();
});

async function read(arn: string): Promise<AwsKey> {
  const { keys } = await readAwsKeys(collection, { accounts: {} }, toRead([parseAwsKeyArn(arn)]), clouds.env);
  const key = keys.get(arn);
  if (key === undefined) throw new Error('no key');
  return key;
}

/** Changes the answer of a call about a key. */
const changed = (operation: string, arn: string, change: (body: Record<string, unknown>) => unknown) =>
  clouds.fault({
    id: `kms:${operation} ${arn}`,
    kind: 'replace',
    replace: ({ body }) => ({ status: 200, body: change(isRecord(body) ? body : {}) }),
  });
const described = (arn: string, change: object) =>
  changed('DescribeKey', arn, ({ KeyMetadata }) => ({
    KeyMetadata: { ...(isRecord(KeyMetadata) ? KeyMetadata : {}), ...change },
  }));
const answered = (operation: string, change: object) => changed(operation, APPLE, (body) => ({ ...body, ...change }));

const lostOf = (key: AwsKey, cause: string) =>
  Object.entries(key)
    .filter(([, fact]) => typeof fact === 'object' && 'unknown' in fact && fact.unknown.cause === cause)
    .map(([name]) => name);

const OF_DESCRIPTION = ['state', 'origin', 'spec', 'created_at', 'deletion_date', 'multi_region_primary', 'primary_created_at'];

describe('a description that is not of this key says nothing', () => {
  test.each([
    ['with the ARN of another key', { Arn: OTHER }],
    ['with the ARN of the key in another Region', { Arn: APPLE.replace('us-east-1', 'us-west-2') }],
    ['with an ARN that is none', { Arn: 'GARBLED' }],
    ['with the id of another key', { KeyId: OTHER.split('/')[1] }],
    ['with another account', { AWSAccountId: '999988887777' }],
    ['with an account that is a number', { AWSAccountId: 17 }],
    ['without its ARN and id', { Arn: undefined, KeyId: undefined }],
  ])('%s', async (_, change) => {
    described(APPLE, change);
    const key = await read(APPLE);
    expect(lostOf(key, 'malformed')).toEqual(expect.arrayContaining(OF_DESCRIPTION));
  });

  test('with nothing in it', async () => {
    changed('DescribeKey', APPLE, () => ({}));
    expect(lostOf(await read(APPLE), 'malformed')).toEqual(expect.arrayContaining(OF_DESCRIPTION));
  });
});

describe('fields of a description that contradict each other or make no sense are no facts', () => {
  test.each<[string, object, (keyof AwsKey)[]]>([
    ['an enabled key with Enabled false', { Enabled: false }, ['state']],
    ['an enabled key with a date of deletion', { DeletionDate: TOMORROW }, ['state']],
    ['an enabled key that waits for replicas', { PendingDeletionWindowInDays: 7 }, ['state', 'deletion_wait_days']],
    ['an empty state', { KeyState: '' }, ['state']],
    [
      'a deletion in the year 9999',
      { KeyState: 'PendingDeletion', Enabled: false, DeletionDate: 253402300799 },
      ['deletion_date'],
    ],
    ['a creation in the year 1', { CreationDate: -62135596800 }, ['created_at', 'primary_created_at']],
    ['a creation next month', { CreationDate: TOMORROW + 30 * 86_400 }, ['created_at', 'primary_created_at']],
    ['a store of a key that KMS keeps', { CustomKeyStoreId: 'cks-0000000000000001' }, ['origin', 'custom_key_store']],
    ['an expiration of material that KMS made', { ValidTo: TOMORROW }, ['origin', 'material_expires_at']],
    ['a multi-Region key by its description alone', { MultiRegion: true }, ['multi_region_primary', 'multi_region_replicas']],
    [
      'the copies of a key of one Region',
      { MultiRegionConfiguration: { MultiRegionKeyType: 'PRIMARY', PrimaryKey: copy('us-east-1'), ReplicaKeys: [] } },
      ['multi_region_primary', 'multi_region_replicas'],
    ],
  ])('%s', async (_, change, lost) => {
    described(APPLE, change);
    expect(lostOf(await read(APPLE), 'malformed')).toEqual(expect.arrayContaining(lost));
  });

  test.each<[string, object]>([
    ['that is none by its description', { MultiRegion: false, MultiRegionConfiguration: undefined }],
    [
      'of another key',
      {
        MultiRegionConfiguration: {
          MultiRegionKeyType: 'REPLICA',
          PrimaryKey: copy('us-east-1', 'mrk-0000000000000000000000000000000a'),
          ReplicaKeys: [copy('eu-central-1')],
        },
      },
    ],
    [
      'that is neither primary nor replica',
      { MultiRegionConfiguration: { MultiRegionKeyType: 'REPLICA', PrimaryKey: copy('us-east-1'), ReplicaKeys: [] } },
    ],
    [
      'with a Region beside its ARN',
      {
        MultiRegionConfiguration: {
          MultiRegionKeyType: 'REPLICA',
          PrimaryKey: { ...copy('us-east-1'), Region: 'us-west-2' },
          ReplicaKeys: [copy('eu-central-1')],
        },
      },
    ],
  ])('a multi-Region key %s', async (_, change) => {
    described(REPLICA, change);
    const lost = ['multi_region_primary', 'multi_region_replicas', 'rotation_enabled', 'last_rotation_at', 'primary_created_at'];
    expect(lostOf(await read(REPLICA), 'malformed')).toEqual(expect.arrayContaining(lost));
  });

  test('imported material that expires at no time', async () => {
    described(IMPORTED, { ExpirationModel: 'KEY_MATERIAL_EXPIRES' });
    expect((await read(IMPORTED)).material_expires_at).toMatchObject({ unknown: { cause: 'not_collected' } });
  });
});

describe('a reply that is not what was asked for', () => {
  test.each<[string, string, object, keyof AwsKey]>([
    ['another policy', 'GetKeyPolicy', { PolicyName: 'AWS_RAM' }, 'policy'],
    ['an empty policy', 'GetKeyPolicy', { Policy: '' }, 'policy'],
    ['a policy that is an empty object', 'GetKeyPolicy', { Policy: '{}' }, 'policy'],
    ['a policy that is a list', 'GetKeyPolicy', { Policy: '[]' }, 'policy'],
    ['a policy without a statement', 'GetKeyPolicy', { Policy: '{"Version":"2012-10-17","Statement":[]}' }, 'policy'],
    ['the rotation of another key', 'GetKeyRotationStatus', { KeyId: OTHER }, 'rotation_enabled'],
    ['a rotation every day', 'GetKeyRotationStatus', { RotationPeriodInDays: 1 }, 'rotation_period_days'],
    ['a rotation in the year 9999', 'GetKeyRotationStatus', { NextRotationDate: 253402300799 }, 'next_rotation_at'],
    [
      'the rotations of another key',
      'ListKeyRotations',
      { Rotations: [{ KeyId: OTHER, RotationDate: 1_790_000_000 }] },
      'last_rotation_at',
    ],
    ['a rotation without a date', 'ListKeyRotations', { Rotations: [{ KeyId: APPLE }] }, 'last_rotation_at'],
    [
      'a rotation that is to come',
      'ListKeyRotations',
      { Rotations: [{ KeyId: APPLE, RotationDate: TOMORROW + 86_400 }] },
      'last_rotation_at',
    ],
    ['a list that may go on', 'ListGrants', { Truncated: undefined, NextMarker: undefined }, 'grants'],
    ['a list that ends and goes on', 'ListGrants', { Truncated: false, NextMarker: '2' }, 'grants'],
    ['a list that goes on nowhere', 'ListGrants', { Truncated: true, NextMarker: '' }, 'grants'],
    [
      'a grant on another key',
      'ListGrants',
      { Grants: [{ KeyId: OTHER, GranteePrincipal: 'apple', Operations: ['Decrypt'] }] },
      'grants',
    ],
    ['a grant to nobody', 'ListGrants', { Grants: [{ KeyId: APPLE, GranteePrincipal: '', Operations: ['Decrypt'] }] }, 'grants'],
    ['a grant of nothing', 'ListGrants', { Grants: [{ KeyId: APPLE, GranteePrincipal: 'apple', Operations: [] }] }, 'grants'],
    [
      'a grant of an operation without a name',
      'ListGrants',
      { Grants: [{ KeyId: APPLE, GranteePrincipal: 'apple', Operations: [''] }] },
      'grants',
    ],
  ])('%s is no fact', async (_, operation, change, lost) => {
    answered(operation, change);
    expect((await read(APPLE))[lost]).toMatchObject({ unknown: { cause: 'malformed' } });
  });

  test('a rotation status without a status is not one that is off', async () => {
    answered('GetKeyRotationStatus', { KeyRotationEnabled: undefined });
    expect((await read(APPLE)).rotation_enabled).toMatchObject({ unknown: { cause: 'malformed' } });
  });

  test('nothing but garbage about a key does not prove it present', async () => {
    for (const operation of ['DescribeKey', 'GetKeyPolicy', 'ListGrants']) changed(operation, APPLE, () => ({}));
    changed('GetKeyRotationStatus', APPLE, () => []);
    expect((await read(APPLE)).present).toMatchObject({ unknown: { cause: 'malformed' } });
  });
});

test('that AWS calls rotation unsupported is the answer of a key that it never rotates', async () => {
  clouds.fault(unsupported);
  const described = await read(IMPORTED);
  expect(described).toMatchObject({ rotation_enabled: { value: false }, last_rotation_at: { value: null } });

  clouds.fault({ id: `kms:DescribeKey ${APPLE}`, kind: 'deny' });
  const undescribed = await read(APPLE);
  expect(undescribed).toMatchObject({ rotation_enabled: { value: false }, last_rotation_at: { value: null } });
});

test('that AWS calls rotation unsupported contradicts a key that it rotates', async () => {
  clouds.fault(unsupported);
  const { rotation_enabled, last_rotation_at } = await read(APPLE);
  for (const fact of [rotation_enabled, last_rotation_at])
    expect(fact).toMatchObject({ unknown: { cause: 'malformed', detail: expect.stringContaining('unsupported') } });
});

test("the age of a replica and its rotations are its primary's", async () => {
  const key = await read(REPLICA);
  expect(key).toMatchObject({ primary_created_at: { value: '2025-02-01T09:00:00Z' }, last_rotation_at: { value: null } });
  expect(clouds.requests.map(({ id }) => id)).toContain(`kms:ListKeyRotations ${REPLICA.replace('eu-central-1', 'us-east-1')}`);
});

test('credentials that AWS does not take are said as such, without a permission', async () => {
  clouds.fault({
    id: /^kms:/,
    kind: 'replace',
    replace: () => ({ status: 400, body: { __type: 'ExpiredTokenException', message: 'The security token has expired.' } }),
  });
  const { state, grants } = await read(APPLE);
  for (const fact of [state, grants]) {
    expect(fact).toMatchObject({ unknown: { cause: 'not_collected', call: 'AWS credentials' } });
    expect(fact).not.toHaveProperty('unknown.permission');
  }
});

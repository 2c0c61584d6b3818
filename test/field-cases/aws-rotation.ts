import type { Raw } from '../../loopback/fixture.ts';
import type { FieldCase } from './case.ts';
import { asReplica, copies, MRK } from './multi-region.ts';
import { type AwsChange, aws, KEY, onAws } from './on-aws.ts';
import { organization } from './organization.ts';

const ON_DEMAND = /^(?!.*enable-key-rotation)(?=.*rotate-key-on-demand --key-id arn:)/s;
/** The steps for a replica are on its primary, which no fact names. */
const ON_PRIMARY = /^(?!.*on-demand --key-id arn:)(?=.*rotate-key-on-demand --key-id PRIMARY_ARN --region PRIMARY_REGION)/s;

/** A key made in 2023, older than any period. */
const old = (change: AwsChange = {}): AwsChange => ({
  ...change,
  metadata: { CreationDate: '2023-02-01T09:00:00Z', ...change.metadata },
  cluster: { created_at: '2023-02-02T10:00:00Z' },
});
const rotated = (RotationDate: string, RotationType = 'AUTOMATIC') => ({ RotationDate, RotationType });

/** A replica on which a cluster is, beside its primary, which Confluent does not know. */
const replicaOf = (primary: AwsChange) => {
  const configuration = copies('us-east-2', 'eu-west-1');
  return organization(
    onAws({
      key_id: MRK,
      metadata: { ...asReplica(configuration), CreationDate: '2026-10-01T09:00:00Z' },
      ...primary,
      rotations: [],
    }),
    onAws({
      ...old({ ...primary, metadata: configuration }),
      key_id: MRK,
      region: 'us-east-2',
      cluster: null,
      registration: null,
    }),
  );
};
const cannotRotate = (title: string, metadata: Raw, spec: 'pass' | 'fail'): FieldCase => ({
  title,
  organization: aws({ metadata, rotation: null }),
  expect: [
    ['key.rotated', KEY, 'not_applicable'],
    ['key.spec_supported', KEY, spec],
  ],
});

/** Rotation that can happen, has happened or never will. */
export const AWS_ROTATION: FieldCase[] = [
  {
    ...cannotRotate('AWS rotates no HMAC key', { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }, 'fail'),
  },
  {
    ...cannotRotate('AWS rotates no elliptic-curve key', { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }, 'fail'),
  },
  {
    ...cannotRotate('AWS rotates no RSA key that signs', { KeySpec: 'RSA_3072', KeyUsage: 'SIGN_VERIFY' }, 'fail'),
  },
  cannotRotate(
    'AWS rotates no key of an external key store',
    { Origin: 'EXTERNAL_KEY_STORE', CustomKeyStoreId: 'cks-0000000000000001' },
    'pass',
  ),
  cannotRotate(
    'AWS rotates no key of a CloudHSM key store, which Confluent does not name',
    { Origin: 'AWS_CLOUDHSM', CustomKeyStoreId: 'cks-0000000000000002' },
    'fail',
  ),
  {
    title: 'AWS rotates no imported material by itself',
    organization: aws({ metadata: { Origin: 'EXTERNAL', ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' }, rotation: null }),
    expect: [
      ['key.rotated', KEY, 'not_applicable'],
      ['key.material_generated', KEY, 'fail'],
      ['key.spec_supported', KEY, 'pass'],
    ],
  },
  {
    title: 'a rotation on demand of last week counts for an old key',
    organization: aws(old({ rotations: [rotated('2026-11-14T09:00:00Z', 'ON_DEMAND')] })),
    expect: [['key.rotated', KEY, 'pass']],
  },
  {
    title: 'rotation switched on for a key of 2023 has not happened yet, and a rotation on demand mends it',
    organization: aws(old()),
    expect: [['key.rotated', KEY, 'fail', ON_DEMAND]],
  },
  {
    title: 'a last rotation in 2024 is too long ago although rotation is on',
    organization: aws(old({ rotations: [rotated('2024-02-01T09:00:00Z')] })),
    expect: [['key.rotated', KEY, 'fail']],
  },
  {
    title: 'a rotation on demand does not make up for automatic rotation that is off',
    organization: aws(
      old({ rotation: { KeyRotationEnabled: false }, rotations: [rotated('2026-11-14T09:00:00Z', 'ON_DEMAND')] }),
    ),
    expect: [['key.rotated', KEY, 'fail']],
  },
  {
    title: 'rotation that is on without a period is not rotation once a year',
    organization: aws({ rotation: { KeyRotationEnabled: true } }),
    expect: [['key.rotated', KEY, 'unknown/not_collected']],
  },
  {
    title: 'a rotation of seven years is too rare',
    organization: aws({ rotation: { KeyRotationEnabled: true, RotationPeriodInDays: 2560 } }),
    expect: [['key.rotated', KEY, 'fail', /--rotation-period-in-days 365 /]],
  },
  {
    title: 'a young key needs no list of its rotations',
    organization: aws(),
    faults: [{ id: /^kms:ListKeyRotations/, kind: 'deny' }],
    expect: [['key.rotated', KEY, 'pass']],
  },
  {
    title: 'the rotations of an old key are unknown while they may not be listed',
    organization: aws(old({ rotations: [rotated('2026-03-01T09:00:00Z')] })),
    faults: [{ id: /^kms:ListKeyRotations/, kind: 'deny' }],
    expect: [['key.rotated', KEY, 'unknown/denied', /ListKeyRotations/]],
  },
  {
    title: 'a replica made last month has the old material of its primary',
    organization: replicaOf({ rotations: [] }),
    expect: [['key.rotated', KEY, 'fail', ON_PRIMARY]],
  },
  {
    title: 'a limit below the shortest period of AWS gives a period that AWS accepts, and says so',
    organization: aws({ rotation: { KeyRotationEnabled: false } }),
    config: 'parameters: {max_rotation_days: 60}\n',
    expect: [['key.rotated', KEY, 'fail', /^(?!.*in-days 60)(?=.*no period under 90 days)(?=.*--rotation-period-in-days 90 )/s]],
  },
  {
    title: 'a limit for each cloud gives the period of this one',
    organization: aws({ rotation: { KeyRotationEnabled: false } }),
    config: 'parameters: {max_rotation_days: {aws: 180, azure: 90, gcp: 90}}\n',
    expect: [['key.rotated', KEY, 'fail', /--rotation-period-in-days 180 /]],
  },
  {
    title: 'a limit above the longest period of AWS gives the longest that AWS accepts',
    organization: aws({ rotation: { KeyRotationEnabled: false } }),
    config: 'parameters: {max_rotation_days: 4000}\n',
    expect: [['key.rotated', KEY, 'fail', /--rotation-period-in-days 2560 /]],
  },
  {
    title: 'a replica is rotated as its primary is',
    organization: replicaOf({ rotations: [rotated('2026-06-01T09:00:00Z')] }),
    expect: [['key.rotated', KEY, ['pass', 'unknown']]],
  },
];

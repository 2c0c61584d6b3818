import type { Fixture, Raw } from '../../loopback/fixture.ts';
import {
  type ClusterChange,
  cluster,
  organization,
  type Part,
  type RegistrationChange,
  registration,
  uuidOf,
} from './organization.ts';

/** The registration of a key that is given no other name. */
export const KEY = 'cck-quince';
export const KAFKA_ROLE = 'arn:aws:iam::000000000000:role/cc-kafka-orchard';
export const STORAGE_ROLE = 'arn:aws:iam::000000000000:role/cc-storage-orchard';
const CONFLUENT_ROLES = [KAFKA_ROLE, STORAGE_ROLE];
const ACCOUNT = '111122223333';

const USE = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];
const ATTACH = ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'];

/** The statement of every key policy: the key's own account. */
export const OWN: Raw = {
  Sid: 'Account',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'kms:*',
  Resource: '*',
};

/** Confluent's two statements, with what differs: a condition, a principal. */
export const use = (change: Raw = {}): Raw => ({
  Sid: 'Use',
  Effect: 'Allow',
  Principal: { AWS: CONFLUENT_ROLES },
  Action: USE,
  Resource: '*',
  ...change,
});
export const attach = (change: Raw = {}): Raw => use({ Sid: 'Attach', Action: ATTACH, ...change });
/** Both statements in one. */
export const template = (change: Raw = {}): Raw => use({ Sid: 'Confluent', Action: [...USE, ...ATTACH], ...change });
export const conditional = (Condition: Raw): Raw => template({ Condition });
/** Confluent's statements as they should be. */
const WELL = [OWN, use(), attach()];
export const deny = (change: Raw): Raw => ({
  Sid: 'Perimeter',
  Effect: 'Deny',
  Principal: '*',
  Action: 'kms:*',
  Resource: '*',
  ...change,
});
export const everyone = (change: Raw): Raw => ({
  Sid: 'Everyone',
  Effect: 'Allow',
  Principal: '*',
  Action: 'kms:Decrypt',
  Resource: '*',
  ...change,
});

/** What differs from a well-kept key of one cluster. Null leaves a part out. */
export type AwsChange = {
  name?: string;
  region?: string;
  account?: string;
  key_id?: string;
  metadata?: Raw;
  statements?: Raw[];
  /** Null: the key cannot be rotated. */
  rotation?: Raw | null;
  grants?: Raw[];
  tags?: Raw[];
  rotations?: Raw[];
  cluster?: ClusterChange | null;
  registration?: RegistrationChange | null;
  kms?: null;
};

export function arnOf({
  name = 'quince',
  region = 'eu-west-1',
  account = ACCOUNT,
  key_id = uuidOf(name),
}: AwsChange = {}): string {
  return `arn:aws:kms:${region}:${account}:key/${key_id}`;
}

export function onAws(change: AwsChange = {}): Part {
  const { name = 'quince', region = 'eu-west-1', account = ACCOUNT, key_id = uuidOf(name) } = change;
  const { statements = WELL, rotation = { KeyRotationEnabled: true, RotationPeriodInDays: 365 }, grants = [] } = change;
  const Arn = arnOf(change);
  const kms = {
    metadata: {
      AWSAccountId: account,
      KeyId: key_id,
      Arn,
      CreationDate: '2026-03-01T09:00:00Z',
      Enabled: true,
      KeyState: 'Enabled',
      KeyUsage: 'ENCRYPT_DECRYPT',
      KeySpec: 'SYMMETRIC_DEFAULT',
      Origin: 'AWS_KMS',
      KeyManager: 'CUSTOMER',
      MultiRegion: false,
      ...change.metadata,
    },
    policy: { Version: '2012-10-17', Statement: statements },
    ...(rotation === null ? {} : { rotation }),
    grants,
    tags: change.tags ?? [],
    rotations: change.rotations ?? [],
  };
  const key = { kind: 'AwsKey', key_arn: Arn, roles: CONFLUENT_ROLES };
  const registered =
    change.registration === null ? null : registration({ name, provider: 'AWS', region, key }, change.registration);
  const used =
    change.cluster === null
      ? null
      : cluster({ name, cloud: 'AWS', region, key: registered ? String(registered.id) : null }, change.cluster);
  return {
    clusters: used === null ? [] : [used],
    registrations: registered === null ? [] : [registered],
    aws: change.kms === null ? [] : [kms],
  };
}

export const aws = (change: AwsChange = {}): Fixture => organization(onAws(change));
/** The one key under a key policy of these statements beside its account's own. */
export const under = (...statements: Raw[]): Fixture => aws({ statements: [OWN, ...statements] });
/** The one key under a key policy of these statements beside Confluent's own. */
export const besides = (...statements: Raw[]): Fixture => aws({ statements: [...WELL, ...statements] });

import type { FieldCase } from './case.ts';
import { google, nameOf, onGoogle, versionOf } from './on-google.ts';
import { INVALID, NO_CLUSTER, organization } from './organization.ts';

const KEY = 'cck-cherry';

/** A key that Cloud KMS does not rotate by itself. */
const cannotRotate = (
  title: string,
  protectionLevel: string,
  algorithm: string,
  purpose: string,
  spec: 'pass' | 'fail',
): FieldCase => ({
  title,
  organization: google({
    version: { protectionLevel, algorithm },
    key: { purpose, versionTemplate: { protectionLevel, algorithm }, rotationPeriod: undefined, nextRotationTime: undefined },
  }),
  expect: [
    ['key.rotated', KEY, 'not_applicable'],
    ['key.spec_supported', KEY, spec],
  ],
});

/** Rotation that can happen, is planned or has happened. */
export const GOOGLE_ROTATION: FieldCase[] = [
  cannotRotate(
    'Cloud KMS rotates no asymmetric key by itself',
    'HSM',
    'RSA_DECRYPT_OAEP_3072_SHA256',
    'ASYMMETRIC_DECRYPT',
    'fail',
  ),
  cannotRotate('Cloud KMS rotates no key that makes MACs by itself', 'SOFTWARE', 'HMAC_SHA256', 'MAC', 'fail'),
  cannotRotate(
    'Cloud KMS rotates no external key by itself',
    'EXTERNAL',
    'EXTERNAL_SYMMETRIC_ENCRYPTION',
    'ENCRYPT_DECRYPT',
    'fail',
  ),
  {
    title: 'Cloud KMS rotates no key that takes imported material alone by itself',
    organization: google({ key: { importOnly: true, rotationPeriod: undefined, nextRotationTime: undefined } }),
    expect: [
      ['key.rotated', KEY, 'not_applicable'],
      ['key.material_generated', KEY, 'fail'],
    ],
  },
  {
    title: 'a planned rotation that is past by four months has not happened',
    organization: google({
      versions: [versionOf(nameOf(), 1, '2026-03-01T09:00:00Z')],
      key: { nextRotationTime: '2026-07-20T09:00:00Z' },
    }),
    expect: [['key.rotated', KEY, 'fail', /^(?!.*--rotation-period)(?=.*versions create .*--primary)/s]],
  },
  {
    title: 'a primary of 2024 is old although a rotation is planned for next month',
    organization: google({
      versions: [versionOf(nameOf(), 1, '2024-03-01T09:00:00Z')],
      key: { createTime: '2024-03-01T09:00:00Z' },
      cluster: { created_at: '2024-03-03T10:00:00Z' },
    }),
    expect: [['key.rotated', KEY, 'fail']],
  },
  {
    title: 'a next rotation that is planned in two years is planned again, without a longer period',
    organization: google({ key: { nextRotationTime: '2028-11-19T12:00:00Z' } }),
    expect: [['key.rotated', KEY, 'fail', /--rotation-period 90d --next-rotation-time NEXT_TIME/]],
  },
  {
    title: 'a rotation period without a next rotation is a rotation that is not planned',
    organization: google({ key: { nextRotationTime: undefined } }),
    expect: [['key.rotated', KEY, ['fail', 'unknown']]],
  },
  {
    title: 'a newer version that is not the primary encrypts nothing',
    organization: google({
      versions: [versionOf(nameOf(), 2, '2026-11-01T09:00:00Z'), versionOf(nameOf(), 1, '2024-03-01T09:00:00Z')],
      key: { createTime: '2024-03-01T09:00:00Z', rotationPeriod: '7776000s' },
      cluster: { created_at: '2024-03-03T10:00:00Z' },
    }),
    expect: [['key.rotated', KEY, 'fail']],
  },
];

/** Names, versions, endings and twins. */
export const GOOGLE_KEYS: FieldCase[] = [
  {
    title: 'a project of a domain is like any other',
    organization: google({ project: 'orchard.example:berries' }),
    expect: [
      ['key.present', KEY, 'pass'],
      ['key.enabled', KEY, 'pass'],
      ['key.access_granted', KEY, 'pass'],
      ['cluster.key_unique', 'lkc-cherry', 'pass'],
    ],
  },
  {
    title: 'a registration that names a version is no mistake at Google, and what is not documented is said',
    organization: google({ registration: { key: { key_id: `${nameOf()}/cryptoKeyVersions/1` } } }),
    expect: [['key.version_unpinned', KEY, 'not_applicable', /example|does not say|not documented|version/]],
  },
  {
    title: 'a registration without a version is no matter of versions at Google',
    organization: google(),
    expect: [['key.version_unpinned', KEY, 'not_applicable']],
  },
  {
    title: 'two registrations of one key, with a version and without, share it',
    organization: organization(
      onGoogle(),
      onGoogle({
        kms: null,
        registration: { id: 'cck-twin', key: { key_id: `${nameOf()}/cryptoKeyVersions/2` } },
        cluster: { id: 'lkc-damson' },
      }),
    ),
    expect: [
      ['cluster.key_unique', 'lkc-cherry', 'fail'],
      ['cluster.key_unique', 'lkc-damson', 'fail'],
    ],
  },
  {
    title: 'a second registration with a group of its own is judged by no access of its own',
    organization: organization(
      onGoogle(),
      onGoogle({
        kms: null,
        cluster: null,
        registration: {
          id: 'cck-twin',
          state: 'AVAILABLE',
          created_at: '2026-11-20T10:00:00Z',
          validation: INVALID,
          key: { security_group: 'cck-twin@confluent.io' },
        },
      }),
    ),
    expect: [
      ['key.access_granted', 'cck-twin', 'not_applicable'],
      ['key.validated', 'cck-twin', 'not_applicable'],
      ['key.access_granted', KEY, 'pass'],
    ],
  },
  {
    title: 'a version that is to be destroyed, of a key on which there is no cluster any longer, takes no cluster along',
    organization: organization(
      onGoogle(),
      onGoogle({
        name: 'elder',
        cluster: null,
        version: { state: 'DESTROY_SCHEDULED', destroyTime: '2026-12-20T09:00:00Z' },
        registration: { validation: INVALID },
      }),
    ),
    expect: [
      ['key.not_pending_deletion', 'cck-elder', ['fail', 'unknown', 'not_applicable'], NO_CLUSTER],
      ['key.not_pending_deletion', 'cck-elder', 'fail', /^(?!.*versions (?:restore|enable))/s],
    ],
  },
  {
    title: 'a primary that was destroyed is given no date that is not known',
    organization: google({ version: { state: 'DESTROYED' }, registration: { validation: INVALID } }),
    expect: [
      ['key.not_pending_deletion', KEY, 'fail', /^(?!.*\b(none|null|NaN)\b)/is],
      [
        'key.not_pending_deletion',
        KEY,
        'fail',
        /^(?!.*versions (?:restore|enable))(?=.*nothing brings a destroyed version back)/s,
      ],
    ],
  },
  {
    title: 'a disabled key that waits for a cluster says that no cluster can be made on it',
    organization: organization(
      onGoogle(),
      onGoogle({
        name: 'elder',
        cluster: null,
        version: { state: 'DISABLED' },
        registration: { state: 'AVAILABLE', created_at: '2026-11-20T10:00:00Z' },
      }),
    ),
    expect: [['key.used', 'cck-elder', 'pass', /cannot|not ready|disabled/i]],
  },
];

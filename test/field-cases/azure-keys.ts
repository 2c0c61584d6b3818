import type { FieldCase } from './case.ts';
import { azure, onAzure, ROTATES, vaultIdOf, version } from './on-azure.ts';
import { INVALID, NO_CLUSTER, organization } from './organization.ts';

const KEY = 'cck-apricot';

const rotatesAt = (rotation_policy: object) => ({ rotation_policy: { ...ROTATES, ...rotation_policy } });

const PAST = '2026-11-01T09:00:00Z';
/** A registration of the first of two versions. */
const pinning = (title: string, [first, second]: [object, object], expect: FieldCase['expect']): FieldCase => ({
  title,
  organization: azure({
    registration: { key: { key_id: 'https://kv-apricot.vault.azure.net/keys/apricot/00000000000000000000000000000001' } },
    versions: [version(1, '2026-03-01T09:00:00Z', { ...first }), version(2, '2026-08-28T09:00:00Z', { ...second })],
  }),
  expect,
});

/** Rotation, expiry, deletion and registration of vault keys. */
export const AZURE_KEYS: FieldCase[] = [
  {
    title: 'a rotation policy under which no version was made for two years rotates nothing',
    organization: azure({ versions: [version(1, '2024-11-01T09:00:00Z')], cluster: { created_at: '2024-11-03T10:00:00Z' } }),
    expect: [['key.rotated', KEY, 'fail']],
  },
  {
    title: 'the newest version that is enabled is the newest material',
    organization: azure({
      versions: [version(1, '2024-11-01T09:00:00Z'), version(2, '2026-11-01T09:00:00Z', { enabled: false })],
      cluster: { created_at: '2024-11-03T10:00:00Z' },
    }),
    expect: [['key.rotated', KEY, ['fail', 'unknown']]],
  },
  {
    title: 'a rotation policy without a period has no period',
    organization: azure(rotatesAt({ lifetimeActions: [{ trigger: { timeBeforeExpiry: 'P30D' }, action: { type: 'Rotate' } }] })),
    expect: [['key.rotated', KEY, 'unknown']],
  },
  {
    title: 'a rotation policy that only notifies rotates nothing',
    organization: azure(rotatesAt({ lifetimeActions: [{ trigger: { timeBeforeExpiry: 'P30D' }, action: { type: 'Notify' } }] })),
    expect: [['key.rotated', KEY, 'fail', /rotation-policy show .*> POLICY_FILE.*P365D.*update .*--value POLICY_FILE/s]],
  },
  {
    title: 'a rotation a year has 365 days',
    organization: azure(rotatesAt({ lifetimeActions: [{ trigger: { timeAfterCreate: 'P1Y' }, action: { type: 'Rotate' } }] })),
    expect: [['key.rotated', KEY, 'pass']],
  },
  {
    title: 'a registration that names a version gains nothing from rotation',
    organization: azure({
      registration: { key: { key_id: 'https://kv-apricot.vault.azure.net/keys/apricot/00000000000000000000000000000001' } },
    }),
    expect: [
      ['key.version_unpinned', KEY, 'fail', /move_clusters/],
      ['key.rotated', KEY, 'pass', /pins version 0+1/],
    ],
  },
  {
    title: 'a soft-deleted key on which there is no cluster any longer takes no cluster along',
    organization: organization(
      onAzure(),
      onAzure({
        name: 'damson',
        cluster: null,
        deleted: { deletedDate: '2026-11-20T09:00:00Z', scheduledPurgeDate: '2027-02-18T09:00:00Z' },
        registration: { validation: INVALID },
      }),
    ),
    expect: [
      ['key.not_pending_deletion', 'cck-damson', ['fail', 'unknown', 'not_applicable'], NO_CLUSTER],
      ['key.not_pending_deletion', 'cck-damson', 'fail', /^(?!.*keyvault (?:key )?recover)/s],
    ],
  },
  {
    title: 'a soft-deleted key that waits for a cluster says that no cluster can be made on it',
    organization: organization(
      onAzure(),
      onAzure({
        name: 'damson',
        cluster: null,
        deleted: { deletedDate: '2026-11-20T09:00:00Z', scheduledPurgeDate: '2027-02-18T09:00:00Z' },
        registration: { state: 'AVAILABLE', created_at: '2026-11-10T10:00:00Z' },
      }),
    ),
    expect: [['key.used', 'cck-damson', 'pass', /cannot|not ready|deleted/i]],
  },
  {
    title: 'a vault key that a second registration names is judged by the access of the first',
    organization: organization(
      onAzure(),
      onAzure({
        kms: null,
        cluster: null,
        registration: {
          id: 'cck-twin',
          state: 'AVAILABLE',
          created_at: '2026-11-20T10:00:00Z',
          validation: INVALID,
          key: { application_id: '00000000-0000-4000-8000-0000000000d2' },
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
    title: 'a vault that was moved to another resource group is looked up by its name',
    organization: azure({ registration: { key: { key_vault_id: vaultIdOf({ resource_group: 'old-orchard' }) } } }),
    expect: [
      ['key.present', KEY, 'pass'],
      ['key.deletion_guarded', KEY, 'pass'],
      ['key.access_granted', KEY, 'pass', /moved/i],
    ],
  },
  {
    title: 'a vault of another tenant than the registered one is not passed over',
    organization: azure({ properties: { tenantId: '00000000-0000-4000-8000-0000000000c2' } }),
    expect: [['key.access_granted', KEY, ['fail', 'unknown'], /tenant/i]],
  },
  {
    title: 'an expired key wraps nothing new',
    organization: azure({ versions: [version(1, '2026-03-01T09:00:00Z', { exp: '2026-11-01T09:00:00Z' })] }),
    expect: [['key.enabled', KEY, 'fail', /wraps nothing new|expired/i]],
  },
  {
    title: 'a key that neither wraps nor unwraps is of no use',
    organization: azure({ key: { key_ops: ['sign', 'verify'] } }),
    expect: [['key.spec_supported', KEY, 'fail', /--ops sign unwrapKey verify wrapKey/]],
  },
  pinning(
    'a pinned version that is disabled is of no use, whatever the newest is like',
    [{ enabled: false }, {}],
    [
      ['key.enabled', KEY, 'fail', /disabled/],
      ['key.versions_intact', KEY, 'fail', /# VERSION is each of: 0+1 \(disabled\)/],
    ],
  ),
  pinning(
    'a pinned version that has expired wraps nothing new, whatever the newest is like',
    [{ exp: PAST }, {}],
    [
      ['key.enabled', KEY, 'fail', /expired/],
      ['key.expiry_ahead', KEY, 'fail'],
    ],
  ),
  pinning(
    'a pinned version that is not valid yet wraps nothing',
    [{ nbf: '2027-03-01T09:00:00Z' }, {}],
    [['key.enabled', KEY, 'fail', /not valid yet/]],
  ),
  pinning('a pinned version is used where a newer one is disabled', [{}, { enabled: false }], [['key.enabled', KEY, 'pass']]),
  pinning('a pinned version is used where a newer one has expired', [{}, { exp: PAST }], [['key.enabled', KEY, 'pass']]),
];

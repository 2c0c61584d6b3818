import type { FieldCase } from './case.ts';
import { NO_AWS_SIGN_IN } from './faults.ts';
import { asReplica, copies, MRK } from './multi-region.ts';
import { type AwsChange, aws, KEY, OWN, onAws } from './on-aws.ts';
import { INVALID, NO_CLUSTER, organization } from './organization.ts';

const waiting = (days: object) => ({
  ...copies('eu-west-1', 'us-east-2'),
  KeyState: 'PendingReplicaDeletion',
  Enabled: false,
  ...days,
});
const unused = (change: AwsChange = {}): AwsChange => ({
  name: 'medlar',
  cluster: null,
  ...change,
  registration: { state: 'AVAILABLE', created_at: '2026-11-20T10:00:00Z', ...change.registration },
});

/** Keys that are about to go, that nothing is on, or that no cluster could be made on. */
export const AWS_ENDINGS: FieldCase[] = [
  {
    title: 'a primary that waits for its replica says so, and how long it waits after that',
    organization: aws({
      key_id: MRK,
      metadata: waiting({ PendingDeletionWindowInDays: 7 }),
      rotation: { KeyRotationEnabled: false },
    }),
    expect: [['key.not_pending_deletion', KEY, 'fail', /(?=.*replica)(?=.*\b7\b)/is]],
  },
  {
    title: 'a primary that waits for its replica is given no date that is not known',
    organization: aws({
      key_id: MRK,
      metadata: waiting({ PendingDeletionWindowInDays: 30 }),
      rotation: { KeyRotationEnabled: false },
    }),
    expect: [['key.not_pending_deletion', KEY, 'fail', /^(?!.*\b(none|null|NaN)\b)/is]],
  },
  {
    title: 'a replica that is about to be deleted has a date of its own',
    organization: aws({
      key_id: MRK,
      metadata: {
        ...asReplica(copies('us-east-2', 'eu-west-1')),
        KeyState: 'PendingDeletion',
        Enabled: false,
        DeletionDate: '2026-12-04T09:00:00Z',
      },
      rotation: { KeyRotationEnabled: false },
    }),
    expect: [['key.not_pending_deletion', KEY, 'fail', /2026-12-04.*cancel-key-deletion.*kms enable-key /s]],
  },
  {
    title: 'the deletion of a key on which there is no cluster any longer goes on',
    organization: organization(
      onAws(),
      onAws({
        name: 'medlar',
        cluster: null,
        metadata: { KeyState: 'PendingDeletion', Enabled: false, DeletionDate: '2026-12-20T09:00:00Z' },
        rotation: { KeyRotationEnabled: false },
      }),
    ),
    expect: [
      ['key.not_pending_deletion', 'cck-medlar', 'fail', NO_CLUSTER],
      ['key.not_pending_deletion', 'cck-medlar', 'fail', /^(?!.*cancel-key-deletion)(?=.*2026-12-20)/s],
    ],
  },
  {
    title: 'a replica that is gone can be made again from its primary',
    organization: aws({ key_id: MRK, kms: null }),
    expect: [['key.present', KEY, 'fail', /replicate-key --key-id mrk-\w+ --replica-region eu-west-1 /]],
  },
  {
    title: 'a disabled key on which there is no cluster any longer stops no cluster',
    organization: organization(
      onAws(),
      onAws({
        name: 'medlar',
        cluster: null,
        metadata: { KeyState: 'Disabled', Enabled: false },
        registration: { validation: INVALID },
      }),
    ),
    expect: [
      ['key.enabled', 'cck-medlar', ['fail', 'unknown', 'not_applicable'], NO_CLUSTER],
      ['key.validated', 'cck-medlar', ['fail', 'unknown', 'not_applicable'], NO_CLUSTER],
    ],
  },
  {
    title: 'access taken from a key on which there is no cluster any longer stops no cluster',
    organization: organization(
      onAws(),
      onAws({ name: 'medlar', cluster: null, statements: [OWN], registration: { validation: INVALID } }),
    ),
    expect: [['key.access_granted', 'cck-medlar', ['fail', 'unknown', 'not_applicable'], NO_CLUSTER]],
  },
  {
    title: 'a key that Confluent has released may be deleted in good order',
    organization: organization(
      onAws(),
      onAws(
        unused({
          metadata: { KeyState: 'PendingDeletion', Enabled: false, DeletionDate: '2026-12-20T09:00:00Z' },
          rotation: { KeyRotationEnabled: false },
        }),
      ),
    ),
    expect: [
      ['key.not_pending_deletion', 'cck-medlar', 'not_applicable'],
      ['key.enabled', 'cck-medlar', 'not_applicable'],
    ],
  },
  {
    title: 'a disabled key that waits for a cluster says that no cluster can be made on it',
    organization: organization(onAws(), onAws(unused({ metadata: { KeyState: 'Disabled', Enabled: false } }))),
    expect: [['key.used', 'cck-medlar', 'pass', /cannot|not ready|disabled/i]],
  },
  {
    title: 'an RSA key that waits for a cluster says that no cluster can be made on it',
    organization: organization(onAws(), onAws(unused({ metadata: { KeySpec: 'RSA_2048' }, rotation: null }))),
    expect: [['key.used', 'cck-medlar', 'pass', /cannot[\s\S]*RSA_2048/]],
  },
  {
    title: 'a key in a CloudHSM key store that waits for a cluster says that no cluster can be made on it',
    organization: organization(
      onAws(),
      onAws(unused({ metadata: { Origin: 'AWS_CLOUDHSM', CustomKeyStoreId: 'cks-orchard' }, rotation: null })),
    ),
    expect: [['key.used', 'cck-medlar', 'pass', /cannot[\s\S]*AWS_CLOUDHSM/]],
  },
  {
    title: 'a key whose imported material is gone is not enabled again but given its material',
    organization: aws({ metadata: { Origin: 'EXTERNAL', KeyState: 'PendingImport', Enabled: false }, rotation: null }),
    expect: [
      ['key.enabled', KEY, 'fail', /has no material[\s\S]*import-key-material/],
      ['key.expiry_ahead', KEY, 'not_applicable'],
      ['key.rotated', KEY, 'not_applicable'],
    ],
  },
  {
    title: 'a key whose external key store is not connected says that it is the store',
    organization: aws({
      metadata: { Origin: 'EXTERNAL_KEY_STORE', CustomKeyStoreId: 'cks-orchard', KeyState: 'Unavailable', Enabled: false },
      rotation: null,
    }),
    expect: [['key.enabled', KEY, 'fail', /key store[\s\S]*not connected[\s\S]*connect-custom-key-store/]],
  },
  {
    title: 'a key that waits for a cluster longer than a month, and that Confluent cannot use, says both',
    organization: organization(
      onAws(),
      onAws(unused({ registration: { created_at: '2026-09-01T10:00:00Z', validation: INVALID } })),
    ),
    expect: [['key.used', 'cck-medlar', 'fail', /^(?!.*byok delete cck)(?=.*cannot.*INVALID)(?=.*byok delete KEY_ID)/s]],
  },
  {
    title: 'a key that is ready for a cluster is called neither invalid nor unfit',
    organization: organization(onAws(), onAws(unused())),
    expect: [['key.used', 'cck-medlar', 'pass', /^(?!.*(INVALID|cannot|not ready|denied))/is]],
  },
  {
    title: 'credentials that AWS does not take are no missing permission',
    organization: aws(),
    faults: [NO_AWS_SIGN_IN],
    expect: [
      ['key.enabled', KEY, 'unknown/not_collected', /credential|sign in|token/i],
      ['key.enabled', KEY, 'unknown/not_collected', /^(?!.*(it needs|"permission":"))/is],
    ],
  },
];

import type { FieldCase } from './case.ts';
import { asReplica, copies, MRK } from './multi-region.ts';
import { type AwsChange, arnOf, KAFKA_ROLE, KEY, onAws } from './on-aws.ts';
import { INVALID, organization } from './organization.ts';

const legacy = (change: AwsChange): AwsChange => ({
  ...change,
  registration: null,
  cluster: {
    id: 'lkc-sloe',
    created_at: '2022-05-02T10:00:00Z',
    spec: { config: { kind: 'Dedicated', cku: 2, encryption_key: arnOf(change) } },
  },
});
/** A second registration of the first key, which no cluster names. */
const twin = (change: AwsChange = {}): AwsChange => ({
  kms: null,
  cluster: null,
  ...change,
  registration: {
    id: 'cck-twin',
    state: 'AVAILABLE',
    created_at: '2026-11-20T10:00:00Z',
    validation: INVALID,
    ...change.registration,
  },
});
const OTHER_ROLE = { roles: ['arn:aws:iam::000000000001:role/cc-kafka-market'] };

/** One KMS key, registered twice or used past its registration. */
export const AWS_TWINS: FieldCase[] = [
  {
    title: 'a second registration of a key in use, which no cluster names, is judged by no access of its own',
    organization: organization(onAws(), onAws(twin({ registration: { key: OTHER_ROLE } }))),
    expect: [
      ['key.access_granted', 'cck-twin', 'not_applicable'],
      ['key.validated', 'cck-twin', 'not_applicable'],
      ['key.access_granted', KEY, 'pass'],
      ['key.validated', KEY, 'pass'],
    ],
  },
  {
    title: 'the KMS key of a second registration is judged, since a cluster is on it',
    organization: organization(onAws({ metadata: { KeyState: 'Disabled', Enabled: false } }), onAws(twin())),
    expect: [
      ['key.enabled', 'cck-twin', 'fail'],
      ['key.enabled', KEY, 'fail'],
    ],
  },
  {
    title: 'a second registration that Confluent holds in use is judged by its own access',
    organization: organization(onAws(), onAws(twin({ registration: { state: 'IN_USE', key: OTHER_ROLE } }))),
    expect: [
      ['key.access_granted', 'cck-twin', 'fail', /cc-kafka-market/],
      ['key.validated', 'cck-twin', 'fail'],
    ],
  },
  {
    title: 'a legacy key keeps its own verdict of access beside a registration of the same key',
    organization: organization(onAws(legacy({ metadata: { CreationDate: '2022-05-01T09:00:00Z' } })), onAws(twin())),
    expect: [
      ['key.access_granted', arnOf(), 'unknown/not_collected'],
      ['key.least_privilege', arnOf(), 'unknown/not_collected'],
      ['key.access_granted', 'cck-twin', 'not_applicable'],
      ['key.validated', 'cck-twin', 'not_applicable'],
    ],
  },
  {
    title: 'two clusters on two registrations of one key share it',
    organization: organization(onAws(), onAws({ kms: null, registration: { id: 'cck-twin' }, cluster: { id: 'lkc-medlar' } })),
    expect: [
      ['cluster.key_unique', 'lkc-quince', 'fail'],
      ['cluster.key_unique', 'lkc-medlar', 'fail'],
    ],
  },
  {
    title: 'a cluster on the primary and a cluster on the replica share the material',
    organization: organization(
      onAws({ key_id: MRK, metadata: copies('eu-west-1', 'us-east-2') }),
      onAws({ name: 'medlar', key_id: MRK, region: 'us-east-2', metadata: asReplica(copies('eu-west-1', 'us-east-2')) }),
    ),
    expect: [
      ['cluster.key_unique', 'lkc-quince', 'fail'],
      ['cluster.key_unique', 'lkc-medlar', 'fail'],
    ],
  },
  {
    title: 'a role of Confluent that one of two registrations names is not needed by the other',
    organization: organization(
      onAws(),
      onAws(twin({ registration: { state: 'AVAILABLE', key: { roles: [KAFKA_ROLE] }, validation: { phase: 'VALID' } } })),
    ),
    expect: [
      ['key.validated', 'cck-twin', 'not_applicable'],
      ['key.access_granted', KEY, 'pass'],
    ],
  },
];

import type { Raw } from '../../loopback/fixture.ts';
import type { FieldCase } from './case.ts';
import { pool } from './confluent-side.ts';
import { BY_CONNECTION } from './faults.ts';
import { asReplica, copies, MRK } from './multi-region.ts';
import { type AwsChange, aws, OWN, onAws, template } from './on-aws.ts';
import { APPLICATION, assignment, azure, CONFLUENT, onAzure, role, TENANT, vaultIdOf, well } from './on-azure.ts';
import { bind, google, groupOf, nameOf, onGoogle, USER_ROLE, VIEWER_ROLE } from './on-google.ts';
import { environment, organization, type Part } from './organization.ts';

/** What no interface says of any key at Azure. */
const MATERIAL = 'key.material_generated cck-apricot';
const ofKind = (kind: string) => ({ spec: { config: { kind, max_ecku: 5 } } });
const copied = copies('eu-west-1', 'us-east-2');
const BOTH_REGIONS = 'parameters: {residency_regions: [eu-west-1, us-east-2]}\n';
const notRotated = { rotationPeriod: undefined, nextRotationTime: undefined };
const ADMINISTRATOR = '00000000-0000-4000-8000-0000000000f5';
const administrators = role(ADMINISTRATOR, { dataActions: ['Microsoft.KeyVault/vaults/*'] }, 'Key Vault Administrator');
const SOMEBODY = '00000000-0000-4000-8000-0000000000e9';
/** One more with a role that holds every key of the vault. */
const administered = (principalType: string, more: object) =>
  azure({
    assignments: [...well(vaultIdOf()), assignment(ADMINISTRATOR, vaultIdOf(), SOMEBODY, { principalType })],
    more: { role_definitions: [administrators], ...more },
  });
const confluentIn = (...groups: string[]) => ({
  service_principals: [{ app_id: APPLICATION, object_id: CONFLUENT, groups }],
});
/** Waits for its first cluster. */
const waiting = (name: string): AwsChange => ({
  name,
  cluster: null,
  metadata: { CreationDate: '2026-11-14T09:00:00Z' },
  registration: { state: 'AVAILABLE', created_at: '2026-11-14T10:00:00Z' },
});
const uncounted = (part: Part): Part => ({
  ...part,
  quotas: Object.fromEntries(
    ['byok.max_keys.per_org', 'iam.max_environments.per_org', 'iam.max_kafka_clusters.per_org'].map((id) => [
      id,
      { usage: undefined },
    ]),
  ),
});
const OTHER_ACCOUNT = '444455556666';
const AUDIT_ROLE = `arn:aws:iam::${OTHER_ACCOUNT}:role/byok-audit`;
const ofAnother = aws({
  account: OTHER_ACCOUNT,
  statements: [{ ...OWN, Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` } }, template()],
});
const seesAll: Raw = {
  id: 'whole',
  fact: 'whole_organization',
  statement: 'The API key is of an OrganizationAdmin.',
  evidence: 'ORCHARD-1',
  attested_by: 'gardener@orchard.example',
  attested_at: '2026-11-20',
  expires: '2027-05-20',
};

const firstDay = (
  title: string,
  situation: Omit<FieldCase, 'title' | 'expect'> & Partial<Pick<FieldCase, 'expect'>>,
): FieldCase => ({
  title,
  expect: [],
  exit: 0,
  left_to_a_person: [],
  ...situation,
});

/** Organizations that are well run, on the day of their first scan. */
export const FIRST_DAY: FieldCase[] = [
  firstDay('a multi-Region primary without a replica: AWS does not say whether it is the first copy', {
    organization: aws({
      key_id: MRK,
      metadata: { ...copied, MultiRegionConfiguration: { ...copied.MultiRegionConfiguration, ReplicaKeys: [] } },
    }),
    expect: [['cluster.key_not_reused', 'lkc-quince', 'unknown/unsupported', /retired_clusters/]],
    left_to_a_person: ['cluster.key_not_reused lkc-quince'],
  }),
  firstDay('a multi-Region primary with a replica where the configuration allows it', {
    organization: aws({ key_id: MRK, metadata: copied }),
    config: BOTH_REGIONS,
    left_to_a_person: ['cluster.key_not_reused lkc-quince'],
  }),
  firstDay('a multi-Region replica whose primary is in another Region', {
    organization: organization(
      onAws({ region: 'us-east-2', key_id: MRK, metadata: { ...asReplica(copied), CreationDate: '2026-03-02T09:00:00Z' } }),
      onAws({ key_id: MRK, metadata: copied, cluster: null, registration: null }),
    ),
    config: BOTH_REGIONS,
    left_to_a_person: ['cluster.key_not_reused lkc-quince'],
  }),
  firstDay('a key in an external key store', {
    organization: aws({
      metadata: { Origin: 'EXTERNAL_KEY_STORE', CustomKeyStoreId: 'cks-0000000000000001' },
      rotation: null,
    }),
  }),
  firstDay('a key of another account that is read by its own role', {
    organization: { ...ofAnother, aws: { ...ofAnother.aws, roles: [{ arn: AUDIT_ROLE }] } },
    config: `aws: {accounts: {"${OTHER_ACCOUNT}": {role_arn: "${AUDIT_ROLE}"}}}\n`,
  }),
  firstDay('a key under the policy of the Terraform example of Confluent, rotated', {
    organization: aws({
      statements: [template({ Sid: 'Allow KMS Use' }), { ...OWN, Sid: 'Enable IAM User Permissions', Action: '*' }],
    }),
  }),
  firstDay('Enterprise and Freight clusters at AWS', {
    organization: organization(onAws({ cluster: ofKind('Enterprise') }), onAws({ name: 'medlar', cluster: ofKind('Freight') })),
  }),
  firstDay('a cluster that was made long after its key', {
    organization: aws({ cluster: { created_at: '2026-09-01T10:00:00Z' } }),
    expect: [['cluster.key_not_reused', 'lkc-quince', 'unknown/unsupported', /audit log.*retired_clusters.*attest/]],
    left_to_a_person: ['cluster.key_not_reused lkc-quince'],
  }),
  firstDay('a key that waits for its first cluster, beside one in use', {
    organization: organization(onAws(), onAws(waiting('sloe'))),
  }),
  firstDay('several environments, and Flink in another region than any cluster with a key', {
    organization: organization(
      onAws({ cluster: { environment: 'env-market' } }),
      onAzure({ cluster: { environment: 'env-press' } }),
      onGoogle(),
      { environments: [environment('env-shed')], compute_pools: [pool('env-shed', 'AWS', 'us-east-2')] },
    ),
    left_to_a_person: [MATERIAL],
  }),
  firstDay('quotas without `usage`, where somebody attests that the API key sees the whole organization', {
    organization: organization(uncounted(onAws())),
    config: `attestations: attestations.yaml\n`,
    files: { 'attestations.yaml': `attestations: [${JSON.stringify(seesAll)}]\n` },
  }),
  firstDay('a vault with Azure RBAC and a firewall that lets trusted services in', {
    organization: azure(),
    left_to_a_person: [MATERIAL],
  }),
  firstDay('a private vault that is read through the resource manager', {
    organization: azure({
      properties: {
        publicNetworkAccess: 'Disabled',
        networkAcls: { bypass: 'AzureServices', defaultAction: 'Deny', ipRules: [], virtualNetworkRules: [] },
      },
    }),
    faults: [BY_CONNECTION],
    left_to_a_person: [MATERIAL],
  }),
  firstDay('an Enterprise cluster at Azure', {
    organization: azure({ cluster: ofKind('Enterprise') }),
    left_to_a_person: [MATERIAL],
  }),
  firstDay('a pinned version fails for that alone', {
    organization: azure({
      registration: { key: { key_id: 'https://kv-apricot.vault.azure.net/keys/apricot/00000000000000000000000000000002' } },
    }),
    expect: [['key.version_unpinned', 'cck-apricot', 'fail']],
    exit: 1,
    left_to_a_person: [MATERIAL],
  }),
  firstDay('a vault with access policies fails for that alone', {
    organization: azure({
      properties: {
        enableRbacAuthorization: false,
        accessPolicies: [{ tenantId: TENANT, objectId: CONFLUENT, permissions: { keys: ['get', 'wrapKey', 'unwrapKey'] } }],
      },
      assignments: [],
    }),
    expect: [
      ['key.rbac_model', 'cck-apricot', 'fail', /role assignment create.*role assignment list.*update --name VAULT .*-rbac-/s],
    ],
    exit: 1,
    left_to_a_person: [MATERIAL],
  }),
  firstDay('roles that Confluent holds through a group', {
    organization: azure({
      assignments: well(vaultIdOf()).map((each) => ({
        ...each,
        properties: { ...(each.properties as Raw), principalId: SOMEBODY, principalType: 'Group' },
      })),
      more: confluentIn(SOMEBODY),
    }),
    left_to_a_person: [MATERIAL, 'key.exclusive_control cck-apricot'],
  }),
  firstDay('an administrator of the vault', {
    organization: administered('User', {
      users: [{ object_id: SOMEBODY, user_type: 'Member', name: 'gardener@orchard.example' }],
    }),
    left_to_a_person: [MATERIAL, 'key.exclusive_control cck-apricot'],
  }),
  firstDay('a group of administrators of the vault', {
    organization: administered('Group', {}),
    left_to_a_person: [MATERIAL, 'key.exclusive_control cck-apricot'],
  }),
  firstDay('the vault of the Terraform example of Confluent, which the principal of Terraform administers, rotated', {
    organization: administered('ServicePrincipal', {
      service_principals: [
        { app_id: APPLICATION, object_id: CONFLUENT },
        { app_id: '00000000-0000-4000-8000-0000000000d9', object_id: SOMEBODY, owner_tenant: TENANT },
      ],
    }),
    left_to_a_person: [MATERIAL],
  }),
  firstDay('a key under the bindings of the Terraform example of Confluent, rotated', { organization: google() }),
  firstDay('a key registered with its version', {
    organization: google({ registration: { key: { key_id: `${nameOf()}/cryptoKeyVersions/2` } } }),
  }),
  firstDay('a key of which Google says that material may be generated', { organization: google({ key: { importOnly: false } }) }),
  firstDay('an external key fails for its algorithm alone, and Google does not say how its material was made', {
    organization: google({
      version: { protectionLevel: 'EXTERNAL', algorithm: 'EXTERNAL_SYMMETRIC_ENCRYPTION' },
      key: { ...notRotated, versionTemplate: { protectionLevel: 'EXTERNAL', algorithm: 'EXTERNAL_SYMMETRIC_ENCRYPTION' } },
    }),
    expect: [['key.spec_supported', 'cck-cherry', 'fail']],
    exit: 1,
    left_to_a_person: ['key.material_generated cck-cherry'],
  }),
  firstDay('a group of the customer that may use a key', {
    organization: google({
      bindings: [
        bind(USER_ROLE, [`group:${groupOf('cherry')}`, 'group:pickers@orchard.example']),
        bind(VIEWER_ROLE, [`group:${groupOf('cherry')}`]),
      ],
    }),
    left_to_a_person: ['key.exclusive_control cck-cherry'],
  }),
];

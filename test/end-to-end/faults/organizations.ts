import { join } from 'node:path';
import { FEDERATED } from '../../../loopback/clouds.ts';
import { type Fixture, readFixture } from '../../../loopback/fixture.ts';
import { FIXTURES } from '../scenario.ts';

const SUBSCRIPTION = '/subscriptions/00000000-0000-4000-8000-0000000000b1';
const ROLES = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions`;
const READER = '21090545-7ca7-4776-b22c-e363652d74d2';
const guid = (end: string) => `00000000-0000-4000-8000-0000000000${end}`;
const fixture = (scenario: string, changes: Record<string, object> = {}) => readFixture(join(FIXTURES, scenario), changes);

/** A condition on a tag, for which tags are asked. */
function taggedAws(): Fixture {
  const whole = fixture('clean-aws', { 'confluent.yaml': CONSUMERS });
  for (const key of whole.aws.keys) {
    const { Statement, ...policy } = key.policy as { Statement: object[] };
    const byTag = {
      ...{ Sid: 'Team', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:role/gardener' } },
      ...{ Action: 'kms:DescribeKey', Resource: '*', Condition: { StringEquals: { 'aws:ResourceTag/team': 'orchard' } } },
    };
    key.policy = { ...policy, Statement: [...Statement, byTag] };
    key.tags = [{ TagKey: 'team', TagValue: 'orchard' }];
  }
  return whole;
}

const ORGANIZATION = 'crn://confluent.cloud/organization=00000000-0000-4000-8000-00000000a991/environment=env-pear';
const consumer = (kind: string, id: string, name: string, spec: object) => ({
  ...{ api_version: 'cmk/v2', kind, id, status: { phase: 'PROVISIONED' } },
  spec: { display_name: id, environment: { id: 'env-pear' }, ...spec },
  metadata: {
    ...{ self: `https://api.confluent.cloud/${id}`, resource_name: `${ORGANIZATION}/${name}` },
    ...{ created_at: '2025-03-02T10:00:00Z', updated_at: '2025-03-02T10:00:00Z' },
  },
});
/** What runs on the clusters of an organization. */
const CONSUMERS = {
  compute_pools: {
    'env-pear': [
      consumer('ComputePool', 'lfcp-pear', 'flink-region=aws.eu-west-1/compute-pool=lfcp-pear', {
        ...{ cloud: 'AWS', region: 'eu-west-1', max_cfu: 5 },
      }),
    ],
  },
  ksql_clusters: {
    'env-pear': [
      consumer('Cluster', 'lksqlc-pear', 'kafka=lkc-pear/ksql=pear', {
        ...{ csu: 1, kafka_cluster: { id: 'lkc-pear' }, credential_identity: { id: 'sa-pear' } },
      }),
    ],
  },
  connectors: { 'lkc-pear': { 'pear-source': { id: { id: 'lcc-pear', id_type: 'ID' } } } },
};

const assignment = (kind: string, name: string, properties: object) => ({
  id: `${SUBSCRIPTION}/providers/Microsoft.Authorization/${kind}/${guid(name)}`,
  name: guid(name),
  type: `Microsoft.Authorization/${kind}`,
  properties: { scope: SUBSCRIPTION, condition: null, ...properties },
});
const delegation = {
  id: `${SUBSCRIPTION}/providers/Microsoft.ManagedServices/registrationAssignments/${guid('f3')}`,
  properties: {
    registrationDefinition: {
      properties: {
        registrationDefinitionName: 'Care of the orchard',
        managedByTenantId: guid('c2'),
        authorizations: [{ principalId: guid('f4'), roleDefinitionId: READER }],
      },
    },
  },
};
/** Every list of Azure has something in it. */
function wholeAzure(faults: Fixture['faults'] = []): Fixture {
  const clean = fixture('clean-azure');
  const { service_principals = [] } = clean.azure;
  return {
    ...clean,
    faults,
    azure: {
      ...clean.azure,
      deny_assignments: [
        assignment('denyAssignments', 'f1', {
          ...{ denyAssignmentName: 'fence', doNotApplyToChildScopes: false },
          ...{ principals: [{ id: guid('f5') }], excludePrincipals: [] },
          permissions: [{ actions: ['*/delete'], notActions: [], dataActions: [], notDataActions: [] }],
        }),
      ],
      eligible_roles: [
        assignment('roleEligibilityScheduleInstances', 'f2', {
          ...{ principalId: guid('e9'), principalType: 'User', roleDefinitionId: `${ROLES}/${READER}` },
        }),
      ],
      registration_assignments: [delegation],
      service_principals: service_principals.map((one) => ({ ...one, groups: [guid('f6')] })),
    },
  };
}

const refused = (id: RegExp, kind: 'deny' | 'not_found') => [{ id, kind }];
/** The vault is in another resource group than the one that it was registered in. */
function movedVault(): Fixture {
  const whole = wholeAzure();
  const moved = JSON.stringify(whole.azure).replaceAll('/resourceGroups/orchard/', '/resourceGroups/meadow/');
  return { ...whole, azure: JSON.parse(moved) };
}

/** The key of a vault that nothing answers for. */
function deletedVault(): Fixture {
  const whole = wholeAzure([...refused(/^(arm:(GetVault|GetKey)|keyvault:\w+) /, 'not_found')]);
  const [vault] = whole.azure.vaults;
  const properties = {
    ...{ vaultId: vault?.arm.id, location: 'westeurope' },
    ...{ deletionDate: '2026-11-20T09:00:00Z', scheduledPurgeDate: '2026-12-20T09:00:00Z', purgeProtectionEnabled: true },
  };
  const id = `${SUBSCRIPTION}/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/stone-fruit`;
  const deleted = { id, name: 'stone-fruit', type: 'Microsoft.KeyVault/deletedVaults', properties };
  return { ...whole, azure: { ...whole.azure, deleted_vaults: [deleted] } };
}

/** A policy that names a principal by the number of its project. */
function numberedGoogle(): Fixture {
  const clean = fixture('clean-gcp');
  const binding = {
    role: 'roles/cloudkms.viewer',
    members: ['serviceAccount:481516234201-compute@developer.gserviceaccount.com'],
  };
  const projects = (clean.gcp.projects ?? []).map(({ policy, ...project }) => ({
    ...{ number: '481516234201', ...project },
    policy: { ...policy, bindings: [...(policy.bindings as object[]), binding] },
  }));
  return { ...clean, gcp: { ...clean.gcp, projects } };
}

/** `env` is added to the credentials, and some of them are left out. */
export type Organization = {
  scenario: string;
  fixture: () => Fixture;
  env?: Record<string, string>;
  without?: readonly string[];
};

/** The organizations that are scanned, each with the scenario whose configuration it has. */
export const ORGANIZATIONS = {
  aws: { scenario: 'clean-aws', fixture: taggedAws },
  'identity-pool': {
    ...{ scenario: 'clean-aws', fixture: () => fixture('clean-aws'), env: FEDERATED },
    without: ['CONFLUENT_CLOUD_API_KEY', 'CONFLUENT_CLOUD_API_SECRET'],
  },
  roles: { scenario: 'aws-small', fixture: () => fixture('aws-small') },
  azure: { scenario: 'clean-azure', fixture: () => wholeAzure() },
  'moved-vault': { scenario: 'clean-azure', fixture: movedVault },
  'deleted-vault': { scenario: 'clean-azure', fixture: deletedVault },
  'refused-versions': { scenario: 'clean-azure', fixture: () => wholeAzure(refused(/^keyvault:ListKeyVersions /, 'deny')) },
  google: { scenario: 'clean-gcp', fixture: numberedGoogle },
} satisfies Record<string, Organization>;
export type OrganizationName = keyof typeof ORGANIZATIONS;

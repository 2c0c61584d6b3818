import { type Service, serviceOf } from '../garbled/calls.ts';
import type { OrganizationName } from './organizations.ts';

/** An operation of an API that a scan calls, and what of its reply is made wrong. */
export type Operation = {
  /** As `operationOf` gives it. */
  operation: string;
  /** The source of what it says, in a snapshot. */
  source: string;
  /** Where it is asked, and has something to say. */
  organization: OrganizationName;
  list?: string;
  /** A field that it has to have, of a text or a flag. Steps of a path, with `*` for the first name that is there. */
  field: string;
  /** A field whose values are enumerated, and matter. */
  named?: string;
  /** Asked before anything else is: where it refuses the credentials, the scan ends. */
  first?: true;
  /** Another call that says the same, so that nothing is unknown, or that is named where neither does. */
  second?: string;
};

const confluent = (path: string, more: Pick<Operation, 'field' | 'named'> & Partial<Operation>): Operation => ({
  operation: `GET ${path}`,
  source: `confluent:GET ${path}`,
  organization: 'aws',
  ...more,
});
const item = { list: 'data', field: 'data.0.id', named: 'data.0.kind' };

const of =
  (organization: OrganizationName, prefix: string) =>
  (operation: string, more: Pick<Operation, 'field'> & Partial<Operation>): Operation => ({
    operation,
    source: `${prefix}${operation}`,
    organization,
    ...more,
  });
const aws = of('aws', 'aws:');
const azure = of('azure', 'azure:');
const graph = of('azure', '');
const google = of('google', 'gcp:');

/** Every operation that a scan can call; a test sees that none is left out. */
export const OPERATIONS: readonly Operation[] = [
  confluent('/org/v2/organizations', { ...item, first: true }),
  confluent('/org/v2/environments', { ...item, first: true }),
  confluent('/byok/v1/keys', { ...item, named: 'data.0.key.kind', first: true }),
  confluent('/service-quota/v1/applied-quotas', { ...item, field: 'data.0.applied_limit', first: true }),
  confluent('/cmk/v2/clusters', item),
  confluent('/fcpm/v2/compute-pools', item),
  confluent('/ksqldbcm/v2/clusters', item),
  confluent('/connect/v1/environments/{env}/clusters/{lkc}/connectors', { field: '*.id' }),
  {
    ...{ operation: 'POST /sts/v1/oauth2/token', source: 'confluent:POST /sts/v1/oauth2/token' },
    ...{ organization: 'identity-pool', field: 'access_token', first: true },
  },

  aws('kms:DescribeKey', { field: 'KeyMetadata.KeyState', named: 'KeyMetadata.KeyManager' }),
  aws('kms:GetKeyPolicy', { field: 'Policy', named: 'Policy.{json}.Statement.0.Effect' }),
  aws('kms:GetKeyRotationStatus', { field: 'KeyRotationEnabled' }),
  aws('kms:ListGrants', { list: 'Grants', field: 'Grants.0.GranteePrincipal' }),
  aws('kms:ListKeyRotations', { list: 'Rotations', field: 'Rotations.0.RotationDate' }),
  aws('kms:ListResourceTags', { list: 'Tags', field: 'Tags.0.TagKey' }),
  aws('sts:AssumeRole', { organization: 'roles', field: '{xml}.AccessKeyId' }),
  aws('sts:GetCallerIdentity', { field: '{xml}.Arn' }),

  azure('keyvault:GetKey', { field: 'key.kid', second: 'arm:GetKey' }),
  azure('keyvault:ListKeyVersions', { list: 'value', field: 'value.0.kid', second: 'arm:ListKeyVersions' }),
  azure('keyvault:GetKeyRotationPolicy', { field: 'lifetimeActions.0.action.type', second: 'arm:GetKey' }),
  azure('keyvault:GetDeletedKey', { field: 'recoveryId' }),
  azure('arm:GetVault', { field: 'properties.vaultUri', named: 'properties.publicNetworkAccess' }),
  azure('arm:ListVaults', { organization: 'moved-vault', list: 'value', field: 'value.0.id' }),
  azure('arm:ListDeletedVaults', { organization: 'deleted-vault', list: 'value', field: 'value.0.properties.vaultId' }),
  azure('arm:GetKey', { field: 'properties.keyUri', second: 'keyvault:GetKey' }),
  azure('arm:ListKeyVersions', {
    ...{ organization: 'refused-versions', list: 'value', field: 'value.0.id', second: 'keyvault:ListKeyVersions' },
  }),
  azure('arm:ListRoleAssignments', { list: 'value', field: 'value.0.properties.principalId' }),
  azure('arm:ListDenyAssignments', { list: 'value', field: 'value.0.properties.denyAssignmentName' }),
  azure('arm:ListEligibleRoles', { list: 'value', field: 'value.0.properties.principalId' }),
  azure('arm:ListDelegations', {
    list: 'value',
    field: 'value.0.properties.registrationDefinition.properties.managedByTenantId',
  }),
  azure('arm:GetRoleDefinition', { field: 'properties.roleName' }),
  graph('graph:GetServicePrincipal', { field: 'id' }),
  graph('graph:ListGroups', { list: 'value', field: 'value.0.id' }),
  graph('graph:GetPrincipal', { field: 'id' }),
  graph('graph:GetUser', { field: 'id' }),

  google('cloudkms:GetCryptoKey', { source: 'gcp:kms:GetCryptoKey', field: 'name', named: 'purpose' }),
  google('cloudkms:ListCryptoKeyVersions', {
    ...{ source: 'gcp:kms:ListCryptoKeyVersions', list: 'cryptoKeyVersions' },
    ...{ field: 'cryptoKeyVersions.0.name', named: 'cryptoKeyVersions.0.state' },
  }),
  google('cloudkms:GetIamPolicy', { source: 'gcp:kms:GetIamPolicy', field: 'etag' }),
  google('resourcemanager:GetIamPolicy', { field: 'bindings.0.role' }),
  google('resourcemanager:GetProject', { field: 'projectId' }),
  google('iam:GetRole', { field: 'name' }),
];

/** The APIs, with those apart that give credentials for another: AWS STS, and the exchange of tokens of Confluent. */
export type Family = Service | 'sts' | 'exchange';
export function familyOf({ operation }: Operation): Family {
  if (operation.startsWith('POST ')) return 'exchange';
  return operation.startsWith('sts:') ? 'sts' : serviceOf(operation);
}

/** The ids of its calls at the stand-ins. */
export const callsOf = ({ operation }: Operation): RegExp =>
  /^(GET|POST) /.test(operation)
    ? new RegExp(`^${operation.replace(/\{\w+\}/g, '[^/]+')}(?:[? ]|$)`)
    : new RegExp(`^${operation}(?: |$)`);

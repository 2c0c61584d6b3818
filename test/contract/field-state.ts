import Type from 'typebox';
import Value from 'typebox/value';
import { BUILT_IN_ROLES } from '../../loopback/azure-roles.ts';
import type { AzureFixture, Fixture, GcpFixture, Raw } from '../../loopback/fixture.ts';
import { isRecord } from '../../src/input/is-record.ts';
import { organization } from '../field-cases/organization.ts';
import { FURTHER_ROLES } from './further-roles.ts';

/** A part with other fields is a mistake: nothing of a case is passed over. */
export const only = <P extends Type.TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false });
const text = Type.String();
const raw = Type.Record(text, Type.Unknown());
const named = Type.Optional(Type.Record(text, raw));
const list = Type.Optional(Type.Array(raw));

const AwsKey = only({
  metadata: raw,
  policy: Type.Union([raw, text]),
  rotation: Type.Optional(Type.Union([raw, Type.Literal('unsupported')])),
  grants: list,
  tags: list,
  rotations: list,
});
const AzureKey = only({
  key: Type.Optional(raw),
  kty: Type.Optional(text),
  keyOps: Type.Optional(Type.Array(text)),
  versions: Type.Array(only({ version: text, attributes: raw })),
  rotationPolicy: Type.Optional(only({ expiryTime: Type.Optional(Type.Unknown()), lifetimeActions: Type.Array(raw) })),
  deleted: Type.Optional(only({ deletedDate: text, scheduledPurgeDate: text })),
});
const Vault = only({
  name: text,
  location: text,
  tenantId: text,
  tags: Type.Optional(raw),
  keys: Type.Record(text, AzureKey),
  properties: raw,
});

export const State = only({
  confluent: only({
    org: raw,
    environments: Type.Array(
      only({ id: text, display_name: Type.Optional(text), clusters: list, compute_pools: list, ksql_clusters: list }),
    ),
    keys: list,
    quotas: list,
    connectors: Type.Optional(Type.Record(text, Type.Record(text, raw))),
  }),
  aws: Type.Optional(only({ account: Type.Optional(text), keys: Type.Optional(Type.Record(text, AwsKey)) })),
  azure: Type.Optional(
    only({
      tenant: Type.Optional(text),
      vaults: Type.Optional(Type.Record(text, Vault)),
      roleAssignments: list,
      roleDefinitions: list,
      denyAssignments: list,
      deletedVaults: list,
      servicePrincipals: Type.Optional(Type.Array(only({ appId: text, id: text, groups: Type.Optional(Type.Array(text)) }))),
    }),
  ),
  gcp: Type.Optional(
    only({ keys: named, keyRings: named, projects: named, roles: Type.Optional(Type.Record(text, Type.Array(text))) }),
  ),
});
export type State = Type.Static<typeof State>;

/** @throws Error that names the first field that does not fit */
export function parsed<T extends Type.TSchema>(schema: T, value: unknown): Type.Static<T> {
  if (Value.Check(schema, value)) return value;
  const errors = Value.Errors(schema, value).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
  throw new Error(`the case has another form: ${errors.slice(0, 3).join('; ')}`);
}

/** The organization that a case describes: each part as the APIs would answer it, what never matters filled in. */
export function organizationOf({ confluent, aws, azure, gcp }: State): Fixture {
  const { environments, keys = [], quotas = [] } = confluent;
  const awsKeys = Object.entries(aws?.keys ?? {});
  const fixture = organization({
    environments: environments.map(({ id, display_name = id }) => ({
      api_version: 'org/v2',
      kind: 'Environment',
      id,
      display_name,
      metadata: {},
    })),
    clusters: environments.flatMap(({ id, clusters = [] }) => clusters.map((one) => clusterOf(one, id))),
    compute_pools: environments.flatMap(({ id, compute_pools = [] }) => compute_pools.map((one) => placed(one, id))),
    ksql_clusters: environments.flatMap(({ id, ksql_clusters = [] }) => ksql_clusters.map((one) => placed(one, id))),
    registrations: keys.map(registrationOf),
    quotas: Object.fromEntries(quotas.map((quota) => [String(quota.id), quota])),
    connectors: confluent.connectors ?? {},
    aws: awsKeys.map(([arn, key]) => awsKeyOf(arn, key)),
    azure: azureOf(azure ?? {}, keys),
    gcp: gcpOf(gcp ?? {}),
  });
  const [ofFirstKey = fixture.aws.account] = awsKeys.map(([arn]) => arn.split(':')[4]);
  return {
    ...fixture,
    confluent: {
      ...fixture.confluent,
      organizations: [{ api_version: 'org/v2', kind: 'Organization', metadata: {}, ...confluent.org }],
      quotas: fixture.confluent.quotas.map((quota) => ({ ...quota, organization: { id: confluent.org.id } })),
    },
    aws: { ...fixture.aws, account: aws?.account ?? ofFirstKey },
    azure: { ...fixture.azure, tenant: azure?.tenant ?? fixture.azure.tenant },
  };
}

/** Fields of a cluster lie side by side; most belong to its `spec`. */
function clusterOf({ id, created_at, deleted_at, phase = 'PROVISIONED', byok, ...spec }: Raw, environment: string): Raw {
  return {
    api_version: 'cmk/v2',
    kind: 'Cluster',
    id,
    spec: {
      ...spec,
      ...(byok === undefined ? {} : { byok: isRecord(byok) ? byok : { id: byok } }),
      environment: { id: environment },
    },
    status: { phase },
    metadata: { created_at, ...(deleted_at === undefined ? {} : { deleted_at }) },
  };
}

/** As the API answers it, or with the fields of `spec` side by side. */
function placed({ id, spec, status, metadata, ...rest }: Raw, environment: string): Raw {
  return {
    id,
    spec: { ...(isRecord(spec) ? spec : rest), environment: { id: environment } },
    status: status ?? { phase: 'PROVISIONED' },
    metadata: metadata ?? {},
  };
}

const registrationOf = ({ created_at, ...key }: Raw): Raw => ({
  api_version: 'byok/v1',
  kind: 'Key',
  ...key,
  metadata: { created_at },
});

function awsKeyOf(Arn: string, { metadata, rotation, ...rest }: Type.Static<typeof AwsKey>): Fixture['aws']['keys'][number] {
  const [, , , , AWSAccountId, key] = Arn.split(':');
  return {
    metadata: { Arn, AWSAccountId, KeyId: key?.replace(/^key\//, ''), ...metadata },
    ...(rotation === undefined || rotation === 'unsupported' ? {} : { rotation }),
    ...rest,
  };
}

const DEFINITIONS = '/providers/Microsoft.Authorization/roleDefinitions/';

function azureOf(azure: NonNullable<State['azure']>, registrations: Raw[]): Partial<AzureFixture> {
  const {
    vaults = {},
    roleAssignments = [],
    roleDefinitions = [],
    denyAssignments = [],
    deletedVaults = [],
    servicePrincipals,
  } = azure;
  const role_definitions = [...roleDefinitions, ...FURTHER_ROLES];
  const role_assignments = roleAssignments.map((assignment, at) => assignmentOf(assignment, at));
  const known = new Set([...role_definitions, ...BUILT_IN_ROLES].map(({ name }) => String(name).toLowerCase()));
  for (const { roleDefinitionId } of roleAssignments) {
    const id = String(roleDefinitionId).split('/').at(-1)?.toLowerCase() ?? '';
    if (!known.has(id)) throw new Error(`the case does not define the role ${id}`);
  }
  return {
    vaults: Object.entries(vaults).map(([id, vault]) => vaultOf(id, vault)),
    role_assignments,
    role_definitions,
    deny_assignments: denyAssignments,
    deleted_vaults: deletedVaults,
    service_principals:
      servicePrincipals?.map(({ appId, id, ...rest }) => ({ app_id: appId, object_id: id, ...rest })) ??
      principalsOf(registrations, roleAssignments),
  };
}

/** Where a case names none, the first principal with a role on the vault is that of the registered application. */
function principalsOf(registrations: Raw[], assignments: Raw[]) {
  const pairs = registrations.flatMap(({ key }): [string, string][] => {
    if (!isRecord(key) || typeof key.application_id !== 'string') return [];
    const found = assignments.find(({ scope }) => String(key.key_vault_id).startsWith(String(scope)));
    return found === undefined ? [] : [[key.application_id, String(found.principalId)]];
  });
  return [...new Map(pairs)].map(([app_id, object_id]) => ({ app_id, object_id }));
}

function assignmentOf({ scope, roleDefinitionId, ...properties }: Raw, at: number): Raw {
  const name = `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
  const [subscription] = /^\/subscriptions\/[^/]+/.exec(String(scope)) ?? [''];
  const id = String(roleDefinitionId);
  return {
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    name,
    type: 'Microsoft.Authorization/roleAssignments',
    properties: {
      principalType: 'ServicePrincipal',
      condition: null,
      conditionVersion: null,
      ...properties,
      scope,
      roleDefinitionId: id.includes('/') ? id : `${subscription}${DEFINITIONS}${id}`,
    },
  };
}

function vaultOf(
  id: string,
  { name, location, tenantId, tags = {}, keys, properties }: Type.Static<typeof Vault>,
): AzureFixture['vaults'][number] {
  return {
    arm: {
      id,
      name,
      type: 'Microsoft.KeyVault/vaults',
      location,
      tags,
      properties: {
        tenantId,
        sku: { family: 'A', name: 'standard' },
        vaultUri: `https://${name}.vault.azure.net/`,
        accessPolicies: [],
        provisioningState: 'Succeeded',
        ...properties,
      },
    },
    keys: Object.entries(keys).map(([keyName, { kty = 'RSA', keyOps, key, versions, rotationPolicy, deleted }]) => ({
      name: keyName,
      key: {
        kty,
        key_ops: keyOps ?? ['decrypt', 'encrypt', 'sign', 'unwrapKey', 'verify', 'wrapKey'],
        n: 'AQAB',
        e: 'AQAB',
        ...key,
      },
      versions: versions.map(({ version, attributes }) => ({ id: version, attributes })),
      ...(rotationPolicy === undefined ? {} : { rotation_policy: rotationPolicyOf(rotationPolicy) }),
      ...(deleted === undefined ? {} : { deleted }),
    })),
  };
}

const rotationPolicyOf = ({
  expiryTime = null,
  lifetimeActions,
}: NonNullable<Type.Static<typeof AzureKey>['rotationPolicy']>): Raw => ({
  lifetimeActions: lifetimeActions.map(({ action, trigger, ...times }) => ({
    trigger: trigger ?? times,
    action: isRecord(action) ? action : { type: action },
  })),
  attributes: { expiryTime },
});

const SYMMETRIC = { protectionLevel: 'SOFTWARE', algorithm: 'GOOGLE_SYMMETRIC_ENCRYPTION' };
const policyOf = (bindings: unknown): Raw => ({ version: 3, etag: 'BwYABCDEFGH=', bindings: bindings ?? [] });

function gcpOf({ keys = {}, keyRings = {}, projects = {}, roles = {} }: NonNullable<State['gcp']>): Partial<GcpFixture> {
  const rings = new Set([...Object.keys(keyRings), ...Object.keys(keys).map((name) => name.split('/cryptoKeys/')[0] ?? '')]);
  return {
    keys: Object.entries(keys).map(([name, key]) => googleKeyOf(name, key)),
    key_rings: [...rings].map((name) => ({ name, policy: policyOf(keyRings[name]?.iam) })),
    projects: Object.entries(projects).map(([id, project]) => ({ id, policy: policyOf(project.iam) })),
    roles: Object.entries(roles).map(([name, includedPermissions]) => ({ name, includedPermissions })),
  };
}

/** The last version is the primary, unless the key names one by its number. */
function googleKeyOf(name: string, { versions, iam, primary, ...key }: Raw): GcpFixture['keys'][number] {
  const template = { ...SYMMETRIC, ...(isRecord(key.versionTemplate) ? key.versionTemplate : {}) };
  const all = (Array.isArray(versions) ? versions : []).map(({ id, ...rest }: Raw) => ({
    name: `${name}/cryptoKeyVersions/${id}`,
    ...template,
    generateTime: rest.createTime,
    ...rest,
  }));
  const first = isRecord(primary) ? primary : all.find((one) => one.name === `${name}/cryptoKeyVersions/${primary}`);
  return {
    key: { name, purpose: 'ENCRYPT_DECRYPT', ...key, versionTemplate: template, primary: first ?? all.at(-1) },
    versions: all,
    policy: policyOf(iam),
  };
}

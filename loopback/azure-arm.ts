import { BUILT_IN_ROLES } from './azure-roles.ts';
import { inEpochSeconds, rotationPolicy, VAULT_SUFFIX } from './azure-vault.ts';
import type { AzureFixture, Raw } from './fixture.ts';
import { type Asked, type Corruption, FOREIGN, type Refusal, type Reply, type Service } from './service.ts';

type Vault = AzureFixture['vaults'][number];
type Key = Vault['keys'][number];

const VAULT =
  /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.KeyVault\/vaults\/([^/]+))(?:\/keys\/([^/]+?)(\/versions)?)?$/i;
const ASSIGNMENTS = /^(.*)\/providers\/Microsoft\.Authorization\/(role|deny)Assignments$/i;
const ELIGIBLE = /^(.*)\/providers\/Microsoft\.Authorization\/roleEligibilityScheduleInstances$/i;
const DELEGATIONS = /^(.*)\/providers\/Microsoft\.ManagedServices\/registrationAssignments$/i;
const DEFINITION = /\/providers\/Microsoft\.Authorization\/roleDefinitions\/([^/]+)$/i;
const OF_SUBSCRIPTION = /^\/subscriptions\/([^/]+)\/providers\/Microsoft\.KeyVault\/(vaults|deletedVaults)$/i;

type Call =
  | {
      operation: 'ListRoleAssignments' | 'ListDenyAssignments' | 'ListEligibleRoles' | 'ListDelegations';
      scope: string;
      name: string;
    }
  | { operation: 'GetRoleDefinition'; name: string }
  | { operation: 'ListDeletedVaults' | 'ListVaults'; name: string }
  | { operation: 'GetVault' | 'GetKey' | 'ListKeyVersions'; vaultId: string; key: string | undefined; name: string }
  | { operation: 'Unknown'; name: string };

/** These lists come on one page, as they do where there are few. */
const WHOLE = Number.POSITIVE_INFINITY;

/** Azure Resource Manager: vaults, their keys as the control plane returns them, role definitions and assignments, deleted vaults. */
export function azureArm(fixture: AzureFixture, token: string): Service {
  const same = (a: unknown, b: string) => String(a).toLowerCase() === b.toLowerCase();

  function answer(asked: Asked, corruption: Corruption | undefined): Reply {
    if (!asked.url.searchParams.has('api-version')) {
      return error(
        400,
        'MissingApiVersionParameter',
        'The api-version query parameter (?api-version=) is required for all requests.',
      );
    }
    const call = toCall(asked);
    switch (call.operation) {
      case 'ListRoleAssignments':
        return page(atScope(fixture.role_assignments ?? [], call.scope), asked, WHOLE, corruption);
      case 'ListDenyAssignments':
        return page(atScope(fixture.deny_assignments ?? [], call.scope), asked, fixture.page_size ?? 100, corruption);
      case 'ListEligibleRoles':
        return page(atScope(fixture.eligible_roles ?? [], call.scope), asked, fixture.page_size ?? 100, corruption);
      case 'ListDelegations': {
        const own = (fixture.registration_assignments ?? []).filter(({ id }) =>
          same(DELEGATION_SCOPE.exec(String(id))?.[1], call.scope),
        );
        return page(own, asked, fixture.page_size ?? 100, corruption);
      }
      case 'GetRoleDefinition': {
        const found = [...(fixture.role_definitions ?? []), ...BUILT_IN_ROLES].find(({ name }) => same(name, call.name));
        if (found) return { status: 200, body: found };
        const message = `The specified role definition with ID '${call.name}' does not exist.`;
        return error(404, 'RoleDefinitionDoesNotExist', message);
      }
      case 'ListVaults': {
        const own = fixture.vaults.filter(({ arm }) => String(arm.id).toLowerCase().startsWith(`/subscriptions/${call.name}/`));
        return page(
          own.map(({ arm }) => arm),
          asked,
          fixture.page_size ?? 100,
          corruption,
        );
      }
      case 'ListDeletedVaults':
        return page(fixture.deleted_vaults ?? [], asked, WHOLE, corruption);
      case 'GetVault':
      case 'GetKey':
      case 'ListKeyVersions': {
        const vault = fixture.vaults.find(({ arm }) => same(arm.id, call.vaultId));
        const missing = (what: string) =>
          error(404, 'ResourceNotFound', `The Resource 'Microsoft.KeyVault/vaults/${what}' was not found.`);
        if (!vault) return missing(call.name);
        if (call.key === undefined) return { status: 200, body: vault.arm };
        const key = vault.keys.find(({ name, deleted }) => !deleted && same(name, call.key ?? ''));
        if (!key) return missing(call.name);
        if (call.operation === 'GetKey') return { status: 200, body: armKey(vault, key) };
        return page(armVersions(vault, key), asked, fixture.page_size ?? 100, corruption);
      }
      default:
        return error(404, 'NotFound', 'Not Found');
    }
  }

  return {
    identify(asked) {
      const { operation, name } = toCall(asked);
      return `arm:${operation} ${name}`;
    },
    challenge(asked) {
      if (asked.headers.authorization === `Bearer ${token}`) return undefined;
      return {
        ...error(401, 'AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing."),
        headers: { 'www-authenticate': 'Bearer authorization_uri="https://login.microsoftonline.com/", error="invalid_token"' },
      };
    },
    answer,
    refuse: (kind, asked) => REFUSALS[kind](asked),
  };
}

function toCall({ url }: Asked): Call {
  const path = decodeURI(url.pathname);
  const [, scope, kind] = ASSIGNMENTS.exec(path) ?? [];
  if (scope !== undefined) {
    const operation = kind?.toLowerCase() === 'deny' ? 'ListDenyAssignments' : 'ListRoleAssignments';
    return { operation, scope, name: nameOf(scope) };
  }
  const [, eligibleAt] = ELIGIBLE.exec(path) ?? [];
  if (eligibleAt !== undefined) return { operation: 'ListEligibleRoles', scope: eligibleAt, name: nameOf(eligibleAt) };
  const [, delegated] = DELEGATIONS.exec(path) ?? [];
  if (delegated !== undefined) {
    const parts = delegated.split('/').filter((part) => !['', 'subscriptions', 'resourceGroups'].includes(part));
    return { operation: 'ListDelegations', scope: delegated, name: parts.join('/') };
  }
  const [, definition] = DEFINITION.exec(path) ?? [];
  if (definition) return { operation: 'GetRoleDefinition', name: definition.toLowerCase() };
  const [, subscription, list] = OF_SUBSCRIPTION.exec(path) ?? [];
  if (subscription) {
    const operation = list?.toLowerCase() === 'vaults' ? 'ListVaults' : 'ListDeletedVaults';
    return { operation, name: subscription.toLowerCase() };
  }
  const [, vaultId, , key, versions] = VAULT.exec(path) ?? [];
  if (!vaultId) return { operation: 'Unknown', name: path };
  const operation = key === undefined ? 'GetVault' : versions === undefined ? 'GetKey' : 'ListKeyVersions';
  return { operation, vaultId, key, name: nameOf(path) };
}

/** What a delegation is of, by its id. */
const DELEGATION_SCOPE = /^(.*)\/providers\/Microsoft\.ManagedServices\/registrationAssignments\/[^/]+$/i;

/** `vault`, `vault/key`, or the path itself if it names neither. */
function nameOf(path: string): string {
  const [, , vault, key] = VAULT.exec(path) ?? [];
  return vault === undefined ? path : [vault, ...(key === undefined ? [] : [key])].join('/').toLowerCase();
}

/** Management groups are above each subscription here. */
const MANAGEMENT_GROUPS = '/providers/microsoft.management/managementgroups/';

/** Assignments at a scope or above it. */
function atScope(assignments: readonly Raw[], at: string): Raw[] {
  return assignments.filter((assignment) => {
    const scope = String((assignment.properties as Raw).scope).toLowerCase();
    return scope === '/' || scope.startsWith(MANAGEMENT_GROUPS) || `${at}/`.toLowerCase().startsWith(`${scope}/`);
  });
}

function page(items: readonly Raw[], { url }: Asked, size: number, corruption: Corruption | undefined): Reply {
  const offset = Number(url.searchParams.get('$skiptoken') ?? 0);
  const following = offset + size;
  const link = (host: string, to: number) =>
    `${host}${url.pathname}?api-version=${url.searchParams.get('api-version')}&$skiptoken=${to}`;
  let nextLink = following < items.length ? link('https://management.azure.com', following) : undefined;
  if (corruption?.kind === 'page_loop') nextLink = link('https://management.azure.com', offset);
  if (corruption?.kind === 'foreign_next') nextLink = link(corruption.to ?? FOREIGN, following);
  if (corruption?.kind === 'empty_pages')
    return { status: 200, body: { value: [], nextLink: link('https://management.azure.com', offset + 1) } };
  return { status: 200, body: { value: items.slice(offset, following), ...(nextLink === undefined ? {} : { nextLink }) } };
}

/** The key of the data plane, in the form that the resource manager returns. */
function armKey({ arm }: Vault, key: Key): Raw {
  const newest = key.versions.at(-1);
  const { exp, nbf, ...attributes } = inEpochSeconds(newest?.attributes ?? {});
  const policy = rotationPolicy(key);
  const actions = (policy.lifetimeActions ?? []) as { trigger: Raw; action: { type: string } }[];
  const uri = `https://${arm.name}.${VAULT_SUFFIX}/keys/${key.name}`;
  return {
    id: `${arm.id}/keys/${key.name}`,
    name: key.name,
    type: 'Microsoft.KeyVault/vaults/keys',
    location: arm.location,
    tags: key.tags ?? {},
    properties: {
      attributes: { ...attributes, ...(exp === undefined ? {} : { exp }), ...(nbf === undefined ? {} : { nbf }) },
      kty: key.key.kty,
      keyOps: key.key.key_ops,
      ...(key.key.kty === 'RSA' || key.key.kty === 'RSA-HSM' ? { keySize: 2048 } : {}),
      keyUri: uri,
      keyUriWithVersion: `${uri}/${newest?.id ?? ''}`,
      rotationPolicy: {
        attributes: policy.attributes ?? {},
        lifetimeActions: actions.map(({ trigger, action }) => ({ trigger, action: { type: action.type.toLowerCase() } })),
      },
    },
  };
}

const error = (status: number, code: string, message: string): Reply => ({ status, body: { error: { code, message } } });

/** Each version, in the form that the resource manager returns: without the rotation policy, which is the key's. */
function armVersions(vault: Vault, key: Key): Raw[] {
  return key.versions.map((version) => {
    const { id, properties, ...rest } = armKey(vault, { ...key, versions: [version] });
    const { rotationPolicy: _, ...ofVersion } = properties as Raw;
    return {
      ...rest,
      id: `${id}/versions/${version.id}`,
      name: version.id,
      type: 'Microsoft.KeyVault/vaults/keys/versions',
      properties: ofVersion,
    };
  });
}

const REFUSALS: Record<Refusal, (asked: Asked) => Reply> = {
  deny: ({ url }) =>
    error(
      403,
      'AuthorizationFailed',
      `The client 'byok-audit' with object id '00000000-0000-0000-0000-0000000000aa' does not have authorization to perform this action over scope '${url.pathname}' or the scope is invalid.`,
    ),
  conflict: () => error(409, 'Conflict', 'The resource is being changed.'),
  throttle: () => error(429, 'TooManyRequests', 'The request is being throttled.'),
  server_error: () => error(503, 'ServiceUnavailable', 'The service is temporarily unavailable.'),
  not_found: ({ url }) => error(404, 'ResourceNotFound', `The Resource '${url.pathname}' was not found.`),
};

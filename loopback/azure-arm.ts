import { inEpochSeconds, rotationPolicy, VAULT_SUFFIX } from './azure-vault.ts';
import type { AzureFixture, Raw } from './fixture.ts';
import type { Asked, Refusal, Reply, Service } from './service.ts';

type Vault = AzureFixture['vaults'][number];
type Key = Vault['keys'][number];

const VAULT =
  /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.KeyVault\/vaults\/([^/]+))(?:\/keys\/([^/]+))?$/i;
const ASSIGNMENTS = /^(.*)\/providers\/Microsoft\.Authorization\/roleAssignments$/i;
const DELETED = /^\/subscriptions\/([^/]+)\/providers\/Microsoft\.KeyVault\/deletedVaults$/i;

type Call =
  | { operation: 'ListRoleAssignments'; scope: string; name: string }
  | { operation: 'ListDeletedVaults'; name: string }
  | { operation: 'GetVault' | 'GetKey'; vaultId: string; key: string | undefined; name: string }
  | { operation: 'Unknown'; name: string };

/** Azure Resource Manager: vaults, their keys as the control plane shows them, role assignments, deleted vaults. */
export function azureArm(fixture: AzureFixture, token: string): Service {
  const same = (a: unknown, b: string) => String(a).toLowerCase() === b.toLowerCase();

  function answer(asked: Asked): Reply {
    if (!asked.url.searchParams.has('api-version')) {
      return error(
        400,
        'MissingApiVersionParameter',
        'The api-version query parameter (?api-version=) is required for all requests.',
      );
    }
    const call = toCall(asked);
    switch (call.operation) {
      case 'ListRoleAssignments': {
        const above = (assignment: Raw) => {
          const scope = String((assignment.properties as Raw).scope).toLowerCase();
          return scope === '/' || `${call.scope}/`.toLowerCase().startsWith(`${scope}/`);
        };
        return { status: 200, body: { value: (fixture.role_assignments ?? []).filter(above) } };
      }
      case 'ListDeletedVaults':
        return { status: 200, body: { value: fixture.deleted_vaults ?? [] } };
      case 'GetVault':
      case 'GetKey': {
        const vault = fixture.vaults.find(({ arm }) => same(arm.id, call.vaultId));
        const missing = (what: string) =>
          error(404, 'ResourceNotFound', `The Resource 'Microsoft.KeyVault/vaults/${what}' was not found.`);
        if (!vault) return missing(call.name);
        if (call.key === undefined) return { status: 200, body: vault.arm };
        const key = vault.keys.find(({ name, deleted }) => !deleted && same(name, call.key ?? ''));
        return key ? { status: 200, body: armKey(vault, key) } : missing(call.name);
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
  const [, scope] = ASSIGNMENTS.exec(path) ?? [];
  if (scope !== undefined) return { operation: 'ListRoleAssignments', scope, name: nameOf(scope) };
  const [, subscription] = DELETED.exec(path) ?? [];
  if (subscription) return { operation: 'ListDeletedVaults', name: subscription };
  const [, vaultId, , key] = VAULT.exec(path) ?? [];
  if (!vaultId) return { operation: 'Unknown', name: path };
  return { operation: key === undefined ? 'GetVault' : 'GetKey', vaultId, key, name: nameOf(path) };
}

/** `vault`, `vault/key`, or the path itself where it names neither. */
function nameOf(path: string): string {
  const [, , vault, key] = VAULT.exec(path) ?? [];
  return vault === undefined ? path : [vault, ...(key === undefined ? [] : [key])].join('/').toLowerCase();
}

/** The same key as the data plane shows, in the resource manager's shape. */
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

const REFUSALS: Record<Refusal, (asked: Asked) => Reply> = {
  deny: ({ url }) =>
    error(
      403,
      'AuthorizationFailed',
      `The client 'byok-audit' with object id '00000000-0000-0000-0000-0000000000aa' does not have authorization to perform this action over scope '${url.pathname}' or the scope is invalid.`,
    ),
  throttle: () => error(429, 'TooManyRequests', 'The request is being throttled.'),
  server_error: () => error(503, 'ServiceUnavailable', 'The service is temporarily unavailable.'),
  not_found: ({ url }) => error(404, 'ResourceNotFound', `The Resource '${url.pathname}' was not found.`),
};

import type { KeyVaultManagementClient } from '@azure/arm-keyvault';
import type { KeyClient } from '@azure/keyvault-keys';
import type { Config } from '../config/schema.ts';
import type { Unknown } from '../snapshot/fact.ts';
import { unknown } from '../snapshot/fact.ts';
import type { AzureKmsName } from '../snapshot/kms-name.ts';
import { AzureRefusal, isCredentialError } from './azure-error.ts';
import { type Call, type Collection, isLoopback } from './observe.ts';
import { byKey } from './once.ts';
import { isRecord } from './reply.ts';
import { MalformedReply } from './service-failure.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Policy = Parameters<KeyVaultManagementClient['pipeline']['addPolicy']>[0];
type Credential = ConstructorParameters<typeof KeyVaultManagementClient>[0];
type Closed = { closed: (call: Call) => { unknown: Unknown } };

const PUBLIC_ARM = 'https://management.azure.com';
const TOKEN = 'BYOK_AUDIT_AZURE_TOKEN';

/** The two planes of Azure, each open or with the reason why nothing is asked of it. */
export type AzureAccess = {
  vault: Closed | { keys: (name: AzureKmsName) => Promise<KeyClient> };
  arm: Closed | { open: (name: AzureKmsName) => Promise<OpenArm> };
};
export type OpenArm = {
  client: KeyVaultManagementClient;
  /** A plain GET, for what the client library does not have. */
  get: (path: string, signal: AbortSignal) => Promise<Record<string, unknown>>;
  /** The path of the next page; a link to another host is refused. */
  next: (link: unknown) => string | undefined;
};

export function azureAccess(collection: Collection, config: Config['azure'], env: Environment): AzureAccess {
  const credentials = new Map<string, Promise<Credential>>();
  const vaults = new Map<string, Promise<KeyClient>>();
  const subscriptions = new Map<string, Promise<OpenArm>>();
  const { key_vault_endpoint: vaultStandIn, resource_manager_endpoint: armEndpoint } = config;
  const armStandIn = isLoopback(armEndpoint) ? armEndpoint : null;

  const vaultReason =
    vaultStandIn !== null && !isLoopback(vaultStandIn)
      ? 'azure.key_vault_endpoint is not a loopback address'
      : reasonToStay(collection, env, vaultStandIn, 'key_vault_endpoint');
  const armReason =
    armStandIn === null && !armEndpoint.startsWith('https:')
      ? 'azure.resource_manager_endpoint is neither https nor a loopback address'
      : reasonToStay(collection, env, armStandIn, 'resource_manager_endpoint');

  /** The emulator's token goes to a loopback address alone, the real credentials to none. */
  const credentialFor = async (standIn: string | null) =>
    standIn === null ? await byKey(credentials, 'real', realCredential) : fixedCredential(env[TOKEN] ?? '');

  async function keyClient(host: string) {
    const { KeyClient } = await import('@azure/keyvault-keys');
    const base = `https://${host}`;
    return new KeyClient(base, await credentialFor(vaultStandIn), settings(base, vaultStandIn));
  }

  const armBase = armStandIn === null ? armEndpoint.replace(/\/+$/, '') : PUBLIC_ARM;
  const scope = `${armBase}/.default`;
  async function openArm(subscription: string): Promise<OpenArm> {
    const { KeyVaultManagementClient } = await import('@azure/arm-keyvault');
    const credential = await credentialFor(armStandIn);
    const client = new KeyVaultManagementClient(credential, subscription, {
      endpoint: armBase,
      credentials: { scopes: [scope] },
      ...settings(armBase, armStandIn),
    });
    return { client, get: (path, signal) => get(credential, path, signal), next };
  }

  async function get(credential: Credential, path: string, signal: AbortSignal) {
    const token = await credential.getToken(scope, { abortSignal: signal });
    const headers = { authorization: `Bearer ${token?.token}`, accept: 'application/json' };
    const response = await fetch(onHost(armStandIn ?? armBase, path), { headers, redirect: 'manual', signal });
    const body = await response.text();
    if (!response.ok) throw new AzureRefusal(response.status, body, (name) => response.headers.get(name));
    const reply: unknown = JSON.parse(body);
    if (!isRecord(reply)) throw new MalformedReply('the reply is not an object');
    return reply;
  }

  function next(link: unknown) {
    if (link === undefined || link === null || link === '') return undefined;
    if (typeof link !== 'string' || !URL.canParse(link)) throw new MalformedReply('the link to the next page is not a URL');
    const { origin, host, pathname, search } = new URL(link);
    const home = [armBase, armStandIn ?? armBase].map((url) => new URL(url).origin);
    if (!home.includes(origin)) throw new MalformedReply(`the next page is said to be at another host, ${host}`);
    return `${pathname}${search}`;
  }

  return {
    vault: vaultReason === null ? { keys: ({ host }) => byKey(vaults, host, () => keyClient(host)) } : closed(vaultReason),
    arm:
      armReason === null
        ? { open: ({ subscription }) => byKey(subscriptions, subscription, () => openArm(subscription)) }
        : closed(armReason),
  };
}

/** The path at this host. Two slashes at its beginning would name another host, to which a token would then go. */
function onHost(base: string, path: string): string {
  const url = new URL(path.replace(/^\/+/, '/'), base);
  if (url.origin !== new URL(base).origin) throw new MalformedReply(`the next page is said to be at another host, ${url.host}`);
  return url.href;
}

const closed = (reason: string): Closed => ({ closed: (call) => unknown('not_collected', reason, call) });

function reasonToStay(collection: Collection, env: Environment, standIn: string | null, setting: string): string | null {
  if (standIn !== null) return env[TOKEN] ? null : `azure.${setting} is a loopback address, and ${TOKEN} is not set`;
  return collection.loopbackOnly
    ? `with a clock set by hand only loopback hosts are called, and azure.${setting} names none`
    : null;
}

/** Our own retry is the only one, redirects are not followed, and the policy below sees each request last. */
const settings = (base: string, standIn: string | null) => ({
  retryOptions: { maxRetries: 0 },
  redirectOptions: { maxRetries: 0 },
  additionalPolicies: [{ policy: wire(base, standIn), position: 'perRetry' as const }],
});

/**
 * Lets a request, which by now carries a token, go to its own host alone: the libraries would follow a link to the next
 * page anywhere. A stand-in on a loopback address takes the host's place under the host's name, so that the libraries'
 * checks (https, the challenge's domain) stay in force.
 */
function wire(base: string, standIn: string | null): Policy {
  const { origin, host } = new URL(base);
  return {
    name: 'byokAuditWire',
    async sendRequest(request, next) {
      const original = request.url;
      const url = new URL(original);
      if (url.origin !== origin) throw new MalformedReply(`the next page is said to be at another host, ${url.host}`);
      if (standIn !== null) {
        request.url = onHost(standIn, `${url.pathname}${url.search}`);
        request.headers.set('host', host);
        request.allowInsecureConnection = true;
        delete request.agent;
      }
      try {
        const response = await next(request);
        const body = response.bodyAsText ?? '';
        // 401 is left to the libraries: it is how a vault asks for a token.
        if (response.status >= 300 && response.status !== 401)
          throw new AzureRefusal(response.status, body, (name) => response.headers.get(name));
        if (response.status < 300) JSON.parse(body);
        return response;
      } finally {
        request.url = original;
      }
    },
  };
}

const fixedCredential = (token: string): Credential => ({
  getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }),
});

/** The default chain; what it lacks is asked for once, since it is slow to say so. */
async function realCredential(): Promise<Credential> {
  const { DefaultAzureCredential } = await import('@azure/identity');
  const chain = new DefaultAzureCredential();
  let missing: unknown;
  return {
    async getToken(scopes, options) {
      if (missing !== undefined) throw missing;
      try {
        return await chain.getToken(scopes, options);
      } catch (error) {
        if (isCredentialError(error)) missing = error;
        throw error;
      }
    },
  };
}

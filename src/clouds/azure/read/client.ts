import type { KeyVaultManagementClient } from '@azure/arm-keyvault';
import type { KeyClient } from '@azure/keyvault-keys';
import { type Closed, closed, notLoopback } from '../../../collect/asking.ts';
import { type Collection, isLoopback } from '../../../collect/observe.ts';
import { byKey } from '../../../collect/once.ts';
import { MalformedReply } from '../../../collect/service-failure.ts';
import type { Environment } from '../../cloud.ts';
import type { AzureKmsName } from '../name.ts';
import type { AzureSettings } from '../settings.ts';
import { azureCredentials, missingToken } from './credential.ts';
import { AzureRefusal } from './error.ts';
import { type AzureRest, azureRest, onHost } from './rest.ts';

type Policy = Parameters<KeyVaultManagementClient['pipeline']['addPolicy']>[0];

const PUBLIC_ARM = 'https://management.azure.com';

/** The two planes of Azure for a key, each open or with the reason why nothing is asked of it. */
export type AzureServices = {
  vault: (name: AzureKmsName) => Promise<Closed | KeyClient>;
  arm: (name: AzureKmsName) => Promise<Closed | OpenArm>;
};
export type OpenArm = AzureRest & { client: KeyVaultManagementClient };

export function azureServices(collection: Collection, settings: AzureSettings, env: Environment): AzureServices {
  const credentialFor = azureCredentials(env);
  const vaults = new Map<string, Promise<KeyClient>>();
  const subscriptions = new Map<string, Promise<OpenArm>>();
  const { key_vault_endpoint: vaultStandIn, resource_manager_endpoint: armEndpoint } = settings;
  const armStandIn = isLoopback(armEndpoint) ? armEndpoint : null;

  const vaultReason =
    vaultStandIn !== null && !isLoopback(vaultStandIn)
      ? 'azure.key_vault_endpoint is not a loopback address'
      : reasonToStay(collection, env, vaultStandIn, 'key_vault_endpoint');
  const armReason =
    armStandIn === null && !armEndpoint.startsWith('https:')
      ? 'azure.resource_manager_endpoint is neither https nor a loopback address'
      : reasonToStay(collection, env, armStandIn, 'resource_manager_endpoint');

  async function keyClient(host: string) {
    const { KeyClient } = await import('@azure/keyvault-keys');
    const base = `https://${host}`;
    return new KeyClient(base, await credentialFor(vaultStandIn), options(base, vaultStandIn));
  }

  const armBase = armStandIn === null ? armEndpoint.replace(/\/+$/, '') : PUBLIC_ARM;
  async function openArm(subscription: string): Promise<OpenArm> {
    const { KeyVaultManagementClient } = await import('@azure/arm-keyvault');
    const credential = await credentialFor(armStandIn);
    const client = new KeyVaultManagementClient(credential, subscription, {
      endpoint: armBase,
      credentials: { scopes: [`${armBase}/.default`] },
      ...options(armBase, armStandIn),
    });
    return { client, ...azureRest(credential, armBase, armStandIn) };
  }

  return {
    vault: async ({ host }) => (vaultReason === null ? byKey(vaults, host, () => keyClient(host)) : closed(vaultReason)),
    arm: async ({ subscription }) =>
      armReason === null ? byKey(subscriptions, subscription, () => openArm(subscription)) : closed(armReason),
  };
}

function reasonToStay(collection: Collection, env: Environment, standIn: string | null, setting: string): string | null {
  if (standIn !== null) return missingToken(env, setting);
  return collection.loopbackOnly ? notLoopback(`azure.${setting}`) : null;
}

/** Our own retry is the only one, redirects are not followed, and the policy below sees each request last. */
const options = (base: string, standIn: string | null) => ({
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

import { type Closed, closed, closedAt, notLoopback } from '../../../collect/asking.ts';
import type { Collection } from '../../../collect/observe.ts';
import { oncePer } from '../../../collect/once.ts';
import { isLoopbackUrl } from '../../../input/url.ts';
import type { Environment } from '../../cloud.ts';
import type { AzureKmsName } from '../name.ts';
import type { AzureSettings } from '../settings.ts';
import { azureCredentials, TOKEN } from './credential.ts';
import { type AzureRest, azureRest, azureRestAt } from './rest.ts';

const RESOURCE_MANAGER = 'https://management.azure.com';

/** The two planes of Azure for a key, each open or with the reason why nothing is asked of it. */
export type AzureServices = {
  vault: (name: AzureKmsName) => Promise<Closed | AzureRest>;
  arm: Promise<Closed | AzureRest>;
};

export function azureServices(collection: Collection, settings: AzureSettings, env: Environment): AzureServices {
  const credentialFor = azureCredentials(env);
  const { key_vault_endpoint: standIn, key_vault_suffix: suffix, resource_manager_endpoint: armEndpoint } = settings;
  const vaultsClosed = closedVaults();
  const armClosed = closedAt(collection, 'azure.resource_manager_endpoint', armEndpoint, env, TOKEN);

  function closedVaults(): Closed | null {
    const setting = 'azure.key_vault_endpoint';
    if (standIn === null) return collection.loopbackOnly ? closed(notLoopback(setting)) : null;
    if (!isLoopbackUrl(standIn)) return closed(`${setting} is not a loopback address`);
    return closedAt(collection, setting, standIn, env, TOKEN);
  }

  // a token for the domain of all vaults is what each of them takes
  const vault = oncePer((host: string) => azureRest(credentialFor, `https://${host}`, `https://${suffix}`, standIn));

  return {
    vault: async ({ host }) => vaultsClosed ?? vault(host),
    arm: armClosed === null ? azureRestAt(credentialFor, armEndpoint, RESOURCE_MANAGER) : Promise.resolve(armClosed),
  };
}

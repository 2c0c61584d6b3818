import { type Closed, closed, closedAt, notLoopback } from '../../../collect/asking.ts';
import { DIRECT } from '../../../collect/connections.ts';
import type { Door, Doors } from '../../../collect/door.ts';
import type { Collection } from '../../../collect/observe.ts';
import { oncePer } from '../../../collect/once.ts';
import { isLoopbackUrl } from '../../../input/url.ts';
import type { AzureKmsName } from '../name.ts';
import type { AzureSettings } from '../settings.ts';
import { type AzureCaller, TOKEN } from './credential.ts';
import { type AzureRest, azureRest, azureRestAt } from './rest.ts';

const RESOURCE_MANAGER = 'https://management.azure.com';

/** The two planes of Azure for a key, each open or with the reason why nothing is asked of it. */
export type AzureServices = {
  vault: (name: AzureKmsName) => Promise<Closed | AzureRest>;
  /** By subscription, in lower case: each is counted for itself; null for what is of the tenant. */
  arm: Promise<(subscription: string | null) => Closed | AzureRest>;
};

export function azureServices(
  collection: Collection,
  settings: AzureSettings,
  { env, credentials }: AzureCaller,
  doors: Doors,
): AzureServices {
  const { connections = DIRECT } = collection;
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
  const vault = oncePer(
    ({ host, subscription }: AzureKmsName) => {
      const ofVault = doors.pace('azure:keyvault', host);
      const paces =
        subscription === null ? [ofVault] : [ofVault, doors.pace('azure:keyvault of a subscription', subscription.toLowerCase())];
      return azureRest(
        credentials,
        `https://${host}`,
        `https://${suffix}`,
        standIn,
        doors.door(host, () => paces),
        connections,
      );
    },
    ({ host }) => host,
  );

  const armDoor = (counted: string): Door => {
    const pace = [doors.pace('azure:arm', counted)];
    return doors.door(`resource manager ${counted}`, () => pace);
  };

  async function arm(): AzureServices['arm'] {
    if (armClosed !== null) return () => armClosed;
    const rest = await azureRestAt(
      credentials,
      armEndpoint,
      RESOURCE_MANAGER,
      armDoor(credentials.tenant?.id ?? 'tenant'),
      connections,
    );
    return (subscription) => (subscription === null ? rest : { ...rest, door: armDoor(subscription) });
  }

  return { vault: async (name) => vaultsClosed ?? vault(name), arm: arm() };
}

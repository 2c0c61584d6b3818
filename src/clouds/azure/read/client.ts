import type { KeyClient } from '@azure/keyvault-keys';
import { type Closed, closed, notLoopback, reasonToStay } from '../../../collect/asking.ts';
import { type Collection, isLoopback } from '../../../collect/observe.ts';
import { oncePer } from '../../../collect/once.ts';
import type { Environment } from '../../cloud.ts';
import type { AzureKmsName } from '../name.ts';
import type { AzureSettings } from '../settings.ts';
import { azureCredentials, TOKEN } from './credential.ts';
import { type AzureRest, azureRest } from './rest.ts';
import { ONCE, wire } from './wire.ts';

/** The two planes of Azure for a key, each open or with the reason why nothing is asked of it. */
export type AzureServices = {
  vault: (name: AzureKmsName) => Promise<Closed | KeyClient>;
  arm: Promise<Closed | AzureRest>;
};

export function azureServices(collection: Collection, settings: AzureSettings, env: Environment): AzureServices {
  const credentialFor = azureCredentials(env);
  const { key_vault_endpoint: standIn, resource_manager_endpoint: armEndpoint } = settings;
  const vaultReason = reasonNotToAskVaults();
  const armReason = reasonToStay(collection, 'azure.resource_manager_endpoint', armEndpoint, env, TOKEN);

  function reasonNotToAskVaults(): string | null {
    if (standIn === null) return collection.loopbackOnly ? notLoopback('azure.key_vault_endpoint') : null;
    if (!isLoopback(standIn)) return 'azure.key_vault_endpoint is not a loopback address';
    return reasonToStay(collection, 'azure.key_vault_endpoint', standIn, env, TOKEN);
  }

  const keyClient = oncePer(async (host: string) => {
    const { KeyClient } = await import('@azure/keyvault-keys');
    const base = `https://${host}`;
    const additionalPolicies = [{ policy: wire(base, standIn), position: 'perRetry' as const }];
    return new KeyClient(base, await credentialFor(standIn), { ...ONCE, additionalPolicies });
  });

  return {
    vault: async ({ host }) => (vaultReason === null ? keyClient(host) : closed(vaultReason)),
    arm:
      armReason === null
        ? azureRest(credentialFor, armEndpoint, 'https://management.azure.com')
        : Promise.resolve(closed(armReason)),
  };
}

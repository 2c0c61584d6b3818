import type { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { byKey } from '../../../collect/once.ts';
import type { Environment } from '../../cloud.ts';
import { isCredentialError } from './error.ts';

export type Credential = ConstructorParameters<typeof KeyVaultManagementClient>[0];

/** The variable that holds the emulator's token. */
const TOKEN = 'BYOK_AUDIT_AZURE_TOKEN';

/** Why a stand-in at a loopback address cannot be asked, or null. */
export const missingToken = (env: Environment, setting: string): string | null =>
  env[TOKEN] ? null : `azure.${setting} is a loopback address, and ${TOKEN} is not set`;

/** Gives each service its credential: the emulator's token goes to a loopback address alone, the real ones to none. */
export function azureCredentials(env: Environment): (standIn: string | null) => Promise<Credential> {
  const credentials = new Map<string, Promise<Credential>>();
  return async (standIn) =>
    standIn === null ? await byKey(credentials, 'real', realCredential) : fixedCredential(env[TOKEN] ?? '');
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

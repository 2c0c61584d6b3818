import type { DefaultAzureCredential } from '@azure/identity';
import { connecting, DIRECT } from '../../../collect/connections.ts';
import type { Collection } from '../../../collect/observe.ts';
import { jsonIn } from '../../../input/is-record.ts';
import type { Environment } from '../../cloud.ts';
import { AZURE_CREDENTIALS } from '../permissions.ts';
import { isCredentialError } from './error.ts';
import { httpClient } from './wire.ts';

type Credential = Pick<DefaultAzureCredential, 'getToken'>;
export type CredentialFor = (standIn: string | null) => Promise<Credential>;

/** The emulator's credentials. */
export const TOKEN = { variable: 'BYOK_AUDIT_AZURE_TOKEN', credentials: AZURE_CREDENTIALS };

/** Gives each service its credential: the emulator's token goes to a loopback address alone, the real ones to none. */
export function azureCredentials(env: Environment, collection: Collection): CredentialFor {
  let real: Promise<Credential> | undefined;
  return async (standIn) => {
    if (standIn !== null) return fixedCredential(env[TOKEN.variable] ?? '');
    real ??= realCredential(collection);
    return await real;
  };
}

const fixedCredential = (token: string): Credential => ({
  getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }),
});

/** The default chain; what it lacks is asked for once, since it is slow to say so. */
async function realCredential({ connections = DIRECT, secrets }: Collection): Promise<Credential> {
  const { DefaultAzureCredential } = await import('@azure/identity');
  const { sendRequest } = await httpClient(connections);
  const chain = new DefaultAzureCredential({
    httpClient: {
      async sendRequest(request) {
        const reply = await sendRequest(request);
        // with the token that is asked for there may be another, by which it is renewed
        secrets.learnNamed(jsonIn(reply.bodyAsText ?? ''));
        return reply;
      },
    },
  });
  let missing: unknown;
  return {
    async getToken(scopes, options) {
      if (missing !== undefined) throw missing;
      try {
        const token = await connecting(() => chain.getToken(scopes, options));
        secrets.learnNamed(token);
        return token;
      } catch (error) {
        if (isCredentialError(error)) missing = error;
        throw error;
      }
    },
  };
}

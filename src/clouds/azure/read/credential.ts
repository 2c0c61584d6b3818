import type { TokenCredential, TokenCredentialOptions } from '@azure/identity';
import { connecting, DIRECT } from '../../../collect/connections.ts';
import type { Collection } from '../../../collect/observe.ts';
import { jsonIn } from '../../../input/is-record.ts';
import type { Environment } from '../../cloud.ts';
import { AZURE_CREDENTIALS } from '../permissions.ts';
import { secretVariable } from '../secret-variable.ts';
import type { AzureTenant } from '../settings.ts';
import { isCredentialError } from './error.ts';
import { httpClient } from './wire.ts';

type Credential = Pick<TokenCredential, 'getToken'>;

/** As whom services are asked. @property tenant that of which these are the credentials; null for the default ones */
export type AzureCredentials = { tenant: AzureTenant | null; credential: (standIn: string | null) => Promise<Credential> };
export type AzureCaller = { env: Environment; credentials: AzureCredentials };

/** The emulator's credentials. */
export const TOKEN = { variable: 'BYOK_AUDIT_AZURE_TOKEN', credentials: AZURE_CREDENTIALS };

/** Gives each service its credential: the emulator's token goes to a loopback address alone, the real ones to none. */
export function azureCredentials(env: Environment, collection: Collection, tenant: AzureTenant | null): AzureCredentials {
  let real: Promise<Credential> | undefined;
  return {
    tenant,
    async credential(standIn) {
      if (standIn !== null) return fixedCredential(env[TOKEN.variable] ?? '');
      real ??= realCredential(env, collection, tenant);
      return await real;
    },
  };
}

const fixedCredential = (token: string): Credential => ({
  getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }),
});

/** What it lacks is asked for once, since the default chain is slow to say so. */
async function realCredential(
  env: Environment,
  { connections = DIRECT, secrets }: Collection,
  tenant: AzureTenant | null,
): Promise<Credential> {
  const identity = await import('@azure/identity');
  const { sendRequest } = await httpClient(connections);
  const options: TokenCredentialOptions = {
    httpClient: {
      async sendRequest(request) {
        const reply = await sendRequest(request);
        // with the token that is asked for there may be another, by which it is renewed
        secrets.learnNamed(jsonIn(reply.bodyAsText ?? ''));
        return reply;
      },
    },
  };
  const made = tenant === null ? new identity.DefaultAzureCredential(options) : ofTenant(identity, tenant, env, options);
  let missing: unknown;
  return {
    async getToken(scopes, about) {
      if (missing !== undefined) throw missing;
      try {
        const token = await connecting(() => made.getToken(scopes, about));
        secrets.learnNamed(token);
        return token;
      } catch (error) {
        if (isCredentialError(error)) missing = error;
        throw error;
      }
    },
  };
}

/**
 * Signs in to a tenant as its application: by a secret or a certificate of that, or else by the token of a workload identity,
 * which all applications may trust.
 */
function ofTenant(
  { ClientSecretCredential, ClientCertificateCredential, WorkloadIdentityCredential, CredentialUnavailableError }: Identity,
  { id, client_id }: AzureTenant,
  env: Environment,
  options: TokenCredentialOptions,
): Credential {
  // the names that the default chain reads are of one application
  const isOwn = env.AZURE_CLIENT_ID?.toLowerCase() === client_id.toLowerCase();
  const secret = env[secretVariable(client_id)] || (isOwn && env.AZURE_CLIENT_SECRET);
  if (secret) return new ClientSecretCredential(id, client_id, secret, options);
  if (isOwn && env.AZURE_CLIENT_CERTIFICATE_PATH) {
    const certificate = { certificatePath: env.AZURE_CLIENT_CERTIFICATE_PATH };
    const password = env.AZURE_CLIENT_CERTIFICATE_PASSWORD;
    return new ClientCertificateCredential(
      id,
      client_id,
      password ? { ...certificate, certificatePassword: password } : certificate,
      options,
    );
  }
  const tokenFilePath = env.AZURE_FEDERATED_TOKEN_FILE;
  if (tokenFilePath) return new WorkloadIdentityCredential({ ...options, tenantId: id, clientId: client_id, tokenFilePath });
  const missing = `neither ${secretVariable(client_id)} nor AZURE_FEDERATED_TOKEN_FILE is set`;
  return {
    async getToken() {
      throw new CredentialUnavailableError(missing);
    },
  };
}

type Identity = typeof import('@azure/identity');

import { AsyncLocalStorage } from 'node:async_hooks';
import type { KeyManagementServiceClient } from '@google-cloud/kms';
import type { GoogleAuth, OAuth2Client } from 'google-auth-library';
import type { Config } from '../config/schema.ts';
import { isKnown } from '../snapshot/fact.ts';
import { classifyGcpError } from './gcp-error.ts';
import { type Collection, isLoopback, observe } from './observe.ts';

const TOKEN = 'BYOK_AUDIT_GCP_TOKEN';
const SCOPE = 'https://www.googleapis.com/auth/cloudkms';

type KmsOptions = NonNullable<ConstructorParameters<typeof KeyManagementServiceClient>[0]>;
type AuthClient = Awaited<ReturnType<GoogleAuth<OAuth2Client>['getClient']>>;

/** Cloud KMS, or why nothing is asked of it. */
export type GcpAccess = { closed: string } | OpenGcp;
export type OpenGcp = {
  client: KeyManagementServiceClient;
  /** A plain GET, for what the library would send as a POST. */
  get: (path: string, query: Record<string, string>) => Promise<unknown>;
  /** Runs one try; when the signal fires, its request is given up. */
  during: <T>(signal: AbortSignal, ask: () => Promise<T>) => Promise<T>;
  classify: (error: unknown) => ReturnType<typeof classifyGcpError>;
};

export async function gcpAccess(
  collection: Collection,
  { kms_endpoint }: Config['gcp'],
  env: Readonly<Record<string, string | undefined>>,
): Promise<GcpAccess> {
  const loopback = isLoopback(kms_endpoint);
  const { protocol, hostname, port, origin } = new URL(kms_endpoint);
  if (!loopback && collection.loopbackOnly)
    return { closed: 'with a clock set by hand only loopback hosts are called, and gcp.kms_endpoint names none' };
  if (!loopback && protocol !== 'https:') return { closed: 'gcp.kms_endpoint is neither https nor a loopback address' };
  const token = env[TOKEN];
  if (loopback && !token) return { closed: `gcp.kms_endpoint is a loopback address, and ${TOKEN} is not set` };

  const classify = (error: unknown) => classifyGcpError(error, origin);
  const found = { source: 'gcp:credentials', call: 'Google credentials', permission: 'credentials' };
  const asked = await observe(collection, found, () => (loopback ? fixedToken(token ?? '') : defaultCredentials()), classify);
  if (!isKnown(asked)) return { closed: asked.unknown.detail };
  const authClient = asked.value;
  const signals = new AsyncLocalStorage<AbortSignal>();
  // Whatever this client sends, for tokens too, is kept from following a redirect and from repeating itself.
  authClient.transporter.interceptors.request.add({
    resolved: async (request) => {
      const signal = signals.getStore();
      request.redirect = 'manual';
      request.retry = false;
      delete request.retryConfig;
      if (signal) request.signal = request.signal ? AbortSignal.any([request.signal, signal]) : signal;
      return request;
    },
  });
  const { KeyManagementServiceClient } = await import('@google-cloud/kms');
  const client = new KeyManagementServiceClient({
    fallback: true,
    // The library comes with an older version of the package, of other types; of this it calls `fetch` alone, as tests show.
    authClient: authClient as unknown as NonNullable<KmsOptions['authClient']>,
    apiEndpoint: hostname,
    port: Number(port) || (protocol === 'http:' ? 80 : 443),
    ...(protocol === 'http:' && { protocol: 'http' }),
  });
  return {
    client,
    async get(path, query) {
      const url = new URL(path, origin);
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      const reply = await authClient.request<string>({ url, responseType: 'text', ...(loopback && { noProxy: [origin] }) });
      return JSON.parse(reply.data);
    },
    during: (signal, ask) => signals.run(signal, ask),
    classify,
  };
}

async function fixedToken(access_token: string): Promise<AuthClient> {
  const { OAuth2Client } = await import('google-auth-library');
  const client = new OAuth2Client();
  client.setCredentials({ access_token, expiry_date: Date.now() + 24 * 3_600_000 });
  return client;
}

async function defaultCredentials(): Promise<AuthClient> {
  const { GoogleAuth } = await import('google-auth-library');
  return new GoogleAuth<OAuth2Client>({ scopes: SCOPE }).getClient();
}

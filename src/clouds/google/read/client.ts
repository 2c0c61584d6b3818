import { AsyncLocalStorage } from 'node:async_hooks';
import type { GoogleAuth, OAuth2Client } from 'google-auth-library';
import { type AtDoor, type Closed, closed, closedAt } from '../../../collect/asking.ts';
import { MOST_BODY_BYTES } from '../../../collect/body.ts';
import { agentFor, type Connections, connecting, DIRECT } from '../../../collect/connections.ts';
import { Doors } from '../../../collect/door.ts';
import { type Classify, type Collection, type Hide, observe } from '../../../collect/observe.ts';
import { oncePer } from '../../../collect/once.ts';
import type { LimitName } from '../../../collect/published-limits.ts';
import { isKnown, unknown } from '../../../facts/fact.ts';
import type { Secrets } from '../../../input/secrets.ts';
import { isLoopbackUrl } from '../../../input/url.ts';
import type { Environment } from '../../cloud.ts';
import { GOOGLE_CREDENTIALS } from '../permissions.ts';
import type { GoogleSettings } from '../settings.ts';
import { classifyGoogleError, classifyMissingCredentials } from './error.ts';

/** The emulator's credentials. */
export const TOKEN = 'BYOK_AUDIT_GCP_TOKEN';

/**
 * The services that are asked, each with a token of its own whose scope is the least that its read calls accept, so that a
 * token is of little use anywhere else. `cloud-platform.read-only` would be enough for the Resource Manager alone: Cloud
 * KMS takes `cloudkms` or `cloud-platform`, roles.get of IAM takes `iam` or `cloud-platform`. What may be done with any of
 * them is bounded by the caller's own roles.
 */
const SCOPES = {
  kms_endpoint: 'https://www.googleapis.com/auth/cloudkms',
  resource_manager_endpoint: 'https://www.googleapis.com/auth/cloud-platform.read-only',
  iam_endpoint: 'https://www.googleapis.com/auth/iam',
};
type GoogleEndpoint = keyof typeof SCOPES;

type GoogleAuthClient = Awaited<ReturnType<GoogleAuth<OAuth2Client>['getClient']>>;

/** A service of Google's that is asked by plain calls; a path is at its own host. When the signal fires, a call is given up. */
export type GoogleService = {
  get: (path: string, signal: AbortSignal, query?: Record<string, string>) => Promise<unknown>;
  post: (path: string, signal: AbortSignal, body: object) => Promise<unknown>;
  classify: Classify;
};
/** A service by the setting that names its address, for a resource of that project; or why nothing is asked of it. */
export type GoogleServices = (endpoint: GoogleEndpoint, project: string) => Promise<Closed | (GoogleService & AtDoor)>;

/** Google counts calls for the project that makes them, whatever project the key is of. */
const LIMITS: Partial<Record<GoogleEndpoint, LimitName>> = { kms_endpoint: 'gcp:kms', iam_endpoint: 'gcp:iam' };

/** Opens each service once. */
export function googleServices(collection: Collection, settings: GoogleSettings, env: Environment): GoogleServices {
  const doors = new Doors(collection);
  const { connections = DIRECT } = collection;

  async function open(endpoint: GoogleEndpoint): Promise<Closed | GoogleService> {
    const url = new URL(settings[endpoint]);
    const loopback = isLoopbackUrl(settings[endpoint]);
    const stays = closedAt(collection, `gcp.${endpoint}`, settings[endpoint], env, {
      variable: TOKEN,
      credentials: GOOGLE_CREDENTIALS,
    });
    if (stays !== null) return stays;
    // An emulator's keys are in no real project.
    if (isLoopbackUrl(settings.kms_endpoint) && !loopback)
      return closed(`with an emulator of Cloud KMS only loopback hosts are called, and gcp.${endpoint} names none`);
    const classify = (error: unknown, hide: Hide) => classifyGoogleError(error, hide, url.origin);
    const { source, call } = GOOGLE_CREDENTIALS;
    const found = { source, call, permission: 'credentials' };
    const ask = () => (loopback ? fixedToken(connections, env[TOKEN] ?? '') : defaultCredentials(connections, SCOPES[endpoint]));
    const asked = await observe(collection, found, ask, (error, hide) => classifyMissingCredentials(error, hide, url.origin));
    if (isKnown(asked)) return serviceAt(asked.value, url, classify, collection);
    const { cause, detail } = asked.unknown;
    return { closed: () => unknown(cause, detail, { source, call }) };
  }

  const opened = oncePer(open);
  return async (endpoint, project) => {
    const service = await opened(endpoint);
    if ('closed' in service) return service;
    const limit = LIMITS[endpoint];
    const paces = limit === undefined ? [] : [doors.pace(limit, 'own project')];
    return { ...service, door: doors.door(`${endpoint} ${project}`, () => paces) };
  };
}

function serviceAt(auth: GoogleAuthClient, url: URL, classify: Classify, { secrets }: Collection): GoogleService {
  const signals = new AsyncLocalStorage<AbortSignal>();
  // Whatever this client sends, for tokens too, is kept from following a redirect and from repeating itself.
  auth.transporter.interceptors.request.add({
    resolved: async (request) => {
      const signal = signals.getStore();
      request.redirect = 'manual';
      request.retry = false;
      delete request.retryConfig;
      if (signal) request.signal = request.signal ? AbortSignal.any([request.signal, signal]) : signal;
      return request;
    },
  });
  // before the library's own, which logs what it was given
  const { response } = auth.transporter.interceptors;
  const others = [...response];
  response.clear();
  for (const one of [{ resolved: learning(secrets) }, ...others]) response.add(one);
  async function fetched(): Promise<void> {
    secrets.learn((await auth.getAccessToken()).token);
    secrets.learnNamed(auth.credentials);
  }
  let asked: Promise<unknown> | undefined;
  /** Calls that need a token at the same time wait for one, and fail with the reason why there is none. The library keeps the token. */
  const token = () => {
    asked ??= connecting(fetched).finally(() => {
      asked = undefined;
    });
    return asked;
  };
  async function send(path: string, query: Record<string, string>, body: { method: 'POST'; data: object } | object) {
    const target = new URL(path, url.origin);
    for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value);
    await token();
    const reply = await auth.request<string>({ url: target, responseType: 'text', ...body });
    const parsed: unknown = JSON.parse(reply.data);
    return parsed;
  }
  return {
    get: (path, signal, query = {}) => signals.run(signal, () => send(path, query, {})),
    post: (path, signal, data) => signals.run(signal, () => send(path, {}, { method: 'POST', data })),
    classify,
  };
}

/** A token comes as an object, while the replies of services are left as text. */
const learning =
  (secrets: Secrets) =>
  async <R extends { data: unknown }>(reply: R): Promise<R> => {
    secrets.learnNamed(reply.data);
    return reply;
  };

async function fixedToken(connections: Connections, access_token: string): Promise<GoogleAuthClient> {
  const { OAuth2Client } = await import('google-auth-library');
  const client = new OAuth2Client({ transporterOptions: connectingBy(connections) });
  client.setCredentials({ access_token, expiry_date: Date.now() + 24 * 3_600_000 });
  return client;
}

const defaultCredentials = async (connections: Connections, scopes: string): Promise<GoogleAuthClient> =>
  (await applicationDefault(connections, scopes)).getClient();

/** The address of the service account; null where the credentials are of none: that of a user only a wider scope would tell. */
export async function accountOfDefaultCredentials(connections: Connections): Promise<string | null> {
  const auth = await applicationDefault(connections, SCOPES.kms_endpoint);
  const { client_email } = await connecting(() => auth.getCredentials());
  return client_email ?? null;
}

async function applicationDefault(connections: Connections, scopes: string): Promise<GoogleAuth<OAuth2Client>> {
  const { GoogleAuth, gaxios } = await import('google-auth-library');
  const transporterOptions = connectingBy(connections);
  // the metadata service is asked with a client of its own, which would take any proxy of the environment
  Object.assign(gaxios.instance.defaults, transporterOptions);
  return new GoogleAuth<OAuth2Client>({ scopes, clientOptions: { transporterOptions } });
}

/** How calls connect, and how much of a reply is read: by node-fetch, which the library sends with and hands these to. */
const connectingBy = (connections: Connections) => ({
  agent: (url: URL) => agentFor(connections, url),
  size: MOST_BODY_BYTES,
  compress: false,
});

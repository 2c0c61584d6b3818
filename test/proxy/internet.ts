import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Clouds } from '../../loopback/clouds.ts';
import { closed, listening } from './forward-proxy.ts';

/** The names of the real services, each with the stand-in that answers for it. */
const SERVICES: [name: RegExp, standIn: (clouds: Clouds) => string][] = [
  [/^api\.confluent\.cloud$/, ({ confluent }) => confluent],
  [/^(kms|sts)\.[a-z0-9-]+\.amazonaws\.com$/, ({ aws }) => aws],
  [/^[a-z0-9-]+\.vault\.azure\.net$/, ({ azure_vault }) => azure_vault],
  [/^management\.azure\.com$/, ({ azure_arm }) => azure_arm],
  [/^graph\.microsoft\.com$/, ({ graph }) => graph],
  [/^cloudkms\.googleapis\.com$/, ({ gcp }) => gcp],
  [/^cloudresourcemanager\.googleapis\.com$/, ({ gcp_resource_manager }) => gcp_resource_manager],
  [/^iam\.googleapis\.com$/, ({ gcp_iam }) => gcp_iam],
];

/** The names for a certificate. */
export const NAMES = [
  'api.confluent.cloud',
  ...['us-east-1', 'us-east-2', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-southeast-2'].flatMap((region) => [
    `kms.${region}.amazonaws.com`,
    `sts.${region}.amazonaws.com`,
  ]),
  '*.vault.azure.net',
  'management.azure.com',
  'graph.microsoft.com',
  'login.microsoftonline.com',
  '*.googleapis.com',
];

/** A sign-in to a tenant of Azure, and a call with the token that it gave. */
type SignIn = { tenant: string; form: URLSearchParams };
type AzureCall = { host: string; path: string; tenant: string };

/**
 * All services over TLS at one port, under their real names. Two more give tokens, by which it is seen whose they are.
 * @param refusal what is said to whoever asks for a token, in place of one
 */
export async function internet(clouds: Clouds, pair: { key: string; cert: string }, refusal?: (asked: string) => string) {
  const tokensAsked: string[] = [];
  const tokensGiven: string[] = [];
  const signIns: SignIn[] = [];
  const azureCalls: AzureCall[] = [];
  const tenants: string[] = [];
  /** Tenants that take no credentials. */
  const closedTenants = new Set<string>();
  const server = createServer(pair, async (request, response) => {
    const host = request.headers.host ?? '';
    const [, standIn] = SERVICES.find(([name]) => name.test(host)) ?? [];
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (standIn !== undefined)
      return forward(request, response, standIn(clouds), (call) =>
        azureCalls.push({ ...call, tenant: tenants[call.tenant] ?? '' }),
      );
    const [tenant = ''] = (request.url ?? '').split('/').filter(Boolean);
    const form = new URLSearchParams(await text(request));
    const isRefused = refusal !== undefined && (request.url ?? '').includes('/token');
    if (isRefused) answer(400, { error: 'invalid_client', error_description: refusal(`${form}`) });
    else if (host === 'oauth2.googleapis.com') answer(200, bearer(clouds.env.BYOK_AUDIT_GCP_TOKEN));
    else if (host !== 'login.microsoftonline.com') return response.writeHead(421).end();
    else if (!(request.url ?? '').includes('/token')) answer(200, aboutTenant(request.url ?? '', tenant));
    else {
      signIns.push({ tenant, form });
      if (closedTenants.has(tenant)) answer(401, REFUSAL);
      else {
        // a token says nothing that stands in a report: it is hidden there
        if (!tenants.includes(tenant)) tenants.push(tenant);
        answer(200, bearer(`${clouds.env.BYOK_AUDIT_AZURE_TOKEN}${OF_TENANT}${tenants.indexOf(tenant)}`));
      }
    }
    if (!isRefused && (request.url ?? '').includes('/token')) tokensGiven.push(host);
    return tokensAsked.push(host);
  });
  const port = await listening(server);
  return { port, tokensAsked, tokensGiven, signIns, azureCalls, closedTenants, close: () => closed(server) };
}

/** What follows the token of the stand-ins in one of a tenant. */
const OF_TENANT = '.of.';
const REFUSAL = { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret provided.' };

const bearer = (access_token: string | undefined) => ({ token_type: 'Bearer', expires_in: 3600, access_token });

function aboutTenant(path: string, tenant: string): object {
  const login = 'https://login.microsoftonline.com';
  // the discovery of instances is of no tenant, and says where the one that it is asked for is described
  const asked = /[?&]authorization_endpoint=([^&]*)/.exec(path)?.[1];
  const of = asked === undefined ? tenant : (decodeURIComponent(asked).split('/')[3] ?? '');
  const at = `${login}/${of}`;
  if (path.includes('/discovery/instance'))
    return { tenant_discovery_endpoint: `${at}/v2.0/.well-known/openid-configuration`, metadata: [] };
  return {
    issuer: `${at}/v2.0`,
    authorization_endpoint: `${at}/oauth2/v2.0/authorize`,
    token_endpoint: `${at}/oauth2/v2.0/token`,
    jwks_uri: `${at}/discovery/v2.0/keys`,
  };
}

/** @param onAzure called for each call with a token of a tenant, by its number */
function forward(
  request: IncomingMessage,
  response: ServerResponse,
  standIn: string,
  onAzure: (call: Omit<AzureCall, 'tenant'> & { tenant: number }) => void,
): void {
  const { method = 'GET', url = '/' } = request;
  const { host = '', authorization, ...headers } = request.headers;
  const [token, tenant] = authorization?.split(OF_TENANT) ?? [];
  if (tenant !== undefined) onAzure({ host, path: url, tenant: Number(tenant) });
  const own = token === undefined ? {} : { authorization: token };
  const onward = ask(new URL(url, standIn), { method, headers: { ...headers, host, ...own } }, (reply) => {
    response.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}

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

/** All services over TLS at one port, under their real names. Two more give tokens, as those of the stand-ins. */
export async function internet(clouds: Clouds, pair: { key: string; cert: string }) {
  const tokensAsked: string[] = [];
  const server = createServer(pair, (request, response) => {
    const host = request.headers.host ?? '';
    const token = tokenOf(host, request.url ?? '', clouds);
    const [, standIn] = SERVICES.find(([name]) => name.test(host)) ?? [];
    if (token !== undefined) {
      tokensAsked.push(host);
      response.setHeader('content-type', 'application/json');
      text(request).then(() => response.end(JSON.stringify(token)));
    } else if (standIn !== undefined) forward(request, response, standIn(clouds));
    else response.writeHead(421).end();
  });
  const port = await listening(server);
  return { port, tokensAsked, close: () => closed(server) };
}

function tokenOf(host: string, path: string, { env }: Clouds): object | undefined {
  const bearer = (access_token: string | undefined) => ({ token_type: 'Bearer', expires_in: 3600, access_token });
  if (host === 'oauth2.googleapis.com') return bearer(env.BYOK_AUDIT_GCP_TOKEN);
  if (host !== 'login.microsoftonline.com') return undefined;
  const tenant = `https://${host}/orchard`;
  if (path.includes('/token')) return bearer(env.BYOK_AUDIT_AZURE_TOKEN);
  if (path.includes('/discovery/instance'))
    return { tenant_discovery_endpoint: `${tenant}/v2.0/.well-known/openid-configuration`, metadata: [] };
  return {
    issuer: `${tenant}/v2.0`,
    authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
    token_endpoint: `${tenant}/oauth2/v2.0/token`,
    jwks_uri: `${tenant}/discovery/v2.0/keys`,
  };
}

function forward(request: IncomingMessage, response: ServerResponse, standIn: string): void {
  const { method = 'GET', headers, url = '/' } = request;
  const onward = ask(new URL(url, standIn), { method, headers }, (reply) => {
    response.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}

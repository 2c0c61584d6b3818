import type { AtDoor } from '../../../collect/asking.ts';
import type { Connections } from '../../../collect/connections.ts';
import type { Door } from '../../../collect/door.ts';
import type { Page } from '../../../collect/pages.ts';
import { listOf, mustBe, type Reader } from '../../../collect/reply.ts';
import { MalformedReply } from '../../../collect/service-failure.ts';
import { isRecord } from '../../../input/is-record.ts';
import { isLoopbackUrl } from '../../../input/url.ts';
import type { AzureCredentials } from './credential.ts';
import { AzureRefusal } from './error.ts';
import { httpClient, ONCE, onHost, wire } from './wire.ts';

/** Plain GETs of one service. The token goes to its host and to no other. */
export type AzureRest = AtDoor & {
  /** @throws MalformedReply where the reply is not an object */
  get: (path: string, signal: AbortSignal) => Promise<Record<string, unknown>>;
  /** A page of a list, with the path of the next; a link to another host is refused. */
  page: <T>(path: string, signal: AbortSignal, item: Reader<T>, link?: string) => Promise<Page<T>>;
};

/**
 * @param base the service's own address
 * @param scope what a token is asked for
 * @param standIn a loopback server in its place, or null
 * @param door where its calls are made, if nothing else is said with them
 */
export async function azureRest(
  credentials: AzureCredentials,
  base: string,
  scope: string,
  standIn: string | null,
  door: Door,
  connections: Connections,
): Promise<AzureRest> {
  const { bearerTokenAuthenticationPolicy, createPipelineFromOptions, createPipelineRequest } = await import(
    '@azure/core-rest-pipeline'
  );
  const { origin } = new URL(base);
  const homes = standIn === null ? [origin] : [origin, new URL(standIn).origin];
  const client = await httpClient(connections);
  const pipeline = createPipelineFromOptions(ONCE);
  const credential = await credentials.credential(standIn);
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: `${scope}/.default` }), { phase: 'Sign' });
  pipeline.addPolicy(wire(origin, standIn), { afterPhase: 'Sign' });

  async function get(path: string, abortSignal: AbortSignal): Promise<Record<string, unknown>> {
    const request = createPipelineRequest({ url: onHost(origin, path), abortSignal });
    request.headers.set('accept', 'application/json');
    const response = await pipeline.sendRequest(client, request);
    if (response.status >= 300) throw new AzureRefusal(response);
    const reply: unknown = JSON.parse(response.bodyAsText ?? '');
    if (!isRecord(reply)) throw new MalformedReply('the reply is not an object');
    return reply;
  }

  function next(link: unknown): string | undefined {
    if (link === undefined || link === null) return undefined;
    if (typeof link !== 'string' || !URL.canParse(link)) throw new MalformedReply('the link to the next page is not a URL');
    const url = new URL(link);
    if (!homes.includes(url.origin)) throw new MalformedReply(`the next page is said to be at another host, ${url.host}`);
    return `${url.pathname}${url.search}`;
  }

  return {
    door,
    get,
    async page(path, signal, item, link = 'nextLink') {
      const reply = await get(path, signal);
      return { items: mustBe(reply.value, listOf(item), 'value'), next: next(reply[link]) };
    },
  };
}

/** The service at a setting's address: at a loopback address a stand-in for the public one. */
export const azureRestAt = (
  credentials: AzureCredentials,
  address: string,
  publicAddress: string,
  door: Door,
  connections: Connections,
): Promise<AzureRest> =>
  isLoopbackUrl(address)
    ? azureRest(credentials, publicAddress, publicAddress, address, door, connections)
    : azureRest(credentials, address, new URL(address).origin, null, door, connections);

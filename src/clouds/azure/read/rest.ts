import { isLoopback } from '../../../collect/observe.ts';
import type { Page } from '../../../collect/pages.ts';
import { listOf, mustBe, type Reader } from '../../../collect/reply.ts';
import { MalformedReply } from '../../../collect/service-failure.ts';
import { isRecord } from '../../../input/is-record.ts';
import type { CredentialFor } from './credential.ts';
import { AzureRefusal } from './error.ts';
import { ONCE, onHost, wire } from './wire.ts';

/** Plain GETs of one service. The token goes to its host and to no other. */
export type AzureRest = {
  get: (path: string, signal: AbortSignal) => Promise<Record<string, unknown>>;
  /** A page of a list, with the path of the next; a link to another host is refused. */
  page: <T>(path: string, signal: AbortSignal, item: Reader<T>, link?: string) => Promise<Page<T>>;
};

/**
 * @param endpoint the service's own address, which the token is made for, or a loopback server in its place
 * @param real the service's own address where the endpoint is a loopback one
 */
export async function azureRest(credentialFor: CredentialFor, endpoint: string, real: string): Promise<AzureRest> {
  const { bearerTokenAuthenticationPolicy, createDefaultHttpClient, createPipelineFromOptions, createPipelineRequest } =
    await import('@azure/core-rest-pipeline');
  const standIn = isLoopback(endpoint) ? endpoint : null;
  const { origin } = new URL(standIn === null ? endpoint : real);
  const homes = [origin, new URL(endpoint).origin];
  const client = createDefaultHttpClient();
  const pipeline = createPipelineFromOptions(ONCE);
  const credential = await credentialFor(standIn);
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: `${origin}/.default` }), { phase: 'Sign' });
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
    if (link === undefined || link === null || link === '') return undefined;
    if (typeof link !== 'string' || !URL.canParse(link)) throw new MalformedReply('the link to the next page is not a URL');
    const url = new URL(link);
    if (!homes.includes(url.origin)) throw new MalformedReply(`the next page is said to be at another host, ${url.host}`);
    return `${url.pathname}${url.search}`;
  }

  return {
    get,
    async page(path, signal, item, link = 'nextLink') {
      const reply = await get(path, signal);
      return { items: mustBe(reply.value, listOf(item), 'value'), next: next(reply[link]) };
    },
  };
}

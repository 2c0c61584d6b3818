import { text } from 'node:stream/consumers';
import type { HttpClient, PipelinePolicy } from '@azure/core-rest-pipeline';
import { limitedBody } from '../../../collect/body.ts';
import { agentFor, type Connections } from '../../../collect/connections.ts';
import { MalformedReply } from '../../../collect/service-failure.ts';

/** Our own retry is the only one, and redirects are not followed. */
export const ONCE = { retryOptions: { maxRetries: 0 }, redirectOptions: { maxRetries: 0 } };

/** Whatever the status, the body is a stream. */
const STREAMED = new Set([Number.POSITIVE_INFINITY]);

/** What the pipelines send with, in place of what they would read from the environment; reads no more than the limit. */
export async function httpClient(connections: Connections): Promise<HttpClient> {
  const { createDefaultHttpClient } = await import('@azure/core-rest-pipeline');
  const client = createDefaultHttpClient();
  return {
    async sendRequest(request) {
      request.agent = agentFor(connections, new URL(request.url));
      request.streamResponseStatusCodes = STREAMED;
      request.headers.delete('accept-encoding');
      const { readableStreamBody: body, ...response } = await client.sendRequest(request);
      return body === undefined ? response : { ...response, bodyAsText: await text(limitedBody(body)) };
    },
  };
}

/**
 * Lets a request, which by now carries a token, go to its own host alone: the libraries would follow a link to the next
 * page anywhere. A stand-in on a loopback address takes the host's place under the host's name, so that the libraries'
 * checks (https, the challenge's domain) stay in force.
 */
export function wire(base: string, standIn: string | null): PipelinePolicy {
  const { origin, host } = new URL(base);
  return {
    name: 'byokAuditWire',
    async sendRequest(request, next) {
      const original = request.url;
      const url = new URL(original);
      if (url.origin !== origin) throw new MalformedReply(`the next page is said to be at another host, ${url.host}`);
      if (standIn !== null) {
        request.url = onHost(standIn, `${url.pathname}${url.search}`);
        request.headers.set('host', host);
        request.allowInsecureConnection = true;
      }
      try {
        return await next(request);
      } finally {
        request.url = original;
      }
    },
  };
}

/** The path at this host. Two slashes at its beginning would name another host, to which a token would then go. */
export function onHost(base: string, path: string): string {
  const url = new URL(path.replace(/^\/+/, '/'), base);
  if (url.origin !== new URL(base).origin) throw new MalformedReply(`the next page is said to be at another host, ${url.host}`);
  return url.href;
}

import http, { type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import { limitedBody } from './body.ts';
import { agentFor, type Connections } from './connections.ts';

export type Reply = {
  status: number;
  /** By its name in lower case. */
  header: (name: string) => string | null;
  /** @throws CutOffReply, MalformedReply where it is too large */
  body: () => Promise<string>;
};

/**
 * A plain GET; redirects are not followed. Not `fetch`, which connects by other means than the SDKs of the clouds, so that
 * proxies would be set up twice.
 */
export const get = (url: URL, headers: Record<string, string>, connections: Connections, signal: AbortSignal): Promise<Reply> =>
  asked(url, { headers }, undefined, connections, signal);

/** A plain POST of a form, by which one credential is exchanged for another; redirects are not followed. */
export function postForm(
  url: URL,
  fields: Record<string, string>,
  connections: Connections,
  signal: AbortSignal,
): Promise<Reply> {
  const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
  return asked(url, { method: 'POST', headers }, `${new URLSearchParams(fields)}`, connections, signal);
}

/** A plain POST of JSON; redirects are not followed. */
export const postJson = (
  url: URL,
  headers: Record<string, string>,
  content: string,
  connections: Connections,
  signal: AbortSignal,
): Promise<Reply> =>
  asked(url, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } }, content, connections, signal);

async function asked(
  url: URL,
  options: RequestOptions,
  content: string | undefined,
  connections: Connections,
  signal: AbortSignal,
): Promise<Reply> {
  const { request } = url.protocol === 'https:' ? https : http;
  const asking = request(url, { ...options, signal, agent: agentFor(connections, url) });
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    // what goes wrong after the reply has begun is an error of its body as well
    asking.on('error', reject).once('response', resolve).end(content);
  });
  return {
    status: reply.statusCode ?? 0,
    header: (name) => {
      const value = reply.headers[name];
      return (Array.isArray(value) ? value.join(', ') : value) ?? null;
    },
    body: () => text(limitedBody(reply)),
  };
}

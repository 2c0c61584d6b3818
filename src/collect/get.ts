import http, { type IncomingMessage } from 'node:http';
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
export async function get(
  url: URL,
  headers: Record<string, string>,
  connections: Connections,
  signal: AbortSignal,
): Promise<Reply> {
  const { request } = url.protocol === 'https:' ? https : http;
  const asked = request(url, { headers, signal, agent: agentFor(connections, url) });
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    // what goes wrong after the reply has begun is an error of its body as well
    asked.on('error', reject).once('response', resolve).end();
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

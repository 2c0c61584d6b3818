import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Fault, Faults } from './fault.ts';
import { send, sendFaulty } from './faulty.ts';

/** A request that a stand-in receives. `host` is the Host header without the port: with Azure it names the vault. */
export type Asked = { method: string; url: URL; host: string; headers: IncomingHttpHeaders; body: string };

export type Reply = Answer & { headers?: Record<string, string> };

/** How to corrupt a page of a list. */
export type Corruption = Pick<Fault, 'to'> & { kind: 'foreign_next' | 'page_loop' | 'empty_pages' };

export type Refusal = 'deny' | 'conflict' | 'throttle' | 'server_error' | 'not_found';

/** One API of a cloud, without the network: the id of a request, and the answer to it. */
export type Service = {
  /** The id of the call: the operation and its target. Stable, since faults and the log use it. */
  identify(asked: Asked): string;
  /** The answer to a request without valid credentials; undefined if the credentials are valid. */
  challenge(asked: Asked): Reply | undefined;
  /** The answer to a request with valid credentials. */
  answer(asked: Asked, corruption: Corruption | undefined): Reply;
  /** A refusal in the format of this API. */
  refuse(kind: Refusal, asked: Asked): Reply;
  /** What it answers to a request that was signed by a clock that is wrong, where it looks at that. */
  refuseClock?(asked: Asked): Reply;
};

export type LoggedRequest = {
  id: string;
  method: string;
  path: string;
  authorization: string | null /** When it came, in milliseconds. */;
  at: number;
};

export type Running = { url: string; close: () => Promise<void> };

export const FOREIGN = 'https://orchard.invalid';

/**
 * Serves one API on a free port of 127.0.0.1.
 * @param latency milliseconds that each answer takes longer @param skew milliseconds that its clock is ahead
 */
export async function serve(
  service: Service,
  faults: Faults,
  log: LoggedRequest[],
  { latency = 0, skew = 0 }: { latency?: number | undefined; skew?: number | undefined } = {},
): Promise<Running> {
  const server = createServer((request, response) => {
    if (skew !== 0) response.setHeader('date', new Date(Date.now() + skew).toUTCString());
    handle(service, faults, log, latency, request, response).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(`the stand-in broke: ${String(error)}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function handle(
  service: Service,
  faults: Faults,
  log: LoggedRequest[],
  latency: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const at = performance.now();
  const asked = await read(request);
  const id = service.identify(asked);
  log.push({
    id,
    method: asked.method,
    path: asked.url.pathname + asked.url.search,
    authorization: asked.headers.authorization ?? null,
    at,
  });
  if (latency > 0) await sleep(latency);
  const challenge = service.challenge(asked);
  if (challenge) return send(response, challenge);
  const fault = faults.meet(id);
  if (!fault) return send(response, service.answer(asked, undefined));
  await sendFaulty(service, fault, asked, response);
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const host = request.headers.host ?? '127.0.0.1';
  return {
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', `http://${host}`),
    host: host.replace(/:\d+$/, '').toLowerCase(),
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

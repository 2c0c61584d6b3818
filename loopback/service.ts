import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Answer, Fault, Faults } from './fault.ts';

/** A request that a stand-in receives. `host` is the Host header without the port: with Azure it names the vault. */
export type Asked = { method: string; url: URL; host: string; headers: IncomingHttpHeaders; body: string };

export type Reply = Answer & { headers?: Record<string, string> };

/** How to corrupt a page of a list. */
export type Corruption = Pick<Fault, 'to'> & { kind: 'foreign_next' | 'page_loop' | 'empty_pages' };

export type Refusal = 'deny' | 'throttle' | 'server_error' | 'not_found';

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

const OVERSIZE_MB = 50;
const DRIP_MS = 50;

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
  switch (fault.kind) {
    case 'hang':
      return;
    case 'hold':
      await fault.until;
      return send(response, service.answer(asked, undefined));
    case 'reset':
      request.socket.destroy();
      return;
    case 'redirect':
      return send(response, {
        status: 302,
        headers: { location: `${fault.to ?? FOREIGN}${asked.url.pathname}${asked.url.search}` },
        body: '',
      });
    case 'not_json':
      return send(response, {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: '<!doctype html><title>Sign in</title><h1>Sign in to the orchard</h1>',
      });
    case 'truncate':
      return send(response, firstHalf(service.answer(asked, undefined)));
    case 'replace':
      return send(response, replaced(service.answer(asked, undefined), fault));
    case 'oversize':
      return sendOversize(response);
    case 'packed':
      packed ??= gzipSync(`{"orchard":"${MEGABYTE.repeat(OVERSIZE_MB)}"}`);
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(packed);
      return;
    case 'drip':
      return drip(response, service.answer(asked, undefined));
    case 'foreign_next':
    case 'page_loop':
    case 'empty_pages':
      return send(response, service.answer(asked, { kind: fault.kind, ...(fault.to === undefined ? {} : { to: fault.to }) }));
    default:
      return send(response, refusal(service.refuse(fault.kind, asked), fault));
  }
}

const MEGABYTE = 'x'.repeat(2 ** 20);
let packed: Buffer | undefined;

/** Valid JSON of 50 MB, of which no more is made than is read. */
async function sendOversize(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' });
  const parts = function* () {
    yield '{"orchard":"';
    for (let sent = 0; sent < OVERSIZE_MB; sent++) yield MEGABYTE;
    yield '"}';
  };
  // the other end may have heard enough
  await pipeline(Readable.from(parts()), response).catch(() => {});
}

/** The answer, a byte at a time for as long as somebody listens. */
async function drip(response: ServerResponse, reply: Reply): Promise<void> {
  const body = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
  response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
  for (let place = 0; !response.destroyed; place = (place + 1) % body.length) {
    response.write(body.charAt(place));
    await sleep(DRIP_MS);
  }
}

/** Keeps the headers of the answer, so that a changed body is read in the format of its API. */
function replaced(reply: Reply, { replace = (answer) => answer }: Fault): Reply {
  const { status, body } = replace(structuredClone({ status: reply.status, body: reply.body }));
  const type = typeof reply.body === 'string' ? 'text/plain' : 'application/json';
  return { status, headers: { 'content-type': type, ...reply.headers }, body };
}

function firstHalf(reply: Reply): Reply {
  const body = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
  return {
    ...reply,
    headers: { 'content-type': 'application/json', ...reply.headers },
    body: body.slice(0, Math.floor(body.length / 2)),
  };
}

function refusal(reply: Reply, { kind, retryAfter }: Fault): Reply {
  const wait = retryAfter ?? (kind === 'throttle' ? 0 : undefined);
  return wait === undefined ? reply : { ...reply, headers: { ...reply.headers, 'retry-after': String(wait) } };
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

function send(response: ServerResponse, reply: Reply): void {
  const body = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
  response.writeHead(reply.status, {
    'content-type': typeof reply.body === 'string' ? 'text/plain' : 'application/json',
    ...reply.headers,
    'content-length': String(Buffer.byteLength(body)),
  });
  response.end(body);
}

import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Fault } from './fault.ts';
import { type Asked, FOREIGN, type Reply, type Service } from './service.ts';

const OVERSIZE_MB = 50;
const DRIP_MS = 50;
const YEAR_MS = 365 * 24 * 3_600_000;

/** What a stand-in sends in place of its answer. */
export async function sendFaulty(service: Service, fault: Fault, asked: Asked, response: ServerResponse): Promise<void> {
  switch (fault.kind) {
    case 'hang':
      return;
    case 'hold':
      await fault.until;
      return send(response, service.answer(asked, undefined));
    case 'reset':
      response.socket?.destroy();
      return;
    case 'reset_body':
      return resetWithin(response, service.answer(asked, undefined));
    case 'unauthorized': {
      const unknown = { ...asked, headers: { ...asked.headers, authorization: 'Bearer of-nobody' } };
      return send(response, service.challenge(unknown) ?? service.refuse('deny', asked));
    }
    case 'internal_error':
      return send(response, { ...service.refuse('server_error', asked), status: 500 });
    case 'unavailable':
      return send(response, { ...service.refuse('server_error', asked), status: 503 });
    case 'wrong_type':
      return send(response, withHeader(service.answer(asked, undefined), 'content-type', 'text/html'));
    case 'skew': {
      const ahead = new Date(Date.now() + YEAR_MS).toUTCString();
      return send(response, withHeader(service.refuseClock?.(asked) ?? service.answer(asked, undefined), 'date', ahead));
    }
    case 'redirect_loop':
      return send(response, { status: 302, headers: { location: `${asked.url.pathname}${asked.url.search}` }, body: '' });
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

/** Half of the answer, and then nothing more. */
function resetWithin(response: ServerResponse, reply: Reply): void {
  const body = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
  response.writeHead(reply.status, {
    'content-type': 'application/json',
    ...reply.headers,
    'content-length': String(Buffer.byteLength(body)),
  });
  response.write(body.slice(0, Math.floor(body.length / 2)), () => response.destroy());
}

const withHeader = (reply: Reply, name: string, value: string): Reply => ({
  ...reply,
  headers: { ...reply.headers, [name]: value },
});

/** Keeps the headers of the answer, so that a changed body is read in the format of its API. */
function replaced(reply: Reply, { replace = (answer) => answer }: Fault): Reply {
  const { status, body, headers } = replace(structuredClone({ status: reply.status, body: reply.body }));
  const type = typeof reply.body === 'string' ? 'text/plain' : 'application/json';
  return { status, headers: { 'content-type': type, ...reply.headers, ...headers }, body };
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
  const wait = retryAfter === undefined && kind === 'throttle' ? 0 : retryAfter;
  return wait === undefined || wait === null ? reply : { ...reply, headers: { ...reply.headers, 'retry-after': String(wait) } };
}

export function send(response: ServerResponse, reply: Reply): void {
  const body = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
  response.writeHead(reply.status, {
    'content-type': typeof reply.body === 'string' ? 'text/plain' : 'application/json',
    ...reply.headers,
    'content-length': String(Buffer.byteLength(body)),
  });
  response.end(body);
}

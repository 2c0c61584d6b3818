import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Running } from './service.ts';

/** What a PostgreSQL server does in place of its work: an error of its own by SQLSTATE, or something on the wire. */
export type PostgresFault =
  | { sqlstate: string; message: string }
  | 'reset before an answer'
  | 'reset in an answer'
  | 'truncated'
  | 'HTML'
  | 'empty'
  | 'drip'
  | 'no answer'
  | 'no answer to a query'
  | 'oversize';

/** These let a client sign in first. */
const IN_QUERY: ReadonlySet<PostgresFault> = new Set<PostgresFault>([
  'no answer to a query',
  'reset in an answer',
  'truncated',
  'oversize',
]);

const SSL_REQUEST = 80877103;
const READY = message('Z', Buffer.from('I'));
const SIGNED_IN = Buffer.concat([message('R', Buffer.alloc(4)), READY]);
const HTML = 'HTTP/1.1 400 Bad Request\r\ncontent-type: text/html\r\n\r\n<!doctype html><title>Bad request</title>';
const DRIP_MS = 1000;
const OVERSIZE_MB = 50;

/** A server that speaks the protocol of PostgreSQL up to its fault. It has no data: nothing is ever answered whole. */
export async function servePostgres(fault: PostgresFault): Promise<Running> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    let isSignedIn = false;
    socket.on('data', (data) => {
      if (data.length >= 8 && data.readInt32BE(4) === SSL_REQUEST) return socket.write('N');
      const inQuery = IN_QUERY.has(fault);
      if (isSignedIn || !inQuery) return fail(socket, fault);
      isSignedIn = true;
      return socket.write(SIGNED_IN);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgres://gardener:quince-not-real@127.0.0.1:${port}/orchard`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function fail(socket: Socket, fault: PostgresFault): void {
  const half = rows().subarray(0, 20);
  if (typeof fault !== 'string') socket.end(error(fault));
  else if (fault === 'reset before an answer') socket.resetAndDestroy();
  else if (fault === 'reset in an answer') socket.write(half, () => socket.resetAndDestroy());
  else if (fault === 'truncated') socket.end(half);
  else if (fault === 'HTML') socket.end(HTML);
  else if (fault === 'empty') socket.end();
  else if (fault === 'oversize') socket.end(Buffer.concat([message('D', Buffer.alloc(OVERSIZE_MB * 2 ** 20)), READY]));
  else if (fault === 'drip') drip(socket);
}

function drip(socket: Socket): void {
  let place = 0;
  const timer = setInterval(() => {
    if (socket.destroyed || place === SIGNED_IN.length) return clearInterval(timer);
    socket.write(SIGNED_IN.subarray(place, ++place));
  }, DRIP_MS);
}

/** A description of one column, and a row of it. */
const rows = (): Buffer =>
  Buffer.concat([
    message('T', Buffer.from('\0\x01name\0\0\0\0\0\0\0\0\0\0\x19\xff\xff\xff\xff\xff\xff\0\0', 'latin1')),
    message('D', Buffer.from('\0\x01\0\0\0\x05apple', 'latin1')),
  ]);

const error = ({ sqlstate, message: text }: { sqlstate: string; message: string }): Buffer =>
  message('E', Buffer.from(`SFATAL\0VFATAL\0C${sqlstate}\0M${text}\0\0`));

function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5, type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

import { createServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Server, type Socket } from 'node:net';

type Options = {
  /** What it asks for, as `user:password`. */
  credentials?: string;
  /** What it answers instead of opening a tunnel to a host and port. */
  status?: (authority: string) => number | undefined;
  /** Where the tunnel to a host and port ends: the proxy resolves names, and its clients need not. */
  port?: (authority: string) => number | undefined;
  tls?: { key: string; cert: string };
};

/** A forward proxy on a loopback address. `asked` are the hosts that tunnels were asked for, `plain` what came without one. */
export async function forwardProxy({ credentials, status, port, tls }: Options = {}) {
  const asked: string[] = [];
  const plain: string[] = [];
  const expected = credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
  const refuse: RequestListener = (request, response) => {
    plain.push(request.url ?? '');
    response.writeHead(405).end();
  };
  const server = tls === undefined ? createServer(refuse) : createTlsServer(tls, refuse);
  server.on('connect', (request, client: Socket) => {
    client.on('error', () => client.destroy());
    const reject = (code: number) => client.end(`HTTP/1.1 ${code} Refused\r\nContent-Length: 0\r\n\r\n`);
    asked.push(request.url ?? '');
    const refusal = status?.(request.url ?? '');
    if (refusal !== undefined) return reject(refusal);
    if (expected !== undefined && request.headers['proxy-authorization'] !== expected) return reject(407);
    const end = port?.(request.url ?? '');
    if (end === undefined) return reject(502);
    const upstream = connect(end, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    upstream.on('error', () => client.destroy());
  });
  const at = await listening(server);
  return { host: `127.0.0.1:${at}`, port: at, asked, plain, close: () => closed(server) };
}

export async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

export function closed(server: HttpServer): void {
  server.close();
  server.closeAllConnections();
}

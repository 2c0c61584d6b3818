import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port of 127.0.0.1 on which nobody listens: a number of one's own may be that of another's connection. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('a server on 127.0.0.1 has no port');
  return address.port;
}

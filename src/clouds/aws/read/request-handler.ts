import { Readable } from 'node:stream';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { limitedBody } from '../../../collect/body.ts';
import type { Connections } from '../../../collect/connections.ts';

/** What the clients of AWS send with; reads no more of a reply than the limit. */
export async function requestHandler({ http: httpAgent, https: httpsAgent }: Connections): Promise<NodeHttpHandler> {
  const { NodeHttpHandler } = await import('@smithy/node-http-handler');
  const handler = new NodeHttpHandler({ httpAgent, httpsAgent });
  const handle = handler.handle.bind(handler);
  handler.handle = async (...request) => {
    const { response } = await handle(...request);
    response.body = Readable.from(limitedBody(response.body), { objectMode: false });
    return { response };
  };
  return handler;
}

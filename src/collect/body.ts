import { MB, sizeText } from '../input/size.ts';
import { CutOffReply, MalformedReply } from './service-failure.ts';

/**
 * How many bytes the body of one reply may have. The largest real ones are lists that come whole: all connectors of a
 * cluster, or the role assignments of a subscription, of which 4,000 take some 4 MB.
 */
export const MOST_BODY_BYTES = 16 * MB;

export const oversizedReply = (): MalformedReply => new MalformedReply(`the reply is larger than ${sizeText(MOST_BODY_BYTES)}`);

/**
 * The body of a reply as it comes, up to the limit, at which the connection is closed. No call asks for compression, and
 * nothing is unpacked.
 * @throws MalformedReply, CutOffReply
 */
export async function* limitedBody(
  body: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<Uint8Array | string, void, undefined> {
  let size = 0;
  try {
    for await (const chunk of body) {
      size += Buffer.byteLength(chunk);
      if (size > MOST_BODY_BYTES) throw oversizedReply();
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof MalformedReply) throw cause;
    throw new CutOffReply('the reply was cut off', { cause });
  }
}

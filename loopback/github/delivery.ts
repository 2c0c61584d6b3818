import { gunzipSync } from 'node:zlib';
import Type from 'typebox';
import Value from 'typebox/value';
import { jsonIn } from '../../src/input/is-record.ts';
import { MB } from '../../src/input/size.ts';

/** What GitHub documents of the body of an upload: no other field may be there. */
const Body = Type.Object(
  {
    commit_sha: Type.String({ pattern: '^[0-9a-fA-F]{40}([0-9a-fA-F]{24})?$' }),
    ref: Type.String({ pattern: '^refs/(heads|tags)/.+$|^refs/pull/[0-9]+/(merge|head)$' }),
    sarif: Type.String(),
    checkout_uri: Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9+.-]*:' })),
    started_at: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$' })),
    tool_name: Type.Optional(Type.String()),
    validate: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
type Body = Type.Static<typeof Body>;

/** A file that was sent, and what for. */
export type Delivery = Omit<Body, 'sarif'> & { log: unknown };

/** Why GitHub takes no delivery at all. */
export type Refused = { status: 400 | 413 | 422; message: string };

const MOST_COMPRESSED = 10 * MB;

/** What is in the body of an upload. */
export function deliveryIn(text: string): Delivery | Refused {
  const body = jsonIn(text);
  if (!Value.Check(Body, body)) {
    const [error] = Value.Errors(Body, body);
    return { status: 422, message: `Invalid request. ${error?.instancePath ?? ''} ${error?.message ?? 'it is not JSON'}` };
  }
  const { sarif, ...rest } = body;
  const compressed = Buffer.from(sarif, 'base64');
  if (compressed.toString('base64') !== sarif) return { status: 400, message: 'sarif is not Base64' };
  if (compressed.length > MOST_COMPRESSED) return { status: 413, message: 'sarif is too large' };
  try {
    const log: unknown = JSON.parse(gunzipSync(compressed).toString('utf8'));
    return { ...rest, log };
  } catch (error) {
    return { status: 400, message: `sarif is not a JSON file that is compressed with gzip: ${String(error)}` };
  }
}

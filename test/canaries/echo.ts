import type { Asked, Reply } from '../../loopback/service.ts';
import { type Canaries, WAYS } from './oracle.ts';

/** Fields that hold what somebody wrote: an audit goes on, whatever stands there. */
const FREE =
  /^(display_name|title|detail|message|description|Description|roleName|Sid|TagValue|Name|denyAssignmentName|registrationDefinitionName|userPrincipalName|error_description)$/;
/** Where services put the id of a request. */
const HEADERS = ['x-request-id', 'x-amzn-requestid', 'x-ms-request-id', 'request-id', 'x-ratelimit-note'];

/**
 * What a service does that repeats what it was sent: canaries stand in what replies say, in headers, in the names of
 * properties that nobody asked for.
 * @param isGiven whether a process has got it: what it never had, it cannot know
 * @param wildly how often any other text has one too, from 0 to 1: names that are none, states that nobody knows
 */
export function echoing(canaries: Canaries, wildly = 0, isGiven: (canary: string) => boolean = () => true) {
  const texts = Object.entries(canaries).flatMap(([name, secret]) =>
    [
      ...Object.values(WAYS).map((write) => write(secret)),
      ...['', 'a', 'APPLE:'].map((before) => Buffer.from(`${before}${secret}`).toString('base64')),
      Buffer.from(`apple:${secret}`).toString('base64url'),
    ].map((text) => [name, text] as const),
  );
  let count = 0;
  const next = (): string => {
    const [name, text] = texts[count++ % texts.length] ?? ['', ''];
    return name === '' || isGiven(name) ? text : next();
  };
  /** Several, so that wherever a text is cut, a canary stands there. */
  const said = () => `${'.'.repeat((count * 7) % 60)} ${next()} ${next()} ${next()} ${next()} ${next()} ${next()} ${next()}`;
  // without Math.random: a failure can be run again
  let turn = 0;
  const wild = () => {
    turn = (turn + 0.6180339887) % 1;
    return turn < wildly;
  };

  function within(value: unknown, name: string): unknown {
    if (typeof value === 'string') {
      if (name === 'Policy') return JSON.stringify(within(JSON.parse(value), ''));
      return FREE.test(name) || wild() ? `${value} ${said()}` : value;
    }
    if (Array.isArray(value)) return value.map((one) => within(one, name));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [wild() ? `${key}${next()}` : key, within(one, key)]));
  }

  const rewrite = (reply: Reply, { url }: Asked): Reply => {
    const headers = Object.fromEntries(HEADERS.map((name) => [name, next().replace(/[^\x20-\x7e]/g, '')]));
    const { body } = reply;
    // the reply of a role holds the credentials themselves, as it must
    if (typeof body === 'string')
      return {
        ...reply,
        headers: { ...reply.headers, ...headers },
        body: body.replace('</Message>', () => ` ${inXml(said())}</Message>`),
      };
    const told = within(body, '');
    const extra = url.pathname.startsWith('/connect/') ? {} : { [next()]: said(), [`tags ${next()}`]: { [next()]: next() } };
    return { ...reply, headers: { ...reply.headers, ...headers }, body: { ...(told as object), ...extra } };
  };
  return { rewrite, said, sent: () => count };
}

const inXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

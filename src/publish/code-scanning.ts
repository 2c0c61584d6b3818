import { DIRECT } from '../collect/connections.ts';
import { get, postJson, type Reply } from '../collect/get.ts';
import { type Collection, type Failure, type Hide, observe } from '../collect/observe.ts';
import { failureOfConnection, failureOfStatus, oneLine } from '../collect/service-failure.ts';
import type { Fact } from '../facts/fact.ts';
import { jsonIn, propertyOf } from '../input/is-record.ts';

/** How GitHub answers where asking again would change nothing. `body` is undefined where it is not JSON. */
export type Answer = { status: number; body: unknown };

/** Where GitHub's API is, and as whom it is asked. @property version of byok-audit */
export type Access = { api: string; repository: string; token: string; version: string };

const PERMISSION = 'security_events';
/** GitHub asks for as much where it is busy and names no time. */
const UNNAMED_WAIT = 60;

/** The calls of GitHub's code scanning that an upload needs. */
export type CodeScanning = ReturnType<typeof codeScanning>;

/** Code scanning of one repository. The token goes to the host of the API and to no other: a URL in a reply is not followed. */
export function codeScanning(collection: Collection, { api, repository, token, version }: Access) {
  const path = `/repos/${repository}/code-scanning/sarifs`;
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/vnd.github+json',
    'user-agent': `byok-audit/${version}`,
    'x-github-api-version': '2022-11-28',
  };
  const connections = collection.connections ?? DIRECT;
  const classify = (error: unknown, hide: Hide): Failure =>
    error instanceof NotNow ? error.meaning(hide, collection.now()) : failureOfConnection(error, hide);
  const asked = (call: string, ask: (signal: AbortSignal) => Promise<Reply>): Promise<Fact<Answer>> =>
    observe(
      collection,
      { source: 'github', call, permission: PERMISSION },
      async (signal) => answerIn(await ask(signal)),
      classify,
    );
  return {
    /** Sends a file. It may be sent twice where the first reply was lost: the second takes the place of the first. */
    send: (body: object): Promise<Fact<Answer>> =>
      asked(`POST ${path}`, (signal) => postJson(new URL(`${api}${path}`), headers, JSON.stringify(body), connections, signal)),
    /** What became of a file that was sent. */
    status: (id: string): Promise<Fact<Answer>> =>
      asked(`GET ${path}/${id}`, (signal) => get(new URL(`${api}${path}/${id}`), headers, connections, signal)),
  };
}

/** @throws NotNow where it is to be asked again, or is a redirect; SyntaxError where a success is not JSON */
async function answerIn(reply: Reply): Promise<Answer> {
  const { status } = reply;
  const text = await reply.body();
  if (status >= 200 && status < 300) return { status, body: JSON.parse(text) };
  if (status < 400 || status === 408 || status >= 500 || isRateLimit(reply, text)) throw new NotNow(reply, text);
  return { status, body: jsonIn(text) };
}

/** GitHub answers with 403 or 429 where a rate limit is used up. Of a 403 a header tells; of a secondary limit it may be the message only. */
const isRateLimit = ({ status, header }: Reply, text: string): boolean =>
  status === 429 ||
  (status === 403 &&
    (header('retry-after') !== null ||
      header('x-ratelimit-remaining') === '0' ||
      /\bsecondary rate limit\b/i.test(messageIn(jsonIn(text)) ?? '')));

class NotNow extends Error {
  override name = 'NotNow';
  readonly #reply: Reply;
  readonly #text: string;
  constructor(reply: Reply, text: string) {
    super(`HTTP ${reply.status}`);
    this.#reply = reply;
    this.#text = text;
  }

  meaning(hide: Hide, now: string): Failure {
    const { status, header } = this.#reply;
    const detail = oneLine(hide, `HTTP ${status}`, messageIn(jsonIn(this.#text)));
    if (status < 400)
      return { cause: 'malformed', detail: `${detail}: redirects are not followed; was the repository renamed?`, retry: false };
    if (!isRateLimit(this.#reply, this.#text))
      return failureOfStatus(status, detail, header('retry-after')) ?? { cause: 'malformed', detail, retry: false };
    // the time at which the primary limit ends says nothing of a secondary one
    const reset = header('x-ratelimit-remaining') === '0' ? header('x-ratelimit-reset') : null;
    const wait = header('retry-after') ?? `${untilReset(reset, now)}`;
    return failureOfStatus(429, detail, wait) ?? { cause: 'throttled', detail, retry: true };
  }
}

/** Seconds until the time that GitHub names, which is in seconds since 1970. */
function untilReset(reset: string | null, now: string): number {
  if (reset === null || !/^\d{1,12}$/.test(reset)) return UNNAMED_WAIT;
  return Math.max(0, Number(reset) - Math.floor(Date.parse(now) / 1000));
}

/** What GitHub says is wrong; null where it says nothing in its own form. */
export function messageIn(body: unknown): string | null {
  const message = propertyOf(body, 'message');
  return typeof message === 'string' && message !== '' ? message : null;
}

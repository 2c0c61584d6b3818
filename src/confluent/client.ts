import { isDeepStrictEqual } from 'node:util';
import { DIRECT } from '../collect/connections.ts';
import { type Door, Doors } from '../collect/door.ts';
import { get, type Reply } from '../collect/get.ts';
import { type Call, type Collection, type Failure, type Hide, observe } from '../collect/observe.ts';
import { pageWatch } from '../collect/pages.ts';
import { type Fields, fieldsOf } from '../collect/reply.ts';
import { failureOfConnection } from '../collect/service-failure.ts';
import type { Fact, Listing } from '../facts/fact.ts';
import { isKnown, ofConfluent, unknown } from '../facts/fact.ts';
import { isRecord, propertyOf } from '../input/is-record.ts';
import { authorizationBy, type ConfluentCredentials } from './credentials.ts';
import { ExchangeFailed } from './exchange.ts';
import { failureOf, RefusedReply } from './refusal.ts';
import { lastOfName } from './resource-name.ts';

const NO_TOKENS = "Confluent's description of this API names API keys, and no tokens of identity pools";

const PAGE_SIZE = 100;
const MAX_PAGES = 10_000;

/**
 * A call's path at the API, with its query; `permission` is what a reader would have to grant. `apiKeyOnly`: Confluent's
 * description of the API names no other credentials.
 */
export type Request = { path: string; query?: Record<string, string>; permission: string; apiKeyOnly?: true };

/** What a list holds, and how an item of another kind, or of another list, is recognized. */
export type Items<T> = {
  /** The `kind` of each item, where it states one. */
  kind: string;
  id: RegExp;
  /** Why the item is none of those that were asked for; null where nothing says so. */
  strays?: (item: Fields) => string | null;
  parse: (item: Fields, id: string) => T;
};

/**
 * Confluent Cloud's API, GET only but for the exchange of credentials. Credentials go to the configured host and nowhere else: redirects are refused, and of
 * a `next` link only the page token is used, at our own host.
 */
export class ConfluentApi {
  readonly #collection: Collection;
  readonly #endpoint: string;
  readonly #authorization: () => Promise<string>;
  readonly #isFederated: boolean;
  readonly #door: Door;
  /** Whether the host ever answered, with whatever status. */
  answered = false;
  /** What the host said when it refused the credentials themselves (401), or to exchange them; null while it has not. */
  refusal: { of: 'credentials' | 'exchange'; detail: string } | null = null;

  constructor(collection: Collection, endpoint: string, credentials: ConfluentCredentials) {
    this.#endpoint = endpoint;
    this.#authorization = authorizationBy(credentials, endpoint, collection);
    this.#isFederated = 'pool' in credentials;
    this.#door = new Doors(collection).door(endpoint);
    this.#collection = collection;
  }

  /** One reply, parsed as JSON. */
  get(request: Request): Promise<Fact<unknown>> {
    const { path, query = {}, permission } = request;
    return this.#read(callOf(path, query, permission), request, query);
  }

  /**
   * A whole list, page by page. What could be read is kept when a page is refused or makes no sense; then `end` says why. So
   * it does where an item is left out because it is not known which thing it is.
   */
  async list<T extends { id: string }>(request: Request, items: Items<T>): Promise<Listing<T>> {
    const { path, query = {}, permission } = request;
    const seen = new Map<string, T>();
    /** Which of two items is right is not known: neither is believed. */
    const contradicted = new Set<string>();
    const believed = () => [...seen.values()].filter(({ id }) => !contradicted.has(id));
    const watch = pageWatch(MAX_PAGES);
    let end: Fact<true> | null = null;
    let token: string | null = null;
    for (let page = 1; end === null; page++) {
      const call = callOf(path, query, permission, page);
      const malformed = (detail: string) => unknown('malformed', detail, call);
      const reply = await this.#read(call, request, {
        ...query,
        page_size: `${PAGE_SIZE}`,
        ...(token === null ? {} : { page_token: token }),
      });
      if (!isKnown(reply)) return { seen: believed(), end: reply };
      const body = reply.value;
      if (!isRecord(body) || !Array.isArray(body.data))
        return { seen: believed(), end: malformed('the reply holds no list "data"') };
      let fresh = 0;
      for (const [index, raw] of body.data.entries()) {
        const fields = fieldsOf({ ...reply, value: raw }, { source: call.source, call: call.call });
        const id = idOf(fields, items);
        if (typeof id !== 'string') {
          end = malformed(`item ${index + 1} of page ${page} ${id.why}`);
          continue;
        }
        const item = items.parse(fields, id);
        if (!seen.has(item.id)) fresh = seen.set(item.id, item).size;
        else if (!isDeepStrictEqual(withoutTime(seen.get(item.id)), withoutTime(item))) {
          contradicted.add(item.id);
          end = malformed(`two items of the list have the id ${item.id}, and differ`);
        }
      }
      const next = nextToken(body.metadata);
      if (next instanceof Error) end = malformed(next.message);
      else if (next === null) end ??= { value: true, source: call.source, observed_at: reply.observed_at };
      else if (body.data.length > 0 && fresh === 0) end = malformed('the pages go round in a loop: no item of this one is new');
      else {
        const wrong = watch(body.data.length, next);
        if (wrong === null) token = next;
        else end = malformed(wrong);
      }
    }
    return { seen: believed(), end };
  }

  #read(call: Call, request: Request, query: Record<string, string>): Promise<Fact<unknown>> {
    const url = new URL(`${this.#endpoint}${request.path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const classify = (error: unknown, hide: Hide) => this.#failure(error, hide, request);
    return observe(this.#collection, call, (signal) => this.#fetch(url, signal), classify, this.#door);
  }

  async #fetch(url: URL, signal: AbortSignal): Promise<unknown> {
    const headers = { authorization: await this.#authorization(), accept: 'application/json' };
    const response = await get(url, headers, this.#collection.connections ?? DIRECT, signal);
    this.answered = true;
    if (response.header('x-ratelimit-remaining') === '0') this.#door.rest(untilReset(response));
    const body = await response.body();
    if (response.status >= 200 && response.status < 300) return JSON.parse(body);
    throw new RefusedReply(response, body);
  }

  #failure(error: unknown, hide: Hide, { apiKeyOnly }: Request): Failure {
    if (error instanceof ExchangeFailed) {
      const failure = error.meaning(hide);
      if (failure.cause === 'denied') this.refusal = { of: 'exchange', detail: failure.detail };
      return failure;
    }
    if (!(error instanceof RefusedReply)) return failureOfConnection(error, hide);
    const failure = failureOf(error, hide);
    if (apiKeyOnly === true && this.#isFederated && failure.cause === 'denied')
      return { ...failure, permission: null, detail: `${failure.detail}; ${NO_TOKENS}` };
    if (error.reply.status === 401) this.refusal = { of: 'credentials', detail: failure.detail };
    return failure;
  }
}

/** The id of an item, or why it cannot be taken for one of the list. */
function idOf<T>(item: Fields, { kind, id: form, strays }: Items<T>): string | { why: string } {
  const id = propertyOf(item.raw, 'id');
  if (typeof id !== 'string' || !form.test(id)) return { why: 'has no usable id' };
  const stated = propertyOf(item.raw, 'kind') ?? kind;
  if (stated !== kind) return { why: `(${id}) is of another kind than ${kind}` };
  const named = lastOfName(propertyOf(item.raw, 'metadata', 'resource_name'));
  // that of a ksqlDB cluster ends with a name of its own
  if (named !== null && form.test(named) && named !== id)
    return { why: `(${id}) has the resource name of ${JSON.stringify(named)}` };
  const why = strays?.(item) ?? null;
  return why === null ? id : { why: `(${id}) ${why}` };
}

/** An item may be listed twice, on two pages; when it was read does not make it another. */
const withoutTime = (item: unknown): unknown =>
  JSON.parse(JSON.stringify(item, (key, value) => (key === 'observed_at' || key === 'source' ? undefined : value)));

function callOf(path: string, query: Record<string, string>, permission: string, page = 1): Call {
  const search = Object.entries(query)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const call = `GET ${path}${search === '' ? '' : `?${search}`}${page === 1 ? '' : ` page ${page}`}`;
  return { ...ofConfluent(call), permission };
}

/** The token of the next page; null at the end of the list, which Confluent marks in three ways, each within `metadata`. */
function nextToken(metadata: unknown): string | null | Error {
  if (!isRecord(metadata)) return new Error('the reply has no object "metadata": the end of the list cannot be found');
  const { next } = metadata;
  if (next === undefined || next === null || next === '') return null;
  if (typeof next !== 'string' || !URL.canParse(next, 'https://localhost'))
    return new Error('the link to the next page is not a URL');
  return (
    new URL(next, 'https://localhost').searchParams.get('page_token') || new Error('the link to the next page has no page_token')
  );
}

/** Seconds until the count begins anew, which Confluent gives relative to now. */
function untilReset({ header }: Reply): number {
  const seconds = Number(header('x-ratelimit-reset') ?? '');
  return Number.isFinite(seconds) ? Math.max(seconds, 0) : 0;
}

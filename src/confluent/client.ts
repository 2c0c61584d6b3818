import { isDeepStrictEqual } from 'node:util';
import { DIRECT } from '../collect/connections.ts';
import { type Door, Doors } from '../collect/door.ts';
import { get, type Reply } from '../collect/get.ts';
import { type Call, type Collection, type Failure, type Hide, observe } from '../collect/observe.ts';
import { pageWatch } from '../collect/pages.ts';
import { type Fields, fieldsOf } from '../collect/reply.ts';
import { failureOfConnection, failureOfStatus, oneLine } from '../collect/service-failure.ts';
import type { Fact, Listing } from '../facts/fact.ts';
import { isKnown, ofConfluent, unknown } from '../facts/fact.ts';
import { isRecord, jsonIn, propertyOf } from '../input/is-record.ts';
import { lastOfName } from './resource-name.ts';

const PAGE_SIZE = 100;
const MAX_PAGES = 10_000;

/** A call's path at the API, with its query; `permission` is what a reader would have to grant. */
export type Request = { path: string; query?: Record<string, string>; permission: string };

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
 * Confluent Cloud's API, GET only. Credentials go to the configured host and nowhere else: redirects are refused, and of
 * a `next` link only the page token is used, at our own host.
 */
export class ConfluentApi {
  readonly #collection: Collection;
  readonly #endpoint: string;
  readonly #authorization: string;
  readonly #door: Door;
  /** Whether the host ever answered, with whatever status. */
  answered = false;
  /** What the host said when it refused the credentials themselves (401); null while it has not. */
  refusal: string | null = null;

  constructor(collection: Collection, endpoint: string, key: string, secret: string) {
    this.#endpoint = endpoint;
    this.#authorization = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
    this.#door = new Doors(collection).door(endpoint);
    this.#collection = collection;
    collection.secrets.learn(secret);
  }

  /** One reply, parsed as JSON. */
  get({ path, query = {}, permission }: Request): Promise<Fact<unknown>> {
    return this.#read(callOf(path, query, permission), path, query);
  }

  /**
   * A whole list, page by page. What could be read is kept when a page is refused or makes no sense; then `end` says why. So
   * it does where an item is left out because it is not known which thing it is.
   */
  async list<T extends { id: string }>({ path, query = {}, permission }: Request, items: Items<T>): Promise<Listing<T>> {
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
      const reply = await this.#read(call, path, {
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

  #read(call: Call, path: string, query: Record<string, string>): Promise<Fact<unknown>> {
    const url = new URL(`${this.#endpoint}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const classify = (error: unknown, hide: Hide) => this.#failure(error, hide);
    return observe(this.#collection, call, (signal) => this.#fetch(url, signal), classify, this.#door);
  }

  async #fetch(url: URL, signal: AbortSignal): Promise<unknown> {
    const headers = { authorization: this.#authorization, accept: 'application/json' };
    const response = await get(url, headers, this.#collection.connections ?? DIRECT, signal);
    this.answered = true;
    if (response.header('x-ratelimit-remaining') === '0') this.#door.rest(untilReset(response));
    const body = await response.body();
    if (response.status >= 200 && response.status < 300) return JSON.parse(body);
    throw new RefusedReply(response, body);
  }

  #failure(error: unknown, hide: Hide): Failure {
    if (!(error instanceof RefusedReply)) return failureOfConnection(error, hide);
    const failure = failureOf(error, hide);
    if (error.reply.status === 401) this.refusal = failure.detail;
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

class RefusedReply extends Error {
  readonly reply: Reply;
  readonly body: string;
  constructor(reply: Reply, body: string) {
    super(`HTTP ${reply.status}`);
    this.reply = reply;
    this.body = body;
  }
}

function failureOf({ reply: { status, header }, body }: RefusedReply, hide: Hide): Failure {
  const id = header('x-request-id');
  const detail = oneLine(hide, `HTTP ${status}`, errorText(body), id === null ? null : `request ${id}`);
  // both headers count seconds from now
  const wait = header('retry-after') ?? header('x-ratelimit-reset');
  const failure = failureOfStatus(status, detail, wait, true) ?? { cause: 'malformed', detail, retry: false };
  return status === 501 ? { ...failure, retry: false } : failure;
}

/** The text of an error reply, in any of the five shapes in which Confluent's services send them. */
export function errorText(body: string): string | null {
  const parsed = jsonIn(body);
  if (!isRecord(parsed)) return null;
  const first: unknown = Array.isArray(parsed.errors) ? parsed.errors[0] : (parsed.error ?? parsed);
  if (!isRecord(first)) return typeof first === 'string' ? first : null;
  const parts = [first.code, first.title, first.detail ?? first.message ?? first.details].filter(
    (part): part is string | number => (typeof part === 'string' && part !== '') || typeof part === 'number',
  );
  return parts.length === 0 ? null : parts.join(': ');
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Cause, Fact } from '../facts/fact.ts';
import { unknown } from '../facts/fact.ts';
import type { Secrets } from '../input/secrets.ts';
import { type Connections, connecting } from './connections.ts';
import { type Door, LONGEST_REST_SECONDS } from './door.ts';
import { isInterrupted } from './interrupted.ts';
import type { Limits } from './published-limits.ts';

/** What every collector is given: the clock, the scan's deadline, and how patient to be. */
export type Collection = {
  /** The time to put into `observed_at`, RFC 3339 in UTC. */
  now: () => string;
  /** Aborts when the scan's time is up, or when the user interrupts: then its reason is `Interrupted`. */
  deadline: AbortSignal;
  /** Milliseconds that one try of one call may take. */
  callTimeout: number;
  /** Milliseconds before the first repetition; doubles with each. */
  backoff: number;
  /** How many times a call is tried; six without. */
  tries?: number;
  /** With a clock that is set by hand (`--as-of`), no host but a loopback one is called. */
  loopbackOnly: boolean;
  /** What is kept to; without them, what the vendors publish. */
  limits?: Limits;
  /** What calls connect with; without them, directly. */
  connections?: Connections;
  /** What must never be repeated, in whatever a service says: it may echo what it was sent. */
  secrets: Secrets;
  /** Called with each call as it ends, for progress. */
  onCall: (call: string) => void;
  /** Called with the number of calls that are needed beyond those known so far, for progress. */
  expect?: (calls: number) => void;
  /** Called with what came of each call: its answer, or why there is none, also where it was not made. */
  answered?: (call: Call, answer: Fact<unknown>) => void;
};

/** The call that a fact comes from, as reports name it, and the permission that it needs. */
export type Call = { source: string; call: string; permission: string };

/**
 * What a collector needs, and what it learns by it.
 * `calls` are the sources of the facts that rest on it, without query and page; `{name}` stands for one part of a path.
 * `where` says of calls that few keys need, of which; `optional` says what is lost without it, where that is little.
 */
export type Permission = { permission: string; calls: readonly string[]; for: string; where?: string; optional?: string };

/**
 * What a failed try means. `retryAfter` is in seconds, as the service asked for it; `permission` is null where none would
 * have helped; `instead` is what failed, where that is not the call itself: the credentials for it.
 */
export type Failure = {
  cause: Cause;
  detail: string;
  retry: boolean;
  retryAfter?: number;
  permission?: null;
  instead?: Pick<Call, 'source' | 'call'>;
};

/** A text without the secrets in it. */
export type Hide = (text: string) => string;

/** What a failed try means. */
export type Classify = (error: unknown, hide: Hide) => Failure;

const MAX_TRIES = 6;
const MAX_BACKOFF_MS = 20_000;

/**
 * Asks, up to six times, and gives the answer as a fact or the reason why there is none; it never throws for what the
 * service did. No secret is in either: here is where all replies come in. A service that asks for a wait of over a minute is `throttled`; a scan out of time is `timeout`.
 * @param ask one try; the signal ends it when its time or the scan's is up
 * @param classify what a failed try means; the services' error shapes differ. Texts of the error are hidden before anything
 *   is cut off them
 * @param door where the call is made: each try waits there for its turn
 */
export async function observe<T>(collection: Collection, call: Call, ...trying: Trying<T>): Promise<Fact<T>> {
  const answer = await answerTo(collection, call, ...trying);
  collection.answered?.(call, answer);
  return answer;
}

type Trying<T> = [ask: (signal: AbortSignal) => Promise<T>, classify: Classify, door?: Door];

async function answerTo<T>(
  collection: Collection,
  { source, call, permission }: Call,
  ...[ask, classify, door]: Trying<T>
): Promise<Fact<T>> {
  const hide = (text: string) => collection.secrets.hideInError(text);
  const fail = (cause: Cause, detail: string, failure: Partial<Failure> = {}) =>
    unknown(cause, detail, {
      source,
      call,
      ...failure.instead,
      ...(failure.permission === null ? {} : { permission }),
    });
  const outOfTime = () => {
    const what = isInterrupted(collection.deadline) ? 'the scan was interrupted' : 'the time for the scan was up';
    return fail('timeout', `${what} before this call was answered`);
  };
  for (let tries = 1; ; tries++) {
    if (collection.deadline.aborted) return outOfTime();
    const turn = await door?.turn(source);
    if (collection.deadline.aborted) return outOfTime();
    let failure: Failure | undefined;
    const timeLimit = AbortSignal.timeout(collection.callTimeout);
    try {
      const answer = await untilAborted(AbortSignal.any([collection.deadline, timeLimit]), (signal) =>
        connecting(() => ask(signal), signal),
      );
      const value = collection.secrets.hideIn(answer);
      collection.onCall(call);
      return { value, source, observed_at: collection.now() };
    } catch (error) {
      if (collection.deadline.aborted) return outOfTime();
      failure = timeLimit.aborted
        ? { cause: 'timeout', detail: `no answer within ${collection.callTimeout / 1000} s`, retry: true }
        : classify(error, hide);
    } finally {
      turn?.end(failure);
    }
    const tried = tries === 1 ? '' : ` (${tries} tries)`;
    const asked = failure.retryAfter;
    if (failure.retry && asked !== undefined && asked > LONGEST_REST_SECONDS) {
      collection.onCall(call);
      return fail('throttled', `the service asked for a wait of ${asked} s: ${failure.detail}${tried}`, failure);
    }
    if (!failure.retry || tries === (collection.tries ?? MAX_TRIES)) {
      collection.onCall(call);
      return fail(failure.cause, `${failure.detail}${tried}`, failure);
    }
    const backoff = Math.min(collection.backoff * 2 ** (tries - 1), MAX_BACKOFF_MS) * (0.5 + Math.random() / 2);
    // the deadline may end the wait: the next round finds that out
    await sleep(Math.max((asked ?? 0) * 1000, backoff), undefined, { signal: collection.deadline }).catch(() => {});
  }
}

/** Ends the wait when the signal fires even where the asked library does not heed it. */
async function untilAborted<T>(signal: AbortSignal, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([ask(signal), aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

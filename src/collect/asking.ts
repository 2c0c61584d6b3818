import { type Fact, type Unknown, unknown } from '../facts/fact.ts';
import { isLoopbackUrl } from '../input/url.ts';
import type { Door } from './door.ts';
import { type Call, type Collection, type Failure, type Hide, observe } from './observe.ts';
import { observeAll, type Page } from './pages.ts';

/** A service of which nothing is asked; each call says why. */
export type Closed = { closed: (call: Call) => { unknown: Unknown } };

export const closed = (reason: string): Closed => ({ closed: (call) => unknown('not_collected', reason, call) });

const isClosed = (service: object): service is Closed => 'closed' in service;

/** Why a service is closed when a clock is set by hand and the setting of its address names no loopback host. */
export const notLoopback = (setting: string): string =>
  `with a clock set by hand only loopback hosts are called, and ${setting} names none`;

/** What stands for an emulator's credentials: the environment variable with its token. */
export type EmulatorToken = { variable: string; credentials: Pick<Call, 'source' | 'call'> };

/**
 * Closed where nothing is to be asked at the address of a setting, else null. A real service is asked over https alone; an
 * emulator, at a loopback address, with a token of its own, whose lack every call says alike.
 * @param adding what is said beside that the address is not one to ask
 */
export function closedAt(
  { loopbackOnly }: Collection,
  setting: string,
  address: string,
  env: Readonly<Record<string, string | undefined>>,
  { variable, credentials: { source, call } }: EmulatorToken,
  adding = (reason: string) => reason,
): Closed | null {
  if (isLoopbackUrl(address)) {
    const missing = `an emulator at a loopback address is asked with a token, and ${variable} is not set`;
    return env[variable] ? null : { closed: () => unknown('not_collected', missing, { source, call }) };
  }
  if (!address.startsWith('https:')) return closed(adding(`${setting} is neither https nor a loopback address`));
  return loopbackOnly ? closed(adding(notLoopback(setting))) : null;
}

function unasked({ answered }: Collection, service: Closed, call: Call): { unknown: Unknown } {
  const why = service.closed(call);
  answered?.(call, why);
  return why;
}

/** A service that is asked, and the door at which. */
export type AtDoor = { door: Door };

/** Asks services of the kind S, unless they are closed. */
export type Asking<S extends AtDoor> = ReturnType<typeof asking<S>>;

/** @param classify what a failed try means */
export const asking = <S extends AtDoor>(
  collection: Collection,
  classify: (error: unknown, hide: Hide, service: S) => Failure,
) => ({
  /** @param ask one try; the signal ends it */
  async one<C extends S, T>(
    service: Closed | C,
    call: Call,
    ask: (service: C, signal: AbortSignal) => Promise<T>,
  ): Promise<Fact<T>> {
    if (isClosed(service)) return unasked(collection, service, call);
    const meaning = (error: unknown, hide: Hide) => classify(error, hide, service);
    return observe(collection, call, (signal) => ask(service, signal), meaning, service.door);
  },
  /** A list to its end. @param page the page that begins at `start`; undefined for the first */
  async all<C extends S, T>(
    service: Closed | C,
    call: Call,
    page: (service: C, signal: AbortSignal, start: string | undefined) => Promise<Page<T>>,
  ): Promise<Fact<T[]>> {
    if (isClosed(service)) return unasked(collection, service, call);
    const meaning = (error: unknown, hide: Hide) => classify(error, hide, service);
    return observeAll(collection, call, (...at) => page(service, ...at), meaning, service.door);
  },
});

import type { Cause } from '../facts/fact.ts';
import { type Pace, paceOf } from './pace.ts';
import { isLimited, type Limit, type LimitName, type Limits, PUBLISHED_LIMITS, type Rate } from './published-limits.ts';

/** Calls that one door has open at a time. */
const OPEN_AT_ONCE = 16;
/** And all doors together: each has a connection of its own. */
const OPEN_IN_ALL = 256;
/** The least that is left of a door's pace, and how long after it was last halved it doubles again. */
const SLOWEST = 1 / 8;
const RECOVERY_MS = 5000;
/** A longer wait is not waited for. */
export const LONGEST_REST_SECONDS = 60;

/** What a door learns from a call that gave no answer; `retryAfter` is in seconds. */
type Unanswered = { cause: Cause; retry: boolean; retryAfter?: number };

/** A call that has its turn. */
export type Turn = {
  /** The call has ended. @param failure why it gave no answer */
  end: (failure?: Unanswered) => void;
};

/**
 * Where a service counts calls: an account and region, a vault, a subscription. What one of them makes slow does not slow
 * the others.
 */
export type Door = {
  /** Waits until a call may be made; or until the scan is out of time, which is no turn. @param source what is called */
  turn: (source: string) => Promise<Turn>;
  /**
   * No call is made for so many seconds, as a service asked. Not where that is more than a minute: then each call fails with that
   * itself, and is given up.
   */
  rest: (seconds: number) => void;
};

/** The limits that count a call. */
export type Counted = (source: string) => readonly Pace[];

type Waiting = { since: number; begin: (ends: readonly (() => void)[]) => void };

/** The doors of one scan, whose deadline ends every wait. */
export class Doors {
  readonly #deadline: AbortSignal;
  readonly #limits: Limits;
  readonly #doors = new Map<string, DoorOf>();
  readonly #paces = new Map<string, Pace>();
  #open = 0;

  constructor({ deadline, limits = PUBLISHED_LIMITS }: { deadline: AbortSignal; limits?: Limits }) {
    this.#deadline = deadline;
    this.#limits = limits;
    deadline.addEventListener('abort', () => this.#all((door) => door.letAllGo()), { once: true });
  }

  /** The door of this name. @param counted what counts its calls, where a limit is published */
  door(name: string, counted: Counted = () => []): Door {
    const door = this.#doors.get(name) ?? new DoorOf(this.#deadline, counted, this);
    this.#doors.set(name, door);
    return door;
  }

  /** The pace that keeps to a published limit. @param within what is counted together, of that which the limit is per */
  pace(limit: LimitName, within: string): Pace {
    const key = `${limit} ${within}`;
    const pace = this.#paces.get(key) ?? paceOf(kept(this.#limits[limit]));
    this.#paces.set(key, pace);
    return pace;
  }

  /** The pace of a call that is limited by its own name. */
  paceOfCall = (source: string, within: string): Pace[] => (isLimited(source) ? [this.pace(source, within)] : []);

  mayOpen = (): boolean => this.#open < OPEN_IN_ALL;
  opened(): void {
    this.#open++;
  }
  closed(): void {
    const wasFull = !this.mayOpen();
    this.#open--;
    if (wasFull) this.#all((door) => door.next());
  }
  #all(about: (door: DoorOf) => void): void {
    for (const door of this.#doors.values()) about(door);
  }
}

/** A limit that others use as well is used up by half. */
export function kept({ rate, shared }: Limit): Rate {
  if (!shared) return rate;
  return 'burst' in rate
    ? { burst: Math.floor(rate.burst / 2), perSecond: rate.perSecond / 2 }
    : { calls: Math.floor(rate.calls / 2), seconds: rate.seconds };
}

class DoorOf implements Door {
  readonly #deadline: AbortSignal;
  readonly #counted: Counted;
  readonly #doors: Doors;
  /** By what is called: calls that wait for a limit of their own do not hold up the others. */
  readonly #waiting = new Map<string, Waiting[]>();
  #asked = 0;
  #open = 0;
  #share = 1;
  #slowings = 0;
  #slowedAt = Number.NEGATIVE_INFINITY;
  #restsUntil = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(deadline: AbortSignal, counted: Counted, doors: Doors) {
    this.#deadline = deadline;
    this.#counted = counted;
    this.#doors = doors;
  }

  turn(source: string): Promise<Turn> {
    if (this.#deadline.aborted) return Promise.resolve({ end: () => {} });
    return new Promise((resolve) => {
      const queue = this.#waiting.get(source) ?? [];
      this.#waiting.set(source, queue);
      queue.push({ since: this.#asked++, begin: (ends) => resolve(this.#begun(ends)) });
      this.next();
    });
  }

  rest(seconds: number): void {
    if (seconds > LONGEST_REST_SECONDS) return;
    this.#restsUntil = Math.max(this.#restsUntil, performance.now() + seconds * 1000);
  }

  #begun(ends: readonly (() => void)[]): Turn {
    const slowings = this.#slowings;
    this.#open++;
    this.#doors.opened();
    return {
      end: (failure) => {
        for (const end of ends) end();
        this.#open--;
        if (failure?.retry && failure.retryAfter !== undefined) this.rest(failure.retryAfter);
        if (failure?.cause === 'throttled' && slowings === this.#slowings) this.#slow();
        this.#doors.closed();
        this.next();
      },
    };
  }

  /** Once for all calls that were open together. */
  #slow(): void {
    this.#share = Math.max(SLOWEST, this.#currentShare() / 2);
    this.#slowedAt = performance.now();
    this.#slowings++;
  }

  #currentShare(): number {
    const doubled = Math.floor((performance.now() - this.#slowedAt) / RECOVERY_MS);
    return doubled >= 3 ? 1 : Math.min(1, this.#share * 2 ** doubled);
  }

  /** Gives turns to those that may have one, first come first served. */
  next(): void {
    clearTimeout(this.#timer);
    for (;;) {
      const share = this.#currentShare();
      if (this.#waiting.size === 0 || this.#open >= OPEN_AT_ONCE * share || !this.#doors.mayOpen()) return;
      const resting = this.#restsUntil - performance.now();
      let soonest = Number.POSITIVE_INFINITY;
      let first: { source: string; since: number; paces: readonly Pace[] } | undefined;
      for (const [source, [head]] of this.#waiting) {
        const paces = this.#counted(source);
        const wait = Math.max(resting, ...paces.map((pace) => pace.wait(share)));
        soonest = Math.min(soonest, wait);
        if (wait <= 0 && head !== undefined && head.since < (first?.since ?? Number.POSITIVE_INFINITY))
          first = { source, since: head.since, paces };
      }
      if (first === undefined) {
        this.#timer = setTimeout(() => this.next(), Math.ceil(soonest));
        return;
      }
      this.#admit(
        first.source,
        first.paces.map((pace) => pace.begin(share)),
      );
    }
  }

  /** @param ends what to do when the call has ended */
  #admit(source: string, ends: readonly (() => void)[]): void {
    const queue = this.#waiting.get(source);
    const waiting = queue?.shift();
    if (queue?.length === 0) this.#waiting.delete(source);
    waiting?.begin(ends);
  }

  /** The scan is out of time: whoever waits finds that out. */
  letAllGo(): void {
    clearTimeout(this.#timer);
    for (const source of [...this.#waiting.keys()]) while (this.#waiting.has(source)) this.#admit(source, []);
  }
}

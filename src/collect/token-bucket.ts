import { setTimeout as sleep } from 'node:timers/promises';

/** Lets calls through at a steady rate after a first burst, so that a quota is kept rather than run into. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #filledAt: number;

  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
    this.#filledAt = performance.now();
  }

  /** Waits for this caller's turn, or until the signal says that nobody waits any longer. */
  async turn(signal: AbortSignal): Promise<void> {
    const now = performance.now();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#filledAt) / 1000) * this.#perSecond);
    this.#filledAt = now;
    // Taken at once, into debt if need be: each caller that comes later then waits for longer.
    this.#tokens -= 1;
    if (this.#tokens >= 0) return;
    await sleep((-this.#tokens / this.#perSecond) * 1000, undefined, { signal }).catch(() => {});
  }
}

import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Lets calls through at a steady rate after a first burst, so that a quota is kept rather than run into.
 * @returns waits for a caller's turn, or until the signal says that nobody waits any longer
 */
export function tokenBucket(perSecond: number, burst: number): (signal: AbortSignal) => Promise<void> {
  let tokens = burst;
  let filledAt = performance.now();
  return async (signal) => {
    const now = performance.now();
    tokens = Math.min(burst, tokens + ((now - filledAt) / 1000) * perSecond);
    filledAt = now;
    // Taken at once, into debt if need be: each caller that comes later then waits for longer.
    tokens -= 1;
    if (tokens < 0) await sleep((-tokens / perSecond) * 1000, undefined, { signal }).catch(() => {});
  };
}

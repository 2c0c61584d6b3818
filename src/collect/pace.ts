import type { Rate } from './published-limits.ts';

/**
 * How soon calls may follow each other. A share slows it: by a half, a call counts as two. When a call reaches the service is
 * not known, only that it is before the answer: it counts from when it is made, and stops counting as if it had come when it
 * ended. So a rate is kept however long calls are on their way.
 */
export type Pace = {
  /** Milliseconds until a call may be made; where one that is open has to end first, the least that it can be. */
  wait(share: number): number;
  /** A call is made now. @returns what to do when it has ended */
  begin(share: number): () => void;
};

/** A rate that is exceeded in no stretch of time. @param now milliseconds */
export const paceOf = (rate: Rate, now = () => performance.now()): Pace =>
  'burst' in rate ? bucket(rate, now) : window(rate, now);

/** What a call counts at this share. */
const costAt = (share: number): number => Math.ceil(1 / share);

function bucket({ burst, perSecond }: { burst: number; perSecond: number }, now: () => number): Pace {
  let open = 0;
  let ended = 0;
  let drainedAt = now();
  const drain = () => {
    const at = now();
    ended = Math.max(0, ended - ((at - drainedAt) / 1000) * perSecond);
    drainedAt = at;
  };
  return {
    wait(share) {
      drain();
      return Math.max(0, ((open + ended + costAt(share) - burst) / perSecond) * 1000);
    },
    begin(share) {
      const cost = costAt(share);
      open += cost;
      return () => {
        drain();
        open -= cost;
        ended += cost;
      };
    },
  };
}

function window({ calls, seconds }: { calls: number; seconds: number }, now: () => number): Pace {
  let open = 0;
  /** When the last calls ended, each as often as it counts. */
  const ended: number[] = [];
  return {
    wait(share) {
      const admitted = calls - costAt(share) - open;
      if (admitted < 0) return open === 0 ? 0 : seconds * 1000;
      const blocking = ended[ended.length - 1 - admitted];
      return blocking === undefined ? 0 : Math.max(0, blocking + seconds * 1000 - now());
    },
    begin(share) {
      const cost = costAt(share);
      open += cost;
      return () => {
        open -= cost;
        for (let counted = 0; counted < cost; counted++) ended.push(now());
        if (ended.length > calls * 2) ended.splice(0, ended.length - calls);
      };
    },
  };
}

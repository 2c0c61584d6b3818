import type { Cause } from '../facts/fact.ts';
import { byCodePoint } from '../input/code-point.ts';
import type { ReportedVerdict } from './schema.ts';

/** A call that was not answered, or an input that was not given. */
export type Obstacle = {
  cause: Cause;
  /** The permission that would answer it. */
  permission: string | null;
  call: string | null;
  /** Null where it is not the same for all verdicts. */
  detail: string | null;
  /** How many verdicts wait for it: one that waits for several counts with each. */
  verdicts: number;
};

/** What kept verdicts from being determined, that which holds up most of them first. */
export function obstacles(verdicts: readonly ReportedVerdict[]): Obstacle[] {
  const found = new Map<string, Obstacle>();
  for (const { unknown } of verdicts) {
    const counted = new Set<string>();
    for (const { cause, permission, call, detail } of unknown?.facts ?? []) {
      const key = JSON.stringify([cause, permission, call]);
      const obstacle = found.get(key) ?? { cause, permission, call, detail, verdicts: 0 };
      found.set(key, obstacle);
      if (obstacle.detail !== detail) obstacle.detail = null;
      if (!counted.has(key)) obstacle.verdicts += 1;
      counted.add(key);
    }
  }
  return [...found]
    .sort(([a, one], [b, other]) => other.verdicts - one.verdicts || byCodePoint(a, b))
    .map(([, obstacle]) => obstacle);
}

/** What lasts for so many seconds. */
export type Lasting<T> = { value: T; seconds: number };

/** It is made anew so long before it ends, or when half of its time is over. */
const BEFORE_END_SECONDS = 60;
/** Where that fails it is tried again after so long, while the old one lasts. */
const TRY_AGAIN_MS = 5000;

/**
 * What ends and is made again before that, once for all who ask for it.
 * @throws what `make` throws, where there is none that lasts
 */
export function renewed<T>(make: () => Promise<Lasting<T>>): () => Promise<T> {
  let current: { value: T; renewAt: number; endsAt: number } | undefined;
  let making: Promise<{ value: T; renewAt: number; endsAt: number }> | undefined;
  const begin = async () => {
    // it lasts from when it was asked for, which is before it was made
    const asked = performance.now();
    const { value, seconds } = await make();
    const early = Math.min(BEFORE_END_SECONDS, seconds / 2);
    return { value, renewAt: asked + (seconds - early) * 1000, endsAt: asked + seconds * 1000 };
  };
  return async () => {
    if (current !== undefined && performance.now() < current.renewAt) return current.value;
    making ??= begin().finally(() => {
      making = undefined;
    });
    try {
      current = await making;
    } catch (error) {
      if (current === undefined || performance.now() >= current.endsAt) throw error;
      current.renewAt = Math.min(performance.now() + TRY_AGAIN_MS, current.endsAt);
    }
    return current.value;
  };
}

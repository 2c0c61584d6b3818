import { median, type Result, ratios, seconds } from './table.ts';

/** Time by size, round by round, from each size to the next: 1 is linear. */
export function* growth(what: string, times: ReadonlyMap<number, readonly number[]>): Generator<Result> {
  const sizes = [...times.keys()].sort((a, b) => a - b);
  for (const [index, size] of sizes.entries()) {
    const before = sizes[index - 1];
    if (before === undefined) continue;
    const [large, small] = [times.get(size) ?? [], times.get(before) ?? []];
    const linear = small.map((time) => (time * size) / before);
    const beside = `${seconds(median(linear))}, as many times the ${seconds(median(small))} of ${before.toLocaleString('en')}`;
    yield { what: `growth of ${what}`, size, measured: seconds(median(large)), beside, ratios: ratios(large, linear) };
  }
}

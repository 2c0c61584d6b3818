import { join } from 'node:path';
import { growth } from '../growth.ts';
import { run } from '../process.ts';
import { median, missing, type Result, ratios, seconds } from '../table.ts';
import { ROOT, type Workplace } from '../workplace.ts';

type Stage = { stage: string; seconds: number };

/** Each stage of `evaluate` on one thread, beside all of them, and how it grows. */
export async function* stagesPart(place: Workplace, sizes: readonly number[], rounds: number): AsyncGenerator<Result> {
  const times = new Map<string, Map<number, number[]>>();
  for (const size of sizes) {
    const sums: number[] = [];
    const bySize = new Map<string, number[]>();
    const snapshot = await place.snapshot(size);
    for (let round = 0; round < rounds; round += 1) {
      const argv = ['--max-old-space-size=16384', join(ROOT, 'bench/stage-times.ts'), snapshot];
      const done = await run(process.execPath, [...argv, join(place.folder, `stages-${size}`)]);
      const stages = done.stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line): Stage => JSON.parse(line));
      if (done.code !== 0) {
        const why = /^\w*Error.*/m.exec(done.stderr)?.[0] ?? `exit ${done.code}`;
        yield missing(`stages after \`${stages.at(-1)?.stage ?? 'the start'}\``, size, why);
      }
      sums.push(stages.reduce((sum, one) => sum + one.seconds, 0));
      for (const one of stages) bySize.set(one.stage, [...(bySize.get(one.stage) ?? []), one.seconds]);
      if (done.code !== 0) break;
    }
    for (const [stage, took] of bySize) {
      const row = { size, measured: seconds(median(took)), beside: `all stages ${seconds(median(sums))}` };
      yield { what: `stage: ${stage}`, ...row, ratios: ratios(took, sums) };
      times.set(stage, (times.get(stage) ?? new Map<number, number[]>()).set(size, took));
    }
  }
  for (const [stage, took] of times) yield* growth(`stage: ${stage}`, took);
}

import { join } from 'node:path';
import { growth } from '../growth.ts';
import { complaint, interleaved, run } from '../process.ts';
import { median, missing, type Result, ratios, seconds } from '../table.ts';
import { ROOT, type Workplace } from '../workplace.ts';

type Stage = { stage: string; seconds: number };

/** Each stage of `evaluate` on one thread, beside all of them, and how it grows; all sizes take turns. */
export async function* stagesPart(place: Workplace, sizes: readonly number[], rounds: number): AsyncGenerator<Result> {
  const ready: Record<string, () => Promise<Stage[]>> = {};
  const broken = new Map<string, Result>();
  for (const size of sizes) {
    const snapshot = await place.snapshot(size);
    ready[size] = async () => {
      const { stages, why } = await timedStages(snapshot, join(place.folder, `stages-${size}`));
      if (why !== null) broken.set(String(size), missing(`stages after \`${stages.at(-1)?.stage ?? 'the start'}\``, size, why));
      return stages;
    };
  }
  const all = await interleaved(rounds, ready);
  yield* broken.values();
  const times = new Map<string, Map<number, number[]>>();
  for (const size of sizes) {
    const runs = all[size] ?? [];
    const sums = runs.map((stages) => stages.reduce((sum, one) => sum + one.seconds, 0));
    for (const { stage } of runs[0] ?? []) {
      const took = runs.flatMap((stages) => stages.filter((one) => one.stage === stage).map((one) => one.seconds));
      const row = { size, measured: seconds(median(took)), beside: `all stages ${seconds(median(sums))}` };
      yield { what: `stage: ${stage}`, ...row, ratios: ratios(took, sums) };
      times.set(stage, (times.get(stage) ?? new Map<number, number[]>()).set(size, took));
    }
  }
  for (const [stage, took] of times) yield* growth(`stage: ${stage}`, took);
}

/** @returns the stages that ended, and why the next one did not */
async function timedStages(snapshot: string, out: string): Promise<{ stages: Stage[]; why: string | null }> {
  const argv = ['--max-old-space-size=16384', join(ROOT, 'bench/stage-times.ts'), snapshot, out];
  const done = await run(process.execPath, argv);
  const lines = done.stdout.split('\n').filter((line) => line !== '');
  const why = done.code === 0 ? null : complaint(done);
  return { stages: lines.map((line): Stage => JSON.parse(line)), why };
}

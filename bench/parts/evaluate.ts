import { NATIVE, OTHERS, OURS, type Sample } from '../contestants.ts';
import { growth } from '../growth.ts';
import { outcomesCompared } from '../outcomes.ts';
import { interleaved } from '../process.ts';
import { median, megabytes, missing, type Result, ratios, seconds } from '../table.ts';
import type { Workplace } from '../workplace.ts';

/** The whole command beside every other evaluator of the same Rego, on the same documents. */
export async function* evaluatePart(place: Workplace, sizes: readonly number[], rounds: number): AsyncGenerator<Result> {
  const walls = new Map<number, number[]>();
  for (const size of sizes) {
    const ready: Record<string, () => Promise<Sample>> = {};
    for (const { name, prepare } of [OURS, ...OTHERS]) {
      try {
        const go = await prepare(place, size);
        // the first run warms the caches of the disk, and shows whether there is anything to measure
        await go();
        ready[name] = go;
      } catch (error) {
        yield missing(name, size, error);
      }
    }
    const samples = await interleaved(rounds, ready);
    const ours = samples[OURS.name];
    for (const { name } of OTHERS) {
      const theirs = samples[name];
      if (ours === undefined || theirs === undefined) continue;
      const row = { size, measured: shown(ours), beside: shown(theirs) };
      yield {
        what: `\`evaluate\`, whole, beside ${name}: wall clock`,
        ...row,
        ratios: ratios(of(ours, 'wall'), of(theirs, 'wall')),
      };
      yield { what: `\`evaluate\`, whole, beside ${name}: CPU`, ...row, ratios: ratios(of(ours, 'cpu'), of(theirs, 'cpu')) };
    }
    if (ours !== undefined) walls.set(size, of(ours, 'wall'));
    yield* sameCounts(samples, size);
  }
  yield* growth('`evaluate`, whole', walls);
  yield await comparison(place);
}

const of = (samples: readonly Sample[], what: 'wall' | 'cpu' | 'peak'): number[] => samples.map((sample) => sample[what]);

const shown = (samples: readonly Sample[]): string =>
  `${seconds(median(of(samples, 'wall')))}, CPU ${seconds(median(of(samples, 'cpu')))}, ${megabytes(median(of(samples, 'peak')))}${samples[0]?.also ?? ''}`;

/** An evaluator that judged less is no comparison. */
function* sameCounts(samples: Record<string, Sample[]>, size: number): Generator<Result> {
  const expected = samples[NATIVE.name]?.[0]?.verdicts;
  for (const { name } of OTHERS) {
    const counted = samples[name]?.[0]?.verdicts;
    if (counted != null && expected != null && counted !== expected)
      yield { what: name, size, why: `it gave ${counted} verdicts, and native OPA ${expected}: its times are no comparison` };
  }
}

async function comparison(place: Workplace): Promise<Result> {
  const [what, size] = ["native OPA's outcomes beside those of the program, as JSON", 100];
  try {
    const { subjects, verdicts, differing } = await outcomesCompared(place, size);
    if (differing.length > 0) throw new Error(`they differ: ${differing.join('; ')}`);
    return { what, size, found: `equal: ${verdicts} verdicts on ${subjects} subjects` };
  } catch (error) {
    return missing(what, size, error);
  }
}

import { type Contestant, NATIVE, OTHERS, OURS, type Sample, WITHOUT_HISTORY } from '../contestants.ts';
import { growth } from '../growth.ts';
import { outcomesCompared } from '../outcomes.ts';
import { interleaved } from '../process.ts';
import { median, megabytes, missing, type Result, ratios, seconds } from '../table.ts';
import type { Workplace } from '../workplace.ts';

const SHORT = 1000;

/** The whole command beside every other evaluator of the same Rego, on the same documents. */
export async function* evaluatePart(place: Workplace, sizes: readonly number[], rounds: number): AsyncGenerator<Result> {
  const walls = new Map([OURS, WITHOUT_HISTORY].map(({ name }) => [name, new Map<number, number[]>()]));
  for (const size of sizes) {
    const ready: Record<string, () => Promise<Sample>> = {};
    const failures: Result[] = [];
    const failed = (name: string, error: unknown) => failures.push(missing(name, size, error));
    for (const { name, prepare } of [OURS, WITHOUT_HISTORY, ...OTHERS]) {
      try {
        ready[name] = await prepare(place, size);
      } catch (error) {
        failed(name, error);
      }
    }
    // for the caches of the disk, which a long run does not depend on
    if (size <= SHORT) await interleaved(1, ready, (name) => name);
    const samples = await interleaved(rounds, ready, failed);
    yield* failures;
    for (const [one, other] of PAIRS) yield* compared(one, other, samples, size);
    for (const [name, bySize] of walls) {
      const own = samples[name];
      if (own?.length) bySize.set(size, of(own, 'wall'));
    }
    yield* sameCounts(samples, size);
  }
  for (const [name, bySize] of walls) yield* growth(name, bySize);
  yield await comparison(place);
}

const PAIRS = [...OTHERS.map((other) => [OURS, other] as const), [WITHOUT_HISTORY, NATIVE] as const];

/** Where other work disturbs the machine, the ratio of CPU is the steadier one. */
function* compared(one: Contestant, other: Contestant, samples: Record<string, Sample[]>, size: number): Generator<Result> {
  const [mine, theirs] = [samples[one.name], samples[other.name]];
  if (!mine?.length || !theirs?.length) return;
  const row = { size, measured: shown(mine), beside: shown(theirs) };
  const what = `${one.name} beside ${other.name}`;
  yield { what: `${what}: time`, ...row, ratios: ratios(of(mine, 'wall'), of(theirs, 'wall')) };
  yield { what: `${what}: CPU`, ...row, ratios: ratios(of(mine, 'cpu'), of(theirs, 'cpu')) };
  yield { what: `${what}: memory`, ...row, ratios: ratios(of(mine, 'peak'), of(theirs, 'peak')) };
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

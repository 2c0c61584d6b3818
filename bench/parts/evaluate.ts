import { type Contestant, NATIVE, OTHERS, OURS, type Sample, WITHOUT_HISTORY } from '../contestants.ts';
import { growth } from '../growth.ts';
import { outcomesCompared } from '../outcomes.ts';
import { interleaved } from '../process.ts';
import { median, megabytes, missing, type Result, ratios, seconds } from '../table.ts';
import type { Workplace } from '../workplace.ts';

const SHORT = 1000;

const OUR_WAYS = [OURS, WITHOUT_HISTORY];
const PAIRS = [...OTHERS.map((other) => [OURS, other] as const), [WITHOUT_HISTORY, NATIVE] as const];

/** The whole command beside every other evaluator of the same Rego, on the same documents; all sizes take turns too. */
export async function* evaluatePart(place: Workplace, sizes: readonly number[], rounds: number): AsyncGenerator<Result> {
  const ready: Record<string, () => Promise<Sample>> = {};
  const failures: Result[] = [];
  const key = ({ name }: Contestant, size: number) => `${size} ${name}`;
  for (const size of sizes) {
    for (const contestant of [...OUR_WAYS, ...OTHERS]) {
      try {
        const go = await contestant.prepare(place, size);
        // for the caches of the disk, which a long run does not depend on
        if (size <= SHORT) await go();
        ready[key(contestant, size)] = async () => {
          try {
            return await go();
          } catch (error) {
            failures.push(missing(contestant.name, size, error));
            throw error;
          }
        };
      } catch (error) {
        failures.push(missing(contestant.name, size, error));
      }
    }
  }
  const all = await interleaved(rounds, ready, () => {});
  const samples = (contestant: Contestant, size: number): Sample[] => all[key(contestant, size)] ?? [];
  yield* failures;
  for (const size of sizes) {
    for (const [one, other] of PAIRS) yield* compared(one, other, samples, size);
    yield* sameCounts(samples, size);
  }
  for (const contestant of OUR_WAYS) {
    const timed = sizes.map((size) => [size, of(samples(contestant, size), 'wall')] as const);
    yield* growth(contestant.name, new Map(timed.filter(([, walls]) => walls.length > 0)));
  }
  yield await comparison(place);
}

type Samples = (contestant: Contestant, size: number) => Sample[];

function* compared(one: Contestant, other: Contestant, samples: Samples, size: number): Generator<Result> {
  const [mine, theirs] = [samples(one, size), samples(other, size)];
  if (mine.length === 0 || theirs.length === 0) return;
  const by = (what: 'wall' | 'cpu' | 'peak') => ratios(of(mine, what), of(theirs, what));
  yield {
    what: `${one.name} beside ${other.name}`,
    size,
    measured: shown(mine),
    beside: shown(theirs),
    ratios: by('wall'),
    cpu: by('cpu'),
    memory: by('peak'),
  };
}

const of = (samples: readonly Sample[], what: 'wall' | 'cpu' | 'peak'): number[] => samples.map((sample) => sample[what]);

const shown = (samples: readonly Sample[]): string =>
  `${seconds(median(of(samples, 'wall')))}, CPU ${seconds(median(of(samples, 'cpu')))}, ${megabytes(median(of(samples, 'peak')))}${samples[0]?.also ?? ''}`;

/** An evaluator that judged less is no comparison. */
function* sameCounts(samples: Samples, size: number): Generator<Result> {
  const expected = samples(NATIVE, size)[0]?.verdicts;
  for (const other of OTHERS) {
    const counted = samples(other, size)[0]?.verdicts;
    if (counted != null && expected != null && counted !== expected)
      yield {
        what: other.name,
        size,
        why: `it gave ${counted} verdicts, and native OPA ${expected}: its times are no comparison`,
      };
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

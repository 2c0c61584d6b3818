import { Worker } from 'node:worker_threads';
import { threadModule, YOUNG_MB } from '../threads.ts';
import type { Fresh, Numbers } from './numbers.ts';
import type { Start } from './part.ts';
import type { Batch } from './work.ts';

export type Request = { part: string } | { numbers: Numbers };
export type Answer = { fresh: Fresh } | { batch: Pick<Batch, 'lines' | 'ends' | 'verdicts'> & { heads: string; said: string } };

/** Judges subjects in a thread of its own, one part of them after the other. */
export type Thread = {
  /** What of a part has no number yet. */
  judge: (part: string) => Promise<Fresh>;
  /** What was made of the first part whose numbers were not given yet. */
  file: (numbers: Numbers) => Promise<Batch>;
  close: () => Promise<unknown>;
};

/**
 * What a thread may keep, in MB: ten times what it does. The less it may, the sooner V8 collects garbage: 10,000 clusters take 60 MB
 * less with two threads, and 5 % more of the processors' time.
 */
const MOST_MB = 1024;

export function openThread(start: Start): Thread {
  const worker = new Worker(threadModule('worker', import.meta.url), {
    workerData: start,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB, maxOldGenerationSizeMb: MOST_MB },
  });
  const judging: PromiseWithResolvers<Fresh>[] = [];
  const filing: PromiseWithResolvers<Batch>[] = [];
  let broken: Error | null = null;
  const fail = (reason: Error) => {
    broken ??= reason;
    for (const { reject } of [...judging.splice(0), ...filing.splice(0)]) reject(broken);
  };
  worker.on('message', (answer: Answer) => {
    if ('fresh' in answer) judging.shift()?.resolve(answer.fresh);
    else {
      const { heads, said, ...bytes } = answer.batch;
      filing.shift()?.resolve({ ...bytes, heads: JSON.parse(heads), ...JSON.parse(said) });
    }
  });
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`a thread that evaluates ended with code ${code}`)));
  const ask = <T>(request: Request, waiting: PromiseWithResolvers<T>[]): Promise<T> => {
    const answer = Promise.withResolvers<T>();
    // a failure is met when its turn comes
    answer.promise.catch(() => undefined);
    if (broken !== null) answer.reject(broken);
    else {
      waiting.push(answer);
      worker.postMessage(request);
    }
    return answer.promise;
  };
  return {
    judge: (part) => ask({ part }, judging),
    file: (numbers) => ask({ numbers }, filing),
    close: () => worker.terminate(),
  };
}

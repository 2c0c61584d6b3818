import { Worker } from 'node:worker_threads';
import type { Subject } from '../subjects/schema.ts';
import type { Policy } from './policy.ts';
import type { Verdict } from './verdict.ts';

/** What a thread starts with; the module is compiled once and shared. */
export type Start = { module: WebAssembly.Module; rules: Policy['catalogue']['rules'] };

/** Evaluates batches, one after the other; the verdicts on each subject come back in the order of the subjects. */
export function openThread(start: Start) {
  // the sources run as they are in development, and as JavaScript in the package
  const file = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
  const worker = new Worker(file, { workerData: start });
  const waiting: PromiseWithResolvers<Verdict[][]>[] = [];
  let broken: Error | null = null;
  const fail = (reason: Error) => {
    broken ??= reason;
    for (const { reject } of waiting.splice(0)) reject(broken);
  };
  worker.on('message', (verdicts: Verdict[][]) => waiting.shift()?.resolve(verdicts));
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`a thread that evaluates ended with code ${code}`)));
  return {
    async evaluate(batch: readonly Subject[]): Promise<Verdict[][]> {
      if (broken !== null) throw broken;
      const answer = Promise.withResolvers<Verdict[][]>();
      waiting.push(answer);
      worker.postMessage(batch);
      return answer.promise;
    },
    close: () => worker.terminate(),
  };
}

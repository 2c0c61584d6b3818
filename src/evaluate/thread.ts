import { Worker } from 'node:worker_threads';
import type { Subject } from '../subjects/schema.ts';
import type { Policy } from './policy.ts';
import type { Verdict } from './verdict.ts';

/** What a thread starts with; the module is compiled once and shared. */
export type Start = { module: WebAssembly.Module; rules: Policy['catalogue']['rules'] };

/** Evaluates batches, one after the other; the verdicts on each subject come back in the order of the subjects. */
export type Thread = { evaluate: (batch: readonly Subject[]) => Promise<Verdict[][]>; close: () => Promise<unknown> };

type Waiting = { resolve: (verdicts: Verdict[][]) => void; reject: (reason: Error) => void };

export function openThread(start: Start): Thread {
  // the sources run as they are in development, and as JavaScript in the package
  const file = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
  const worker = new Worker(file, { workerData: start });
  const waiting: Waiting[] = [];
  let broken: Error | null = null;
  const fail = (reason: Error) => {
    broken ??= reason;
    for (const { reject } of waiting.splice(0)) reject(broken);
  };
  worker.on('message', (verdicts: Verdict[][]) => waiting.shift()?.resolve(verdicts));
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`a thread that evaluates ended with code ${code}`)));
  return {
    evaluate: (batch) =>
      new Promise((resolve, reject) => {
        if (broken !== null) return reject(broken);
        waiting.push({ resolve, reject });
        worker.postMessage(batch);
      }),
    close: () => worker.terminate(),
  };
}

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { byCodePoint } from '../input/code-point.ts';
import type { Subject } from '../subjects/schema.ts';
import { openDoor } from './door.ts';
import type { Policy } from './policy.ts';
import type { Verdict } from './verdict.ts';

/** Below this, starting threads takes longer than judging. */
const WORTH_A_THREAD = 1000;

/** What a worker is handed; the module is compiled once and shared. */
export type Share = { module: WebAssembly.Module; rules: Policy['catalogue']['rules']; subjects: Subject[] };

/**
 * Judges each subject by each rule of its type, one subject at a time.
 * @param workers threads to spread them over; as many as pay off if not given
 * @returns one verdict a (rule, subject) pair, sorted by rule, subject type and subject id
 */
export async function evaluate(policy: Policy, subjects: readonly Subject[], workers?: number): Promise<Verdict[]> {
  const count = Math.max(1, Math.min(workers ?? worthwhile(subjects.length), subjects.length));
  const { module, catalogue } = policy;
  const verdicts =
    count === 1
      ? subjects.flatMap(openDoor(module, catalogue.rules))
      : (
          await Promise.all(shares(subjects, count).map((share) => inThread({ module, rules: catalogue.rules, subjects: share })))
        ).flat();
  return verdicts.sort(
    (a, b) =>
      byCodePoint(a.rule, b.rule) || byCodePoint(a.subject.type, b.subject.type) || byCodePoint(a.subject.id, b.subject.id),
  );
}

/** One core is left to the main thread, which prepares and collects: on two cores a second thread was measured to be slower. */
const worthwhile = (subjects: number): number =>
  Math.max(1, Math.min(4, availableParallelism() - 1, Math.floor(subjects / WORTH_A_THREAD)));

const shares = (subjects: readonly Subject[], count: number): Subject[][] =>
  Array.from({ length: count }, (_, share) => subjects.filter((_, index) => index % count === share));

function inThread(share: Share): Promise<Verdict[]> {
  // the sources run as they are in development, and as JavaScript in the package
  const file = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, { workerData: share });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a worker ended with code ${code} and no verdicts`)));
  });
}

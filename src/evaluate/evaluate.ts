import { availableParallelism } from 'node:os';
import type { Subject } from '../subjects/schema.ts';
import { openDoor } from './door.ts';
import type { Policy } from './policy.ts';
import { openThread } from './thread.ts';
import type { Verdict } from './verdict.ts';

/** A subject with the verdict of each rule of its type. */
export type Evaluated = { subject: Subject; verdicts: Verdict[] };

/** Below this, starting threads takes longer than evaluating. */
const WORTH_THREADS = 2000;
/** What a thread is sent at once: enough that the sending costs little, and little to hold in memory. */
const BATCH = 100;

/**
 * Evaluates each subject by each rule of its type, one subject at a time. Subjects are taken as they are needed and come back
 * in their order, so that no more than a few batches are held at any time.
 * @param workers threads to spread them over; as many as pay off if not given
 */
export async function* evaluate(policy: Policy, subjects: Iterable<Subject>, workers?: number): AsyncGenerator<Evaluated> {
  const { module, catalogue } = policy;
  const rest = subjects[Symbol.iterator]();
  const first = workers === undefined ? upTo(WORTH_THREADS, rest) : [];
  const count = workers ?? (first.length < WORTH_THREADS ? 1 : threadsOfThisMachine());
  if (count <= 1) {
    const verdictsOn = openDoor(module, catalogue.rules);
    for (const subject of both(first, rest)) yield { subject, verdicts: verdictsOn(subject) };
    return;
  }
  // a thread takes a third of a second to start: none is started that has nothing to do
  const threads: ReturnType<typeof openThread>[] = [];
  try {
    const answers: Promise<Evaluated[]>[] = [];
    let sent = 0;
    for (const batch of batches(both(first, rest))) {
      const turn = sent++ % count;
      const thread = threads[turn] ?? openThread({ module, rules: catalogue.rules });
      threads[turn] = thread;
      const answer = thread.evaluate(batch).then((verdicts) => paired(batch, verdicts));
      // a failure is met when its turn comes
      answer.catch(() => undefined);
      answers.push(answer);
      if (answers.length >= 2 * count) yield* (await answers.shift()) ?? [];
    }
    for (const answer of answers) yield* await answer;
  } finally {
    await Promise.all(threads.map((thread) => thread.close()));
  }
}

/** One core is left to the main thread, which prepares and collects: on two cores a second thread was measured to be slower. */
const threadsOfThisMachine = (): number => Math.min(4, availableParallelism() - 1);

function upTo<T>(count: number, from: Iterator<T>): T[] {
  const taken: T[] = [];
  while (taken.length < count) {
    const next = from.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}

function* both<T>(first: readonly T[], rest: Iterator<T>): Generator<T> {
  yield* first;
  for (let next = rest.next(); next.done !== true; next = rest.next()) yield next.value;
}

function* batches(subjects: Iterator<Subject>): Generator<Subject[]> {
  for (let batch = upTo(BATCH, subjects); batch.length > 0; batch = upTo(BATCH, subjects)) yield batch;
}

const paired = (subjects: readonly Subject[], verdicts: readonly Verdict[][]): Evaluated[] =>
  subjects.map((subject, index) => {
    const own = verdicts[index];
    if (own === undefined) throw new Error(`a thread gave no verdicts on ${subject.id}`);
    return { subject, verdicts: own };
  });

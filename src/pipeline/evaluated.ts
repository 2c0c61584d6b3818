import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Attestation } from '../config/attestation.ts';
import type { Catalogue } from '../evaluate/catalogue.ts';
import { instanceOf } from '../evaluate/instance.ts';
import type { Policy } from '../evaluate/policy.ts';
import { ownName } from '../integrity/own-name.ts';
import { type Declared, locator } from '../locate/locate.ts';
import { type Lines, linesIn } from '../report/lines.ts';
import { reasonTable } from '../report/reasons.ts';
import { sourceTable } from '../report/recorded-facts.ts';
import type { Evaluated } from '../report/seen-subjects.ts';
import type { SubjectHead } from '../report/subject-order.ts';
import type { VerdictBody, VerdictColumn } from '../report/verdict-columns.ts';
import { storedAs } from '../snapshot/file.ts';
import type { Snapshot } from '../snapshot/schema.ts';
import type { Subject } from '../subjects/schema.ts';
import type { Reference, Subjects } from '../subjects/subjects.ts';
import type { Fresh, Numbers } from './numbers.ts';
import { partOf, type Start } from './part.ts';
import { openThread, type Thread } from './thread.ts';
import { type Batch, type Given, subjectWork } from './work.ts';

/** Below this, starting threads takes longer than evaluating. */
const WORTH_THREADS = 2000;
/** What is judged at once: enough that handing over costs little, and little to hold in memory. */
const SUBJECTS = 100;
/** Parts that a thread has been given, so that it need not wait for the next one. */
const AHEAD = 3;

/** The threads that pay off: none for a small organization, and none beside a single core. */
function threadsFor(subjects: number, workers: number | undefined): number {
  if (workers !== undefined) return workers <= 1 ? 0 : workers;
  const cores = availableParallelism();
  return subjects < WORTH_THREADS || cores < 2 ? 0 : Math.min(4, cores);
}

/** What one thread has given so far, for its batches refer to it. */
type SaidSoFar = { bodies: VerdictBody[]; messages: string[] };

/** Puts together what is made of ranges of subjects, in their order. */
class Merged {
  readonly #rules: ReadonlyMap<string, readonly string[]>;
  readonly #columns = new Map<string, VerdictColumn>();
  readonly #heads: SubjectHead[] = [];
  /** All columns of one type have the same subjects. */
  readonly #ofType = new Map<string, SubjectHead[]>();
  readonly #lines: Lines;
  readonly #sources = sourceTable();
  readonly #reasons = reasonTable();

  constructor({ rules }: Catalogue, lines: Lines) {
    this.#lines = lines;
    const byType = Map.groupBy(rules, ({ subject_type }) => subject_type);
    this.#rules = new Map([...byType].map(([type, own]) => [type, own.map(({ id }) => id)]));
  }

  number({ sources, reasons }: Fresh): Numbers {
    return {
      sources: sources.map(this.#sources.placeOf),
      reasons: reasons.map(this.#reasons.ofFact),
    };
  }

  /** @param said by whoever made the batch, which it goes on counting */
  take({ heads, lines, ends, verdicts, ...fresh }: Batch, { bodies, messages }: SaidSoFar): void {
    for (const body of fresh.bodies) bodies.push(body);
    for (const message of fresh.messages) messages.push(message);
    this.#lines.add(lines, ends);
    let next = 0;
    for (const head of heads) {
      this.#heads.push(head);
      const subjects = this.#ofType.get(head.type) ?? [];
      if (subjects.push(head) === 1) this.#ofType.set(head.type, subjects);
      for (const rule of this.#rules.get(head.type) ?? []) {
        const [body, message] = [bodies[verdicts[next] ?? -1], messages[verdicts[next + 1] ?? -1]];
        if (body === undefined || message === undefined)
          throw new Error(`there is no verdict of ${rule} on ${head.type} ${head.id}`);
        const column = this.#columns.get(rule) ?? { rule, subjects, bodies: [], messages: [] };
        if (column.bodies.length === 0) this.#columns.set(rule, column);
        column.bodies.push(body);
        column.messages.push(message);
        next += 2;
      }
    }
  }

  result(): Evaluated {
    return {
      seen: { heads: this.#heads, lines: this.#lines, sources: this.#sources.sources, reasons: this.#reasons },
      columns: [...this.#columns.values()],
    };
  }
}

function* parts<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < list.length; from += SUBJECTS) yield list.slice(from, from + SUBJECTS);
}

/** Judges on the thread that it is called on. */
export function evaluatedHere<T>(
  list: readonly T[],
  documentOf: (one: T) => Subject,
  given: Given,
  lines = linesIn(),
): Evaluated {
  const merged = new Merged(given.catalogue, lines);
  const work = subjectWork(given);
  const said: SaidSoFar = { bodies: [], messages: [] };
  for (const part of parts(list)) {
    const judged = work.judge(part.map(documentOf));
    merged.take(work.file(judged, merged.number(judged.fresh)), said);
  }
  return merged.result();
}

/**
 * Judges on threads, which are given the next part as they are done with one. What they give back is taken in the order of
 * the subjects, so that the result is the same on however many threads.
 */
async function evaluatedOnThreads(
  list: readonly Reference[],
  textOf: (part: readonly Reference[]) => string,
  start: Start,
  lines: Lines,
  threads: number,
): Promise<Evaluated> {
  const merged = new Merged(start.policy.catalogue, lines);
  const opened: { thread: Thread; said: SaidSoFar }[] = Array.from({ length: threads }, () => ({
    thread: openThread(start),
    said: { bodies: [], messages: [] },
  }));
  const rest = parts(list);
  let numbered: Promise<unknown> = Promise.resolve();
  let taken: Promise<unknown> = Promise.resolve();
  /** One of the loops that keep a thread at work; parts are numbered and taken in the order in which they were begun. */
  const work = async ({ thread, said }: (typeof opened)[number]): Promise<void> => {
    for (const part of rest) {
      const fresh = thread.judge(textOf(part));
      const numbers = numbered.then(async () => merged.number(await fresh));
      numbered = numbers;
      const batch = numbers.then((known) => thread.file(known));
      const done = Promise.all([taken, batch]).then(([, made]) => merged.take(made, said));
      taken = done;
      await done;
    }
  };
  try {
    await Promise.all(opened.flatMap((one) => Array.from({ length: AHEAD }, () => work(one))));
    return merged.result();
  } finally {
    await Promise.all(opened.map(({ thread }) => thread.close()));
  }
}

/** What every subject is judged by. */
export type Judging = {
  policy: Policy;
  declared: Declared;
  /** The attestation that everything was listed, if one is in force. */
  whole: Attestation | null;
  /** Threads; as many as pay off where it is not said. */
  workers: number | undefined;
  /** How long a policy that is not ours may take for one subject, in milliseconds. */
  policyTimeout?: number | undefined;
  /** The folder in which what is too large for memory is kept until the report is written. */
  scratch?: string | undefined;
};

/** Judges all subjects, on as many threads as pay off. */
export async function evaluatedSubjects(
  { list, shared, documentOf }: Pick<Subjects, 'list' | 'shared' | 'documentOf'>,
  snapshot: Snapshot,
  { policy: { module, catalogue, isBuiltIn }, policyTimeout = 10_000, declared, whole, workers, scratch = tmpdir() }: Judging,
): Promise<Evaluated> {
  const isMany = list.length >= WORTH_THREADS;
  const lines = linesIn(isMany ? join(scratch, ownName()) : undefined);
  // whoever asks a policy that is not ours waits for it, and notices nothing else: a signal, for one
  const threads = Math.max(isBuiltIn ? 0 : 1, threadsFor(list.length, workers));
  try {
    if (threads === 0) {
      const given = { ask: instanceOf(module), catalogue, locate: locator(declared), whole };
      return evaluatedHere(list, documentOf, given, lines);
    }
    const stored = storedAs(snapshot);
    const file = stored === undefined ? null : { file: stored.file, version: stored.version };
    const limit = isBuiltIn ? null : policyTimeout;
    const start: Start = { shared: shared(), file, policy: { module, catalogue }, limit, declared, whole };
    return await evaluatedOnThreads(list, (part) => partOf(part, snapshot, stored), start, lines, threads);
  } catch (error) {
    lines.close();
    throw error;
  }
}

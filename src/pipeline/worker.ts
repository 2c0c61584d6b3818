import { parentPort, workerData } from 'node:worker_threads';
import { type Start, workFrom } from './part.ts';
import type { Answer, Request } from './thread.ts';
import type { Judged } from './work.ts';

const work = workFrom(workerData as Start);
const judged: Judged[] = [];

const answer = (message: Answer, transfer: ArrayBuffer[] = []): void => parentPort?.postMessage(message, transfer);

parentPort?.on('message', (request: Request) => {
  if ('part' in request) {
    const done = work.judge(request.part);
    judged.push(done);
    answer({ fresh: done.fresh });
    return;
  }
  const first = judged.shift();
  if (first === undefined) throw new Error('numbers came for subjects that were not judged');
  const { heads, bodies, messages, lines, ends, verdicts } = work.file(first, request.numbers);
  // text is copied between threads many times faster than objects
  const batch = { heads: JSON.stringify(heads), said: JSON.stringify({ bodies, messages }), lines, ends, verdicts };
  answer({ batch }, [lines.buffer as ArrayBuffer, ends.buffer as ArrayBuffer, verdicts.buffer as ArrayBuffer]);
});

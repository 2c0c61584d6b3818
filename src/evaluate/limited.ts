import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { threadModule } from '../threads.ts';
import type { Ask } from './instance.ts';
import type { Answer, Question, Start } from './policy-thread.ts';

/** How long a thread may take to start, in milliseconds: however slow the machine is, it is not the policy that takes it. */
const STARTING = 60_000;
/** After so many endings the policy is not asked again: an organization has many subjects, and each would take as long. */
const MOST_ENDINGS = 3;

/**
 * Asks a policy that is not ours in a thread of its own, which is ended when it gives no answer in time: a policy may loop,
 * and nothing else stops a thread that does. Whoever asks waits, without hearing anything else meanwhile.
 * @param limit milliseconds for one document
 */
export function limitedAsk(module: WebAssembly.Module, limit: number): Ask {
  let running: Running | null = null;
  let endings = 0;
  return (document, entrypoint) => {
    if (endings >= MOST_ENDINGS) throw new Error(`it is not asked again, since it gave no answer in time ${endings} times`);
    running ??= started(module);
    const answer = running.answerTo({ document, entrypoint }, limit);
    if (answer === undefined) {
      running.end();
      running = null;
      endings += 1;
      throw new Error(`it gave no answer within ${limit / 1000} s, and was ended (--policy-timeout)`);
    }
    if ('broke' in answer) throw new Error(answer.broke);
    return answer.result;
  };
}

type Running = {
  /** Undefined where there is none in time. @param limit milliseconds */
  answerTo: (question: Question, limit: number) => Answer | undefined;
  end: () => void;
};

function started(module: WebAssembly.Module): Running {
  const { port1: own, port2: port } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const start: Start = { module, port, signal };
  const worker = new Worker(threadModule('policy-thread', import.meta.url), {
    workerData: start,
    transferList: [port],
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  // nobody who waits learns of it; that there is no answer is what counts
  worker.on('error', () => undefined);
  worker.unref();
  own.unref();
  const end = () => void worker.terminate();
  if (received(own, signal, STARTING) === undefined) {
    end();
    throw new Error('the thread in which it is asked did not start');
  }
  return {
    answerTo(question, limit) {
      own.postMessage(question);
      return received(own, signal, limit) as Answer | undefined;
    },
    end,
  };
}

/** The next message from a thread, which notifies whenever it has sent one; undefined where none comes in time. */
function received(port: MessagePort, signal: Int32Array<SharedArrayBuffer>, limit: number): unknown {
  Atomics.wait(signal, 0, 0, limit);
  Atomics.store(signal, 0, 0);
  return receiveMessageOnPort(port)?.message;
}

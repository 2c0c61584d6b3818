import { type MessagePort, workerData } from 'node:worker_threads';
import { instanceOf, messageOf } from './instance.ts';

export type Start = { module: WebAssembly.Module; port: MessagePort; signal: Int32Array<SharedArrayBuffer> };
export type Question = { document: Uint8Array; entrypoint: string };
export type Answer = { result: unknown } | { broke: string };

// A policy that is not ours is asked here, where it can be ended.
const { module, port, signal } = workerData as Start;
const ask = instanceOf(module);

/** Whoever asked sleeps until it is notified. */
function send(message: Answer | 'ready'): void {
  port.postMessage(message);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
}

port.on('message', ({ document, entrypoint }: Question) => {
  try {
    send({ result: ask(document, entrypoint) });
  } catch (thrown) {
    send({ broke: messageOf(thrown) });
  }
});
send('ready');

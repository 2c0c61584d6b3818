import { loadPolicySync } from './opa-wasm.ts';

/**
 * Asks the policy about one document: what the entrypoint of its subject type answers.
 * @param document JSON
 * @throws whatever the policy breaks with, also strings
 */
export type Ask = (document: Uint8Array, entrypoint: string) => unknown;

const PAGE = 65_536;
/** What one document may take, measured: about ten times its bytes, and room for the policy's own data. */
const bytesNeeded = (document: number): number => document * 10 + 16 * 1024 * 1024;
/** All that a policy may take, in pages, unless a document needs more: one that takes more and more is soon at its end. */
const MOST_PAGES = (256 * 1024 * 1024) / PAGE;

/** A policy in the memory of this thread. What broke is loaded again. */
export function instanceOf(module: WebAssembly.Module): Ask {
  let capacity = bytesNeeded(64 * 1024);
  let instance: ReturnType<typeof loadPolicySync> | null = null;

  /** The guest grows its memory a page at a time, each at the cost of a full garbage collection: sized beforehand. */
  const sized = (document: number) => {
    if (instance === null || bytesNeeded(document) > capacity) {
      capacity = Math.max(capacity, bytesNeeded(document));
      const initial = Math.ceil(capacity / PAGE);
      instance = loadPolicySync(module, { initial, maximum: Math.max(initial, MOST_PAGES) });
    }
    return instance;
  };

  return (document, entrypoint) => {
    // an exact ArrayBuffer: a Buffer or a view would be taken for an object and serialised again
    const exact = document.buffer.slice(document.byteOffset, document.byteOffset + document.byteLength) as ArrayBuffer;
    try {
      return sized(document.byteLength).evaluate(exact, `main/${entrypoint}`);
    } catch (thrown) {
      instance = null;
      throw thrown;
    }
  };
}

/** What was thrown, in words: the SDK throws strings and plain objects as well as errors. */
export const messageOf = (thrown: unknown): string =>
  String(typeof thrown === 'object' && thrown !== null && 'message' in thrown ? thrown.message : thrown);

import { createRequire } from 'node:module';

type OpaWasm = {
  loadPolicySync: (
    module: WebAssembly.Module,
    memory: { initial: number; maximum: number },
  ) => { evaluate: (input: ArrayBuffer, entrypoint: string) => unknown };
};

/** The package's own types do not fit its ES module, so its CommonJS half is used, typed here as far as we use it. */
export const { loadPolicySync }: OpaWasm = createRequire(import.meta.url)('@open-policy-agent/opa-wasm');

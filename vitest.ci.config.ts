import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Checks that need OPA, a browser, an emulator or Confluent's own API descriptions: `.ci/run` brings them. */
export default defineConfig({
  test: {
    // every core: vitest alone leaves one to itself
    maxWorkers: availableParallelism(),
    include: ['test/**/*.ci.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

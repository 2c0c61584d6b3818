import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // no file keeps state between its calls, and a process of its own for each test file would cost half of the time
    isolate: false,
    // every core: vitest alone leaves one to itself
    maxWorkers: availableParallelism(),
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// what a thread or a command of its own loads is compiled for the first of them
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/byok-audit-tests');

export default defineConfig({
  test: {
    // the sources run as Node runs them, and no test replaces a module: nothing is transformed
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // no file keeps state between its calls, and a process of its own for each test file would cost half of the time
    isolate: false,
    // every core: vitest alone leaves one to itself
    maxWorkers: availableParallelism(),
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

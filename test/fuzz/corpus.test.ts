import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TARGETS } from './targets.ts';

const CORPUS = join(import.meta.dirname, 'corpus');

/** What fuzzing found once, by the target that found it. */
const FOUND = TARGETS.filter(({ name }) => existsSync(join(CORPUS, name))).flatMap(({ name, replay }) =>
  readdirSync(join(CORPUS, name)).map((file) => ({ name, file, replay })),
);

test.each(FOUND)('$name, $file: what was found stays mended', async ({ name, file, replay }) => {
  expect(await replay(readFileSync(join(CORPUS, name, file)))).toMatch(/^(accepted|refused)$/);
});

test('each folder of the corpus is that of a target', () => {
  const names: readonly string[] = TARGETS.map(({ name }) => name);
  expect(readdirSync(CORPUS).filter((folder) => !names.includes(folder))).toEqual([]);
});

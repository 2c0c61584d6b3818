import { expect, test } from 'vitest';
import { OutputFolder } from '../../src/integrity/output-folder.ts';
import { clean, killed, runOf, sharedFolder, verified, writerIn } from './written-runs.ts';

test('four processes that are killed while they write leave true manifests, and nothing to the run after them', async () => {
  const directory = sharedFolder();
  for (let round = 0; round < 4; round += 1) {
    await killed(await writerIn(directory), Math.random() * 40);
    verified(directory);
    const { outputs, about } = runOf(`after ${round}`, round);
    await new OutputFolder(directory).prepare().writeRun(outputs, about);
    expect(clean(directory)).toBe(`after ${round}`);
  }
});

// Writes runs into the folder that the first argument names, one after the other without an end, and says when it began.
import { OutputFolder } from '../../src/integrity/output-folder.ts';
import { runOf } from './written-runs.ts';

const [directory = ''] = process.argv.slice(2);
process.send?.('began');
for (let round = 0; ; round += 1) {
  const { outputs, about } = runOf(`${process.pid}-${round}`, round);
  await new OutputFolder(directory).prepare().writeRun(outputs, about);
}

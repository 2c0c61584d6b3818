// Step 5: sends the file of this scan to code scanning.
import { join } from 'node:path';
import { run } from './program.ts';
import { annotate, variable, withoutCommands } from './runner.ts';

const main = join(variable('GITHUB_ACTION_PATH'), 'dist/cli/main.js');
const directory = variable('GITHUB_WORKSPACE');
const { code, said } = await withoutCommands(() =>
  run(process.execPath, [main, 'upload', variable('FOLDER')], { directory, env: process.env }),
);
if (code !== 0) annotate('error', `the upload to code scanning ended with exit code ${code}`, said.trim());
process.exitCode = code;

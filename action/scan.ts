// Step 3: the scan. It never fails the step: summary, history and upload come first, and the last step ends with its exit code.
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './program.ts';
import { annotate, setOutputs, variable, withoutCommands } from './runner.ts';

/** What is looked at later: the default formats, the summary of the job and its annotations. */
const FORMATS = 'html,sarif,json,md,annotations';

const temporary = variable('RUNNER_TEMP');
// a new folder: what is in it afterwards is of this scan, and of no earlier one
const folder = join(mkdtempSync(join(temporary, 'byok-audit-')), 'report');
const cached = variable('HISTORY') === 'cache' ? variable('HISTORY_FOLDER') : null;
if (cached !== null) mkdirSync(cached, { recursive: true });
const file = cached === null ? null : join(cached, 'byok-audit.db');
const history = file !== null ? [`--history=${file}`] : variable('HISTORY') === 'none' ? ['--no-history'] : [];

const { code, said } = await withoutCommands(() => {
  const flags: string[] = JSON.parse(variable('ARGUMENTS'));
  const args = ['scan', ...flags, ...history, `--out=${folder}`, `--format=${FORMATS}`, '--no-color'];
  const directory = join(variable('GITHUB_WORKSPACE'), process.env.WORKING_DIRECTORY || '.');
  const { INPUTS: _, ARGUMENTS: __, ...env } = process.env;
  return run(process.execPath, [join(variable('GITHUB_ACTION_PATH'), 'dist/cli/main.js'), ...args], { directory, env });
});

const whole = existsSync(join(folder, 'manifest.json'));
if (!whole) annotate('error', `the scan ended with exit code ${code} and wrote no report`, said.trim());
setOutputs({
  'exit-code': String(code),
  folder: whole ? folder : '',
  // what a scan did not finish writing is not worth keeping
  recorded: String(whole && file !== null && existsSync(file)),
});

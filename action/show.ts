// Step 4: what the scan found, beside the log: annotations, the summary of the job, and outputs for the steps that follow.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { escaped } from '../src/render/markdown.ts';
import { annotate, setOutputs, variable } from './runner.ts';

type Manifest = { withheld?: Record<string, string> };
type Report = { summary: { complete: boolean; by_state: Record<'fail' | 'unknown' | 'error', number> } };

const folder = variable('FOLDER');
const text = (file: string): string => readFileSync(join(folder, file), 'utf8');
const { withheld = {} }: Manifest = JSON.parse(text('manifest.json'));
const { summary }: Report = JSON.parse(text('report.json'));
const reason = withheld['results.sarif'] ?? '';
const sarif = join(folder, 'results.sarif');

// before the others: the runner keeps the first ten of a level
if (reason !== '') annotate('warning', 'results.sarif was withheld, and the alerts of code scanning stay as they are', reason);
process.stdout.write(text('annotations.txt'));
const notSent = reason === '' ? '' : `Code scanning was not updated, and its alerts stay as they are: ${escaped(reason)}.\n`;
appendFileSync(variable('GITHUB_STEP_SUMMARY'), `${text('summary.md')}\n${notSent}`);
setOutputs({
  failures: String(summary.by_state.fail),
  unknowns: String(summary.by_state.unknown + summary.by_state.error),
  complete: String(summary.complete),
  report: join(folder, 'report.html'),
  sarif: reason === '' && existsSync(sarif) ? sarif : '',
  withheld: reason,
});

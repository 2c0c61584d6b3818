// Step 4: what the scan found, beside the log: annotations, the summary of the job, and outputs for the steps that follow.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { annotate, setOutputs, variable } from './runner.ts';

type Manifest = { withheld?: Record<string, string> };
type Report = { summary: { complete: boolean; by_state: Record<'fail' | 'unknown' | 'error', number> } };

const folder = variable('FOLDER');
const text = (file: string): string => readFileSync(join(folder, file), 'utf8');
const { withheld = {} }: Manifest = JSON.parse(text('manifest.json'));
const { summary }: Report = JSON.parse(text('report.json'));
const reason = withheld['results.sarif'] ?? '';
const sarif = join(folder, 'results.sarif');

process.stdout.write(text('annotations.txt'));
appendFileSync(variable('GITHUB_STEP_SUMMARY'), `${text('summary.md')}\n`);
if (reason !== '') {
  annotate('warning', 'results.sarif was withheld, and the alerts of code scanning stay as they are', reason);
  appendFileSync(variable('GITHUB_STEP_SUMMARY'), 'Code scanning was not updated: see the annotations for the reason.\n');
}
setOutputs({
  failures: String(summary.by_state.fail),
  unknowns: String(summary.by_state.unknown + summary.by_state.error),
  complete: String(summary.complete),
  report: join(folder, 'report.html'),
  sarif: reason === '' && existsSync(sarif) ? sarif : '',
  withheld: reason,
});

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { annotations } from '../../src/render/annotations.ts';
import { emptyFolder } from '../cli/command.ts';
import { textOf } from '../render/text-of.ts';
import { reportWith, verdictOn } from '../report/reports.ts';
import { failedStep, runnerCommands, shownBeside } from './runner-commands.ts';

const ACTION = join(import.meta.dirname, '../../action');
const many = (rule: string) => Array.from({ length: 30 }, (_, index) => verdictOn(rule, `lkc-${index}`, { status: 'fail' }));

/** The folder of a scan that found more errors and warnings than the runner keeps. */
function scanned(withheld: Record<string, string>) {
  const folder = emptyFolder();
  const report = reportWith([...many('cluster.ripe'), ...many('cluster.sweet')]);
  const files = {
    'manifest.json': JSON.stringify({ withheld }),
    'report.json': JSON.stringify(report),
    'annotations.txt': textOf(annotations(report)),
    'summary.md': '### BYOK audit',
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  const env = { FOLDER: folder, GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary') };
  return { log: execFileSync(process.execPath, [join(ACTION, 'show.ts')], { env, encoding: 'utf8' }), env };
}

test('why results.sarif was withheld is shown, however many warnings there are, and the summary of the job has the reason', () => {
  const { log, env } = scanned({ 'results.sarif': 'lkc-apple, which the baseline knows, was not seen by @orchard' });
  expect(shownBeside(runnerCommands(log)).filter(({ data }) => data.startsWith('lkc-apple, which'))).toHaveLength(1);
  const summary = readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8');
  expect(summary).toContain('stay as they are: lkc-apple, which the baseline knows, was not seen by @');
  expect(summary).not.toContain('@orchard');
});

test('an upload that fails is shown with its reason, however many errors there are', () => {
  const { log, env } = scanned({});
  const path = emptyFolder();
  mkdirSync(join(path, 'dist/cli'), { recursive: true });
  writeFileSync(join(path, 'dist/cli/main.js'), "console.error('no such repository'); process.exitCode = 69;");
  const upload = spawnSync(process.execPath, [join(ACTION, 'upload.ts')], {
    env: { ...env, GITHUB_ACTION_PATH: path, GITHUB_WORKSPACE: path },
    encoding: 'utf8',
  });
  expect(upload.status).toBe(69);
  const shown = shownBeside([...runnerCommands(log), ...runnerCommands(upload.stdout), failedStep(69)]);
  const errors = shown.filter(({ name }) => name === 'error');
  expect(errors.slice(-2).map(({ data }) => data)).toEqual(['no such repository', 'Process completed with exit code 69.']);
});

import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder } from '../cli/command.ts';

// Validators of others, which bring the schemas of GitLab, GitHub and Kubernetes: `.ci/run` installs them.
const ROOT = join(import.meta.dirname, '../..');
const BIN = join(ROOT, '.ci/schemas/bin');

/** Whether it is valid, and what the validator says. */
function validated(program: string, args: string[]): { valid: boolean; said: string } {
  const { status, stdout, stderr, error } = spawnSync(join(BIN, program), args, { cwd: ROOT, encoding: 'utf8' });
  if (error !== undefined) throw error;
  return { valid: status === 0, said: `${stdout}${stderr}` };
}

/** The file with something else in it, for a check that must not pass. */
function broken(file: string, from: string | RegExp, to: string): string {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  const path = join(emptyFolder(), 'broken.yaml');
  writeFileSync(path, changed);
  return path;
}

const kubernetes = (file: string) => validated('kubernetes-validate', ['--strict', file]);
const vendored = (schema: string, file: string) => validated('check-jsonschema', ['--builtin-schema', `vendor.${schema}`, file]);

test('the CronJob and what goes with it are valid by the schemas of Kubernetes', () => {
  const file = 'examples/kubernetes/cronjob.yaml';
  const { valid, said } = kubernetes(file);
  expect(valid, said).toBe(true);
  expect(said.match(/passed for resource (\w+)/g)).toHaveLength(5);
  expect(kubernetes(broken(file, 'concurrencyPolicy: Forbid', 'concurrency: Forbid')).valid).toBe(false);
  expect(kubernetes(broken(file, 'backoffLimit: 0', 'backoffLimit: none')).valid).toBe(false);
});

test('the example for GitLab is valid by the schema of GitLab', () => {
  const file = 'examples/gitlab/.gitlab-ci.yml';
  const { valid, said } = vendored('gitlab-ci', file);
  expect(valid, said).toBe(true);
  expect(vendored('gitlab-ci', broken(file, 'access: developer', 'access: everybody')).valid).toBe(false);
});

test('the action and the workflows are valid by the schemas of GitHub', () => {
  const workflows = globSync(['examples/github/*.yml', '.github/workflows/*.yml'], { cwd: ROOT });
  expect(workflows.length).toBeGreaterThan(3);
  for (const file of workflows) expect(vendored('github-workflows', file), file).toMatchObject({ valid: true });
  expect(vendored('github-actions', 'action.yml')).toMatchObject({ valid: true });
  expect(vendored('github-actions', broken('action.yml', 'using: composite', 'using: shell')).valid).toBe(false);
});

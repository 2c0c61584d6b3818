import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder } from '../cli/command.ts';

const ROOT = join(import.meta.dirname, '../..');
const OURS = /uses: OWNER\/byok-audit@COMMIT\b.*/g;
const EXAMPLES = globSync('examples/github/*.yml', { cwd: ROOT });

/** A repository with these workflows, in which our action is its own, so that its inputs are checked. */
function repository(workflows: Record<string, string>): string {
  const folder = emptyFolder();
  execFileSync('git', ['init', '--quiet', folder]);
  mkdirSync(join(folder, '.github/workflows'), { recursive: true });
  copyFileSync(join(ROOT, 'action.yml'), join(folder, 'action.yml'));
  for (const [name, text] of Object.entries(workflows)) writeFileSync(join(folder, '.github/workflows', name), text);
  return folder;
}

function actionlint(workflows: Record<string, string>): string {
  const { stdout, status, error } = spawnSync('actionlint', ['-no-color', '-oneline'], {
    cwd: repository(workflows),
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  expect(status === 0).toBe(stdout === '');
  return stdout;
}

const withOurs = (text: string): string => text.replace(OURS, 'uses: ./');
const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

test('actionlint has nothing to say about the examples and the inputs that they give', () => {
  expect(EXAMPLES.length).toBe(3);
  for (const file of EXAMPLES) expect(textOf(file).match(OURS), file).toHaveLength(1);
  expect(actionlint(Object.fromEntries(EXAMPLES.map((file) => [basename(file), withOurs(textOf(file))])))).toBe('');
});

test('actionlint would find an input that the action does not have', () => {
  const [file = ''] = EXAMPLES;
  expect(
    actionlint({ 'broken.yml': withOurs(textOf(file)).replace(/(uses: \.\/\s+with:\s+)/, '$1colour: blue\n          ') }),
  ).toContain('colour');
});

test("action.yml is valid by GitHub's own parser, which finds a mistake", async () => {
  // it imports JSON without saying so, which Node refuses
  registerHooks({
    load: (url, context, next) => next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
  });
  const { parseAction } = await import('@actions/workflow-parser/actions/action-parser');
  const { NoOperationTraceWriter } = await import('@actions/workflow-parser');
  const mistakesIn = (content: string) =>
    parseAction({ name: 'action.yml', content }, new NoOperationTraceWriter())
      .context.errors.getErrors()
      .map(({ message }) => message);
  const text = textOf('action.yml');
  expect(mistakesIn(text)).toEqual([]);
  expect(mistakesIn(text.replace('      shell: bash\n', ''))).not.toEqual([]);
});

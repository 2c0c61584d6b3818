import { expect, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { sessionIn } from '../../src/cli/session.ts';
import { emptyFolder, Recording } from './command.ts';

const directory = emptyFolder();

const HELP = [
  ...['scan', 'collect', 'evaluate', 'report', 'diff', 'rules', 'waivers', 'history', 'doctor', 'init'].map((name) => [
    name,
    '--help',
  ]),
  ...['list', 'show', 'import', 'export', 'prune', 'report'].map((name) => ['history', name, '--help']),
];

/** The lines that a command prints on a terminal of this many columns; none: stdout is no terminal. */
async function linesOf(args: readonly string[], columns: number | undefined): Promise<string[]> {
  const stdout = Object.assign(new Recording(), columns === undefined ? {} : { columns });
  await run(args, sessionIn({ version: '0', env: {}, directory, stdout, stderr: new Recording(), color: false }));
  return stdout.text.split('\n');
}

test.each([
  [undefined, 80],
  [0, 80],
  [1, 40],
  [40, 40],
  [60, 60],
  [80, 80],
  [100, 100],
  [200, 100],
])('a terminal of %s columns gets lines of at most %i', async (columns, most) => {
  // what is there to be copied is not wrapped: the examples of the help
  for (const args of [['rules'], ...(most < 60 ? [] : [['--help']]), ...(most < 80 ? [] : HELP)]) {
    const lines = (await linesOf(args, columns)).filter((line) => !line.startsWith('  byok-audit '));
    expect(Math.max(...lines.map(({ length }) => length)), args.join(' ')).toBeLessThanOrEqual(most);
    // a letter a line would be 2,000 of them
    expect(lines.length, args.join(' ')).toBeLessThan(120);
  }
});

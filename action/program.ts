import { spawn } from 'node:child_process';
import { once } from 'node:events';

type Place = { directory: string; env: NodeJS.ProcessEnv };

/** What is kept of what a program said last on stderr. */
const MOST_SAID = 4000;

/**
 * Runs a program without a shell, its output in the log of the step, and passes signals on to it.
 * @returns its exit code, 143 where it was killed, and the end of what it wrote to stderr
 */
export async function run(program: string, args: readonly string[], { directory, env }: Place) {
  const child = spawn(program, args, { cwd: directory, env, stdio: ['ignore', 'inherit', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    process.stderr.write(chunk);
    said = `${said}${chunk.toString('utf8')}`.slice(-MOST_SAID);
  });
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, pass);
  try {
    const [code] = await once(child, 'close');
    return { code: typeof code === 'number' ? code : 143, said };
  } finally {
    for (const signal of signals) process.off(signal, pass);
  }
}

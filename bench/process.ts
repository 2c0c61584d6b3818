import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const TIME = '/usr/bin/time';

export type Options = { cwd?: string; env?: NodeJS.ProcessEnv /** Where its output goes; else it is kept. */; into?: string };

/** What one process took: seconds of the clock, seconds of all cores, and the most memory that it held, in bytes. */
export type Run = { wall: number; cpu: number; peak: number; code: number; stdout: string; stderr: string };

/** Runs a process to its end and measures it. @throws Error where GNU time is missing, or the process cannot be started */
export async function run(command: string, args: readonly string[], { cwd, env, into }: Options = {}): Promise<Run> {
  if (!existsSync(TIME)) throw new Error(`${TIME} is missing: install GNU time (apt-get install time)`);
  const folder = mkdtempSync(join(tmpdir(), 'byok-bench-'));
  const figures = join(folder, 'figures');
  const file = into === undefined ? null : openSync(into, 'w');
  try {
    const begun = performance.now();
    const child = spawn(TIME, ['--quiet', '--format', '%U %S %M', '--output', figures, command, ...args], {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', file ?? 'pipe', 'pipe'],
    });
    const kept = { stdout: '', stderr: '' };
    child.stdout?.on('data', (piece) => {
      kept.stdout += piece;
    });
    child.stderr?.on('data', (piece) => {
      kept.stderr += piece;
    });
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status) => resolve(status ?? 255));
    });
    const wall = (performance.now() - begun) / 1000;
    const [user = 0, system = 0, kilobytes = 0] = readFileSync(figures, 'utf8').trim().split(' ').map(Number);
    return { wall, cpu: user + system, peak: kilobytes * 1024, code, ...kept };
  } finally {
    if (file !== null) closeSync(file);
    rmSync(folder, { recursive: true });
  }
}

/** As `run`. @param codes that mean success @throws Error with what a failed process said */
export async function succeed(command: string, args: readonly string[], options: Options = {}, codes = [0]): Promise<Run> {
  const done = await run(command, args, options);
  if (codes.includes(done.code)) return done;
  throw new Error(`${[command, ...args].join(' ')}: exit ${done.code}: ${complaint(done)}`);
}

/** The message of an uncaught error, which stands above its stack; else the last line. */
export const complaint = ({ stderr, stdout }: Pick<Run, 'stderr' | 'stdout'>): string =>
  /^(?:FATAL ERROR|\w*Error)\b.*/m.exec(stderr)?.[0] ?? (stderr.trim() || stdout.trim()).split('\n').at(-1) ?? '';

/**
 * Runs each in turn, round by round, so that what disturbs the machine disturbs all alike. One that fails is left out from
 * then on. @param failed hears of it; without it the failure is thrown
 */
export async function interleaved<K extends string, T>(
  rounds: number,
  each: Record<K, () => Promise<T>>,
  failed?: (name: K, error: unknown) => void,
): Promise<Record<K, T[]>> {
  let names = Object.keys(each) as K[];
  const results = Object.fromEntries(names.map((name): [K, T[]] => [name, []])) as Record<K, T[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      try {
        results[name].push(await each[name]());
      } catch (error) {
        if (failed === undefined) throw error;
        failed(name, error);
        names = names.filter((other) => other !== name);
        results[name] = [];
      }
    }
  }
  return results;
}

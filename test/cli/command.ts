import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { parseDocument } from 'yaml';
import type { Clouds } from '../../loopback/clouds.ts';
import { run } from '../../src/cli/run.ts';
import { type Surroundings, sessionIn } from '../../src/cli/session.ts';
import { FIXTURES } from '../end-to-end/scenario.ts';

const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');

export type Ran = { code: number; stdout: string; stderr: string };
type Place = { directory: string; env?: Record<string, string>; patience?: NonNullable<Surroundings['patience']> };

/** Runs the command in this process, in a folder of its own, with only the given environment. */
export async function byokAudit(args: string[], { directory, env = {}, patience = {} }: Place): Promise<Ran> {
  // the AWS SDK reads its credentials from the process; those of the stand-ins are the same everywhere
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) if (env[name] !== undefined) process.env[name] = env[name];
  const [stdout, stderr] = [new Recording(), new Recording()];
  const session = sessionIn({ version: '0.1.0', env, directory, stdout, stderr, color: false, patience });
  const code = await run(args, session);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** Starts the command as a separate process, for behaviour that only a process has. */
export const spawnByokAudit = (args: string[], { directory, env = {} }: Place) =>
  spawn(process.execPath, [MAIN, ...args], {
    cwd: directory,
    env: { PATH, HOME: directory, NODE_COMPILE_CACHE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

export const emptyFolder = (): string => mkdtempSync(join(tmpdir(), 'byok-audit-'));

/** A folder with the scenario's configuration, pointed at the stand-ins. */
export function workplace(scenario: string, clouds: Pick<Clouds, 'config'>): string {
  const directory = emptyFolder();
  const config = parseDocument(readFileSync(join(FIXTURES, scenario, 'byok-audit.yaml'), 'utf8'));
  for (const [service, endpoints] of Object.entries(clouds.config))
    for (const [name, url] of Object.entries(endpoints)) config.setIn([service, name], url);
  writeFileSync(join(directory, 'byok-audit.yaml'), String(config));
  return directory;
}

/** A stream that keeps what is written to it; a terminal if it has a number of columns. */
export class Recording extends Writable {
  text = '';
  override _write(chunk: Buffer | string, _encoding: string, done: () => void): void {
    this.text += String(chunk);
    done();
  }
}

import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');

export type Ran = { code: number; stdout: string; stderr: string };

/** Runs the real command in a folder of its own, with no more of the environment than it is given. */
export function byokAudit(args: string[], at: { directory: string; env?: Record<string, string> }): Promise<Ran> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH ?? '', HOME: at.directory, NO_COLOR: '1', ...at.env };
    execFile(
      process.execPath,
      [MAIN, ...args],
      { cwd: at.directory, env, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
  });
}

export const emptyFolder = (): string => mkdtempSync(join(tmpdir(), 'byok-audit-'));

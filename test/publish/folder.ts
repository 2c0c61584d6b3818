import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { startGitHub } from '../../loopback/github/start.ts';
import { byokAudit, emptyFolder } from '../cli/command.ts';
import { goodSarif } from './sarif.ts';

const PATIENCE = { backoff: 1, interval: 1, callTimeout: 20_000 };

/** When the scan of such a folder was made: now, since an old one is warned of. */
export const TAKEN_AT = new Date().toISOString();

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A folder with what a scan writes there, in `byok-audit-report`. @param more of the manifest */
export function scannedFolder(file: string | null = goodSarif(), more: object = {}): string {
  const directory = emptyFolder();
  const out = join(directory, 'byok-audit-report');
  mkdirSync(out);
  if (file !== null) writeFileSync(join(out, 'results.sarif'), file);
  const manifest = {
    schema_version: '1.0',
    run: { id: 'plum', taken_at: TAKEN_AT },
    configuration: null,
    files: file === null ? {} : { 'results.sarif': sha256(file) },
    withheld: {},
    ...more,
  };
  writeFileSync(join(out, 'manifest.json'), JSON.stringify(manifest));
  return directory;
}

/** A stand-in of GitHub for one test. */
export async function gitHub(options: Parameters<typeof startGitHub>[0] = {}) {
  const running = await startGitHub(options);
  onTestFinished(running.close);
  return running;
}

/** Runs `upload` in a folder, with nothing but this environment. */
export const upload = (directory: string, env: Record<string, string>, args: string[] = []) =>
  byokAudit(['upload', ...args], { directory, env, patience: PATIENCE });

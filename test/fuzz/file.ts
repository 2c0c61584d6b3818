import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bytes } from './target.ts';

/** A folder of this process, in which each target has files of its own. */
export const FOLDER = mkdtempSync(join(tmpdir(), 'byok-audit-fuzz-'));

/** Writes a case as a file in the folder. @returns its text, as it is read back */
export function put(name: string, bytes: Bytes): string {
  const content = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  writeFileSync(join(FOLDER, name), content);
  return Buffer.from(content).toString('utf8');
}

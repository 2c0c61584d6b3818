import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { AuditError, EXIT } from '../audit-error.ts';

/** A file to write, or the reason why it must not exist. */
export type Output = { file: string; content: string } | { file: string; withheld: string };

const advice = 'Choose a folder that can be written with --out DIR.';

/** Views of a report: those that an earlier run left would speak of another one. */
const VIEWS = ['report.html', 'results.sarif', 'report.json'];

/** Removes the views of an earlier run that this one does not write. */
export function removeStale(directory: string, written: readonly Output[]): void {
  const now = new Set(written.map(({ file }) => file));
  for (const view of VIEWS) if (!now.has(view)) rmSync(join(directory, view), { force: true });
}

/** The manifest that an earlier command of the same run left; null where there is none. */
export function manifestOf(directory: string, run: string): Record<string, unknown> | null {
  let manifest: unknown;
  try {
    manifest = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'));
  } catch {
    return null;
  }
  if (typeof manifest !== 'object' || manifest === null || !('run' in manifest)) return null;
  return (manifest.run as { id?: unknown }).id === run ? (manifest as Record<string, unknown>) : null;
}

/** Makes the folder and checks that it can be written, before a scan takes its time. @throws AuditError 73 */
export function prepareOutput(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
  } catch (cause) {
    throw new AuditError(EXIT.output, `${directory}: cannot be written (${codeOf(cause)}). ${advice}`, { cause });
  }
}

/**
 * Writes each file whole or not at all; what a withheld one left from an earlier run is removed. The manifest comes last.
 * @param about what the manifest says besides the files' digests
 * @throws AuditError 73
 */
export function writeOutputs(directory: string, outputs: readonly Output[], about: Record<string, unknown>): void {
  const files = Object.fromEntries(
    outputs.flatMap((output) =>
      'content' in output ? [[output.file, createHash('sha256').update(output.content).digest('hex')]] : [],
    ),
  );
  const withheld = Object.fromEntries(
    outputs.flatMap((output) => ('withheld' in output ? [[output.file, output.withheld]] : [])),
  );
  const earlier = Object.entries((about.files ?? {}) as Record<string, string>).filter(([file]) => !(file in withheld));
  const manifest = { ...about, files: { ...Object.fromEntries(earlier), ...files }, withheld };
  writeWhole(directory, [...outputs, { file: 'manifest.json', content: `${JSON.stringify(manifest, null, 2)}\n` }]);
}

/** Writes each file whole or not at all, and removes what is withheld. @throws AuditError 73 */
export function writeWhole(directory: string, outputs: readonly Output[]): void {
  for (const output of outputs) {
    const path = join(directory, output.file);
    try {
      if ('content' in output) writeFileAtomic.sync(path, output.content);
      else rmSync(path, { force: true });
    } catch (cause) {
      throw new AuditError(EXIT.output, `${path}: cannot be written (${codeOf(cause)}). ${advice}`, { cause });
    }
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : String(error));

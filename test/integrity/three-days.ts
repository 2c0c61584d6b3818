import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Plan } from '../../src/integrity/handover.ts';
import { handOver, Waiting } from '../../src/integrity/handovers.ts';

type Run = Record<string, string>;
export const runs: Record<'monday' | 'tuesday' | 'wednesday', Run> = {
  monday: { 'apple.txt': 'monday', 'pear.txt': 'monday' },
  tuesday: { 'apple.txt': 'tuesday', 'plum.txt': 'tuesday', 'quince.txt': 'tuesday' },
  wednesday: { 'apple.txt': 'wednesday', 'pear.txt': 'wednesday', 'plum.txt': 'wednesday' },
};
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

/** A run that is written, and waits for its files to take their places. */
export function waiting(directory: string, id: string, files: Run, adds: string | null = null): Waiting {
  const waits = new Waiting(directory);
  waits.make();
  for (const [file, content] of Object.entries(files)) writeFileSync(waits.fresh(file), content);
  const digests = Object.fromEntries(Object.entries(files).map(([file, content]) => [file, sha256(content)]));
  writeFileSync(waits.fresh('manifest.json'), JSON.stringify({ run: { id }, files: digests, withheld: {} }));
  const plan: Plan = { files: Object.keys(files), withheld: [], hasManifest: true, adds };
  writeFileSync(waits.planFile, JSON.stringify(plan));
  return waits;
}

/** A folder with Monday's files, and one of somebody else. */
export function mondays(): string {
  const directory = mkdtempSync(join(tmpdir(), 'byok-handover-'));
  writeFileSync(join(directory, 'kiwi.txt'), 'mine');
  handOver(directory, waiting(directory, 'monday', runs.monday));
  return directory;
}

/** Everything in the folder but that of somebody else, which is unchanged. */
function contentsOf(directory: string): Record<string, string> {
  const files = readdirSync(directory, { withFileTypes: true }).map(({ name }) => name);
  const read = Object.fromEntries(
    files.filter((file) => !file.startsWith('.')).map((file) => [file, readFileSync(join(directory, file), 'utf8')]),
  );
  expect(read['kiwi.txt']).toBe('mine');
  const { 'kiwi.txt': _, ...ours } = read;
  return ours;
}

/** The run whose manifest is there, and whose files therefore are. @throws if they are not */
export function wholeIn(directory: string): string | null {
  const { 'manifest.json': text, ...files } = contentsOf(directory);
  if (text === undefined) return null;
  const manifest = JSON.parse(text);
  expect(Object.fromEntries(Object.entries(files).map(([file, content]) => [file, sha256(content)]))).toEqual(manifest.files);
  return manifest.run.id;
}

export const hidden = (directory: string) => readdirSync(directory).filter((file) => file.startsWith('.'));

/** Calls it with 1, 2, 3, until it returns false. @returns how often it did not */
export function counted(at: (step: number) => boolean): number {
  let step = 1;
  while (at(step)) step += 1;
  return step - 1;
}

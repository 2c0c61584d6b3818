import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Output } from '../../src/integrity/output.ts';

/** A run of some files, of which every second one has one more than the others. */
export function runOf(id: string, round: number): { outputs: Output[]; about: Record<string, unknown> } {
  const files = ['apple.txt', 'pear.txt', 'plum.txt', 'quince.txt', ...(round % 2 === 0 ? ['medlar.txt'] : [])];
  const outputs = files.map((file) => ({ file, content: `${id}\n`.repeat(2_000) }));
  return { outputs, about: { run: { id } } };
}

/** A folder that holds a file of somebody else. */
export function sharedFolder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'byok-written-'));
  writeFileSync(join(directory, 'kiwi.txt'), 'mine');
  return directory;
}

/** The run whose manifest is in the folder, and whose files have its digests; null where there is no manifest. */
export function verified(directory: string): string | null {
  expect(readFileSync(join(directory, 'kiwi.txt'), 'utf8')).toBe('mine');
  if (!readdirSync(directory).includes('manifest.json')) return null;
  const { run, files } = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'));
  const digests = Object.keys(files).map((file) => [file, sha256(readFileSync(join(directory, file)))]);
  expect(Object.fromEntries(digests)).toEqual(files);
  return run.id;
}

/** Checks that a whole run is in the folder, and nothing else but the file of somebody else. @returns its id */
export function clean(directory: string): string | null {
  const id = verified(directory);
  const { files } = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'));
  expect(readdirSync(directory).sort()).toEqual([...Object.keys(files), 'kiwi.txt', 'manifest.json'].sort());
  return id;
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A process that writes runs without an end, once it has begun. */
export async function writerIn(directory: string): Promise<ChildProcess> {
  const writer = fork(new URL('./writer.ts', import.meta.url), [directory], { stdio: 'ignore' });
  await once(writer, 'message');
  return writer;
}

/** Ends a process as nothing can prevent, after some milliseconds. */
export async function killed(process: ChildProcess, after: number): Promise<void> {
  const ended = once(process, 'exit');
  await new Promise((resolve) => setTimeout(resolve, after));
  process.kill('SIGKILL');
  await ended;
}

import { lstatSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isRecord, jsonIn } from '../input/is-record.ts';
import { codeOf } from '../input/system-error.ts';

export const MANIFEST = 'manifest.json';

type Manifest = Record<string, unknown>;

/** The manifest in a folder; null where there is none, or something else in its place. */
export function manifestIn(folder: string): Manifest | null {
  const path = join(folder, MANIFEST);
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true ? recordIn(path) : null;
}

/** What is in a file of ours; null where it is gone, or is something else. @throws Error as of the system */
export function recordIn(path: string): Manifest | null {
  try {
    const record = jsonIn(readFileSync(path, 'utf8'));
    return isRecord(record) ? record : null;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

export const manifestText = (manifest: Manifest): string => `${JSON.stringify(manifest, null, 2)}\n`;

/** The files that a manifest names, with their digests; a manifest that somebody changed reaches no other folder. */
export const filesOf = (manifest: Manifest | null): Record<string, unknown> =>
  isRecord(manifest?.files) ? Object.fromEntries(Object.entries(manifest.files).filter(([file]) => isName(file))) : {};

/** Whether it is the name of a file of a run, and leads nowhere else. */
export const isName = (file: unknown): file is string =>
  typeof file === 'string' && basename(file) === file && !['', '.', '..', MANIFEST].includes(file);

/** Of a run whose files are in the folder already: what is added, and what was there of it. */
export function added(own: Manifest, earlier: Manifest): Manifest {
  const withheld = isRecord(own.withheld) ? own.withheld : {};
  const stays = Object.entries(filesOf(earlier)).filter(([file]) => !Object.hasOwn(withheld, file));
  return { ...own, ...earlier, files: { ...Object.fromEntries(stays), ...filesOf(own) }, withheld };
}

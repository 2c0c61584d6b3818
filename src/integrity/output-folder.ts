import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { unwritable } from '../audit-error.ts';
import { isRecord } from '../input/is-record.ts';
import { whyUnwritten } from '../input/system-error.ts';
import type { Output } from './output.ts';

const MANIFEST = 'manifest.json';
const advice = 'Choose a folder that can be written with --out DIR.';

/** Where the files of a run go. Nothing is deleted in it but what a manifest of an earlier run names. */
export class OutputFolder {
  /** As messages name it. */
  readonly #name: string;
  readonly #path: string;

  /** @param directory what a relative name starts from */
  constructor(name: string, directory = '') {
    this.#name = name;
    this.#path = resolve(directory, name);
  }

  /** Makes the folder and checks that it can be written, before a scan takes its time. @throws AuditError 73 */
  prepare(): this {
    try {
      mkdirSync(this.#path, { recursive: true });
      accessSync(this.#path, constants.W_OK);
      return this;
    } catch (cause) {
      throw unwritable(`${this.#name}: cannot be written: ${whyUnwritten(cause)}. ${advice}`, { cause });
    }
  }

  /** Writes the files of a run, removes those of an earlier one, and writes the manifest last. @throws AuditError 73 */
  writeRun(outputs: readonly Output[], about: Record<string, unknown>): void {
    const written = new Set(outputs.map(({ file }) => file));
    const stale = Object.keys(filesOf(this.#manifest())).filter((file) => !written.has(file));
    this.write([...outputs, ...stale.map((file) => ({ file, withheld: 'this run does not write it' }))]);
    this.#writeManifest(outputs, about, {});
  }

  /**
   * Writes further files of a run. If the files in the folder are of that run, they stay, and the manifest still names them.
   * @throws AuditError 73
   */
  addToRun(run: string, outputs: readonly Output[], about: Record<string, unknown>): void {
    const earlier = this.#manifest();
    if (earlier !== null && isRecord(earlier.run) && earlier.run.id === run) {
      this.write(outputs);
      this.#writeManifest(outputs, { ...about, ...earlier }, filesOf(earlier));
    } else this.writeRun(outputs, about);
  }

  /** Writes each file whole or not at all, and removes what is withheld. @throws AuditError 73 */
  write(outputs: readonly Output[]): void {
    for (const output of outputs) {
      const path = join(this.#path, output.file);
      try {
        if ('content' in output) writeFileAtomic.sync(path, output.content);
        else rmSync(path, { force: true });
      } catch (cause) {
        const name = join(this.#name, output.file);
        throw unwritable(`${name}: cannot be written: ${whyUnwritten(cause)}. ${advice}`, { cause });
      }
    }
  }

  #writeManifest(outputs: readonly Output[], about: Record<string, unknown>, earlier: Record<string, unknown>): void {
    const withheld: Record<string, string> = {};
    const files = { ...earlier };
    for (const output of outputs) {
      if ('content' in output) files[output.file] = createHash('sha256').update(output.content).digest('hex');
      else {
        withheld[output.file] = output.withheld;
        delete files[output.file];
      }
    }
    const manifest = { ...about, files, withheld };
    this.write([{ file: MANIFEST, content: `${JSON.stringify(manifest, null, 2)}\n` }]);
  }

  /** What an earlier run left; null where there is no manifest. */
  #manifest(): Record<string, unknown> | null {
    try {
      const manifest: unknown = JSON.parse(readFileSync(join(this.#path, MANIFEST), 'utf8'));
      return isRecord(manifest) ? manifest : null;
    } catch {
      return null;
    }
  }
}

/** The files that a manifest names, with their digests; a manifest that somebody changed reaches no other folder. */
const filesOf = (manifest: Record<string, unknown> | null): Record<string, unknown> =>
  isRecord(manifest?.files)
    ? Object.fromEntries(
        Object.entries(manifest.files).filter(([file]) => basename(file) === file && !['', '.', '..', MANIFEST].includes(file)),
      )
    : {};

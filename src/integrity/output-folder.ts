import { accessSync, constants, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { unwritable } from '../audit-error.ts';
import { isRecord } from '../input/is-record.ts';
import { whyUnwritten } from '../input/system-error.ts';
import type { Output } from './output.ts';
import { refuseFolder, type Staged, staged } from './staged.ts';

const MANIFEST = 'manifest.json';
const advice = 'Choose a folder that can be written with --out DIR.';

/** Where the files of a run go. Nothing is deleted in it but what a manifest of an earlier run names. */
export class OutputFolder {
  /** As messages name it. */
  readonly #name: string;
  /** Absolute. */
  readonly path: string;

  /** @param directory what a relative name starts from */
  constructor(name: string, directory = '') {
    this.#name = name;
    this.path = resolve(directory, name);
  }

  /** Makes the folder and checks that it can be written, before a scan takes its time. @throws AuditError 73 */
  prepare(): this {
    try {
      mkdirSync(this.path, { recursive: true });
      accessSync(this.path, constants.W_OK);
      return this;
    } catch (cause) {
      throw unwritable(`${this.#name}: cannot be written: ${whyUnwritten(cause)}. ${advice}`, { cause });
    }
  }

  /** Writes the files of a run, removes those of an earlier one, and writes the manifest last. @throws AuditError 73 */
  writeRun(outputs: readonly Output[], about: Record<string, unknown>): void {
    const written = new Set(outputs.map(({ file }) => file));
    const stale = Object.keys(filesOf(this.#manifest())).filter((file) => !written.has(file));
    const digests = this.write([...outputs, ...stale.map((file) => ({ file, withheld: 'this run does not write it' }))]);
    this.#writeManifest(outputs, digests, about, {});
  }

  /**
   * Writes further files of a run. If the files in the folder are of that run, they stay, and the manifest still names them.
   * @throws AuditError 73
   */
  addToRun(run: string, outputs: readonly Output[], about: Record<string, unknown>): void {
    const earlier = this.#manifest();
    if (earlier !== null && isRecord(earlier.run) && earlier.run.id === run) {
      const digests = this.write(outputs);
      this.#writeManifest(outputs, digests, { ...about, ...earlier }, filesOf(earlier));
    } else this.writeRun(outputs, about);
  }

  /**
   * Writes each file whole or not at all, and removes what is withheld. None is in its place before all are written.
   * @returns the SHA-256 of each file that was written, by its name
   * @throws AuditError 73
   */
  write(outputs: readonly Output[]): ReadonlyMap<string, string> {
    const all = new Map<string, Staged>();
    try {
      for (const output of outputs)
        this.#try(output.file, (path) => {
          if ('withheld' in output) refuseFolder(path);
          else all.set(output.file, staged(path, output));
        });
      for (const { file, ...output } of outputs) {
        const own = all.get(file);
        this.#try(file, (path) => ('withheld' in output ? rmSync(path, { force: true }) : own?.commit()));
      }
    } finally {
      for (const { discard } of all.values()) discard();
    }
    return new Map([...all].map(([file, { sha256 }]) => [file, sha256]));
  }

  #try<T>(file: string, work: (path: string) => T): T {
    try {
      return work(join(this.path, file));
    } catch (cause) {
      // what makes the content broke
      if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
      throw unwritable(`${join(this.#name, file)}: cannot be written: ${whyUnwritten(cause)}. ${advice}`, { cause });
    }
  }

  #writeManifest(
    outputs: readonly Output[],
    digests: ReadonlyMap<string, string>,
    about: Record<string, unknown>,
    earlier: Record<string, unknown>,
  ): void {
    const withheld: Record<string, string> = {};
    const files = { ...earlier };
    for (const output of outputs) {
      if ('withheld' in output) {
        withheld[output.file] = output.withheld;
        delete files[output.file];
      } else files[output.file] = digests.get(output.file);
    }
    const manifest = { ...about, files, withheld };
    this.write([{ file: MANIFEST, content: `${JSON.stringify(manifest, null, 2)}\n` }]);
  }

  /** What an earlier run left; null where there is no manifest. */
  #manifest(): Record<string, unknown> | null {
    try {
      const manifest: unknown = JSON.parse(readFileSync(join(this.path, MANIFEST), 'utf8'));
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

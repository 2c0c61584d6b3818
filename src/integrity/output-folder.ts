import { accessSync, constants, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { unwritable } from '../audit-error.ts';
import { isRecord } from '../input/is-record.ts';
import { whyUnwritten } from '../input/system-error.ts';
import type { Output } from './output.ts';
import { refuseFolder, type Staged, stagedAt } from './staged.ts';

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
  async writeRun(outputs: readonly Output[], about: Record<string, unknown>): Promise<void> {
    const names = new Set(outputs.map(({ file }) => file));
    const stale = Object.keys(filesOf(this.#manifest())).filter((file) => !names.has(file));
    await this.#replace([...outputs, ...stale.map((file) => ({ file, withheld: 'this run does not write it' }))], (digests) =>
      manifest(outputs, digests, about, {}),
    );
  }

  /**
   * Writes further files of a run. If the files in the folder are of that run, they stay, and the manifest still names them.
   * @throws AuditError 73
   */
  async addToRun(run: string, outputs: readonly Output[], about: Record<string, unknown>): Promise<void> {
    const earlier = this.#manifest();
    if (earlier !== null && isRecord(earlier.run) && earlier.run.id === run)
      await this.#replace(outputs, (digests) => manifest(outputs, digests, { ...about, ...earlier }, filesOf(earlier)));
    else await this.writeRun(outputs, about);
  }

  /**
   * Writes each file whole or not at all, and removes what is withheld. None is in its place before all are written.
   * @throws AuditError 73
   */
  write(outputs: readonly Output[]): Promise<void> {
    return this.#replace(outputs);
  }

  /**
   * A file is copied, and the disk has its time, while others are made. All are moved to their places without a pause, in which
   * a signal could end the process.
   * @param last what is written of the SHA-256 of each file, by its name, and moved last
   */
  async #replace(outputs: readonly Output[], last?: (digests: ReadonlyMap<string, string>) => Output): Promise<void> {
    const all = new Map<string, Staged>();
    const digests = new Map<string, string>();
    const discard = () => {
      for (const one of all.values()) one.discard();
    };
    const stage = async (output: Output): Promise<void> => {
      const path = join(this.path, output.file);
      try {
        if ('withheld' in output) return refuseFolder(path);
        const own = stagedAt(path);
        all.set(output.file, own);
        digests.set(output.file, await own.write(output));
      } catch (cause) {
        throw this.#problem(output.file, cause);
      }
    };
    process.once('exit', discard);
    try {
      const copiesFirst = outputs.toSorted((a, b) => Number('copyOf' in b) - Number('copyOf' in a));
      for (const tried of await Promise.allSettled(copiesFirst.map(stage))) if (tried.status === 'rejected') throw tried.reason;
      const more = last === undefined ? [] : [last(digests)];
      for (const output of more) await stage(output);
      for (const output of [...outputs, ...more]) this.#moveOrRemove(output, all.get(output.file));
    } finally {
      process.off('exit', discard);
      discard();
    }
  }

  #moveOrRemove({ file }: Output, own: Staged | undefined): void {
    try {
      if (own === undefined) rmSync(join(this.path, file), { force: true });
      else own.commit();
    } catch (cause) {
      throw this.#problem(file, cause);
    }
  }

  /** What the user is to see of it. */
  #problem(file: string, cause: unknown): unknown {
    // what makes the content broke
    if (!(cause instanceof Error && 'syscall' in cause)) return cause;
    return unwritable(`${join(this.#name, file)}: cannot be written: ${whyUnwritten(cause)}. ${advice}`, { cause });
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

function manifest(
  outputs: readonly Output[],
  digests: ReadonlyMap<string, string>,
  about: Record<string, unknown>,
  earlier: Record<string, unknown>,
): Output {
  const withheld: Record<string, string> = {};
  const files = { ...earlier };
  for (const output of outputs) {
    if ('withheld' in output) {
      withheld[output.file] = output.withheld;
      delete files[output.file];
    } else files[output.file] = digests.get(output.file);
  }
  return { file: MANIFEST, content: `${JSON.stringify({ ...about, files, withheld }, null, 2)}\n` };
}

/** The files that a manifest names, with their digests; a manifest that somebody changed reaches no other folder. */
const filesOf = (manifest: Record<string, unknown> | null): Record<string, unknown> =>
  isRecord(manifest?.files)
    ? Object.fromEntries(
        Object.entries(manifest.files).filter(([file]) => basename(file) === file && !['', '.', '..', MANIFEST].includes(file)),
      )
    : {};

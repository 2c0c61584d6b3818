import { accessSync, constants, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AuditError, unwritable } from '../audit-error.ts';
import { whyUnwritten } from '../input/system-error.ts';
import { type Plan, Unmoved } from './handover.ts';
import { finishOthers, handOver, NEXT, Waiting } from './handovers.ts';
import { makeFolder, systemFolderOf } from './make-folder.ts';
import { MANIFEST, manifestText } from './manifest.ts';
import type { Output, Written } from './output.ts';
import { ownName, removeAbandoned } from './own-name.ts';
import { fileAt, writeBeside } from './staged.ts';

/** How files take the places of others: with which manifest, as an addition to which run, and what else goes. */
type Replacing = { manifest?: Record<string, unknown>; adds?: string; obsolete?: readonly string[] };

const advice = 'Choose a folder that can be written with --out DIR.';

/**
 * Where the files of a run go. Nothing is deleted in it but what a manifest of an earlier run names, and what one that was
 * interrupted left.
 */
export class OutputFolder {
  /** As messages name it. */
  readonly #name: string;
  /** Absolute. */
  readonly path: string;
  /** Of a run that has not written its files yet, what is to stay if it never does. */
  #kept: string | undefined;

  /** @param directory what a relative name starts from */
  constructor(name: string, directory = '') {
    this.#name = name;
    this.path = resolve(directory, name);
  }

  /** Makes the folder and checks that it can be written, before a scan takes its time. @throws AuditError 73 */
  prepare(): this {
    try {
      const system = systemFolderOf(this.path);
      if (system !== undefined)
        throw unwritable(`${this.#name}: cannot be written: ${system} is for the system's own files. ${advice}`);
      makeFolder(this.path);
      accessSync(this.path, constants.W_OK);
    } catch (cause) {
      if (cause instanceof AuditError) throw cause;
      throw unwritable(`${this.#name}: cannot be written: ${whyUnwritten(cause)}. ${advice}`, { cause });
    }
    this.#moving(() => finishOthers(this.path));
    removeAbandoned(this.path);
    return this;
  }

  /**
   * Writes a file under a name of its own, which lasts until the files of the run are in their places, or it is released.
   * @throws AuditError 73
   */
  async keep(content: Written): Promise<{ path: string; sha256: string }> {
    const path = join(this.path, ownName());
    try {
      const sha256 = await writeBeside(path, content, path);
      this.#kept = path;
      return { path, sha256 };
    } catch (cause) {
      rmSync(path, { force: true });
      throw this.#problem('', cause);
    }
  }

  /** Removes what was kept. */
  release(): void {
    if (this.#kept !== undefined) rmSync(this.#kept, { force: true });
    this.#kept = undefined;
  }

  /**
   * Writes the files of a run and a manifest, in place of those of an earlier one.
   * @param obsolete what else is to go, that no manifest names
   * @throws AuditError 73
   */
  writeRun(outputs: readonly Output[], about: Record<string, unknown>, obsolete: readonly string[] = []): Promise<void> {
    return this.#replace(outputs, { manifest: about, obsolete });
  }

  /**
   * Writes further files of a run. If the files in the folder are of that run, they stay, and the manifest still names them.
   * @throws AuditError 73
   */
  addToRun(run: string, outputs: readonly Output[], about: Record<string, unknown>): Promise<void> {
    return this.#replace(outputs, { manifest: about, adds: run });
  }

  /** Writes files without a manifest, and removes what is withheld. @throws AuditError 73 */
  write(outputs: readonly Output[]): Promise<void> {
    return this.#replace(outputs);
  }

  async #replace(outputs: readonly Output[], { manifest: about, ...rest }: Replacing = {}): Promise<void> {
    const waiting = new Waiting(this.path);
    const discard = () => rmSync(waiting.path, { recursive: true, force: true });
    process.once('exit', discard);
    try {
      const digests = await this.#written(outputs, waiting, { hasManifest: about !== undefined, ...rest });
      const manifest = about === undefined ? [] : [manifestOf(outputs, digests, about)];
      for (const output of manifest) await this.#write(output, waiting);
      // without a pause, in which a signal could end the process
      this.release();
      this.#moving(() => handOver(this.path, waiting));
    } finally {
      process.off('exit', discard);
      discard();
    }
    removeAbandoned(this.path);
  }

  /** A file is copied, and the disk has its time, while others are made. @returns the SHA-256 of each file, by its name */
  async #written(
    outputs: readonly Output[],
    waiting: Waiting,
    { hasManifest, adds, obsolete = [] }: { hasManifest: boolean } & Omit<Replacing, 'manifest'>,
  ): Promise<ReadonlyMap<string, string>> {
    const plan: Plan = { hasManifest, adds: adds ?? null, files: [], withheld: [...obsolete] };
    const digests = new Map<string, string>();
    for (const output of outputs) ('withheld' in output ? plan.withheld : plan.files).push(output.file);
    const copiesFirst = outputs.toSorted((a, b) => Number('copyOf' in b) - Number('copyOf' in a));
    try {
      waiting.make();
    } catch (cause) {
      throw this.#problem(copiesFirst[0]?.file ?? MANIFEST, cause);
    }
    const writing = copiesFirst.map(async (output) => digests.set(output.file, await this.#write(output, waiting)));
    for (const tried of await Promise.allSettled([...writing, waiting.writePlan(plan)]))
      if (tried.status === 'rejected') throw this.#problem(MANIFEST, tried.reason);
    return digests;
  }

  /** @returns the SHA-256 of what is written */
  async #write(output: Output, waiting: Waiting): Promise<string> {
    const place = join(this.path, output.file);
    try {
      if ('withheld' in output) fileAt(place);
      else return await writeBeside(waiting.fresh(output.file), output, place);
      return '';
    } catch (cause) {
      throw this.#problem(output.file, cause);
    }
  }

  #moving(move: () => void): void {
    try {
      move();
    } catch (error) {
      throw error instanceof Unmoved ? this.#problem(error.file, error.cause) : this.#problem(NEXT, error);
    }
  }

  /** What the user is to see of it. */
  #problem(file: string, cause: unknown): unknown {
    // what makes the content broke
    if (!(cause instanceof Error && 'syscall' in cause)) return cause;
    return unwritable(`${join(this.#name, file)}: cannot be written: ${whyUnwritten(cause)}. ${advice}`, { cause });
  }
}

function manifestOf(outputs: readonly Output[], digests: ReadonlyMap<string, string>, about: Record<string, unknown>): Output {
  const withheld: Record<string, string> = {};
  const files: Record<string, unknown> = {};
  for (const output of outputs) {
    if ('withheld' in output) withheld[output.file] = output.withheld;
    else files[output.file] = digests.get(output.file);
  }
  return { file: MANIFEST, content: manifestText({ ...about, files, withheld }) };
}

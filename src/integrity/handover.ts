import { linkSync, lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { propertyOf } from '../input/is-record.ts';
import { codeOf } from '../input/system-error.ts';
import { added, filesOf, isName, MANIFEST, manifestIn, manifestText, recordIn } from './manifest.ts';
import { namesIn, ownName } from './own-name.ts';
import { fileAt } from './staged.ts';

/** What a run does with the files in the folder. */
export type Plan = {
  files: string[];
  withheld: string[];
  hasManifest: boolean;
  /** The run whose files stay, if they are those in the folder. */
  adds: string | null;
};

/** A file that could not be moved, and why. */
export class Unmoved extends Error {
  readonly file: string;
  constructor(file: string, cause: unknown) {
    super(`${file} could not be moved`, { cause });
    this.file = file;
  }
}

/** What is in the folder of a handover when it begins; the others are made of these by renaming. */
export const FRESH = 'fresh';
const KEEPING = 'keeping';
export const BEGUN = [FRESH, KEEPING];
export const PLAN = 'plan.json';

/**
 * The files of a run take the places of those before, all or none.
 *
 * Any number of processes may do this at once, and each may stop anywhere: every step is one rename, and takes from or brings
 * to a folder of this handover that is renamed when the stage is over, and never made again. So a step happens once, and one
 * that comes late finds its folder gone.
 */
export class Handover {
  readonly #outputs: string;
  readonly #own: string;
  readonly #fresh: string;
  readonly #keeping: string;
  readonly #kept: string;

  /** @param own the folder of this handover, whose name nobody else has */
  constructor(outputs: string, own: string) {
    this.#outputs = outputs;
    this.#own = own;
    this.#fresh = join(own, FRESH);
    this.#keeping = join(own, KEEPING);
    this.#kept = join(own, 'kept');
  }

  /**
   * @param mayUndo whether no other process waits for how it ends
   * @throws Unmoved if a file cannot be moved: then those before are in their places, as they were, if it may be undone
   */
  finish(mayUndo: boolean): void {
    const [done, undone] = [join(this.#own, 'done'), join(this.#own, 'undone')];
    const plan = planIn(this.#own);
    let problem: unknown;
    if (plan !== null) {
      try {
        if (!isThere(undone)) this.#replace(plan);
        move(this.#fresh, done);
      } catch (error) {
        if (!mayUndo) throw error;
        // unless another process did it after all
        if (move(this.#fresh, undone)) problem = error;
      }
      if (isThere(undone)) this.#restore(plan, undone);
      else if (plan.hasManifest) moveFile(MANIFEST, done, this.#outputs);
    }
    rmSync(this.#own, { recursive: true, force: true });
    if (problem !== undefined) throw problem;
  }

  #replace(plan: Plan): void {
    // nothing changes before every place is known to be free for a file
    for (const file of [...plan.files, ...plan.withheld]) this.#refuseFolder(file);
    // who finds no manifest knows that the files change
    if (plan.hasManifest) moveFile(MANIFEST, this.#outputs, this.#keeping);
    for (const file of plan.files) this.#keep(file);
    move(this.#keeping, this.#kept);
    const earlier = manifestIn(this.#kept);
    const isSame = plan.adds !== null && propertyOf(earlier, 'run', 'id') === plan.adds;
    const stale = isSame ? [] : Object.keys(filesOf(earlier)).filter((file) => !plan.files.includes(file));
    for (const file of new Set([...plan.withheld, ...stale])) {
      this.#refuseFolder(file);
      moveFile(file, this.#outputs, this.#kept);
    }
    for (const file of plan.files) {
      this.#refuseFolder(file);
      moveFile(file, this.#fresh, this.#outputs);
    }
    if (isSame && earlier !== null) this.#addTo(earlier);
  }

  /** The same content whoever writes it, and however often. */
  #addTo(earlier: Record<string, unknown>): void {
    const own = manifestIn(this.#fresh);
    if (own === null) return;
    const beside = join(this.#own, ownName());
    writeFileSync(beside, manifestText(added(own, earlier)), { flush: true });
    move(beside, join(this.#fresh, MANIFEST));
  }

  /** A file has its place until another takes it: what is kept is a second name of it. */
  #keep(file: string): void {
    // a link is moved as it is, and so is a file where it cannot have two names
    if (this.#refuseFolder(file) === undefined || !isLinked(join(this.#outputs, file), join(this.#keeping, file)))
      moveFile(file, this.#outputs, this.#keeping);
  }

  #refuseFolder(file: string) {
    try {
      return fileAt(join(this.#outputs, file));
    } catch (cause) {
      throw new Unmoved(file, cause);
    }
  }

  #restore({ files }: Plan, undone: string): void {
    const back = join(this.#own, 'back');
    // no file was placed before all were kept
    move(this.#keeping, back);
    const kept = namesIn(this.#kept);
    // else others brought some back already
    if (isThere(this.#kept)) for (const file of files) if (!kept.includes(file)) moveFile(file, this.#outputs, undone);
    move(this.#kept, back);
    for (const file of namesIn(back).toSorted((a, b) => Number(a === MANIFEST) - Number(b === MANIFEST)))
      if (!isSameFile(join(back, file), join(this.#outputs, file))) moveFile(file, back, this.#outputs);
  }
}

/** Null where it is gone, which is when nothing is left to do but to clean up. */
function planIn(own: string): Plan | null {
  const plan = recordIn(join(own, PLAN));
  if (plan === null) return null;
  const names = (list: unknown) => (Array.isArray(list) ? list.filter(isName) : []);
  return {
    files: names(plan.files),
    withheld: names(plan.withheld),
    hasManifest: plan.hasManifest === true,
    adds: typeof plan.adds === 'string' ? plan.adds : null,
  };
}

export const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

function moveFile(file: string, from: string, to: string): void {
  try {
    move(join(from, file), join(to, file));
  } catch (cause) {
    throw new Unmoved(file, cause);
  }
}

/** Whether these are two names of one file. */
function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => lstatSync(path, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev;
}

/** Whether the file has its second name, or needs none any more. */
function isLinked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    return ['EEXIST', 'ENOENT'].includes(codeOf(error));
  }
}

/** @returns false where it was done before */
function move(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return false;
  }
}

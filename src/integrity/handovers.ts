import { lstatSync, mkdirSync, renameSync, rmdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BEGUN, FRESH, Handover, isThere, PLAN, type Plan, Unmoved } from './handover.ts';
import { isAbandoned, namesIn, ownName } from './own-name.ts';
import { writeBeside } from './staged.ts';

/** The one that takes place now, if any does. */
export const NEXT = '.byok-audit-next';
/** Each is lost to another run that was first. */
const MOST_TRIES = 1000;

/** The folder, within the outputs, in which a run writes its files before they take their places. */
export class Waiting {
  readonly path: string;
  readonly #name = ownName();

  constructor(outputs: string) {
    this.path = join(outputs, this.#name);
  }

  /** Where a file is written. */
  fresh(file: string): string {
    return join(this.path, this.#name, FRESH, file);
  }

  /** @throws Error as of the system */
  make(): void {
    const own = join(this.path, this.#name);
    for (const folder of [this.path, own, ...BEGUN.map((name) => join(own, name))]) mkdirSync(folder);
  }

  get planFile(): string {
    return join(this.path, this.#name, PLAN);
  }

  async writePlan(plan: Plan): Promise<void> {
    await writeBeside(this.planFile, { content: JSON.stringify(plan) }, this.planFile);
  }
}

/** Moves the files of a run to their places, all or none, when no other run does. @throws Unmoved, Error as of the system */
export function handOver(outputs: string, waiting: Waiting): void {
  const next = join(outputs, NEXT);
  const own = join(next, basename(waiting.path));
  for (let tries = 1; ; tries += 1) {
    try {
      // refused while another one is there
      renameSync(waiting.path, next);
      break;
    } catch (cause) {
      // a server may refuse to do again what it did before its answer was lost
      if (isThere(own)) break;
      if (tries === MOST_TRIES) throw new Unmoved(NEXT, cause);
      finishOthers(outputs);
    }
  }
  try {
    new Handover(outputs, own).finish(true);
  } finally {
    removeEmpty(next);
  }
}

/** Brings to its end what another run began, be it alive or not. @throws Unmoved */
export function finishOthers(outputs: string): void {
  const next = join(outputs, NEXT);
  const found = lstatSync(next, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isDirectory())
    throw new Unmoved(NEXT, Object.assign(new Error(`ENOTDIR: '${next}'`), { code: 'ENOTDIR', syscall: 'scandir' }));
  for (const name of namesIn(next)) {
    const own = join(next, name);
    try {
      new Handover(outputs, own).finish(isAbandoned(own));
    } catch (cause) {
      // else it was undone
      if (isThere(own)) throw cause;
    }
  }
  removeEmpty(next);
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // gone, or the next one is in it
  }
}

import { existsSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { codeOf } from '../input/system-error.ts';

/** Linux shows itself there, and what is written there is an order to it, or is gone with the machine. */
const OF_THE_SYSTEM = ['/proc', '/sys', '/dev'];
/** Memory that programs may use like a folder. */
const SHARED_MEMORY = '/dev/shm';

/** Which of the folders of the system a folder is in, whatever links lead there; undefined for none. */
export function systemFolderOf(path: string): string | undefined {
  const real = realOf(path);
  const isIn = (folder: string) => real === folder || real.startsWith(`${folder}/`);
  return isIn(SHARED_MEMORY) ? undefined : OF_THE_SYSTEM.find(isIn);
}

/** Without links, also of what does not exist yet. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realOf(parent), basename(path));
  }
}

/**
 * Makes a folder, and those that it is to be in. Node's own way tries for ever where the system says of a folder that is there
 * that it is not, as under /proc.
 * @throws Error as of the system
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
    const parent = dirname(path);
    if (codeOf(error) !== 'ENOENT' || parent === path || existsSync(parent)) throw error;
    makeFolder(parent);
    mkdirSync(path);
  }
}

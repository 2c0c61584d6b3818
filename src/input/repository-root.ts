import { existsSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';

/** The nearest folder with a `.git` (in a worktree, a file), or the folder itself. */
export function repositoryRoot(from: string): string {
  const start = existsSync(from) && statSync(from).isDirectory() ? from : dirname(from);
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return start;
  }
}

/** Whether a path is a folder, or below it; both absolute, with links resolved. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

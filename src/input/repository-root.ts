import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';

/**
 * The nearest folder with a `.git` (in a worktree, a file), also behind a link; else the working directory, as where CI fetched
 * the files without git.
 * @param from a file or folder @param directory the working directory; both absolute
 */
export function repositoryRoot(from: string, directory: string): string {
  const start = existsSync(from) && statSync(from).isDirectory() ? from : dirname(from);
  const linked = existsSync(start) ? realpathSync(start) : start;
  return nearestWithGit(start) ?? nearestWithGit(linked) ?? directory;
}

function nearestWithGit(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Whether a path is a folder, or below it; both absolute, with links resolved. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

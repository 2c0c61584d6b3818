import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';

/** The nearest folder with a `.git` (in a worktree, a file), or the folder itself. */
export function repositoryRoot(from: string): string {
  const start = existsSync(from) && statSync(from).isDirectory() ? from : dirname(from);
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return start;
  }
}

/** Names files as GitHub wants it: relative to the root, links resolved; null for one outside of it. */
export function urisIn(root: string): (file: string) => string | null {
  const real = realpathSync(root);
  return (file) => {
    const path = relative(real, realpathSync(file));
    return path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path) ? null : path.split(sep).join('/');
  };
}

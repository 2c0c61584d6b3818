import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { isWithin } from '../input/repository-root.ts';

/** Names files as GitHub wants it: relative to the root, links resolved; null for one outside of it. */
export function urisIn(root: string): (file: string) => string | null {
  const real = realpathSync(root);
  return (file) => {
    const found = realpathSync(file);
    return found !== real && isWithin(real, found) ? relative(real, found).split(sep).join('/') : null;
  };
}

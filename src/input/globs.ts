import picomatch from 'picomatch';

/** What stands for itself alone, in whichever way globs are read. */
const EXACT = /^[A-Za-z0-9_-][A-Za-z0-9 _.:-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9 _.:-]*)*$/;

/** Whether a glob is one name, so that what it matches can be looked up. */
export const isExact = (glob: string): boolean => EXACT.test(glob);

/**
 * Globs over ids and names, which are no paths: `*` matches a slash too, and a line's end. Long lists of exact names are
 * looked up, and not gone through.
 */
export function matcher(globs: readonly string[]): (text: string) => boolean {
  const names = new Set(globs.filter(isExact));
  const patterns = [...new Set(globs)].filter((glob) => !names.has(glob));
  if (patterns.length === 0) return (text) => names.has(text);
  const matches = picomatch(patterns, { bash: true, dot: true, nonegate: true, flags: 's' });
  return (text) => names.has(text) || matches(text);
}

import { isExact, matcher } from '../input/globs.ts';

/**
 * A glob over paths: in each part of the path it is one over names, and `**` is any number of parts, also none.
 * @returns the folder to look in, and whether a path below it is meant
 */
export function pathMatcher(glob: string): { folder: string; matches: (path: string) => boolean } {
  const parts = glob.split('/');
  const first = parts.findIndex((part) => !isExact(part));
  const tests = parts.slice(first).map((part) => (part === '**' ? null : matcher([part])));
  return {
    folder: parts.slice(0, first).join('/') || (glob.startsWith('/') ? '/' : '.'),
    matches: (path) => matchesParts(tests, path.split('/')),
  };
}

/** From how many of the tests on each part may be met; so no glob takes longer than its length and the path's say. */
function matchesParts(tests: readonly (((part: string) => boolean) | null)[], parts: readonly string[]): boolean {
  const afterStars = (from: Iterable<number>): Set<number> => {
    const reached = new Set(from);
    for (const at of reached) if (tests[at] === null) reached.add(at + 1);
    return reached;
  };
  let reached = afterStars([0]);
  for (const part of parts)
    reached = afterStars(
      [...reached].flatMap((at) => {
        const test = tests[at];
        if (test === undefined) return [];
        return test === null ? [at] : test(part) ? [at + 1] : [];
      }),
    );
  return reached.has(tests.length);
}

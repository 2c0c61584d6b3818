import picomatch from 'picomatch';

/** Globs over ids and names, which are no paths: `*` matches a slash too, and a line's end. */
export function matcher(globs: readonly string[]): (text: string) => boolean {
  if (globs.length === 0) return () => false;
  const matches = picomatch([...globs], { bash: true, dot: true, nonegate: true, flags: 's' });
  return (text) => matches(text);
}

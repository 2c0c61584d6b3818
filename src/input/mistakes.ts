/** How many mistakes of a file are said; whoever mended so many runs the command again. */
const SAID = 20;

/** Says the first mistakes, and how many more there are: what is not said costs nothing. */
export function firstOf<T>(mistakes: readonly T[], say: (first: readonly T[]) => readonly string[]): string[] {
  const said = [...new Set(say(mistakes.slice(0, SAID)))];
  const more = mistakes.length - SAID;
  return more > 0 ? [...said, `and ${more} more ${more === 1 ? 'mistake' : 'mistakes'}`] : said;
}

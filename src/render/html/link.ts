/** A link leads where a reader expects it to, or is none. Its text may break after each slash. */
export function webAddress(link: string): { url: string; pieces: string[] } | null {
  if (!URL.canParse(link) || new URL(link).protocol !== 'https:') return null;
  const { href } = new URL(link);
  return { url: href, pieces: href.slice('https://'.length).split(/(?<=\/)/) };
}

/** What became of a rule, as the page groups it. */
export type Kind = 'not met' | 'undetermined' | 'to be attested' | 'broke';

/** The id of a place in the page, safe in an address. */
export const placeOf = (kind: string, name: string): string => `${kind}-${name}`.replace(/[^a-z0-9]+/g, '-');

/** A rule's own line, in the table of rules. */
export const ruleAnchor = (rule: string): string => placeOf('rule', rule);

export const checklistAnchor = (id: string): string => placeOf('checklist', id);

/** A link leads where a reader expects it to, or is none. Its text may break after each slash. */
export function webAddress(link: string): { url: string; pieces: string[] } | null {
  if (!URL.canParse(link) || new URL(link).protocol !== 'https:') return null;
  const { href } = new URL(link);
  return { url: href, pieces: href.slice('https://'.length).split(/(?<=\/)/) };
}

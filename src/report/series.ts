/**
 * `apples, figs and plums`. Intl.ListFormat writes it the same way, and takes 20 ms to load what it knows of all languages.
 */
export const series = (items: readonly string[], word: 'and' | 'or' = 'and'): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;

/** `apples, figs and 3 more`. @param more how many there are beside those that are named */
export const withMore = (named: readonly string[], more: number): string =>
  `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;

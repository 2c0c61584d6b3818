/**
 * What the page says about a verdict or a subject: an element, or the markup of one that is not made yet.
 *
 * @typedef {{ about: About, element: HTMLElement | null, markup: string, heading: string, words: string | null }} Entry
 * @typedef {{ state: string, severity: string, rule: string, subject: number }} About
 */

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'", '#x60': '`', '#x3D': '=' };

/** The text of our own markup, of which every tag and entity is known. */
export const textOfMarkup = (markup) =>
  markup.replace(/<[^>]*>/g, ' ').replace(/&(amp|lt|gt|quot|#x27|#x60|#x3D);/g, (_, name) => ENTITIES[name]);

const aboutOf = (text) => {
  const [state = '-', severity = '-', rule = '-', subject = '-1'] = (text ?? '').split(' ');
  return { state, severity, rule, subject: Number(subject) };
};

/** An entry is found by the title and id of its rule too. */
const headingOf = (element) => {
  const group = element.closest('.group');
  return [group?.querySelector('h3'), group?.querySelector('.ruleid')].map((part) => part?.textContent ?? '').join(' ');
};

export const entryOfElement = (element) => ({
  about: aboutOf(element.dataset.about),
  element,
  markup: '',
  heading: headingOf(element),
  words: null,
});

export const entryOfMarkup = (markup, host) => ({
  about: aboutOf(/ data-about="([^"]*)"/.exec(markup)?.[1]),
  element: null,
  markup,
  heading: headingOf(host),
  words: null,
});

/** The text that the filter searches, in lower case; made when it is first asked for. */
export function wordsOf(entry) {
  entry.words ??= `${entry.heading} ${entry.element?.textContent ?? textOfMarkup(entry.markup)}`.toLowerCase();
  return entry.words;
}

/** The elements of entries, made from their markup all at once; they are folded as the others are. */
export function elementsOf(entries) {
  const template = document.createElement('template');
  template.innerHTML = entries.map(({ markup }) => markup).join('');
  for (const details of template.content.querySelectorAll('details.fold')) details.open = false;
  return template.content;
}

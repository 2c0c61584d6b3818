import { html } from '../../src/render/html.ts';
import type { Report } from '../../src/report/schema.ts';
import { textOf } from './text-of.ts';

/**
 * The elements of a page, as a reader without a script has them: what is in `noscript` too. Whatever is not exactly of the
 * form in which our templates write it is refused, where a browser would put up with it: text from outside can add no element.
 */
export class Element {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly parent: Element | null;
  readonly children: (Element | string)[] = [];

  constructor(tag: string, attributes: ReadonlyMap<string, string>, parent: Element | null) {
    this.tag = tag;
    this.attributes = attributes;
    this.parent = parent;
  }

  /** All text in it with single spaces, as a reader sees it: what is no part of a line stands apart. */
  get text(): string {
    return this.spaced().replace(/\s+/g, ' ').trim();
  }

  private spaced(): string {
    const text = this.children.map((child) => (typeof child === 'string' ? child : child.spaced())).join('');
    return INLINE.has(this.tag) ? text : ` ${text} `;
  }

  /** The text as it stands, of commands and such. */
  get verbatim(): string {
    return this.children.map((child) => (typeof child === 'string' ? child : child.verbatim)).join('');
  }

  /** The elements in it that match, in the order of the page. @param selector one element: `tr`, `li.item`, `#controls`, `a[href]` */
  all(selector: string): Element[] {
    const matches = matcher(selector);
    const found = (element: Element): Element[] =>
      element.children.flatMap((child) =>
        typeof child === 'string' ? [] : [...(matches(child) ? [child] : []), ...found(child)],
      );
    return found(this);
  }

  /** The first that matches; one without anything in it where there is none. */
  first(selector: string): Element {
    return this.all(selector)[0] ?? new Element('', new Map(), null);
  }
}

function matcher(selector: string): (element: Element) => boolean {
  const [, tag, id, name, attribute] = /^([a-z0-9]*)(?:#([\w-]+))?(?:\.([\w-]+))?(?:\[([a-z-]+)\])?$/.exec(selector) ?? [];
  return (element) =>
    (!tag || element.tag === tag) &&
    (!id || element.attributes.get('id') === id) &&
    (!name || (element.attributes.get('class') ?? '').split(' ').includes(name)) &&
    (!attribute || element.attributes.has(attribute));
}

const INLINE = new Set(['a', 'code', 'span', 'strong', 'wbr', 'tspan']);
const VOID = new Set(['meta', 'link', 'input', 'wbr']);
const TAG = /<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z-]+(?:="[^"<>]*")?)*)(\/?)>/y;

/** The elements of a page. @throws Error where a tag is not closed, or a character could begin one */
export function elementsOf(text: string): Element {
  const root = new Element('page', new Map(), null);
  let [at, open] = [text.indexOf('<html'), root];
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const plain = text.slice(at, next === -1 ? undefined : next);
    if (plain.includes('>')) throw new Error(`a stray > in ${plain.slice(0, 200)}`);
    if (plain !== '') open.children.push(characters(plain));
    if (next === -1) break;
    TAG.lastIndex = next;
    const [whole = '', closing, tag = '', attributes = '', itself] = TAG.exec(text) ?? [];
    if (whole === '') throw new Error(`not a tag of ours: ${text.slice(next, next + 200)}`);
    at = next + whole.length;
    if (closing === '/') {
      if (open.tag !== tag || open.parent === null) throw new Error(`</${tag}> in <${open.tag}>: ${text.slice(at - 300, at)}`);
      open = open.parent;
      continue;
    }
    const element = new Element(tag, attributesIn(attributes), open);
    open.children.push(element);
    if (tag === 'script' || tag === 'style') {
      const end = text.indexOf(`</${tag}`, at);
      element.children.push(text.slice(at, end));
      at = text.indexOf('>', end) + 1;
    } else if (itself !== '/' && !VOID.has(tag)) open = element;
  }
  if (open !== root) throw new Error(`<${open.tag}> is not closed`);
  return root;
}

const attributesIn = (text: string): ReadonlyMap<string, string> =>
  new Map([...text.matchAll(/ ([a-zA-Z-]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [name, characters(value)]));

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  shy: '',
  '#x27': "'",
  '#x60': '`',
  '#x3D': '=',
};

/** @throws Error where a `&` begins no entity of ours */
const characters = (text: string): string =>
  text.replace(/&([a-zA-Z0-9#]*;?)/g, (whole, name: string) => {
    const known = name.endsWith(';') ? ENTITIES[name.slice(0, -1)] : undefined;
    if (known === undefined) throw new Error(`not an entity of ours: ${whole}`);
    return known;
  });

/** The page of a report. */
export const pageOf = (report: Report): Element => elementsOf(textOf(html(report)));

/** The texts of the rows of a table, cell after cell; those of a long one, which a script shows some at a time, too. */
export function rowsOf(page: Element, id: string): string[] {
  const lists = page.all('noscript').filter(({ attributes }) => attributes.get('data-for') === id);
  return [...page.all(`table#${id}`), ...lists]
    .flatMap((list) => list.all('tbody').flatMap((body) => body.all('tr')))
    .map(({ text }) => text);
}

/** What a page links to and does not have, and which anchors it has twice. */
export function brokenLinks(page: Element): { missing: string[]; twice: string[] } {
  const [known, twice] = [new Set<string>(), new Set<string>()];
  for (const { attributes } of page.all('[id]')) {
    const id = attributes.get('id') ?? '';
    if (known.has(id)) twice.add(id);
    known.add(id);
  }
  const wanted = page.all('[href]').flatMap(({ attributes }) => /^#(.*)$/.exec(attributes.get('href') ?? '')?.[1] ?? []);
  return { missing: [...new Set(wanted)].filter((anchor) => !known.has(anchor)), twice: [...twice] };
}

import { visible } from '../visible.ts';

/** Where a part of a text is put in: a character that no text has whose hidden characters are shown. */
const SLOT = '\u0000';

/** What a name, an id or a number may consist of; a shorter one takes no more room than a reference to it. */
const WORD = /[\w:/.@-]{6,}/g;

/** The text between two tags, or such a word within a tag. */
const TEXT_OR_WORD = /(?<=^|>)[^<]+|[\w:/.@-]{6,}/g;

export type Texts = ReturnType<typeof textList>;

/**
 * The texts of a page, each once: lists refer to them by their number, which is from 1. Texts that differ in names and
 * numbers only share what is around these: `[frame, name, …]`, by number.
 */
export function textList() {
  const numbers = new Map<string, number>();
  const frames = new Map<string, number>();
  const list: string[] = [];
  const given: string[] = [''];

  function added(to: Map<string, number>, key: string, entry: string): number {
    const number = list.push(entry);
    given.push(key);
    to.set(key, number);
    return number;
  }

  /** Whether this is the number of the text: faster than to look it up. @param number 0 where none is known */
  const is = (number: number, text: string): boolean => number !== 0 && given[number] === text;

  /** @param partOf the number of what goes into a slot; undefined for what stays in the frame */
  function divided(text: string, parts: RegExp, partOf: (part: string, at: number) => number | undefined): string {
    const slots: number[] = [];
    const frame = text.replace(parts, (part: string, at: number) => {
      // the end of a sentence is no part of the name before it
      const end = part.endsWith('.') ? '.' : '';
      const number = partOf(end === '' ? part : part.slice(0, -1), at);
      if (number === undefined) return part;
      slots.push(number);
      return SLOT + end;
    });
    if (slots.length === 0) return safeJson(text);
    return `[${[frames.get(frame) ?? added(frames, frame, safeJson(frame)), ...slots].join(',')}]`;
  }

  function numberOf(text: string): number {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    const shown = visible(text);
    return added(
      numbers,
      text,
      divided(shown, WORD, (word) => (word !== shown && /\d/.test(word) ? numberOf(word) : undefined)),
    );
  }

  /** A line of markup, in which each text between tags is one of the texts. */
  function lineOf(markup: string): number {
    const known = numbers.get(markup);
    if (known !== undefined) return known;
    if (!markup.includes('<')) return numberOf(markup);
    const isText = (at: number) => at === 0 || markup[at - 1] === '>';
    return added(
      numbers,
      markup,
      divided(markup, TEXT_OR_WORD, (part, at) => (isText(at) || /\d/.test(part) ? numberOf(part) : undefined)),
    );
  }

  /** As JSON that is safe inside a script element. */
  function* pieces(): Generator<string> {
    yield '[0';
    for (let from = 0; from < list.length; from += AT_ONCE) yield `,${list.slice(from, from + AT_ONCE).join(',\n')}`;
    yield ']';
  }

  return { is, numberOf, lineOf, pieces };
}

const AT_ONCE = 1000;

/** JSON in which nothing can end the script element, or look like markup that loads something. */
const safeJson = (value: string): string =>
  JSON.stringify(value).replace(/[<=]/g, (character) => (character === '<' ? '\\u003c' : '\\u003d'));

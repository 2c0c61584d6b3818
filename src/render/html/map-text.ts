import { visible } from '../visible.ts';

// Text in a drawing: SVG does not wrap it, so that it has to fit.

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{10000}-\u{3ffff}]/u;
const BROAD = /[MWmw@%&\u2014\u2026]/;
const CAPITAL = /[A-Z+<=>~#]/;
const NARROW = /[\s!'(),./:;I[\]fijlrt|\\-]/;

/** How wide a character is in the widest fonts of the page, in parts of the font size. */
function widthOf(character: string): number {
  if (WIDE.test(character)) return 1.1;
  if (BROAD.test(character)) return 0.99;
  if (CAPITAL.test(character)) return 0.8;
  return NARROW.test(character) ? 0.42 : 0.64;
}

const BOLD = 1.1;
/** Of a text that is cut off, the tooltip has so much. */
const LONGEST = 120;

export type Fitted = { text: string; cut: boolean };

/**
 * A text as far as there is room for it: of one without spaces, such as an id, both ends.
 * @param room and size in pixels
 */
export function fitted(whole: string, room: number, size: number, bold = false): Fitted {
  const ems = room / size / (bold ? BOLD : 1);
  const text = visible(whole);
  const start = within(text, ems);
  if (start.length === text.length) return { text, cut: false };
  if (/\s/.test(start)) return { text: `${within(text, ems - ELLIPSIS).trimEnd()}…`, cut: true };
  const half = (ems - ELLIPSIS) / 2;
  const end = within([...text.slice(-2 * start.length).toWellFormed()].reverse().join(''), half);
  return { text: `${within(text, half)}…${[...end].reverse().join('')}`, cut: true };
}

const ELLIPSIS = widthOf('…');

/** The start of a text that is at most so wide. */
function within(text: string, ems: number): string {
  let width = 0;
  let end = 0;
  for (const character of text) {
    width += widthOf(character);
    if (width > ems) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** How much room a text needs. */
export const roomFor = (text: string, size: number): number => {
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width * size;
};

/** A text for a tooltip or a list, which is cut off only where it is much longer than names are. */
export const nearlyWhole = (text: string): string => {
  const shown = visible(text);
  return shown.length <= LONGEST ? shown : `${shown.slice(0, LONGEST).toWellFormed()}…`;
};

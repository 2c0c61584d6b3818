import { stripVTControlCharacters, styleText } from 'node:util';
import { visible } from '../render/visible.ts';
import type { ReportedSubject } from '../report/schema.ts';
import { wrapped } from './wrap.ts';

/** A text beside a heading needs this many columns. */
const LEAST_ROOM = 40;

export type Style = Parameters<typeof styleText>[0];

/** A space at which no line breaks. */
const JOINED = '\u00a0';

/** Text for a terminal: every line fits the width, unless it is there to be copied, and says the same without colour. */
export function pageOf({ width, color }: { width: number; color: boolean }) {
  const lines: string[] = [];
  const broken = (text: string, columns: number): string[] => wrapped(text, columns, { hard: true }).split('\n');
  return {
    lines,
    paint: (style: Style, text: string): string => (color ? styleText(style, text, { validateStream: false }) : text),
    /** @param hanging how much further in all lines but the first stand */
    say: (text: string, indent = 0, hanging = 0): void => {
      for (const [place, line] of broken(text, width - indent - hanging).entries())
        lines.push(`${' '.repeat(place === 0 ? indent : indent + hanging)}${line}`.trimEnd());
    },
    /** A heading and its items, further lines below the first item; an item is split only where it fits no line. */
    hang: (heading: string, items: readonly string[], indent = 0): void => {
      const { length } = stripVTControlCharacters(heading);
      const hanging = width - indent - length < LEAST_ROOM ? 2 : length;
      const columns = width - indent - hanging;
      const joined = items.map((item) => (item.length < columns ? item.replaceAll(' ', JOINED) : item)).join(', ');
      // where little room is left beside the heading, it begins the text
      const beside = hanging === length ? broken(joined, columns) : broken(`${heading}${joined}`, columns);
      for (const [place, line] of beside.entries()) {
        const start = place > 0 ? ' '.repeat(hanging) : hanging === length ? heading : '';
        lines.push(`${' '.repeat(indent)}${start}${line.replaceAll(JOINED, ' ')}`.trimEnd());
      }
    },
    /** Lines to be copied: neither wrapped nor trimmed, so that they keep their nesting, and names their length. */
    verbatim: (text: string, indent = 0): void => {
      for (const line of text.split('\n')) lines.push(`${' '.repeat(indent)}${visible(line)}`);
    },
  };
}

/** A text of at most so many characters; what is left out shows. */
export function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, Math.max(0, most - 1))
        .join('')
        .trimEnd()}…`;
}

export const SEVERITY_STYLE = { critical: 'red', high: 'red', medium: 'yellow', low: 'cyan', info: 'gray' } as const;

export const label = ({ id, name }: Pick<ReportedSubject, 'id' | 'name'>): string =>
  name === null ? id : `${id} (${name.length > 40 ? `${[...name].slice(0, 40).join('')}…` : name})`;

import { styleText } from 'node:util';
import wrapAnsi from 'wrap-ansi';
import { visible } from '../render/visible.ts';
import type { ReportedSubject } from '../report/schema.ts';

export type Style = Parameters<typeof styleText>[0];

/** Text for a terminal: every line fits the width, unless it is there to be copied, and says the same without colour. */
export function pageOf({ width, color }: { width: number; color: boolean }) {
  const lines: string[] = [];
  return {
    lines,
    paint: (style: Style, text: string): string => (color ? styleText(style, text, { validateStream: false }) : text),
    say: (text: string, indent = 0): void => {
      for (const line of wrapAnsi(text, width - indent, { hard: true }).split('\n'))
        lines.push(`${' '.repeat(indent)}${line}`.trimEnd());
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

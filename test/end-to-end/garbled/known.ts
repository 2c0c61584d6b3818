import { readFileSync, writeFileSync } from 'node:fs';
import Type from 'typebox';
import Value from 'typebox/value';
import { parse } from 'yaml';
import { object, text } from '../../../src/input/shapes.ts';
import { operationOf } from './calls.ts';
import type { Cell } from './cells.ts';

const KnownBreak = object({
  /** Operation, field and garbling. */
  garbled: text,
  scenario: text,
  call: text,
  at: text,
});
export type KnownBreak = Type.Static<typeof KnownBreak>;

const FILE = new URL('../known-breaks.yaml', import.meta.url);

/** What is known to be wrong and to be mended; each with one cell that shows it. The list is to shrink to nothing. */
export const KNOWN_BREAKS: readonly KnownBreak[] = Value.Parse(Type.Array(KnownBreak), parse(readFileSync(FILE, 'utf8')));

const NAMES = new Set(KNOWN_BREAKS.map(({ garbled }) => garbled));

/** A field of a reply and the way in which it is garbled, whichever subject it is about. */
export const garbledAs = ({ call, field, garbling }: Pick<Cell, 'call' | 'field' | 'garbling'>): string =>
  `${operationOf(call)} | ${field || '(reply)'} | ${garbling}`;

export const isKnownBreak = (cell: Cell): boolean => NAMES.has(garbledAs(cell));

/** Whether the cell is the one that shows the known break. */
export const shows = (known: KnownBreak, { scenario, cell }: { scenario: string; cell: Cell }): boolean =>
  known.scenario === scenario && known.call === cell.call && known.at === cell.at && known.garbled === garbledAs(cell);

const HEADER = `# What is known to be wrong, each with one cell that shows it; to be mended, and to shrink to nothing.
# Written by: npm run garble -- --update
`;

export function writeKnownBreaks(list: readonly KnownBreak[]): void {
  const sorted = [...list].sort((a, b) => (a.garbled < b.garbled ? -1 : 1));
  const lines = sorted.map(({ garbled, scenario, call, at }) =>
    Object.entries({ garbled, scenario, call, at })
      .map(([name, value], index) => `${index === 0 ? '-' : ' '} ${name}: ${JSON.stringify(value)}`)
      .join('\n'),
  );
  writeFileSync(FILE, `${HEADER}${lines.length === 0 ? '[]' : lines.join('\n')}\n`);
}

import type { Gap, Stretch } from '../../report/period.ts';
import { SHOWN_STATES } from '../state-words.ts';

export type Piece = { tone: string; x: string; width: string };

type Over = { from: string; to: string; every: number };

/**
 * A pass history drawn to scale, a thousand wide: each state lasts until the next scan, and the time that no scan
 * covers is blank. @param every milliseconds that a scan covers
 */
export function strip(history: readonly Stretch[], gaps: readonly Gap[], { from, to, every }: Over): Piece[] {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const piece = (tone: string, left: number, right: number): Piece => {
    const at = (time: number) => ((Math.min(Math.max(time, start), end) - start) / (end - start)) * 1000;
    return { tone, x: at(left).toFixed(2), width: (at(right) - at(left)).toFixed(2) };
  };
  const blank = gaps
    .filter(({ kind }) => kind === 'no_scan')
    // the scan that a gap begins with covers its own interval
    .map((gap) => piece('gap', Date.parse(gap.from) + (gap.from === from ? 0 : every), Date.parse(gap.to)));
  const first = history[0];
  if (first === undefined) return [];
  return [
    piece('gap', start, Date.parse(first.from)),
    ...history.map((stretch, index) =>
      piece(SHOWN_STATES[stretch.status].tone, Date.parse(stretch.from), Date.parse(history[index + 1]?.from ?? to)),
    ),
    ...blank,
  ].filter(({ width }) => Number(width) > 0);
}

import { hash } from 'node:crypto';
import { callCells } from './calls.ts';
import type { Cell } from './cell.ts';
import { certificateCells, type Trusted } from './certificates.ts';
import { historyCells } from './history.ts';
import type { Places } from './scans.ts';

/** Every cell of the matrix. */
export const cellsOf = (places: Places, trusted: Trusted): Cell[] => [
  ...callCells(places),
  ...certificateCells(places, trusted),
  ...historyCells(places),
];

/** So many of them, which the seed decides: of each service and each way in which a call can go wrong before more of one. */
export function sampleOf(cells: readonly Cell[], seed: string, size: number): Cell[] {
  const rank = ({ what, how }: Cell) => hash('sha256', `${seed} ${what} ${how}`);
  const left = [...cells].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  const sample: Cell[] = [];
  while (sample.length < size && left.length > 0) {
    const taken = ({ service, how }: Cell) =>
      sample.filter((one) => one.how === how).length * 100 + sample.filter((one) => one.service === service).length;
    const next = left.reduce((least, one) => (taken(one) < taken(least) ? one : least));
    sample.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return sample;
}

import { placesIn } from '../input/place.ts';

/** A part of a file: lines and columns from 1, in UTF-16 units, `end_column` exclusive. */
export type Region = { start_line: number; start_column: number; end_line: number; end_column: number };

/** Finds the region between two offsets of a text. */
export type RegionOf = (from: number, to: number) => Region;

export function regionsIn(text: string): RegionOf {
  const placeOf = placesIn(text);
  return (from, to) => {
    const [start, end] = [placeOf(from), placeOf(to)];
    return { start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column };
  };
}

/** Of a name and its value: both, if they are on one line; of a value that goes on over several lines, the name. */
export function regionOfAttribute(name: Region, whole: Region): Region {
  return whole.start_line === whole.end_line ? whole : name;
}

/** Both from 1. */
type Place = { line: number; column: number };
type PlaceOf = (offset: number) => Place;

/** Finds the places of offsets in a text, whose lines are looked for when the first is asked for. */
export function placesIn(text: string): PlaceOf {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= startsOf(text);
    let [line, after] = [0, starts.length];
    while (after - line > 1) {
      const middle = (line + after) >> 1;
      if ((starts[middle] ?? 0) <= offset) line = middle;
      else after = middle;
    }
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
}

/** The same as `file:line:column`. */
export const placesOfFile =
  (file: string, placeOf: PlaceOf) =>
  (offset: number): string => {
    const { line, column } = placeOf(offset);
    return `${file}:${line}:${column}`;
  };

/** Where each line begins. */
function startsOf(text: string): number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}

/** One comparison: `measured` beside `beside`, round by round. */
type Row = {
  what: string;
  size: number | null;
  measured: string;
  beside: string;
  /** Measured by beside, of each round: time, or what the row says. */
  ratios: number[];
  cpu?: number[];
  memory?: number[];
};
/** What could not be measured, and why: never left out. */
type Missing = { what: string; size: number | null; why: string };
/** What was checked beside the times. */
type Note = { what: string; size: number | null; found: string };
export type Result = Row | Missing | Note;

export const missing = (what: string, size: number | null, error: unknown): Missing => ({
  what,
  size,
  why: error instanceof Error ? error.message : String(error),
});

export const seconds = (value: number): string =>
  value < 0.0995 ? `${(value * 1000).toFixed(0)} ms` : `${value.toFixed(value < 9.95 ? 2 : 1)} s`;
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
}

/** By pairs of the same round. */
export const ratios = (measured: readonly number[], beside: readonly number[]): number[] =>
  measured.map((value, round) => value / (beside[round] ?? Number.NaN));

/** Of three figures, whatever their size. */
const short = (value: number): string => (value < 100 ? Number(value.toPrecision(3)).toString() : value.toFixed(0));

/** The median, and the least and the most of the rounds. */
export function spread(values: readonly number[]): string {
  if (values.length < 2) return short(median(values));
  return `${short(median(values))} (${short(Math.min(...values))} to ${short(Math.max(...values))})`;
}

export function markdown(results: readonly Result[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  const size = (value: number | null) => (value === null ? '' : value.toLocaleString('en'));
  return [
    line(['what', 'size', 'measured', 'beside', 'ratio', 'of CPU', 'of memory', 'rounds']),
    '|---|--:|---|---|---|---|---|--:|',
    ...results.map((result) => line([result.what, size(result.size), ...cellsOf(result)])),
  ].join('\n');
}

function cellsOf(result: Result): string[] {
  if ('why' in result) return [`could not be had: ${result.why}`, '', '', '', '', ''];
  if ('found' in result) return [result.found, '', '', '', '', ''];
  const { measured, beside, ratios, cpu, memory } = result;
  const shown = (values: number[] | undefined) => (values === undefined ? '' : spread(values));
  return [measured, beside, spread(ratios), shown(cpu), shown(memory), String(ratios.length)];
}

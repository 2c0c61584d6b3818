import type { ListedScan } from '../history/scans.ts';
import { visible } from '../render/visible.ts';
import { pageOf } from './lines.ts';

const HEAD = ['taken at (UTC)', 'snapshot', 'seen', 'keys', 'failures'];

/** The scans of each organization, for a person; no line is wider than the terminal. */
export function scanList(scans: readonly ListedScan[], width: number): string {
  const { lines, say } = pageOf({ width, color: false });
  for (const [organization, own] of Map.groupBy(scans, (scan) => scan.organization)) {
    if (lines.length > 0) lines.push('');
    say(visible(`Organization ${organization}`));
    const rows = own.map(({ taken_at, whole, keys, failing, snapshot }) => [
      taken_at.slice(0, 16).replace('T', ' '),
      snapshot.slice(7, 19),
      whole ? 'whole' : 'gaps',
      `${keys}`,
      failing === null ? '-' : `${failing}`,
    ]);
    for (const line of table(HEAD, rows).split('\n')) say(line);
  }
  return `${lines.join('\n')}\n`;
}

/** Columns, each as wide as its widest cell; the last one is not padded. No line break may be in a cell. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [head, ...rows]
    .map((row) => row.map((cell, column) => cell.padEnd(column === row.length - 1 ? 0 : (widths[column] ?? 0))).join('  '))
    .join('\n');
}

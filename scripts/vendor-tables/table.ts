import { writeFileSync } from 'node:fs';

/** Writes a vendor's table: one command or resource a line, so that a new version reads as a diff. */
export function writeTable(vendor: string, head: Record<string, unknown>, rows: string, entries: Record<string, unknown>): void {
  const lines = Object.keys(entries)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(entries[name])}`);
  const top = Object.entries(head).map(([name, value]) => `"${name}":${JSON.stringify(value)}`);
  const text = `{${[...top, `"${rows}":{\n${lines.join(',\n')}\n}`].join(',\n')}}\n`;
  writeFileSync(new URL(`../../test/contract/vendors/${vendor}.json`, import.meta.url), text);
  process.stdout.write(`${vendor}.json: ${lines.length} ${rows}, ${text.length} bytes\n`);
}

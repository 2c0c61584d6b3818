import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BETWEEN, type Lines, linesIn } from '../../src/report/lines.ts';

const BATCHES = [['{"apple":"🍎"}', '{}'], [], [`{"pear":"${'x'.repeat(3_000_000)}"}`], ['{"plum":[]}', '{"quince":"\\n"}']];

function filled(lines: Lines): Lines {
  for (const batch of BATCHES) {
    const parts = batch.map((line) => Buffer.from(`${line}${BETWEEN}`));
    let end = 0;
    const ends = Uint32Array.from(parts, ({ length }) => {
      end += length;
      return end;
    });
    lines.add(Buffer.concat(parts), ends);
  }
  return lines;
}

describe.each(['in memory', 'in a file'])('lines that are kept %s', (where) => {
  const folder = mkdtempSync(join(tmpdir(), 'byok-audit-'));
  const open = () => filled(linesIn(where === 'in a file' ? join(folder, 'lines') : undefined));

  test('they come back one by one and all together, and their file is in no folder while they do', () => {
    const lines = open();
    const all = BATCHES.flat();
    for (const place of [4, 0, 2, 1, 3]) expect(lines.at(place) === all[place]).toBe(true);
    expect(Buffer.concat([...lines.pieces()]).toString() === all.map((line) => `${line}${BETWEEN}`).join('')).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
    lines.close();
    expect(readdirSync(folder)).toEqual([]);
  });
});

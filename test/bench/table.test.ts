import { expect, test } from 'vitest';
import { growth } from '../../bench/growth.ts';
import { markdown, median, missing, ratios, spread } from '../../bench/table.ts';

test('a ratio is of the same round, and is shown as its median with the least and the most', () => {
  expect(ratios([2, 6, 4], [1, 2, 4])).toEqual([2, 3, 1]);
  expect(spread([2, 3, 1])).toBe('2 (1 to 3)');
  expect(spread([1234.5])).toBe('1235');
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

test('growth is 1 where ten times the input takes ten times as long, from each size to the next', () => {
  const times = new Map([
    [1000, [20, 40]],
    [100, [2, 2]],
    [10_000, [2000, 4000]],
  ]);
  const found = [...growth('it', times)].map((row) => [row.size, 'ratios' in row ? row.ratios : null]);
  expect(found).toEqual([
    [1000, [1, 2]],
    [10_000, [10, 10]],
  ]);
});

test('what could not be measured is a line with the reason', () => {
  const lines = markdown([
    missing('`opa eval`', 1000, new Error('not found | here')),
    { what: 'it', size: null, found: 'equal' },
  ]).split('\n');
  expect(lines.slice(2)).toEqual([
    '| `opa eval` | 1,000 | could not be had: not found \\| here |  |  |  |  |  |',
    '| it |  | equal |  |  |  |  |  |',
  ]);
});

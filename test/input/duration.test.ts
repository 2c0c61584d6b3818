import { expect, test } from 'vitest';
import { days, milliseconds } from '../../src/input/time.ts';

test.each([
  ['P90D', 90],
  ['P2W', 14],
  ['P1Y', 365],
  ['P12M', 365],
  ['P1Y6M', 547.5],
  ['P1DT12H', 1.5],
  ['PT36H', 1.5],
  ['PT90M', 0.0625],
  ['PT86400S', 1],
  ['P0D', 0],
])('%s is %d days', (text, expected) => {
  expect(days(text)).toBeCloseTo(expected, 9);
});

test.each(['', 'P', 'PT', 'P1', '90D', 'P-1D', 'P1.5D', 'p1d', 'P1H', 'P1D ', 'kiwi', 'P9999999999D', `P${'9'.repeat(400)}Y`])(
  '%j is not an ISO 8601 duration',
  (text) => {
    expect(days(text)).toBeNull();
  },
);

test('a number of months is never longer than the same time in whole years', () => {
  for (let years = 1; years <= 20; years++) expect(days(`P${12 * years}M`)).toBe(365 * years);
});

test.each([
  ['90s', 90_000],
  ['15m', 900_000],
  ['1h', 3_600_000],
  ['7d', 604_800_000],
  ['0s', 0],
])('%s is %d milliseconds', (text, expected) => {
  expect(milliseconds(text)).toBe(expected);
});

test.each(['', '90', 's', '1.5h', '-1h', '1 h', '1H', '1w', '15ms', 'P1D', '1e3s', '9999999999s'])(
  '%j is not a valid duration for a flag',
  (text) => {
    expect(milliseconds(text)).toBeNull();
  },
);

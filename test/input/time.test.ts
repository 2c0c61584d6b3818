import { expect, test } from 'vitest';
import { isTime, toUtc, utcOrNull } from '../../src/input/time.ts';

test.each(['2026-11-24T12:00:00Z', '2026-11-24T12:00:00.123456Z', '2024-02-29T23:59:59+05:30', '0001-01-01T00:00:00-00:00'])(
  '%s is a valid time',
  (text) => {
    expect(isTime(text)).toBe(true);
  },
);

test.each([
  '',
  '2026',
  '2026-11-24',
  '2026-11-24T12:00:00',
  '2026-11-24 12:00:00Z',
  '2026-11-24t12:00:00z',
  '2026-02-30T12:00:00Z',
  '2025-02-29T12:00:00Z',
  '2026-13-01T12:00:00Z',
  '2026-11-24T25:00:00Z',
  '2026-11-24T12:00:60Z',
  '2026-11-24T24:00:00Z',
  '9999-12-31T23:59:59-01:00',
  '0000-01-01T00:00:00+01:00',
  '2026-11-24T12:00:00+0530',
  'November 24, 2026',
  '+002026-11-24T12:00:00Z',
  '2026-11-24T12:00:00Z\n',
])('%j is not a valid time', (text) => {
  expect(isTime(text)).toBe(false);
});

test('a time in another zone is written in UTC, with milliseconds', () => {
  expect(toUtc('2026-11-24T01:30:00+05:30')).toBe('2026-11-23T20:00:00.000Z');
});

test('what is neither a time nor a day has none in UTC, whatever JavaScript reads out of it', () => {
  expect(['2026-11-24', '2026-11-24T01:30:00+05:30'].map(utcOrNull)).toEqual([
    '2026-11-24T00:00:00.000Z',
    '2026-11-23T20:00:00.000Z',
  ]);
  expect(['x 1', '1', 'November 24, 2026', '', null].map(utcOrNull)).toEqual([null, null, null, null, null]);
});

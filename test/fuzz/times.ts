import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bytesIn, largerSize } from '../../src/input/size.ts';
import { days, isDay, isTime, milliseconds, toUtc, utcOrNull } from '../../src/input/time.ts';
import { changedText } from './documents.ts';
import { hostileText } from './hostile.ts';
import { asJson, type Outcome, target } from './target.ts';

type Case = { text: string; other: string };

const TEXTS = [
  ...['2026-11-24', '2024-02-29', '0000-01-01', '9999-12-31', '2026-11-24T12:00:00Z', '2026-11-24T23:59:59.123456789+05:30'],
  ...['9999-12-31T23:59:59.999-23:59', '0000-01-01T00:00:00+00:01', '2026-01-01T00:00:00.1Z', '1970-01-01T00:00:00-00:00'],
  ...[
    'P1Y2M3W4DT5H6M7S',
    'P90D',
    'PT36H',
    'P1Y',
    'P0D',
    '90s',
    '15m',
    '1h',
    '7d',
    '999999999d',
    '200M',
    '1G',
    '64K',
    '999999G',
    '1',
  ],
];
const PIECES = [
  '0',
  '9',
  '24',
  '60',
  '99',
  '-',
  '+',
  ':',
  '.',
  'T',
  'Z',
  't',
  'z',
  'P',
  'W',
  'D',
  'S',
  's',
  'm',
  'h',
  'd',
  'K',
  'M',
  'G',
  ' ',
  '\n',
  '٣',
  '9'.repeat(400),
  '-00-00',
  '02-30',
  '02-29',
];

const two = <T>(numbers: fc.Arbitrary<T>) => numbers.map((number) => String(number).padStart(2, '0'));
/** Times that mostly are some, on both sides of their limits. */
const time = fc
  .tuple(
    fc
      .oneof(fc.integer({ min: 0, max: 9999 }), fc.constantFrom(0, 1, 1970, 2024, 9999))
      .map((year) => String(year).padStart(4, '0')),
    two(fc.integer({ min: 0, max: 13 })),
    two(fc.integer({ min: 0, max: 32 })),
    two(fc.integer({ min: 0, max: 24 })),
    two(fc.integer({ min: 0, max: 60 })),
    two(fc.integer({ min: 0, max: 60 })),
    fc.constantFrom('', '', '.5', '.999', '.123456789'),
    fc.constantFrom('Z', 'Z', '+00:00', '-00:00', '+14:00', '-23:59', '+23:59', '+24:00', '-05:60'),
  )
  .map(
    ([year, month, day, hour, minute, second, fraction, zone]) =>
      `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}${zone}`,
  );
const text = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 6, arbitrary: changedText(TEXTS, PIECES) },
  { weight: 6, arbitrary: time },
  { weight: 1, arbitrary: hostileText },
);

const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** By the calendar. */
function isDayByCalendar(text: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false;
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const most = month === 2 && isLeap ? 29 : (DAYS_OF_MONTH[month - 1] ?? 0);
  return day >= 1 && day <= most;
}

/** By RFC 3339, in capitals and without leap seconds; as UTC in the years from 0 to 9999. */
function isTimeByGrammar(text: string): boolean {
  const parts = /^([0-9-]{10})T([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?(Z|([+-])([0-9]{2}):([0-9]{2}))$/.exec(text);
  if (parts === null || !isDayByCalendar(parts[1] ?? '')) return false;
  const [hour = 0, minute = 0, second = 0, , , , zoneHour = 0, zoneMinute = 0] = parts
    .slice(2)
    .map((part) => (part === undefined ? 0 : Number(part)));
  if (hour > 23 || minute > 59 || second > 59 || zoneHour > 23 || zoneMinute > 59) return false;
  const minutes = (hour - zoneHour * (parts[7] === '-' ? -1 : 1)) * 60 + minute - zoneMinute * (parts[7] === '-' ? -1 : 1);
  return !(text.startsWith('0000-01-01') && minutes < 0) && !(text.startsWith('9999-12-31') && minutes >= 24 * 60);
}

const DAY = 86_400_000;
/** In milliseconds; a year is 365 days, a month a twelfth of it. */
const PARTS: [RegExp, number][] = [
  [/(\d+)Y/, 365 * DAY],
  [/^P[^T]*?(\d+)M/, (365 / 12) * DAY],
  [/(\d+)W/, 7 * DAY],
  [/(\d+)D/, DAY],
  [/(\d+)H/, DAY / 24],
  [/T.*?(\d+)M/, 60_000],
  [/(\d+)S/, 1000],
];

function check({ text, other }: Case): Outcome {
  const read = [isDay(text), isTime(text), days(text) !== null, milliseconds(text) !== null, bytesIn(text) !== null];
  assert.ok(read.filter((one) => one).length <= 2, 'it is read as too much');
  assert.equal(isDay(text), isDayByCalendar(text));
  assert.equal(isTime(text), isTimeByGrammar(text));
  assert.equal(utcOrNull(text), isTime(text) || isDay(text) ? toUtc(text) : null);
  if (isTime(text)) {
    const utc = toUtc(text);
    assert.match(utc, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.equal(toUtc(utc), utc);
    if (isTime(other))
      assert.equal(Math.sign(Date.parse(text) - Date.parse(other)), utc < toUtc(other) ? -1 : utc === toUtc(other) ? 0 : 1);
  }
  const long = days(text);
  if (long !== null) {
    assert.match(text, /^P[0-9YMWDTHS]+$/);
    assert.ok(Number.isFinite(long) && long >= 0, `${long} days`);
    const sum = PARTS.reduce((total, [part, worth]) => total + Number(part.exec(text)?.[1] ?? 0) * worth, 0) / DAY;
    assert.ok(Math.abs(sum - long) <= 1e-9 * Math.max(1, sum), `${long} days, not ${sum}`);
  }
  const [, amount = '', unit = ''] = /^([0-9]+)([a-zA-Z])$/.exec(text) ?? [];
  const ofDuration = { s: 1000, m: 60_000, h: 3_600_000, d: DAY }[unit];
  assert.equal(milliseconds(text), ofDuration === undefined || amount.length > 9 ? null : Number(amount) * ofDuration);
  const ofSize = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 }[unit];
  assert.equal(bytesIn(text), ofSize === undefined || amount.length > 6 || Number(amount) === 0 ? null : Number(amount) * ofSize);
  const bytes = bytesIn(text);
  if (bytes !== null && bytes < 2 ** 45) assert.ok((bytesIn(largerSize(bytes)) ?? 0) >= bytes, 'a size that it is not within');
  return read.includes(true) ? 'accepted' : 'refused';
}

export const times = target({
  name: 'times',
  holds: 'days, times, durations and sizes are read as their grammar says, and times in UTC have the order of their texts',
  cases: fc.record({ text, other: text }),
  stored: asJson<Case>(),
  check,
});

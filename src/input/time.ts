/** In milliseconds. */
export const DAY = 86_400_000;

const HOUR = DAY / 24;

/** With their fraction; not a number where either is not a time. */
export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY;
export const hoursBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / HOUR;

/** The time so many days after another, without its milliseconds where there are none; undefined where there is no such time. */
export function daysAfter(from: string, days: number): string | undefined {
  const time = new Date(Date.parse(from) + days * DAY);
  return Number.isNaN(time.valueOf()) ? undefined : time.toISOString().replace('.000Z', 'Z');
}

/** Days since 1970 of a day `YYYY-MM-DD`, or of the day in UTC that a time falls on: a difference of two is a number of days. */
export const dayNumber = (time: string): number => Math.floor(Date.parse(time) / DAY);

/** Whether a text is a day that exists. JavaScript reads the 30th of February as the 2nd of March. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

const RFC_3339 = /^(\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Whether a text is a time in RFC 3339, on a day that exists. JavaScript alone would read a year out of almost anything. */
export function isTime(text: string): boolean {
  const day = RFC_3339.exec(text)?.[1];
  if (day === undefined || !isDay(day)) return false;
  const at = Date.parse(text);
  return at >= FIRST && at <= LAST;
}

/** In UTC a year has four digits, or the order of texts would not be that of times. */
const [FIRST, LAST] = [Date.parse('0000-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')];

/** The same time in UTC, with milliseconds: the order of such texts is their order in time. */
export const toUtc = (time: string): string => new Date(time).toISOString();

/** @returns the time in UTC with milliseconds, of a day its beginning; null for what is neither */
export const utcOrNull = (time: string | null | undefined): string | null =>
  typeof time === 'string' && (isTime(time) || isDay(time)) ? toUtc(time) : null;

/** Of so few digits that their sum is a number. */
const ISO_8601 =
  /^P(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/;
const DAYS_OF_PART = [365, 365 / 12, 7, 1, 1 / 24, 1 / 1440, 1 / 86_400];

/** An ISO 8601 duration in days: a year is 365 days, a month a twelfth of it. Null where the text is none. */
export function days(duration: string): number | null {
  const parts = ISO_8601.exec(duration)?.slice(1);
  if (parts === undefined || parts.every((part) => part === undefined)) return null;
  return parts.reduce((sum, part, index) => sum + Number(part ?? 0) * (DAYS_OF_PART[index] ?? 0), 0);
}

const UNITS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: DAY };

/** `90s`, `15m`, `1h` or `7d` in milliseconds. Null where the text is none of them. */
export function milliseconds(duration: string): number | null {
  const [, amount, unit = ''] = /^(\d{1,9})([smhd])$/.exec(duration) ?? [];
  return amount === undefined ? null : Number(amount) * (UNITS[unit] ?? Number.NaN);
}

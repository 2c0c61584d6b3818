import { DAY } from './days.ts';

const ISO = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const DAYS = [365, 365 / 12, 7, 1, 1 / 24, 1 / 1440, 1 / 86_400];

/** An ISO 8601 duration in days: a year is 365 days, a month a twelfth of it. Null where the text is none. */
export function days(duration: string): number | null {
  const parts = ISO.exec(duration)?.slice(1);
  if (parts === undefined || parts.every((part) => part === undefined)) return null;
  return parts.reduce((sum, part, index) => sum + Number(part ?? 0) * (DAYS[index] ?? 0), 0);
}

const UNITS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: DAY };

/** `90s`, `15m`, `1h` or `7d` in milliseconds. Null where the text is none of them. */
export function milliseconds(duration: string): number | null {
  const [, amount, unit = ''] = /^(\d{1,9})([smhd])$/.exec(duration) ?? [];
  return amount === undefined ? null : Number(amount) * (UNITS[unit] ?? Number.NaN);
}

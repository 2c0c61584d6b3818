import { isDay } from './days.ts';

const RFC_3339 = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Whether a text is a time in RFC 3339, on a day that exists. JavaScript alone would read a year out of almost anything. */
export function isTime(text: string): boolean {
  const day = RFC_3339.exec(text)?.[1];
  return day !== undefined && isDay(day) && !Number.isNaN(Date.parse(text));
}

/** The same time in UTC, with milliseconds: the order of such texts is their order in time. */
export const toUtc = (time: string): string => new Date(time).toISOString();

/** @returns the time in UTC with milliseconds; null for what is not a time */
export function utcOrNull(time: string | null | undefined): string | null {
  const at = time === null || time === undefined ? Number.NaN : Date.parse(time);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

/** In milliseconds. */
export const DAY = 86_400_000;

const HOUR = DAY / 24;

/** With their fraction; not a number where either is not a time. */
export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY;
export const hoursBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / HOUR;

/** Days since 1970 of a day `YYYY-MM-DD`, or of the day in UTC that a time falls on: a difference of two is a number of days. */
export const dayNumber = (time: string): number => Math.floor(Date.parse(time) / DAY);

/** Whether a text is a day that exists. JavaScript reads the 30th of February as the 2nd of March. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

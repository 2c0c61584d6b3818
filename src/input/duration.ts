const ISO = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const DAYS = [365, 365 / 12, 7, 1, 1 / 24, 1 / 1440, 1 / 86_400];

/** An ISO 8601 duration in days: a year is 365 days, a month a twelfth of it. Null where the text is none. */
export function days(duration: string): number | null {
  const parts = ISO.exec(duration)?.slice(1);
  if (parts === undefined || parts.every((part) => part === undefined)) return null;
  return parts.reduce((sum, part, index) => sum + Number(part ?? 0) * (DAYS[index] ?? 0), 0);
}

import { DAY } from '../../input/time.ts';
import { plural } from '../../report/plural.ts';
import type { ReportedVerdict } from '../../report/schema.ts';

/** `first recorded 2026-06-01, 41 days ago`: it may be older than the history; null where no history says. */
export function ageInWords({ first_seen }: Pick<ReportedVerdict, 'first_seen'>, as_of: string): string | null {
  if (first_seen === null) return null;
  const days = Math.floor((Date.parse(as_of) - Date.parse(first_seen)) / DAY);
  return `first recorded ${first_seen.slice(0, 10)}${days < 1 ? '' : `, ${plural(days, 'day')} ago`}`;
}

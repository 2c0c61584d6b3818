import { byCodePoint } from '../input/code-point.ts';
import { rememberedOf } from '../input/remembered.ts';
import { dayNumber } from '../input/time.ts';
import type { Report } from '../report/schema.ts';
import { factReaderOf } from '../report/subject-lookup.ts';

/** What ends a key, and the fact that says when. */
export const ENDS = { deletion: 'kms.deletion_date', expiry: 'kms.expires_at' } as const;
export type End = keyof typeof ENDS;
export const END_NAMES = Object.keys(ENDS) as readonly End[];

/** When something ends, in seconds since 1970. */
type Ending = { name: string; at: number };
type KeyEnd = Ending & { key: string; cloud: string | null; production: boolean | null; end: End };
type ExceptionEnd = Ending & { rule: string };

/** The known ends of keys, and of how many keys it is not known whether they have such an end. A key without one is in neither. */
export const keyEnds = rememberedOf((report: Pick<Report, 'subjects'>): { known: KeyEnd[]; unknown: Record<End, number> } => {
  const read = factReaderOf(report);
  const known: KeyEnd[] = [];
  const unknown: Record<End, number> = { deletion: 0, expiry: 0 };
  for (const subject of report.subjects) {
    if (subject.type !== 'key') continue;
    const facts = read(subject, Object.values(ENDS));
    for (const end of END_NAMES) {
      const fact = facts.get(ENDS[end]);
      if (fact !== undefined && 'value' in fact && fact.value === null) continue;
      const at = fact !== undefined && 'value' in fact && typeof fact.value === 'string' ? secondsOf(fact.value) : null;
      if (at === null) unknown[end] += 1;
      else
        known.push({
          name: `${subject.id} ${end}`,
          key: subject.id,
          cloud: subject.cloud,
          production: subject.production,
          end,
          at,
        });
    }
  }
  return { known, unknown };
});

const SECONDS_A_DAY = 86_400;

/** An exception still holds on the day that it names, in UTC. */
const endOfDay = (day: string): number => (dayNumber(day) + 1) * SECONDS_A_DAY;

export const waiverEnds = ({ waivers }: Report): ExceptionEnd[] =>
  waivers.map(({ record: { id, rule, expires } }) => ({ name: id, rule, at: endOfDay(expires) }));

/** An attestation of the whole organization is about no rule. */
export const attestationEnds = ({ attestations }: Report): ExceptionEnd[] =>
  attestations.map(({ record: { id, rule = '', expires } }) => ({ name: id, rule, at: endOfDay(expires) }));

/** A time in seconds since 1970; null for what is no time. */
export function secondsOf(time: string): number | null {
  const milliseconds = Date.parse(time);
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000;
}

/** The first to end, as many as there is room for, and how many are left out. */
export function soonest<T extends Ending>(endings: readonly T[], most: number): { first: T[]; left_out: number } {
  const sorted = endings.toSorted((a, b) => a.at - b.at || byCodePoint(a.name, b.name));
  return { first: sorted.slice(0, most), left_out: Math.max(0, endings.length - most) };
}

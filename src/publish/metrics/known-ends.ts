import { byCodePoint } from '../../input/code-point.ts';
import { keysOf } from '../../input/keys.ts';
import { rememberedOf } from '../../input/remembered.ts';
import { dayNumber } from '../../input/time.ts';
import type { RecordedFact, Report, ReportedSubject } from '../../report/schema.ts';
import { factReaderOf } from '../../report/subject-lookup.ts';

/** What ends a key, and the fact that says when. */
const ENDS = { deletion: 'kms.deletion_date', expiry: 'kms.expires_at' } as const;
export const END_NAMES = keysOf(ENDS);
type End = (typeof END_NAMES)[number];

const IN_USE = 'in_use';
/** Whether a key is in use; one that nobody uses may well be about to be deleted. */
export const USES = ['true', 'false', 'unknown'] as const;
type Use = (typeof USES)[number];

/** When something ends, in seconds since 1970. Of what matters less, fewer have a series. */
type Ending = { name: string; at: number; lesser?: boolean };
type KeyEnd = Ending & { subject: Pick<ReportedSubject, 'id' | 'cloud' | 'production'>; in_use: Use; end: End };
type ExceptionEnd = Ending & { rule: string };

/** The known ends of keys, and the keys of which it is not known whether they have such an end. A key without one is in neither. */
export const keyEnds = rememberedOf((report: Pick<Report, 'subjects'>) => {
  const read = factReaderOf(report);
  const known: KeyEnd[] = [];
  const unknown: Pick<KeyEnd, 'end' | 'in_use'>[] = [];
  for (const subject of report.subjects) {
    if (subject.type !== 'key') continue;
    const { id, cloud, production } = subject;
    const facts = read(subject, [IN_USE, ...Object.values(ENDS)]);
    const in_use = useOf(facts.get(IN_USE));
    for (const end of END_NAMES) {
      const date = facts.get(ENDS[end]);
      const value = date !== undefined && 'value' in date ? date.value : undefined;
      if (value === null) continue;
      const at = typeof value === 'string' ? secondsOf(value) : null;
      if (at === null) unknown.push({ end, in_use });
      else known.push({ name: `${id} ${end}`, at, lesser: in_use === 'false', subject: { id, cloud, production }, in_use, end });
    }
  }
  return { known, unknown };
});

const useOf = (fact: RecordedFact | undefined): Use =>
  fact !== undefined && 'value' in fact && typeof fact.value === 'boolean' ? (fact.value ? 'true' : 'false') : 'unknown';

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
  const sorted = endings.toSorted(
    (a, b) => Number(a.lesser ?? false) - Number(b.lesser ?? false) || a.at - b.at || byCodePoint(a.name, b.name),
  );
  return { first: sorted.slice(0, most), left_out: Math.max(0, endings.length - most) };
}

import { daysLeftOf } from '../../report/days-left.ts';
import { plural } from '../../report/plural.ts';
import type { Report, ReportedSubject } from '../../report/schema.ts';
import { entriesIn, type Named, subjectFinder } from '../../report/subject-lookup.ts';
import { subjectName } from '../../report/subject-name.ts';
import { type SubjectHead, subjectKey } from '../../report/subject-order.ts';
import { aboutWhat } from '../exception-words.ts';
import type { Room } from './room.ts';
import { moments } from './words.ts';

/** What ends. @property days less than 0: it has ended @property about what is lost, whose facts have the date of it */
type Ending = { days: number; what: string; href: string | null; detail: string; when?: string; about?: Named };

/** Exceptions for which that long is left are of no use on a first page. */
const HORIZON = 365;

const MOST_NAMED = 8;

/** What ends, the soonest first: keys that are lost, and apart from them waivers and attestations that expire. */
export function ahead(report: Report, room: Room) {
  const find = subjectFinder(report);
  const sooner = (a: Ending, b: Ending) => a.days - b.days;
  const lost = losses(report, room).sort(sooner);
  const listed = (all: readonly Ending[]) => ({
    first: all.slice(0, MOST_NAMED).map(({ days, about, when = about && endOf(find(about)), ...rest }) => {
      const left = days < 0 ? 'past' : plural(days, 'day');
      return { ...rest, when: when ?? left, left: when === undefined ? null : left };
    }),
    more: Math.max(0, all.length - MOST_NAMED),
  });
  const [first] = lost;
  return {
    soonest: first === undefined ? null : { what: first.what, days: first.days, date: first.about && endOf(find(first.about)) },
    lost: listed(lost),
    exceptions: listed(expiries(report).sort(sooner)),
  };
}

/** What a failure says will be lost: once for a key with the clusters on it, by the failure that leaves the fewest days. */
function losses(report: Report, { sectionOf }: Room): Ending[] {
  const [daysOf, find] = [daysLeftOf(report), subjectFinder(report)];
  const soonest = new Map<string, Ending & { own: boolean }>();
  for (const { subject, body, message } of entriesIn(report, ['fail'])) {
    const left = daysOf({ subject, evidence: body.evidence });
    if (left === null) continue;
    const about = keyOf(subject) ?? subject;
    const [place, days, own] = [subjectKey(about), Math.floor(left), about === subject];
    const known = soonest.get(place);
    if (known !== undefined && (known.days < days || (known.days === days && (known.own || !own)))) continue;
    const head = find(about);
    const what = (head && subjectName(head)) ?? `${about.type} ${about.id}`;
    soonest.set(place, { days, what, href: sectionOf(about), detail: body.headline ?? message, own, about });
  }
  return [...soonest.values()].map(({ own: _, ...ending }) => ending);
}

/** When a key is lost or expires, as its KMS says; undefined where no date is known. */
export function endOf(subject: Pick<ReportedSubject, 'facts'> | undefined): string | undefined {
  for (const name of ['kms.deletion_date', 'kms.expires_at']) {
    const fact = subject?.facts[name];
    if (fact !== undefined && 'value' in fact && typeof fact.value === 'string') return moments(fact.value);
  }
  return undefined;
}

const keyOf = ({ type, key }: SubjectHead) => (type === 'cluster' && key !== null ? { type: 'key', id: key } : null);

const expiries = ({ waivers, attestations }: Report): Ending[] =>
  [
    ...waivers.map((one, place) => ({ ...one, kind: 'waiver', place })),
    ...attestations.map((one, place) => ({ ...one, kind: 'attestation', place })),
  ]
    .filter(({ days_left }) => days_left <= HORIZON)
    .map((one) => ({
      days: one.days_left,
      when: one.record.expires,
      what: `${one.kind} ${one.record.id}`,
      href: `${one.kind}-${one.place}`,
      detail: aboutWhat(one),
    }));

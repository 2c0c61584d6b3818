import { byCodePoint } from '../input/code-point.ts';
import type { PeriodException } from '../report/period.ts';
import { daysBetween } from './gaps.ts';
import type { VerdictChanges } from './period-rows.ts';
import type { ChangeStatus, StatusChange } from './status-changes.ts';

type Kind = PeriodException['kind'];

/** What a change says that a verdict rests on, if it is a person's decision. */
const kindOf = ({ status, waived }: StatusChange): Kind | null =>
  status === 'attested' ? 'attestation' : status === 'fail' && waived ? 'waiver' : null;

/** A waived failure that can no longer be seen was neither fixed nor disclosed again: its waiver stands. */
const hides = (kind: Kind, status: ChangeStatus): boolean => kind === 'waiver' && (status === 'unknown' || status === 'error');

/**
 * The waivers and attestations that stood at any time of a period, one for each time that one began to count for a verdict.
 * Which of several stood is not known: the history keeps that a verdict rested on one. Those that stand at the end come
 * first, then by time.
 */
export function exceptionsIn(verdicts: readonly VerdictChanges[], { from, to }: { from: string; to: string }): PeriodException[] {
  return verdicts
    .flatMap((verdict) => exceptionsOf(verdict, to))
    .filter(({ until }) => until === null || until >= from)
    .sort(
      (a, b) =>
        Number(a.until !== null) - Number(b.until !== null) ||
        byCodePoint(a.from, b.from) ||
        byCodePoint(a.fingerprint, b.fingerprint) ||
        byCodePoint(a.kind, b.kind),
    );
}

type Standing = Pick<PeriodException, 'from' | 'unseen_since'>;

const exceptionsOf = (verdict: VerdictChanges, to: string): PeriodException[] => [
  ...ofKind('waiver', verdict, to),
  ...ofKind('attestation', verdict, to),
];

function ofKind(kind: Kind, { changes, fingerprint, rule, severity, subject }: VerdictChanges, to: string): PeriodException[] {
  const found: PeriodException[] = [];
  const end = (standing: Standing, until: string | null, became: PeriodException['became']): void => {
    const days = daysBetween(standing.from, until ?? to);
    found.push({ kind, fingerprint, rule, severity, subject, ...standing, until, became, days });
  };
  let standing = null as Standing | null;
  for (const change of changes) {
    const { since, status } = change;
    if (kindOf(change) === kind) {
      standing = { from: standing?.from ?? since, unseen_since: null };
    } else if (standing !== null) {
      if (status === 'attested' || status === 'not_judged' || hides(kind, status)) {
        standing = { ...standing, unseen_since: standing.unseen_since ?? since };
      } else {
        end({ ...standing, unseen_since: null }, since, status);
        standing = null;
      }
    }
  }
  if (standing !== null) end(standing, null, null);
  return found;
}

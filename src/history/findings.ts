import { byCodePoint } from '../input/code-point.ts';
import type { Figures, Finding } from '../report/period.ts';
import { daysBetween } from './gaps.ts';
import type { VerdictChanges } from './period-rows.ts';
import { ends } from './status-changes.ts';

type Open = Pick<Finding, 'opened' | 'waived' | 'was_waived' | 'unseen_since'>;

/**
 * The failures that stood open at any time of a period, one for each time that a verdict failed anew. One that can no
 * longer be seen stays open: not seeing it resolves nothing. Those that are open come first, then by time.
 */
export function findingsIn(verdicts: readonly VerdictChanges[], { from, to }: { from: string; to: string }): Finding[] {
  return verdicts
    .flatMap((verdict) => findingsOf(verdict, to))
    .filter(({ ended }) => ended === null || ended >= from)
    .sort(
      (a, b) =>
        Number(a.ended !== null) - Number(b.ended !== null) ||
        byCodePoint(a.opened, b.opened) ||
        byCodePoint(a.fingerprint, b.fingerprint),
    );
}

function findingsOf({ fingerprint, rule, severity, subject, changes }: VerdictChanges, to: string): Finding[] {
  const found: Finding[] = [];
  const end = (open: Open, ended: string | null, became: Finding['became']): void => {
    found.push({ fingerprint, rule, severity, subject, ...open, ended, became, days: daysBetween(open.opened, ended ?? to) });
  };
  let open = null as Open | null;
  for (const { since, status, waived } of changes) {
    if (status === 'fail') {
      const before: Open = open ?? { opened: since, waived, was_waived: false, unseen_since: null };
      open = { ...before, waived, was_waived: before.was_waived || waived, unseen_since: null };
    } else if (open !== null && ends(status)) {
      end({ ...open, unseen_since: null }, since, status);
      open = null;
    } else if (open !== null) {
      open = { ...open, unseen_since: open.unseen_since ?? since };
    }
  }
  if (open !== null) end(open, null, null);
  return found;
}

/** @param from the period's start: what opened before it was not opened in it */
export function figuresOf(findings: readonly Finding[], from: string): Figures {
  const open = findings.filter(({ ended }) => ended === null);
  const resolved = findings.filter(({ became }) => became === 'pass' || became === 'not_applicable');
  const times = resolved.map(({ days }) => days).sort((a, b) => a - b);
  return {
    opened: findings.filter(({ opened }) => opened >= from).length,
    resolved: resolved.length,
    gone: findings.filter(({ became }) => became === 'gone').length,
    open: open.length,
    open_waived: open.filter(({ waived }) => waived).length,
    open_unseen: open.filter(({ unseen_since }) => unseen_since !== null).length,
    days_to_fix: times.length === 0 ? null : { median: median(times), longest: times.at(-1) ?? 0 },
  };
}

/** @param sorted one at least */
function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1] ?? 0, sorted[Math.floor(middle)] ?? 0];
  return Math.round(((low + high) / 2) * 100) / 100;
}

import type { Report, ReportedVerdict } from '../../report/schema.ts';
import { entriesIn } from '../../report/subject-lookup.ts';
import type { VerdictEntry } from '../../report/verdict-columns.ts';
import type { Sample } from './exposition.ts';
import { secondsOf } from './known-ends.ts';
import { PRODUCTION, productionLabel } from './labels.ts';

/** Failures of each rule that no waiver covers. */
export const findings = (report: Report): Sample[] => countedByRule(report, entriesIn(report, ['fail']));

/** Verdicts of each rule that are open now and failed before: no scan since has seen that end. */
export const failedBefore = (report: Report): Sample[] =>
  countedByRule(report, entriesIn(report, OPEN), ({ body }) => body.failed_before === true);

/** Verdicts by rule, rules without any too: a rise from nothing is seen only then. */
function countedByRule(
  report: Report,
  entries: Iterable<VerdictEntry>,
  isCounted: (entry: VerdictEntry) => boolean = () => true,
): Sample[] {
  const counts = new Map(
    report.rules.flatMap(({ id, severity }) => PRODUCTION.map((production) => labelled({ rule: id, severity, production }, 0))),
  );
  for (const entry of entries) {
    const { rule, subject, body } = entry;
    if (isCounted(entry)) add(counts, { rule, severity: body.severity, production: productionLabel(subject.production) });
  }
  return [...counts.values()];
}

/** When the newest failure of each rule was first seen; nothing of failures of which no history says it. */
export function newestFindings(report: Report): Sample[] {
  const newest = new Map<string, Sample>();
  for (const { rule, subject, body } of entriesIn(report, ['fail'])) {
    const at = body.first_seen === null ? null : secondsOf(body.first_seen);
    if (at === null) continue;
    const labels = { rule, severity: body.severity, production: productionLabel(subject.production) };
    const [key, sample] = labelled(labels, at);
    newest.set(key, { ...sample, value: Math.max(at, newest.get(key)?.value ?? at) });
  }
  return [...newest.values()];
}

/** Verdicts that are not determined, by the first of their causes; what only a person can attest has the cause `unsupported`. */
export function unknowns(report: Report): Sample[] {
  const counts = new Map<string, Sample>();
  // a report of another program may name no cause; it is no less unknown for that
  for (const { rule, body } of entriesIn(report, ['unknown', 'needs_attestation']))
    add(counts, { rule, severity: body.severity, cause: body.unknown?.cause ?? 'none' });
  return [...counts.values()];
}

/** The share of the verdicts that apply which were determined; null where none applies. */
export function determinedShare({ summary: { by_state } }: Report): number | null {
  const { not_applicable: _, ...applicable } = by_state;
  const all = Object.values(applicable).reduce((sum, count) => sum + count, 0);
  return all === 0 ? null : (all - OPEN.reduce((sum, state) => sum + by_state[state], 0)) / all;
}

const OPEN = ['unknown', 'needs_attestation', 'error'] as const satisfies readonly ReportedVerdict['state'][];

const labelled = (labels: Sample['labels'], value: number): [string, Sample] => [JSON.stringify(labels), { labels, value }];

function add(counts: Map<string, Sample>, labels: Sample['labels']): void {
  const [key, sample] = labelled(labels, 1);
  counts.set(key, { ...sample, value: (counts.get(key)?.value ?? 0) + 1 });
}

import { expect, test } from 'vitest';
import { outcome } from '../../src/render/html/outcome.ts';
import type { Report } from '../../src/report/schema.ts';
import { countByState, type StateCounts } from '../../src/report/state.ts';
import { sampleReport, sampleWithExceptions } from './sample-report.ts';

const said = (change: (report: Report) => void) => {
  const report = sampleReport();
  change(report);
  const { tone, word, sentence } = outcome(report, report.verdicts.filter(({ attestation }) => attestation !== null).length);
  return `${tone}: ${word} ${sentence}`;
};
const counting = (report: Report, counts: Partial<StateCounts>) => Object.assign(report.summary.by_state, counts);
const clean = (report: Report) => {
  report.verdicts = report.verdicts.filter(({ state }) => state === 'pass' || state === 'not_applicable');
  report.summary.by_state = countByState(report.verdicts);
  Object.assign(report.summary, { complete: true, incomplete_because: [] });
};

test.each<[string, (report: Report) => void, string]>([
  [
    'counts failures by severity, and what is open',
    () => {},
    'bad: Failures. 1 critical, 1 high, 1 medium, 1 low and 1 info failures; 1 verdict could not be determined; 1 rule evaluation broke. The audit is incomplete: there may be more.',
  ],
  [
    'has a single failure in the singular',
    (report) => {
      clean(report);
      counting(report, { fail: 1 });
      Object.assign(report.summary, { fail_by_severity: { critical: 1, high: 0, medium: 0, low: 0, info: 0 } });
    },
    'bad: Failures. 1 critical failure.',
  ],
  ['calls a clean audit all clear', clean, 'good: All clear. The one verdict that could be given passed.'],
  [
    'does not make good news of an incomplete audit without failures',
    (report) => counting(report, { fail: 0 }),
    'warn: Incomplete. No failure was seen; 1 verdict could not be determined; 1 rule evaluation broke. What was not seen may hide some.',
  ],
  [
    'is neutral where only verdicts of lesser rules are open',
    (report) => {
      counting(report, { fail: 0, error: 0 });
      report.summary.complete = true;
    },
    'plain: No failure was seen. 1 verdict could not be determined.',
  ],
  [
    'does not make good news of waived failures',
    (report) => {
      clean(report);
      counting(report, { waived: 2, pass: 5 });
    },
    'plain: No failure was seen but 2 waived ones. All other 5 verdicts that could be given passed.',
  ],
  [
    'has one passed verdict beside a waived one in the singular',
    (report) => {
      clean(report);
      counting(report, { waived: 1 });
    },
    'plain: No failure was seen but 1 waived one. The one other verdict that could be given passed.',
  ],
  [
    'names waived failures of an incomplete audit',
    (report) => counting(report, { fail: 0, waived: 1 }),
    'warn: Incomplete. No failure was seen but 1 waived one; 1 verdict could not be determined; 1 rule evaluation broke. What was not seen may hide some.',
  ],
  [
    'counts what passed on an attestation',
    (report) => {
      clean(report);
      const { attestations, verdicts } = sampleWithExceptions();
      report.attestations = attestations;
      report.verdicts = verdicts.filter(({ state }) => state === 'pass' || state === 'attested');
      report.summary.by_state = countByState(report.verdicts);
    },
    "good: All clear. All 2 verdicts that could be given passed, 1 of them on a person's attestation.",
  ],
  [
    'is neutral where nothing passed',
    (report) => {
      clean(report);
      counting(report, { pass: 0 });
    },
    'plain: No failure was seen. Nothing passed.',
  ],
])('the outcome %s', (_, change, sentence) => expect(said(change)).toBe(sentence));

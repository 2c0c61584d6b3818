import { expect, test } from 'vitest';
import { MOST_ON_PAGE, overflow } from '../../src/report/overflow.ts';
import { countByState, type StateCounts } from '../../src/report/state.ts';
import { sampleReport } from '../render/sample-report.ts';

const of = (counts: Partial<StateCounts>) => {
  const { summary } = sampleReport();
  return overflow({ summary: { ...summary, by_state: { ...countByState([]), ...counts } } });
};

test('a page holds as many failures as its limit says, of which those that are waived are some', () => {
  const { failures } = MOST_ON_PAGE;
  expect(of({ fail: failures - 1, waived: 1 })).toEqual({ failures: false, passes: false });
  expect(of({ fail: failures, waived: 1 })).toEqual({ failures: true, passes: false });
});

test('a page holds the evidence of as many passes as its limit says, of which those that are attested are some', () => {
  const { passes } = MOST_ON_PAGE;
  expect(of({ pass: passes - 1, attested: 1 })).toEqual({ failures: false, passes: false });
  expect(of({ pass: passes, attested: 1 })).toEqual({ failures: false, passes: true });
});

test('what is undetermined, broken or not applicable is neither', () => {
  const many = { unknown: 1_000_000, needs_attestation: 1_000_000, error: 1_000_000, not_applicable: 1_000_000 };
  expect(of(many)).toEqual({ failures: false, passes: false });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergedChanges, type VerdictRecord } from '../../src/history/merge.ts';
import { lastFailedAt, openSince, type StatusChange, statusAt } from '../../src/history/status-changes.ts';
import { firstSeen, type VerdictPast } from '../../src/report/past.ts';
import type { Status } from '../../src/report/state.ts';

const change = (since: string, status: StatusChange['status'], waived = false): StatusChange => ({ since, status, waived });

/** The age of a verdict with earlier changes at the time '2'. */
const age = (status: Status, changes: StatusChange[] = []): string | null => {
  const subject = { type: 'cluster', id: 'lkc-apple', name: null, environment: null };
  const past: VerdictPast = { rule: 'r', fingerprint: 'f', subject, ...openSince(changes), last_failed_at: null, alert: null };
  return firstSeen({ status }, changes.length === 0 ? undefined : past, '2');
};

describe('a failure is as old as the first scan that saw it since it last passed', () => {
  test.each<[string, StatusChange['status'][], string | null]>([
    ['failing twice', ['fail', 'fail'], '0'],
    ['while it was unknown', ['fail', 'unknown', 'error'], '0'],
    ['passing in between', ['fail', 'pass', 'fail'], '2'],
    ['not applicable in between', ['fail', 'not_applicable', 'fail'], '2'],
    ['deleted in between', ['fail', 'gone', 'fail'], '2'],
    ['never', ['pass', 'unknown'], null],
  ])('the age of a failure is right when the verdict was %s', (_, statuses, since) => {
    expect(openSince(statuses.map((status, index) => change(String(index), status))).failing_since).toBe(since);
  });

  test('an unknown is as old as the failure that it may hide, or else as the first scan that saw it', () => {
    expect(age('unknown', [change('0', 'fail'), change('1', 'unknown')])).toBe('0');
    expect(age('unknown', [change('0', 'pass'), change('1', 'unknown')])).toBe('1');
    expect(age('unknown')).toBe('2');
    expect(age('fail')).toBe('2');
    for (const status of ['pass', 'not_applicable'] as const) expect(age(status, [change('0', 'fail')])).toBe(null);
  });
});

test('neither an attestation nor a scan without the verdict ends a failure or starts an unknown', () => {
  expect(openSince([change('0', 'fail'), change('1', 'attested'), change('2', 'not_judged')])).toMatchObject({
    failing_since: '0',
  });
  expect(openSince([change('0', 'unknown'), change('1', 'not_judged')])).toMatchObject({ unknown_since: '0' });
  expect(openSince([change('0', 'unknown'), change('1', 'attested')])).toMatchObject({ unknown_since: null });
});

test('a verdict was last seen to fail at the last scan before its status changed', () => {
  const times = ['0', '1', '2', '3'];
  expect(lastFailedAt([change('0', 'fail')], times)).toBe('3');
  expect(lastFailedAt([change('0', 'fail'), change('2', 'unknown')], times)).toBe('1');
  expect(lastFailedAt([change('0', 'fail'), change('2', 'attested'), change('3', 'not_judged')], times)).toBe('1');
  expect(lastFailedAt([change('0', 'fail'), change('2', 'pass'), change('3', 'unknown')], times)).toBe(null);
  expect(lastFailedAt([change('0', 'pass')], times)).toBe(null);
});

/** The changes once a scan is recorded. @param times of the scans that were recorded before */
const recorded = (changes: VerdictRecord['changes'], times: readonly string[], now: StatusChange): VerdictRecord['changes'] =>
  mergedChanges({ changes, times }, { changes: [now], times: [now.since] });

describe('the recorded status of a verdict', () => {
  const known = [change('0', 'fail'), change('2', 'pass')];

  test('of several runs on a snapshot, the first with the verdict is recorded', () => {
    const times = ['0', '1', '2', '3'];
    expect(recorded(known, times, change('2', 'fail'))).toEqual(known);
    expect(recorded(known, times, change('1', 'pass'))).toEqual(known);
    expect(recorded([...known, change('3', 'not_judged')], times, change('3', 'fail'))).toEqual([...known, change('3', 'fail')]);
    expect(recorded([], times, change('3', 'fail'))).toEqual([change('3', 'fail')]);
    // a first run that found nothing new wrote no change
    expect(recorded(known, times, change('3', 'not_judged'))).toEqual(known);
    expect(recorded(known, times, change('3', 'fail'))).toEqual(known);
    expect(recorded(known, times, change('3', 'gone'))).toEqual(known);
    const gone = [...known, change('3', 'gone')];
    expect(recorded(gone, [...times, '4'], change('4', 'fail'))).toEqual([...gone, change('4', 'fail')]);
  });

  test('a scan without the verdict records no answer, and a deleted subject stays deleted', () => {
    const times = ['0', '2'];
    expect(recorded(known, times, change('3', 'not_judged'))).toEqual([...known, change('3', 'not_judged')]);
    expect(recorded(known, times, change('2', 'not_judged'))).toEqual(known);
    expect(recorded([], times, change('3', 'not_judged'))).toEqual([]);
    expect(recorded([change('1', 'gone')], ['1'], change('3', 'not_judged'))).toEqual([change('1', 'gone')]);
  });
});

test('the changes give the right status at each scan in any order of recording, and claim nothing for a scan without the verdict', () => {
  const statuses = fc.constantFrom<StatusChange['status']>('pass', 'fail', 'unknown', 'attested', 'not_applicable', 'not_judged');
  const scans = fc.array(statuses, { minLength: 1, maxLength: 7 });
  fc.assert(
    fc.property(scans, fc.infiniteStream(fc.nat()), (found, order) => {
      const all = found.map((status, index) => change(String(index), status));
      const shuffled = [...all];
      for (let index = shuffled.length - 1; index > 0; index -= 1) {
        const other = (order.next().value ?? 0) % (index + 1);
        [shuffled[index], shuffled[other]] = [shuffled[other] as StatusChange, shuffled[index] as StatusChange];
      }
      let changes: VerdictRecord['changes'] = [];
      const times: string[] = [];
      for (const now of shuffled) {
        changes = recorded(changes, times, now);
        times.push(now.since);
      }
      for (const { since, status } of all) expect(statusAt(changes, since)?.status ?? 'not_judged').toBe(status);
    }),
  );
});

test('two merged histories give at each scan the status from the history that has the scan', () => {
  const statuses = fc.constantFrom<StatusChange['status']>('pass', 'fail', 'unknown', 'not_judged');
  const half = fc.array(fc.option(statuses, { nil: null }), { minLength: 6, maxLength: 6 });
  const recordOf = (found: (StatusChange['status'] | null)[]): VerdictRecord => {
    const all = found.flatMap((status, index) => (status === null ? [] : [change(String(index), status)]));
    let record: VerdictRecord = { changes: [], times: [] };
    for (const now of all) record = { changes: recorded(record.changes, record.times, now), times: [...record.times, now.since] };
    return record;
  };
  fc.assert(
    fc.property(half, half, (one, two) => {
      const merged = mergedChanges(recordOf(one), recordOf(two));
      for (const [index, here] of one.entries()) {
        const there = two[index] ?? null;
        if (here === null && there === null) continue;
        const status = [here, there].find((one) => one !== null && one !== 'not_judged') ?? 'not_judged';
        expect(statusAt(merged, String(index))?.status ?? 'not_judged').toBe(status);
      }
    }),
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failedAt, firstSeen, lifeOf, type Turn, turnAt, turnsFor } from '../../src/history/life.ts';
import { mergedTurns, type Telling } from '../../src/history/merge.ts';

const turn = (since: string, status: Turn['status'], waived = false): Turn => ({ since, status, waived });

describe('a failure is as old as its first sight since it last passed', () => {
  test.each<[string, Turn['status'][], string | null]>([
    ['failing twice', ['fail', 'fail'], '0'],
    ['while it could not be told', ['fail', 'unknown', 'error'], '0'],
    ['mended between', ['fail', 'pass', 'fail'], '2'],
    ['not applicable between', ['fail', 'not_applicable', 'fail'], '2'],
    ['gone between', ['fail', 'gone', 'fail'], '2'],
    ['never', ['pass', 'unknown'], null],
  ])('%s', (_, statuses, since) => {
    expect(lifeOf(statuses.map((status, index) => turn(String(index), status))).failing_since).toBe(since);
  });

  test('what cannot be told is as old as the failure that it may hide, else as its first sight', () => {
    expect(firstSeen('unknown', lifeOf([turn('0', 'fail'), turn('1', 'unknown')]), '2')).toBe('0');
    expect(firstSeen('unknown', lifeOf([turn('0', 'pass'), turn('1', 'unknown')]), '2')).toBe('1');
    expect(firstSeen('unknown', undefined, '2')).toBe('2');
    expect(firstSeen('fail', undefined, '2')).toBe('2');
    for (const status of ['pass', 'not_applicable'] as const)
      expect(firstSeen(status, lifeOf([turn('0', 'fail')]), '2')).toBe(null);
  });
});

test('neither a word nor a scan that did not judge ends a failure, or begins an unknown', () => {
  expect(lifeOf([turn('0', 'fail'), turn('1', 'attested'), turn('2', 'not_judged')])).toMatchObject({ failing_since: '0' });
  expect(lifeOf([turn('0', 'unknown'), turn('1', 'not_judged')])).toMatchObject({ unknown_since: '0' });
  expect(lifeOf([turn('0', 'unknown'), turn('1', 'attested')])).toMatchObject({ unknown_since: null });
});

test('a verdict was last seen to fail at the last scan before something else stood', () => {
  const times = ['0', '1', '2', '3'];
  expect(failedAt([turn('0', 'fail')], times)).toBe('3');
  expect(failedAt([turn('0', 'fail'), turn('2', 'unknown')], times)).toBe('1');
  expect(failedAt([turn('0', 'fail'), turn('2', 'attested'), turn('3', 'not_judged')], times)).toBe('1');
  expect(failedAt([turn('0', 'fail'), turn('2', 'pass'), turn('3', 'unknown')], times)).toBe(null);
  expect(failedAt([turn('0', 'pass')], times)).toBe(null);
});

describe('what is written of a verdict', () => {
  const known = [turn('0', 'fail'), turn('2', 'pass')];

  test('of several judgings of a snapshot the first that gives it tells', () => {
    expect(turnsFor(known, turn('2', 'fail'), null, true)).toEqual([]);
    expect(turnsFor(known, turn('1', 'pass'), '2', true)).toEqual([]);
    expect(turnsFor([...known, turn('3', 'not_judged')], turn('3', 'fail'), null, true)).toEqual([turn('3', 'fail')]);
    expect(turnsFor([], turn('2', 'fail'), null, true)).toEqual([turn('2', 'fail')]);
    // a first judging that found nothing new wrote no turn
    expect(turnsFor(known, turn('3', 'not_judged'), null, true)).toEqual([]);
    expect(turnsFor(known, turn('3', 'fail'), null, true)).toEqual([]);
    expect(turnsFor(known, turn('3', 'gone'), null, true)).toEqual([]);
    expect(turnsFor([...known, turn('3', 'gone')], turn('4', 'fail'), null, true)).toEqual([turn('4', 'fail')]);
  });

  test('a scan without it is no answer, and what is gone stays gone', () => {
    expect(turnsFor(known, turn('3', 'not_judged'), null, false)).toEqual([turn('3', 'not_judged')]);
    expect(turnsFor(known, turn('2', 'not_judged'), null, false)).toEqual([]);
    expect(turnsFor([], turn('3', 'not_judged'), null, false)).toEqual([]);
    expect(turnsFor([turn('1', 'gone')], turn('3', 'not_judged'), null, false)).toEqual([]);
  });
});

test('in whatever order scans are recorded, their turns tell what it was at each, and claim nothing of a scan without it', () => {
  const statuses = fc.constantFrom<Turn['status']>('pass', 'fail', 'unknown', 'attested', 'not_applicable', 'not_judged');
  const scans = fc.array(statuses, { minLength: 1, maxLength: 7 });
  fc.assert(
    fc.property(scans, fc.infiniteStream(fc.nat()), (found, order) => {
      const all = found.map((status, index) => turn(String(index), status));
      const shuffled = [...all];
      for (let index = shuffled.length - 1; index > 0; index -= 1) {
        const other = (order.next().value ?? 0) % (index + 1);
        [shuffled[index], shuffled[other]] = [shuffled[other] as Turn, shuffled[index] as Turn];
      }
      let turns: Turn[] = [];
      const recorded: string[] = [];
      for (const now of shuffled) {
        const next = recorded.filter((time) => time > now.since).sort()[0] ?? null;
        const written = turnsFor(turns, now, next, false);
        turns = [...turns.filter(({ since }) => !written.some((one) => one.since === since)), ...written].sort((a, b) =>
          a.since < b.since ? -1 : 1,
        );
        recorded.push(now.since);
      }
      for (const { since, status } of all) expect(turnAt(turns, since)?.status ?? 'not_judged').toBe(status);
    }),
  );
});

test('two histories together tell of every scan what the one that judged it told', () => {
  const statuses = fc.constantFrom<Turn['status']>('pass', 'fail', 'unknown', 'not_judged');
  const half = fc.array(fc.option(statuses, { nil: null }), { minLength: 6, maxLength: 6 });
  const telling = (found: (Turn['status'] | null)[]): Telling => {
    const all = found.flatMap((status, index) => (status === null ? [] : [turn(String(index), status)]));
    const turns: Turn[] = [];
    for (const now of all) turns.push(...turnsFor(turns, now, null, false));
    return { turns, times: all.map(({ since }) => since) };
  };
  fc.assert(
    fc.property(half, half, (one, two) => {
      const merged = mergedTurns(telling(one), telling(two));
      for (const [index, here] of one.entries()) {
        const there = two[index] ?? null;
        if (here === null && there === null) continue;
        const told = [here, there].find((status) => status !== null && status !== 'not_judged') ?? 'not_judged';
        expect(turnAt(merged, String(index))?.status ?? 'not_judged').toBe(told);
      }
    }),
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstSeen, lifeOf, type Turn, turnsFor } from '../../src/history/life.ts';

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

test('in whatever order scans are recorded, their turns tell the status at each', () => {
  const statuses = fc.constantFrom<Turn['status']>('pass', 'fail', 'unknown', 'not_applicable');
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
        const written = turnsFor(turns, now, next);
        turns = [...turns.filter(({ since }) => !written.some((one) => one.since === since)), ...written].sort((a, b) =>
          a.since < b.since ? -1 : 1,
        );
        recorded.push(now.since);
      }
      for (const { since, status } of all) expect(turns.findLast((one) => one.since <= since)?.status).toBe(status);
    }),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { excess } from '../../loopback/limits.ts';
import { paceOf } from '../../src/collect/pace.ts';
import { PUBLISHED_LIMITS, type Rate } from '../../src/collect/published-limits.ts';

/**
 * When calls arrive that each come some time after the one before, wait for their turn, arrive some time later and are
 * answered some time after that.
 */
function arrived(rate: Rate, calls: readonly Call[], share = 1): number[] {
  let now = 0;
  const pace = paceOf(rate, () => now);
  const open: { at: number; end: () => void }[] = [];
  /** The clock goes on to a time, and calls are answered on the way. */
  const until = (time: number) => {
    open.sort((a, b) => a.at - b.at);
    while (open[0] !== undefined && open[0].at <= time) {
      now = open[0].at;
      open.shift()?.end();
    }
    now = time;
  };
  const arrivals = calls.map(({ gap, there, back }) => {
    until(now + gap);
    for (let wait = pace.wait(share); wait > 1e-6; wait = pace.wait(share))
      until(Math.min(now + wait, open[0]?.at ?? now + wait));
    const end = pace.begin(share);
    open.push({ at: now + there + back, end });
    return now + there;
  });
  return arrivals.sort((a, b) => a - b);
}
type Call = { gap: number; there: number; back: number };

const atOnce = (...gaps: number[]): Call[] => gaps.map((gap) => ({ gap, there: 0, back: 0 }));
const some = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 2000, noNaN: true }));
const calls = fc.array(fc.record({ gap: some, there: some, back: some }), { maxLength: 200 });
const rates = fc.oneof(
  fc.record({ calls: fc.integer({ min: 1, max: 50 }), seconds: fc.integer({ min: 1, max: 10 }) }),
  fc.record({ burst: fc.integer({ min: 1, max: 50 }), perSecond: fc.integer({ min: 1, max: 50 }) }),
);

test('no stretch of time has more calls than the rate admits, whenever they come and however long they take', () => {
  fc.assert(fc.property(rates, calls, (rate, all) => excess(rate, arrived(rate, all)) === 0));
});

test('calls that the rate admits do not wait', () => {
  expect(arrived({ calls: 3, seconds: 1 }, atOnce(0, 0, 0, 0, 0, 0, 0))).toEqual([0, 0, 0, 1000, 1000, 1000, 2000]);
  expect(arrived({ burst: 2, perSecond: 10 }, atOnce(0, 0, 0, 0, 1000, 0, 0)).map(Math.round)).toEqual([
    0, 0, 100, 200, 1200, 1200, 1300,
  ]);
});

test('half a share admits half as many', () => {
  expect(arrived({ calls: 4, seconds: 1 }, atOnce(0, 0, 0, 0), 0.5)).toEqual([0, 0, 1000, 1000]);
  expect(arrived({ burst: 4, perSecond: 10 }, atOnce(0, 0, 0, 0), 0.5).map(Math.round)).toEqual([0, 0, 200, 400]);
});

test.each(Object.entries(PUBLISHED_LIMITS))('the limit %s has a source and something to be counted per', (_, limit) => {
  expect(limit).toMatchObject({ source: expect.stringMatching(/^https:/), per: expect.any(String) });
});

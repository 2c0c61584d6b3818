import { describe, expect, test } from 'vitest';
import { usingHistory } from '../../src/history/open.ts';
import { prune } from '../../src/history/prune.ts';
import type { Cluster, Snapshot } from '../../src/snapshot/schema.ts';
import { brokenOff, denied, gcpKey, gcpName, known, listed, registration } from '../subjects/build.ts';
import { live, made, noon, STORY, said, snapshotOf } from './story.ts';

const REUSED = 'cluster.key_not_reused';
const RELEASED = 'key.released';

/** The rules that rest on earlier scans, day by day, on one kind of store. @param fresh gives the place of an empty store */
export function scenarioSuite(fresh: () => Promise<string>): void {
  test('a key that was released and is held again counts as held only since the second time', async () => {
    const where = await fresh();
    for (const day of STORY.slice(25, 40)) await live(where, snapshotOf(day));
    const heldAgain = async (day: number) =>
      said(await live(where, snapshotOf({ day, clusters: [], state: 'IN_USE' })), RELEASED, 'cck-apple');
    expect(await heldAgain(40)).toBe('unknown/ambiguous');
    expect(await heldAgain(44)).toBe('unknown/ambiguous');
    expect(await heldAgain(45)).toBe('fail');
  });

  test('a release that a partial scan saw counts', async () => {
    const where = await fresh();
    for (const day of STORY.slice(25, 33)) await live(where, snapshotOf(day));
    const released = snapshotOf({ day: 34, clusters: [], state: 'AVAILABLE' });
    await live(where, { ...released, confluent: { ...released.confluent, clusters: { 'env-orchard': brokenOff() } } });
    expect(said(await live(where, snapshotOf({ day: 36, clusters: [], state: 'IN_USE' })), RELEASED, 'cck-apple')).toBe(
      'unknown/ambiguous',
    );
  });

  test('a key that served a deleted cluster fails for the next cluster, not for the first', async () => {
    const where = await fresh();
    for (const day of STORY) {
      const report = await live(where, snapshotOf(day));
      if (day.day < 30) {
        expect([day.day, said(report, REUSED, 'lkc-first')]).toEqual([day.day, 'pass']);
        expect(said(report, RELEASED, 'cck-apple')).toBe('pass');
      } else if (day.day < 35) {
        // it was last seen on day 29, so that it has been deleted for less than five days until day 34
        expect([day.day, said(report, RELEASED, 'cck-apple')]).toEqual([day.day, day.day < 34 ? 'pass' : 'unknown/ambiguous']);
      } else if (day.day < 40) {
        expect(said(report, RELEASED, 'cck-apple')).toBe('not_applicable');
      } else {
        expect([day.day, said(report, REUSED, 'lkc-second')]).toEqual([day.day, 'fail']);
        const verdict = report.verdicts.find(({ rule, subject }) => rule === REUSED && subject.id === 'lkc-second');
        expect(verdict?.message).toContain(
          `lkc-first (${noon(0).slice(0, 10)} to ${noon(29).slice(0, 10)}, according to an earlier scan)`,
        );
        expect(verdict?.first_seen).toBe(noon(40));
      }
    }
  });

  test('a cluster ends with the deletion that Confluent reports, not when it was last seen', async () => {
    const where = await fresh();
    await live(where, snapshotOf({ day: 0, clusters: [made('lkc-first', 0)], state: 'IN_USE' }));
    const deleted = { ...made('lkc-first', 0), deleted_at: known(noon(2.5)) };
    await live(where, snapshotOf({ day: 3, clusters: [deleted], state: 'IN_USE' }));
    const held = (day: number) => live(where, snapshotOf({ day, clusters: [], state: 'IN_USE' }));
    expect(said(await held(7), RELEASED, 'cck-apple')).toBe('pass');
    expect(said(await held(7.6), RELEASED, 'cck-apple')).toBe('unknown/ambiguous');
  });

  test('a key that Confluent never releases fails once it has been free for five days', async () => {
    const where = await fresh();
    await live(where, snapshotOf({ day: 0, clusters: [made('lkc-first', 0)], state: 'IN_USE' }));
    const statuses = [];
    for (const day of [1, 4, 5, 6]) {
      const report = await live(where, snapshotOf({ day, clusters: [], state: 'IN_USE' }));
      statuses.push(said(report, RELEASED, 'cck-apple'));
    }
    expect(statuses).toEqual(['pass', 'pass', 'unknown/ambiguous', 'fail']);
  });

  describe('a cluster that was created long after its key', () => {
    const born = noon(0);
    const empty = (day: number, over = {}) => snapshotOf({ day, clusters: [], state: 'AVAILABLE', over }, born);
    const late = (day: number) => snapshotOf({ day, clusters: [made('lkc-late', 20)], state: 'IN_USE' }, born);

    test('the cluster passes when scans reach back to the creation of the key without a gap', async () => {
      const where = await fresh();
      for (const day of [4.9, 9.8, 14.7, 19.6]) await live(where, empty(day));
      expect(said(await live(where, late(20)), REUSED, 'lkc-late')).toBe('pass');
    });

    test.each([
      ['a gap between scans is as long as a hold', [4.9, 9.9, 14.7, 19.6]],
      ['the last scan is as long ago as a hold lasts', [4.9, 9.8, 14.7, 15]],
    ])('the cluster is unknown when %s', async (_, days) => {
      const where = await fresh();
      for (const day of days) await live(where, empty(day));
      expect(said(await live(where, late(20)), REUSED, 'lkc-late')).toBe('unknown/not_collected');
    });

    test.each([
      ['the first scan ran as late as a hold lasts', [5, 9.8, 14.7, 19.6]],
      ['there was no scan', []],
    ])('only a person can say what was before the first scan when %s', async (_, days) => {
      const where = await fresh();
      for (const day of days) await live(where, empty(day));
      expect(said(await live(where, late(20)), REUSED, 'lkc-late')).toBe('unknown/unsupported');
    });

    test('the cluster is unknown when a scan in between was partial, because only a complete scan ends a gap', async () => {
      const where = await fresh();
      for (const day of [4.9, 14.7, 19.6]) await live(where, empty(day));
      await live(where, empty(9.8, { environmentUsage: known(7) }));
      expect(said(await live(where, late(20)), REUSED, 'lkc-late')).toBe('unknown/not_collected');
    });

    test('the cluster is unknown when Confluent held the key for a cluster that no scan saw', async () => {
      const where = await fresh();
      for (const day of [4.9, 14.7, 19.6]) await live(where, empty(day));
      await live(where, snapshotOf({ day: 9.8, clusters: [], state: 'IN_USE' }, born));
      expect(said(await live(where, late(20)), REUSED, 'lkc-late')).toBe('unknown/ambiguous');
    });

    test('the cluster passes when the unseen cluster that held the key was this one', async () => {
      const where = await fresh();
      for (const day of [4.9, 9.8, 14.7, 19.6]) await live(where, empty(day));
      await live(where, snapshotOf({ day: 20.5, clusters: [], state: 'IN_USE', over: { environmentUsage: known(7) } }, born));
      expect(said(await live(where, late(21)), REUSED, 'lkc-late')).toBe('pass');
    });
  });

  test('a key that was registered before under another id is unknown', async () => {
    const where = await fresh();
    const old = listed(registration('cck-old', { state: known('AVAILABLE') }));
    await live(where, snapshotOf({ day: 0, clusters: [], state: 'AVAILABLE', over: { keys: old } }));
    const next = snapshotOf({ day: 1, clusters: [made('lkc-first', 1)], state: 'IN_USE' });
    expect(said(await live(where, next), REUSED, 'lkc-first')).toBe('unknown/ambiguous');
    // even after that scan is pruned
    await usingHistory(where, (store) => prune(store, noon(1)));
    expect(said(await live(where, next), REUSED, 'lkc-first')).toBe('unknown/ambiguous');
    expect(said(await live(await fresh(), next), REUSED, 'lkc-first')).toBe('pass');
  });

  test('a Google key that was used under its project number is unknown', async () => {
    const where = await fresh();
    const numbered = gcpName(gcpName().value.name.replace(/^projects\/[^/]+/, 'projects/123456789'));
    const key = (kms: typeof numbered, state: string) =>
      listed(registration('cck-apple', { kms, kind: known('GcpKey'), state: known(state) }));
    const other = snapshotOf({ day: 0, clusters: [], state: 'AVAILABLE', over: { keys: key(numbered, 'AVAILABLE') } });
    await live(where, other);
    const name = gcpName();
    const now = (): Snapshot =>
      snapshotOf({
        day: 1,
        clusters: [made('lkc-first', 1)],
        state: 'IN_USE',
        over: { keys: key(name, 'IN_USE'), kms: { [name.value.name]: gcpKey({ created_at: known(noon(-1)) }) } },
      });
    expect(said(await live(where, now()), REUSED, 'lkc-first')).toBe('unknown/ambiguous');
    expect(said(await live(await fresh(), now()), REUSED, 'lkc-first')).toBe('pass');
  });

  test('evaluating a day again gives the same bytes', async () => {
    const where = await fresh();
    const first: string[] = [];
    for (const day of STORY.slice(27, 43)) first.push(JSON.stringify(await live(where, snapshotOf(day))));
    for (const [index, day] of STORY.slice(27, 43).entries())
      expect(JSON.stringify(await live(where, snapshotOf(day))) === first[index]).toBe(true);
  });

  test('a failure keeps its age while it cannot be seen, and has a new age when it returns after a pass', async () => {
    const where = await fresh();
    const unregioned: Cluster = { ...made('lkc-first', 0), region: denied };
    const far: Cluster = { ...made('lkc-first', 0), region: known('eu-west-1') };
    const at = async (day: number, cluster: Cluster) => {
      const report = await live(where, snapshotOf({ day, clusters: [cluster], state: 'IN_USE' }));
      const verdict = report.verdicts.find(({ rule }) => rule === 'cluster.region_match');
      return [verdict?.status, verdict?.first_seen];
    };
    expect(await at(0, far)).toEqual(['fail', noon(0)]);
    expect(await at(1, unregioned)).toEqual(['unknown', noon(0)]);
    expect(await at(2, far)).toEqual(['fail', noon(0)]);
    expect(await at(3, made('lkc-first', 0))).toEqual(['pass', null]);
    expect(await at(4, far)).toEqual(['fail', noon(4)]);
  });
}

import { describe, expect, test } from 'vitest';
import { usingHistory } from '../../src/history/open.ts';
import { periodRows } from '../../src/history/period-rows.ts';
import { recordScan, type SeenVerdict } from '../../src/history/record.ts';
import type { Sighting } from '../../src/history/sighting.ts';
import { noon } from './story.ts';

const unproven = { environments_whole: null, clusters_whole: null, keys_whole: null };
const whole = { environments_whole: true, clusters_whole: true, keys_whole: true };

const sighting = (day: number, over: Partial<Sighting> = {}): Sighting => ({
  organization: 'orchard',
  snapshot: `sha256:${day}`,
  taken_at: noon(day),
  ...unproven,
  whole: false,
  registrations: [],
  bindings: [],
  ...over,
});
const verdict = (status: SeenVerdict['status'], name = 'apple'): SeenVerdict => ({
  fingerprint: 'f-apple',
  rule: 'cluster.ripe',
  severity: 'high',
  subject: { type: 'cluster', id: 'lkc-apple', name, environment: null },
  status,
  waived: false,
});
const run = (id: string, policy = 'sha256:ours', seen = unproven as typeof unproven | typeof whole) => ({
  ...{ id, policy, whole: seen },
  as_of: noon(0),
  configuration: 'sha256:0',
});

/** What is written of a scan, on one kind of store. @param fresh gives the place of an empty store */
export function recordTests(fresh: () => Promise<string>): void {
  const recorded = async (...scans: [Sighting, ReturnType<typeof run>, SeenVerdict[]][]) => {
    const where = await fresh();
    return usingHistory(where, async (database) => {
      for (const [seen, judging, verdicts] of scans) await recordScan(database, seen, judging, verdicts, () => false);
      return periodRows(database, 'orchard', noon(-1), noon(99));
    });
  };

  test('a policy that is tried out on a snapshot changes nothing of what was said of it', async () => {
    const { scans, verdicts } = await recorded(
      [sighting(0), run('scan'), [verdict('fail')]],
      [sighting(0), run('trial', 'sha256:lax'), [verdict('pass')]],
      [sighting(0), run('tried again', 'sha256:lax'), [verdict('pass')]],
      [sighting(1), run('next'), [verdict('fail')]],
    );
    expect(verdicts.map(({ turns }) => turns)).toEqual([[{ since: noon(0), status: 'fail', waived: false }]]);
    expect(scans.map(({ runs }) => runs.map(({ id }) => id))).toEqual([['scan', 'trial', 'tried again'], ['next']]);
  });

  test('judging a snapshot again, with waivers or for another day, rewrites nothing of what was said of it', async () => {
    const { verdicts } = await recorded(
      [sighting(0), run('scan'), [verdict('fail')]],
      [sighting(0), run('waived'), [{ ...verdict('fail'), waived: true }]],
      [sighting(0), run('what if'), [verdict('not_applicable')]],
    );
    expect(verdicts.map(({ turns }) => turns)).toEqual([[{ since: noon(0), status: 'fail', waived: false }]]);
  });

  test('what a first judging had no rule for is told by the next one', async () => {
    const { verdicts } = await recorded(
      [sighting(0), run('scan'), [verdict('pass')]],
      [sighting(1), run('trial', 'sha256:small'), []],
      [sighting(1), run('ours'), [verdict('fail')]],
    );
    expect(verdicts.map(({ turns }) => turns.map(({ since, status }) => [since, status]))).toEqual([
      [
        [noon(0), 'pass'],
        [noon(1), 'fail'],
      ],
    ]);
  });

  test('a scan that left the subject out claims nothing of it, in whatever order the scans are written', async () => {
    const scans: [Sighting, ReturnType<typeof run>, SeenVerdict[]][] = [
      [sighting(0), run('first'), [verdict('pass')]],
      [sighting(1), run('second'), [verdict('fail')]],
      [sighting(2), run('left out'), []],
    ];
    for (const order of [
      [0, 1, 2],
      [0, 2, 1],
      [2, 1, 0],
    ]) {
      const { verdicts } = await recorded(...order.map((index) => scans[index] as (typeof scans)[number]));
      expect(verdicts.map(({ turns }) => turns.map(({ status }) => status))).toEqual([['pass', 'fail', 'not_judged']]);
    }
  });

  test('a name is that of the last scan, in whatever order they are written', async () => {
    const { verdicts } = await recorded(
      [sighting(0), run('first'), [verdict('pass', 'apple')]],
      [sighting(2), run('third'), [verdict('pass', 'pear')]],
      [sighting(1), run('second'), [verdict('pass', 'quince')]],
    );
    expect(verdicts.map(({ subject }) => subject.name)).toEqual(['pear']);
  });

  describe('that everything was seen', () => {
    const shown = async (...judgings: ReturnType<typeof run>[]) =>
      (await recorded(...judgings.map((one): [Sighting, typeof one, SeenVerdict[]] => [sighting(0), one, []]))).scans[0]
        ?.populations;

    test('is as it was judged: a person may have attested what the snapshot does not prove', async () => {
      expect(await shown(run('attested', 'sha256:ours', whole))).toMatchObject({ cluster: true, key: true, environment: true });
      expect(await shown(run('unproven'))).toMatchObject({ cluster: null, key: null, environment: null });
    });

    test('is proven where one of several judgings had the proof', async () => {
      expect(await shown(run('unproven'), run('attested', 'sha256:ours', whole))).toMatchObject({ cluster: true });
    });
  });
}

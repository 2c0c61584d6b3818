import { describe, expect, test } from 'vitest';
import type { Observation } from '../../src/history/observation.ts';
import { usingHistory } from '../../src/history/open.ts';
import { periodRows } from '../../src/history/period-rows.ts';
import { prune } from '../../src/history/prune.ts';
import { recall } from '../../src/history/recall.ts';
import { type RecordedVerdict, recordScan } from '../../src/history/record.ts';
import { exported } from '../../src/history/transfer.ts';
import type { AlertPlace } from '../../src/report/schema.ts';
import { noon } from './story.ts';

const unproven = { environments_whole: null, clusters_whole: null, keys_whole: null };
const whole = { environments_whole: 1, clusters_whole: 1, keys_whole: 1 } as const;

const observation = (day: number, over: Partial<Observation> = {}): Observation => ({
  organization: 'orchard',
  digest: `sha256:${day}`,
  taken_at: noon(day),
  ...unproven,
  whole: 0,
  registrations: [],
  uses: [],
  ...over,
});
const verdict = (status: RecordedVerdict['status'], name = 'apple'): RecordedVerdict => ({
  fingerprint: 'f-apple',
  rule: 'cluster.ripe',
  severity: 'high',
  subject: { type: 'cluster', id: 'lkc-apple', name, environment: null },
  status,
  waived: false,
});
const run = (id: string, policy = 'sha256:ours', seen = unproven as typeof unproven | typeof whole) => ({
  ...{ id, policy, ...seen },
  as_of: noon(0),
  configuration: 'sha256:0',
});

/** What is recorded of a scan, on one kind of store. @param fresh gives the place of an empty store */
export function recordSuite(fresh: () => Promise<string>): void {
  const recorded = async (...scans: [Observation, ReturnType<typeof run>, RecordedVerdict[]][]) => {
    const where = await fresh();
    return usingHistory(where, async (store) => {
      for (const [seen, run, verdicts] of scans) await recordScan(store, seen, run, verdicts, () => false);
      return periodRows(store, 'orchard', noon(-1), noon(99));
    });
  };

  test('trying a policy on an evaluated snapshot does not change its recorded verdicts', async () => {
    const { scans, verdicts } = await recorded(
      [observation(0), run('scan'), [verdict('fail')]],
      [observation(0), run('trial', 'sha256:lax'), [verdict('pass')]],
      [observation(0), run('tried again', 'sha256:lax'), [verdict('pass')]],
      [observation(1), run('next'), [verdict('fail')]],
    );
    expect(verdicts.map(({ changes }) => changes)).toEqual([[{ since: noon(0), status: 'fail', waived: false }]]);
    expect(scans.map(({ runs }) => runs.map(({ id }) => id))).toEqual([['scan', 'trial', 'tried again'], ['next']]);
  });

  test('evaluating a snapshot again, with waivers or for another day, does not change its recorded verdicts', async () => {
    const { verdicts } = await recorded(
      [observation(0), run('scan'), [verdict('fail')]],
      [observation(0), run('waived'), [{ ...verdict('fail'), waived: true }]],
      [observation(0), run('what if'), [verdict('not_applicable')]],
    );
    expect(verdicts.map(({ changes }) => changes)).toEqual([[{ since: noon(0), status: 'fail', waived: false }]]);
  });

  test('a rule that the first run on a snapshot did not have is recorded by the next run', async () => {
    const { verdicts } = await recorded(
      [observation(0), run('scan'), [verdict('pass')]],
      [observation(1), run('trial', 'sha256:small'), []],
      [observation(1), run('ours'), [verdict('fail')]],
    );
    expect(verdicts.map(({ changes }) => changes.map(({ since, status }) => [since, status]))).toEqual([
      [
        [noon(0), 'pass'],
        [noon(1), 'fail'],
      ],
    ]);
  });

  test('a scan that left a subject out claims nothing about it, in whatever order scans are recorded', async () => {
    const scans: [Observation, ReturnType<typeof run>, RecordedVerdict[]][] = [
      [observation(0), run('first'), [verdict('pass')]],
      [observation(1), run('second'), [verdict('fail')]],
      [observation(2), run('left out'), []],
    ];
    for (const order of [
      [0, 1, 2],
      [0, 2, 1],
      [2, 1, 0],
    ]) {
      const { verdicts } = await recorded(...order.map((index) => scans[index] as (typeof scans)[number]));
      expect(verdicts.map(({ changes }) => changes.map(({ status }) => status))).toEqual([['pass', 'fail', 'not_judged']]);
    }
  });

  test('a subject has the name from the latest scan, in whatever order scans are recorded', async () => {
    const { verdicts } = await recorded(
      [observation(0), run('first'), [verdict('pass', 'apple')]],
      [observation(2), run('third'), [verdict('pass', 'pear')]],
      [observation(1), run('second'), [verdict('pass', 'quince')]],
    );
    expect(verdicts.map(({ subject }) => subject.name)).toEqual(['pear']);
  });

  describe('the record of where alerts are', () => {
    const CONFIGURATION = { uri: 'byok-audit.yaml', source: 'configuration' as const };
    const INVENTORY = { uri: 'clusters.yaml', source: 'inventory' as const };
    const failing = (alert?: AlertPlace): RecordedVerdict => ({ ...verdict('fail'), alert });
    const places = async (days: [number, RecordedVerdict][], before = 99, keptFrom?: number) => {
      const where = await fresh();
      return usingHistory(where, async (store) => {
        for (const [day, one] of days) await recordScan(store, observation(day), run(`day ${day}`), [one], () => false);
        if (keptFrom !== undefined) await prune(store, noon(keptFrom));
        const { verdicts } = await store.reading((tables) => recall(tables, observation(before), 5));
        const lines = await exported(store);
        return {
          recalled: verdicts.get('f-apple')?.alert,
          kept: lines.flatMap((line) => ('verdict' in line ? (line.verdict.alerts ?? []) : [])),
        };
      });
    };

    test('where an alert is reported is kept from when on it holds, and recalled for later scans only', async () => {
      const days: [number, RecordedVerdict][] = [
        [0, failing(CONFIGURATION)],
        [1, failing(INVENTORY)],
        [2, failing(INVENTORY)],
        [3, failing(CONFIGURATION)],
      ];
      const kept = [
        { since: noon(0), ...CONFIGURATION },
        { since: noon(1), ...INVENTORY },
      ];
      expect(await places(days)).toEqual({ recalled: INVENTORY, kept });
      expect(await places(days, 1)).toEqual({ recalled: CONFIGURATION, kept });
      expect(await places(days, 0)).toMatchObject({ recalled: undefined });
      expect(await places(days, 99, 3)).toEqual({ recalled: INVENTORY, kept: kept.slice(1) });
    });

    test('what ends a failure ends the place of its alert, and nothing else does', async () => {
      const placeAfter = async (...then: RecordedVerdict[]) =>
        (await places([[0, failing(INVENTORY)], ...then.map((one, index): [number, RecordedVerdict] => [index + 1, one])]))
          .recalled;
      for (const status of ['pass', 'not_applicable'] as const) expect(await placeAfter(verdict(status))).toBeNull();
      for (const status of ['unknown', 'error', 'attested', 'not_judged'] as const)
        expect(await placeAfter(verdict(status))).toEqual(INVENTORY);
      expect(await placeAfter({ ...verdict('fail'), waived: true })).toEqual(INVENTORY);
      expect(await placeAfter(verdict('pass'), failing(CONFIGURATION))).toEqual(CONFIGURATION);
    });

    test('an older scan that is recorded later says nothing about where alerts are', async () => {
      const days: [number, RecordedVerdict][] = [
        [1, failing(CONFIGURATION)],
        [0, failing(INVENTORY)],
      ];
      expect(await places(days)).toEqual({ recalled: CONFIGURATION, kept: [{ since: noon(1), ...CONFIGURATION }] });
    });
  });

  describe('the record that a scan saw everything', () => {
    const shown = async (...runs: ReturnType<typeof run>[]) =>
      (await recorded(...runs.map((one): [Observation, typeof one, RecordedVerdict[]] => [observation(0), one, []]))).scans[0]
        ?.populations;

    test('a scan counts as complete as it was evaluated, even by an attestation that the snapshot does not prove', async () => {
      expect(await shown(run('attested', 'sha256:ours', whole))).toMatchObject({ cluster: true, key: true, environment: true });
      expect(await shown(run('unproven'))).toMatchObject({ cluster: null, key: null, environment: null });
    });

    test('a scan counts as complete if one of several runs had the proof', async () => {
      expect(await shown(run('unproven'), run('attested', 'sha256:ours', whole))).toMatchObject({ cluster: true });
    });
  });
}

import { expect, test } from 'vitest';
import type { Fixture } from '../../loopback/fixture.ts';
import { story, without } from './story.ts';

const LIST = [{ id: 'GET /cmk/v2/clusters?environment=env-apple', kind: 'deny' as const }];
const OLIVE = /^\d+ cluster\.deletion_protected lkc-olive$/;
const MELON = /^\d+ cluster\.byok_required lkc-melon$/;

/** Confluent counts so many more, or fewer, than in the first scan. */
function count({ confluent }: Fixture, id: string, by: number): void {
  const quota = confluent.quotas.find((one) => one.id === id);
  if (quota === undefined) throw new Error(`there is no quota ${id}`);
  quota.usage = Number(quota.usage) + by;
}

/** The cluster melon is deleted. @param counted whether Confluent still counts it, as it may for an hour */
const withoutMelon = (counted: boolean) => (fixture: Fixture) => {
  const clusters = fixture.confluent.clusters ?? {};
  clusters['env-apple'] = (clusters['env-apple'] ?? []).filter(({ id }) => id !== 'lkc-melon');
  if (!counted) count(fixture, 'iam.max_kafka_clusters.per_org', -1);
};

function withoutHoney(fixture: Fixture): void {
  fixture.confluent.keys = fixture.confluent.keys.filter(({ id }) => id !== 'cck-honey');
  count(fixture, 'byok.max_keys.per_org', -1);
}

const WAIVER = `waivers:
  - id: W-1
    rule: cluster.deletion_protected
    resource: lkc-olive
    reason: It is torn down next month, and holds nothing.
    owner: Jonas Hazel
    approved_by: Tomas Almond
    ticket: ORCH-1
    created: 2026-11-01
    expires: 2026-11-30
`;

test('a waiver, a deletion and a smaller scope close what they are about; blindness beside them closes nothing', async () => {
  const { scan, upload, write, configure } = await story({});
  await scan();
  const { open } = await upload();

  // waived: closed. What cannot be seen is not waived. No longer waived: the same alert
  write('waivers.yaml', WAIVER);
  configure({ waivers: 'waivers.yaml' });
  await scan();
  expect(await upload()).toMatchObject({ opened: [], closed: [expect.stringMatching(OLIVE)] });
  await scan({ faults: LIST });
  const unseen = await upload();
  expect(unseen.opened).toContainEqual(expect.stringMatching(OLIVE));
  expect(without(open, unseen.open)).toEqual([]);
  configure({ waivers: undefined });
  await scan();
  expect(await upload()).toMatchObject({ opened: [], open });

  // deleted, and still counted: nothing proves that it is gone. Then it is
  await scan({ change: withoutMelon(true) });
  expect((await upload()).closed).toEqual([]);
  await scan({ change: withoutMelon(false) });
  expect(without(open, (await upload()).open)).toEqual([expect.stringMatching(MELON)]);

  await scan();
  expect(await upload()).toMatchObject({ open });

  // a key is deleted while a list of clusters is denied
  await scan({ change: withoutHoney, faults: LIST });
  const gone = without(open, (await upload()).open);
  expect(gone.filter((alert) => !/ cck-honey$| organization\.quota_headroom /.test(alert))).toEqual([]);
  expect(gone.length).toBeGreaterThan(2);
  await scan();
  expect(await upload()).toMatchObject({ open });

  // left out by the configuration: only what is in the environment closes, whatever of it is denied. And back
  const environments = { exclude: ['env-apple'] };
  const { report } = await scan({ environments, faults: LIST });
  const outside = without(open, (await upload()).open);
  expect(outside.length).toBeGreaterThan(3);
  expect(report.scope?.environments_left_out).toEqual(['env-apple']);
  expect(outside.filter((alert) => !/ (env-apple|lkc-(melon|banana|olive|lime))$/.test(alert))).toEqual([]);
  await scan();
  expect(await upload()).toMatchObject({ open });
});

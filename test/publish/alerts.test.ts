import { expect, test } from 'vitest';
import type { Fixture } from '../../loopback/fixture.ts';
import { isRecord } from '../../src/input/is-record.ts';
import { alerting, story, without } from './story.ts';

const INVENTORY = 'clusters:\n  - id: lkc-melon\n  - id: lkc-banana\nkeys: [cck-peach, cck-honey]\n';

const clustersOf = ({ clusters }: Fixture['confluent']) => clusters?.['env-apple'] ?? [];

/** Other names for all that has one, and all lists in another order. */
function renamed({ confluent, aws }: Fixture): void {
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.reverse();
    if (isRecord(value) && typeof value.display_name === 'string') value.display_name = `renamed ${value.display_name}`;
    if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) visit(one);
  };
  const { quotas, ...lists } = confluent;
  visit(lists);
  aws.keys.reverse();
}

/** The cluster olive is protected, and the cluster banana is not. */
function protectedOlive({ confluent }: Fixture): void {
  for (const cluster of clustersOf(confluent)) {
    if (cluster.id === 'lkc-olive') Object.assign(cluster.spec as object, { deletion_protection: true });
    if (cluster.id === 'lkc-banana') Object.assign(cluster.spec as object, { deletion_protection: false });
  }
}

test('from scan to scan no alert closes through blindness, a rename, another order or a moved file; what is fixed closes', async () => {
  const { scan, upload, write, configure, hub, withheld, pathsOf } = await story({ locations: { inventory: ['clusters.yaml'] } });
  write('clusters.yaml', INVENTORY);
  const paths = () => pathsOf(['cluster.byok_required lkc-melon', 'cluster.deletion_protected lkc-banana']);

  // the first scan: an alert for each failure and each unknown
  const first = await scan();
  const start = await upload();
  expect(start.code).toBe(0);
  expect(start.open.map((alert) => alert.replace(/^\d+ /, '')).sort()).toEqual(alerting(first.report).sort());
  expect(start.open.length).toBeGreaterThan(30);

  // blind: a list and all calls about the state of keys are denied
  const denied = [/^GET \/cmk\/v2\/clusters\?environment=env-apple/, /^kms:DescribeKey/].map((id) => ({
    id,
    kind: 'deny' as const,
  }));
  await scan({ faults: denied, history: false });
  const asked = hub.requests.length;
  expect(await upload()).toMatchObject({ code: 2, opened: [], closed: [] });
  expect([withheld(), hub.requests.length]).toEqual([
    { 'results.sarif': expect.stringContaining('not every cluster was seen') },
    asked,
  ]);
  await scan({ faults: denied });
  const blind = await upload();
  expect(blind).toMatchObject({ code: 0, closed: [] });
  expect(blind.opened.length).toBeGreaterThan(30);

  // a role hides a cluster: the list ends as it should, and Confluent counts one more
  await scan({ change: ({ confluent }) => void clustersOf(confluent).splice(4, 1) });
  const hidden = await upload();
  expect([hidden.code, without(start.open, hidden.open)]).toEqual([0, []]);
  expect(hidden.open).toContainEqual(expect.stringMatching(/ cluster\.deletion_protected lkc-olive$/));

  // seen again, under other names and in another order: what blindness opened closes, and nothing else does
  await scan({ change: renamed });
  const back = await upload();
  expect(back).toMatchObject({ code: 0, opened: [] });
  expect([back.open, back.closed.sort()]).toEqual([start.open, without(hidden.open, start.open).sort()]);

  // the file in which clusters and keys are declared moves
  write('infra/inventory.yaml', `# moved\n\n${INVENTORY}`);
  configure({ locations: { inventory: ['infra/inventory.yaml'] } });
  await scan();
  expect(await upload()).toMatchObject({ code: 0, opened: [], closed: [], open: start.open });

  // one failure is fixed, and another one begins
  await scan({ change: protectedOlive });
  const { opened, closed } = await upload();
  expect(closed).toEqual([expect.stringMatching(/ cluster\.deletion_protected lkc-olive$/)]);
  expect(opened).toEqual([expect.stringMatching(/ cluster\.deletion_protected lkc-banana$/)]);

  // an alert stays where it was opened, and a new one is where its subject is declared now
  expect(paths()).toEqual({
    'cluster.byok_required lkc-melon': 'clusters.yaml',
    'cluster.deletion_protected lkc-banana': 'infra/inventory.yaml',
  });

  // what was fixed fails again: its alert opens again under its number
  await scan();
  expect(await upload()).toMatchObject({ opened: closed, closed: opened, open: start.open });
});

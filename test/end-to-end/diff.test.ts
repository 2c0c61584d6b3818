import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startClouds } from '../../loopback/clouds.ts';
import { diffExitCode } from '../../src/cli/exit-code.ts';
import type { Change } from '../../src/report/change.ts';
import { compare } from '../../src/report/diff.ts';
import { FIXTURES, scanned, scanScenario } from './scenario.ts';

const failing = (state: Change['was']) => state === 'fail' || state === 'waived';

// that denying a call resolves nothing is tested with each call of each scenario in denials.test.ts
test('failures that a denied environment hides are newly unknown, and no longer unknown once it is seen again', async () => {
  const clouds = await startClouds(join(FIXTURES, 'aws-small'));
  const full = (await scanned('aws-small')).report;
  clouds.fault({ id: 'GET /cmk/v2/clusters?environment=env-apple', kind: 'deny' });
  const denied = (await scanScenario('aws-small', clouds)).report;
  await clouds.close();

  const lost = compare(full, denied);
  expect(lost.counts).toMatchObject({ resolved: 0, out_of_scope: 0, new: 0 });
  const hidden = lost.list.filter((change) => change.class === 'newly_unknown' && failing(change.was));
  expect(hidden.length).toBeGreaterThan(0);
  for (const { why } of hidden) expect(why).toMatch(/^It was failing/);
  expect(lost.population).toContainEqual({ subject_type: 'cluster', was: true, now: false });
  expect(diffExitCode(lost, 'low')).toBe(2);

  const back = compare(denied, full);
  expect(back.counts).toMatchObject({ new: 0, resolved: 0, newly_unknown: 0, out_of_scope: 0 });
  const found = back.list.filter((change) => change.class === 'no_longer_unknown' && failing(change.now));
  expect(found.map(({ fingerprint }) => fingerprint).sort()).toEqual(hidden.map(({ fingerprint }) => fingerprint).sort());
  expect(back.population).toContainEqual({ subject_type: 'cluster', was: false, now: true });
  expect(diffExitCode(back, 'low')).toBe(1);
});

test('nothing is resolved if every list is denied and even the organization is not seen', async () => {
  const clouds = await startClouds(join(FIXTURES, 'aws-small'));
  const full = (await scanned('aws-small')).report;
  clouds.fault({ id: /^GET \/(org|byok|cmk|service-quota)/, kind: 'deny' });
  const { report } = await scanScenario('aws-small', clouds);
  await clouds.close();
  expect(report.organization.id).toBe('unknown');
  const { counts, list } = compare(full, report);
  expect(counts).toMatchObject({ resolved: 0, out_of_scope: 0, new: 0 });
  expect(list.filter((change) => failing(change.was) && change.class !== 'newly_unknown')).toEqual([]);
});

test('a key known only from its clusters is newly unknown if their environment is denied', async () => {
  const clouds = await startClouds(join(FIXTURES, 'demo'));
  const full = (await scanned('demo')).report;
  const legacy = full.subjects.filter(({ type, id }) => type === 'key' && !id.startsWith('cck-'));
  expect(legacy.length).toBeGreaterThan(0);
  const [owner] = legacy[0]?.clusters ?? [];
  const environment = full.subjects.find(({ id }) => id === owner)?.environment;
  clouds.fault({ id: `GET /cmk/v2/clusters?environment=${environment}`, kind: 'deny' });
  const { report } = await scanScenario('demo', clouds);
  await clouds.close();
  const { list } = compare(full, report);
  const ofKey = list.filter(({ subject }) => subject.id === legacy[0]?.id);
  expect(ofKey.length).toBeGreaterThan(0);
  expect(new Set(ofKey.map((change) => change.class))).toEqual(new Set(['newly_unknown']));
});

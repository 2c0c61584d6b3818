import { expect, test } from 'vitest';
import { gitHub } from '../publish/folder.ts';
import { changedSarif, firstOf, parsedSarif, type Run, type Sarif } from '../publish/sarif.ts';
import { alertsIn, askGitHub, sentToGitHub } from './ask-github.ts';

const ALL = [1, 2, 3, 4, 5, 6, 7];

/** Without the results at these places. */
const without = (...places: number[]): Sarif =>
  changedSarif((run) => {
    run.results = run.results.filter((_, at) => !places.includes(at));
  });

test('an alert is fixed when the next file of its category does not name it, and opens under its number when one does again', async () => {
  const hub = await gitHub({ pending: 0 });
  await sentToGitHub(hub, parsedSarif());
  await sentToGitHub(hub, without(0, 6));
  expect([await alertsIn(hub, 'open'), await alertsIn(hub, 'fixed')]).toEqual([
    [2, 3, 4, 5, 6],
    [1, 7],
  ]);
  await sentToGitHub(hub, without(6));
  expect([await alertsIn(hub, 'open'), await alertsIn(hub, 'fixed')]).toEqual([[1, 2, 3, 4, 5, 6], [7]]);
});

test('an alert is the same in another order, on another line and in other words', async () => {
  const hub = await gitHub({ pending: 0 });
  await sentToGitHub(hub, parsedSarif());
  const log = changedSarif(({ results }) => {
    results.reverse();
    for (const { message, locations } of results) {
      message.text = `${message.text} Apple.`;
      for (const { physicalLocation } of locations) physicalLocation.region.startLine = 99;
    }
  });
  await sentToGitHub(hub, log);
  expect([await alertsIn(hub, 'open'), await alertsIn(hub, 'fixed')]).toEqual([ALL, []]);
});

test.each<[string, (run: Run) => unknown]>([
  [
    'path',
    ({ results: [first] }) => Object.assign(firstOf(first?.locations ?? []).physicalLocation.artifactLocation, { uri: 'a' }),
  ],
  ['rule', ({ results }) => Object.assign(firstOf(results), { ruleId: 'cluster.other' })],
  ['fingerprint', ({ results }) => Object.assign(firstOf(results), { partialFingerprints: { primaryLocationLineHash: 'a:1' } })],
])('an alert is another one with another %s', async (_, change) => {
  const hub = await gitHub({ pending: 0 });
  await sentToGitHub(hub, parsedSarif());
  await sentToGitHub(hub, changedSarif(change));
  expect([await alertsIn(hub, 'open'), await alertsIn(hub, 'fixed')]).toEqual([[2, 3, 4, 5, 6, 7, 8], [1]]);
});

test('an alert stays as it is whatever is uploaded for another category or ref', async () => {
  const hub = await gitHub({ pending: 0 });
  await sentToGitHub(hub, parsedSarif());
  await sentToGitHub(
    hub,
    changedSarif((run) => Object.assign(run, { automationDetails: { id: 'byok-audit/other/' }, results: [] })),
  );
  await sentToGitHub(hub, without(0, 1, 2, 3, 4, 5), { ref: 'refs/heads/pear' });
  expect(await alertsIn(hub, 'open')).toEqual(ALL);
  expect(await alertsIn(hub, 'open', 'refs/heads/pear')).toEqual([7]);
});

test('an alert that was dismissed stays so, and the others are open whatever a result says of suppression, kind or baseline', async () => {
  const hub = await gitHub({ pending: 0 });
  await sentToGitHub(hub, parsedSarif());
  const body = { state: 'dismissed', dismissed_reason: "won't fix" };
  expect(await askGitHub(hub, 'alerts/2', { method: 'PATCH', body })).toMatchObject({ status: 200 });
  const ignored = { kind: 'pass', baselineState: 'absent', suppressions: [{ kind: 'external' }] };
  const log = changedSarif(({ results }) => {
    for (const result of results) Object.assign(result, ignored);
  });
  await sentToGitHub(hub, log);
  expect([await alertsIn(hub, 'open'), await alertsIn(hub, 'dismissed')]).toEqual([[1, 3, 4, 5, 6, 7], [2]]);
});

import { expect, test } from 'vitest';
import { gitHub } from '../publish/folder.ts';
import { changedSarif, firstOf, goodSarif, parsedSarif } from '../publish/sarif.ts';
import { problemsOf } from '../render/sarif-checks.ts';
import { alertsIn, askGitHub, sentToGitHub } from './ask-github.ts';
import { BROKEN } from './broken-sarif.ts';

test('GitHub stores a file of ours, and each of its results is an open alert', async () => {
  const hub = await gitHub({ pending: 0 });
  expect(await sentToGitHub(hub, parsedSarif())).toEqual({ status: 'complete', errors: [] });
  expect(await alertsIn(hub, 'open')).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test.each(BROKEN)('GitHub refuses a whole file with %s', async (_, change, error) => {
  const hub = await gitHub({ pending: 0 });
  const log = changedSarif(change);
  const { status, errors } = await sentToGitHub(hub, log);
  expect({ status, errors }).toEqual({ status: 'failed', errors: expect.arrayContaining([expect.stringMatching(error)]) });
  expect(hub.repository.alerts.all()).toEqual([]);
  // what our own files are held against is another reading of the same documentation
  expect(problemsOf(log)).not.toEqual([]);
});

test.each<[number, string, object]>([
  [422, 'a short commit', { commit_sha: 'c0ffee' }],
  [422, 'a branch without refs/heads', { ref: 'main' }],
  [422, 'a pull request without a side', { ref: 'refs/pull/4' }],
  [422, 'a field that is not documented', { category: 'orchard' }],
  [422, 'a time without a zone', { started_at: '2026-11-24 12:00' }],
  [400, 'what is no Base64', { sarif: '{"runs": []}' }],
  [400, 'what is not compressed', { sarif: Buffer.from(goodSarif()).toString('base64') }],
  [413, 'what is too large', { sarif: Buffer.alloc(10 * 1024 * 1024 + 1).toString('base64') }],
])('GitHub answers with %i to %s', async (status, _, more) => {
  const hub = await gitHub({ pending: 0 });
  expect(await sentToGitHub(hub, parsedSarif(), more)).toMatchObject({ status });
});

test('GitHub refuses a commit that was not pushed, a token that it does not know, and a caller without a name', async () => {
  const hub = await gitHub({ commits: ['abcdef0123'.repeat(4)] });
  expect(await sentToGitHub(hub, parsedSarif())).toEqual({ status: 404, errors: ['commit not found'] });
  expect(await askGitHub(hub, 'alerts', { headers: { authorization: 'Bearer another' } })).toMatchObject({ status: 401 });
  expect(await askGitHub(hub, 'alerts', { headers: { 'user-agent': '' } })).toMatchObject({ status: 403 });
  expect(await askGitHub(hub, 'orchard')).toMatchObject({ status: 404 });
});

test('GitHub keeps the most severe of more than 5,000 results, and says how many it does not keep', async () => {
  const hub = await gitHub({ pending: 0 });
  const log = changedSarif((run) => {
    const [severe, mild] = [firstOf(run.results), firstOf(run.results.toReversed())];
    const partialFingerprints = (place: number) => ({ primaryLocationLineHash: `${place}:1` });
    const many = Array.from({ length: 5000 }, (_, place) => ({ ...mild, partialFingerprints: partialFingerprints(place) }));
    run.results = [...many, severe];
  });
  expect(await sentToGitHub(hub, log)).toEqual({ status: 'complete', errors: [] });
  expect(hub.repository.alerts.all().filter(({ ruleId }) => ruleId === 'cluster.critical')).toHaveLength(1);
  const { body } = await askGitHub(hub, 'analyses');
  expect(body).toMatchObject([{ results_count: 5000, warning: '1 results were ignored' }]);
});

test('GitHub lists alerts page by page', async () => {
  const hub = await gitHub({ pending: 0 });
  await sentToGitHub(hub, parsedSarif());
  const [first, second] = [await askGitHub(hub, 'alerts?per_page=5'), await askGitHub(hub, 'alerts?per_page=5&page=2')];
  expect([first.body.length, first.link]).toEqual([5, expect.stringContaining('page=2>; rel="next"')]);
  expect([second.body.length, second.link]).toEqual([2, null]);
});

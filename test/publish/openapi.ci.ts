import { expect, test } from 'vitest';
import type { Asked, Reply } from '../../loopback/service.ts';
import { alertsIn, askGitHub, sentToGitHub } from '../loopback/ask-github.ts';
import { gitHub, scannedFolder, upload } from './folder.ts';
import { githubApi } from './openapi.ts';
import { changedSarif, parsedSarif } from './sarif.ts';

const SEND = 'POST /repos/{owner}/{repo}/code-scanning/sarifs';
const { check } = githubApi();

/** A stand-in, and what GitHub's description has against what it was asked and answered. */
async function described() {
  const calls: string[] = [];
  const problems: string[] = [];
  const heard = (asked: Asked, reply: Reply): void => {
    const found = check(asked, reply);
    calls.push(`${found.call} ${reply.status}`);
    problems.push(...found.problems.map((problem) => `${found.call} ${reply.status}: ${problem}`));
  };
  return { hub: await gitHub({ heard, commits: ['c0ffee00'.repeat(5)] }), calls, problems };
}

test('what the command sends, and what the stand-in answers to it, is as GitHub describes its API', async () => {
  const { hub, calls, problems } = await described();
  expect(await upload(scannedFolder(), hub.env)).toMatchObject({ code: 0 });
  const broken = changedSarif(({ results }) => results.map((result) => Object.assign(result, { locations: [] })));
  expect(await upload(scannedFolder(JSON.stringify(broken)), hub.env)).toMatchObject({ code: 65 });
  for (const kind of ['deny', 'conflict', 'not_found', 'unavailable', 'throttle'] as const) {
    hub.fault({ id: /sarifs$/, kind, times: 1, ...(kind === 'throttle' ? { retryAfter: 0 } : {}) });
    await upload(scannedFolder(), hub.env);
  }
  expect(problems).toEqual([]);
  const status = 'GET /repos/{owner}/{repo}/code-scanning/sarifs/{sarif_id} 200';
  expect(new Set(calls)).toEqual(new Set([`${SEND} 202`, `${SEND} 403`, `${SEND} 404`, `${SEND} 503`, status]));
});

test('the lists of the stand-in are as GitHub describes them', async () => {
  const { hub, calls, problems } = await described();
  await sentToGitHub(hub, parsedSarif());
  await askGitHub(hub, 'alerts/1', { method: 'PATCH', body: { state: 'dismissed', dismissed_reason: "won't fix" } });
  await sentToGitHub(
    hub,
    changedSarif((run) => Object.assign(run, { results: run.results.slice(0, 3) })),
  );
  for (const state of ['open', 'fixed', 'dismissed']) expect((await alertsIn(hub, state)).length, state).toBeGreaterThan(0);
  expect((await askGitHub(hub, 'analyses')).body).toHaveLength(2);
  expect(problems).toEqual([]);
  expect(calls).toEqual(
    expect.arrayContaining(
      ['alerts 200', 'analyses 200', 'alerts/{alert_number} 200'].map((call) => expect.stringContaining(call)),
    ),
  );
});

test.each<[string, object]>([
  ['a commit that is shortened', { commit_sha: 'c0ffee' }],
  ['a branch without refs', { ref: 'main' }],
  ['a field of its own', { category: 'orchard' }],
])('the description refuses %s, as the stand-in does', async (_, more) => {
  const { hub } = await described();
  expect(await sentToGitHub(hub, parsedSarif(), more)).toMatchObject({ status: 422 });
  const url = new URL(`${hub.url}/repos/orchard/audit/code-scanning/sarifs`);
  const body = JSON.stringify({ commit_sha: hub.env.GITHUB_SHA, ref: hub.env.GITHUB_REF, sarif: '', ...more });
  const { problems } = check({ method: 'POST', url, host: url.host, headers: {}, body }, { status: 202, body: {} });
  expect(problems).toContainEqual(expect.stringMatching(/^request: /));
});

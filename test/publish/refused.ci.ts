import { expect, test } from 'vitest';
import type { Fault } from '../../loopback/fault.ts';
import { oracle } from '../canaries/oracle.ts';
import { gitHub, scannedFolder, upload } from './folder.ts';

const SEND = 'POST /repos/orchard/audit/code-scanning/sarifs';
const STATUS = 'GET /repos/orchard/audit/code-scanning/sarifs/ID';

const says = (status: number, message: string, more: object = {}): Omit<Fault, 'id'> => ({
  kind: 'replace',
  replace: () => ({ status, body: { message, documentation_url: 'https://docs.github.com/rest', ...more } }),
});

test.each<[number, string, Omit<Fault, 'id'>, RegExp]>([
  [69, 'a token that is not known', { kind: 'unauthorized' }, /HTTP 401, Bad credentials\nThe token has expired/],
  [
    69,
    'a token that may only read',
    { kind: 'deny' },
    /HTTP 403, Resource not accessible by integration\n.*security-events: write/,
  ],
  [
    69,
    'a repository without Advanced Security',
    { kind: 'conflict' },
    /HTTP 403, Advanced Security must be enabled [\s\S]*\nIn a private repository GitHub Code Security/,
  ],
  [
    69,
    'a repository that is not there',
    { kind: 'not_found' },
    /HTTP 404, Not Found\nThere is no such repository, .* or the commit was not pushed/,
  ],
  [
    69,
    'a page in the place of GitHub',
    { kind: 'replace', replace: () => ({ status: 404, body: '<h1>Not here</h1>' }) },
    /HTTP 404, not GitHub's own answer\nGITHUB_API_URL says who is asked: .* https:\/\/HOST\/api\/v3\.\n$/,
  ],
  [65, 'a file that is too large', says(413, 'Payload Too Large'), /HTTP 413, Payload Too Large\nGitHub accepts at most 10 MB/],
  [65, 'a file that it cannot read', says(400, 'Invalid SARIF'), /HTTP 400, Invalid SARIF\n/],
  [
    65,
    'a request that it finds wrong',
    says(422, 'Invalid request.', { errors: ['no ref', { message: 'no sha' }] }),
    /HTTP 422, Invalid request\.\n {2}no ref\n {2}no sha\n/,
  ],
  [69, 'a redirect', { kind: 'redirect' }, /HTTP 302: redirects are not followed; was the repository renamed\?\n$/],
  [
    69,
    'a receipt that is none',
    { kind: 'replace', replace: () => ({ status: 202, body: { id: '../../user' } }) },
    /the receipt is not what GitHub documents/,
  ],
  [69, 'replies that break off', { kind: 'truncate' }, /the reply is not JSON, or was cut off \(6 tries\)/],
  [69, 'no answer at all', { kind: 'reset' }, /no connection: ECONNRESET \(6 tries\)/],
  [69, 'a service that is down', { kind: 'unavailable' }, /HTTP 503, Service unavailable \(6 tries\)/],
  [
    69,
    'a rate limit for an hour',
    { kind: 'throttle', retryAfter: 3600 },
    /asked for a wait of 3600 s: HTTP 403, API rate limit exceeded/,
  ],
])('exit code %i for %s, with what GitHub says and what to do', async (expected, _, fault, message) => {
  const hub = await gitHub();
  hub.fault({ id: SEND, ...fault });
  const { code, stdout, stderr } = await upload(scannedFolder(), hub.env, ['--quiet']);
  expect({ code, stdout, stderr }).toEqual({ code: expected, stdout: '', stderr: expect.stringMatching(message) });
  // a reply may be lost, or replaced, after the file was taken
  if (!['truncate', 'replace'].includes(fault.kind)) expect(hub.repository.alerts.all()).toEqual([]);
});

test('the token goes nowhere but to the address of the API, also where that redirects or names another', async () => {
  const [hub, other] = [await gitHub({ pending: 0 }), await gitHub()];
  hub.fault({ id: SEND, kind: 'redirect', to: other.url, times: 1 });
  expect(await upload(scannedFolder(), hub.env)).toMatchObject({ code: 69 });
  const elsewhere = { url: `${other.url}/user`, analyses_url: `${other.url}/user` };
  const naming: Fault['replace'] = ({ status, body }) => ({ status, body: Object.assign({}, body, elsewhere) });
  hub.fault({ id: /sarifs/, kind: 'replace', replace: naming });
  expect(await upload(scannedFolder(), hub.env)).toMatchObject({ code: 0 });
  expect(other.requests).toEqual([]);
});

test.each<[string, Omit<Fault, 'id'>]>([
  ['a service that was down', { kind: 'unavailable', times: 2 }],
  ['a limit that names a wait', { kind: 'throttle', retryAfter: 1, times: 1 }],
  ['a limit that names a time', { kind: 'throttle', retryAfter: null, times: 1 }],
  ['a reply that broke off', { kind: 'truncate', times: 1 }],
])('it is tried again after %s', async (_, fault) => {
  const hub = await gitHub();
  for (const id of fault.kind === 'throttle' ? [SEND] : [SEND, STATUS]) hub.fault({ id, ...fault });
  expect(await upload(scannedFolder(), hub.env)).toMatchObject({ code: 0 });
  expect(hub.repository.alerts.all()).toHaveLength(7);
});

test('a file that GitHub is at for longer than the deadline: exit code 69, and its id', async () => {
  const hub = await gitHub({ pending: Number.POSITIVE_INFINITY });
  const { code, stderr } = await upload(scannedFolder(), hub.env, ['--deadline', '1s', '--quiet']);
  const message =
    /^GitHub accepted the file as [\w-]{36}, but whether its results were stored is not known: the time for the upload was up/;
  expect({ code, stderr }).toEqual({ code: 69, stderr: expect.stringMatching(message) });
});

test('a call that is not answered ends with the deadline', async () => {
  const hub = await gitHub();
  hub.fault({ id: SEND, kind: 'hang' });
  const { code, stderr } = await upload(scannedFolder(), hub.env, ['--deadline', '1s', '--quiet']);
  expect({ code, stderr }).toEqual({ code: 69, stderr: expect.stringContaining('the time for the upload was up') });
});

test.each([403, 429])(
  'a secondary rate limit by %i that names no wait is waited for, and is no refusal of the token',
  async (status) => {
    const hub = await gitHub();
    const headers = { 'x-ratelimit-remaining': '4980', 'x-ratelimit-reset': `${Math.floor(Date.now() / 1000) + 3000}` };
    const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
    hub.fault({ id: SEND, kind: 'replace', replace: () => ({ status, headers, body: { message } }) });
    const { code, stderr } = await upload(scannedFolder(), hub.env, ['--deadline', '1s', '--quiet']);
    expect({ code, stderr }).toEqual({ code: 69, stderr: expect.stringContaining('the time for the upload was up') });
  },
);

test.each<[string, Omit<Fault, 'id'>, RegExp]>([
  ['that GitHub no longer knows', { kind: 'not_found' }, /is not known: HTTP 404/],
  [
    'of a kind that is not documented',
    { kind: 'replace', replace: () => ({ status: 200, body: { processing_status: 'eaten' } }) },
    /not what GitHub documents/,
  ],
])('a status %s is no success', async (_, fault, message) => {
  const hub = await gitHub();
  hub.fault({ id: STATUS, ...fault });
  const { code, stderr } = await upload(scannedFolder(), hub.env, ['--quiet']);
  expect({ code, stderr }).toEqual({ code: 69, stderr: expect.stringMatching(message) });
});

test('what GitHub finds of a file that it stored is a warning', async () => {
  const hub = await gitHub({ pending: 0 });
  const errors = ['the tool has no version'];
  hub.fault({
    id: STATUS,
    kind: 'replace',
    replace: ({ status, body }) => ({ status, body: Object.assign({}, body, { errors }) }),
  });
  const { code, stderr } = await upload(scannedFolder(), hub.env, ['--quiet']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'warning: GitHub: the tool has no version\n' });
});

test('a token that GitHub repeats is in no message', async () => {
  const hub = await gitHub();
  const { GITHUB_TOKEN: token } = hub.env;
  hub.fault({
    id: SEND,
    ...says(403, `the token ${token} of ${Buffer.from(`x:${token}`).toString('base64')}`, { errors: [token] }),
  });
  const { stdout, stderr } = await upload(scannedFolder(), hub.env, ['--json']);
  expect(stderr).toContain('the token [hidden] of ');
  const { leaksIn } = oracle({ token });
  expect(leaksIn(stdout + stderr, 'the output')).toEqual([]);
});

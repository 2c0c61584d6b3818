import { expect, onTestFinished, test } from 'vitest';
import { forwardProxy } from '../proxy/forward-proxy.ts';
import { gitHub, scannedFolder, upload } from './folder.ts';

const SHA = 'abcdef0123'.repeat(4);

test('flags go before the variables of the job', async () => {
  const hub = await gitHub({ repository: 'orchard/pear' });
  const flags = ['--repository', 'orchard/pear', '--ref', 'refs/pull/42/head', '--sha', SHA.toUpperCase(), '--json'];
  const env = { ...hub.env, GITHUB_REPOSITORY: 'orchard/audit' };
  const { code, stdout } = await upload(scannedFolder(), env, flags);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ repository: 'orchard/pear', ref: 'refs/pull/42/head', commit_sha: SHA });
});

test('GH_TOKEN is taken where there is no GITHUB_TOKEN, and an address may end with a slash', async () => {
  const hub = await gitHub();
  const { GITHUB_TOKEN, ...env } = hub.env;
  const given = { ...env, GH_TOKEN: GITHUB_TOKEN, GITHUB_API_URL: `${hub.url}/` };
  expect(await upload(scannedFolder(), given)).toMatchObject({ code: 0 });
});

test('the path of an Enterprise Server is kept', async () => {
  const hub = await gitHub();
  expect(await upload(scannedFolder(), { ...hub.env, GITHUB_API_URL: `${hub.url}/api/v3` })).toMatchObject({ code: 69 });
  expect(hub.requests.map(({ path }) => path)).toEqual(['/api/v3/repos/orchard/audit/code-scanning/sarifs']);
});

test.each<[string, Record<string, string | undefined>, string[], RegExp]>([
  ['no token', { GITHUB_TOKEN: undefined }, [], /^no token for GitHub: set GITHUB_TOKEN/],
  ['a token with a line break', { GITHUB_TOKEN: 'plum\nx-orchard: 1' }, [], /^GITHUB_TOKEN holds no token/],
  ['no repository', { GITHUB_REPOSITORY: undefined }, [], /^no repository to upload to: give --repository/],
  [
    'a repository of three parts',
    {},
    ['--repository', 'orchard/audit/..'],
    /^--repository is "orchard\/audit\/\.\.", not the owner/,
  ],
  ['a repository that is a folder', {}, ['--repository', 'orchard/..'], /^--repository is "orchard\/\.\."/],
  ['a repository with a query', { GITHUB_REPOSITORY: 'orchard/audit?x' }, [], /^GITHUB_REPOSITORY is "orchard\/audit\?x"/],
  ['a ref without its commit', {}, ['--ref', 'refs/heads/main'], /^--ref and --sha go together/],
  ['a commit without its ref', {}, ['--sha', SHA], /^--ref and --sha go together/],
  ['the name of a branch', { GITHUB_REF: 'main' }, [], /^GITHUB_REF is "main", not a whole ref/],
  ['a branch that git would not make', { GITHUB_REF: 'refs/heads/a..b' }, [], /^GITHUB_REF is "refs\/heads\/a\.\.b"/],
  ['a pull request without a number', { GITHUB_REF: 'refs/pull/x/merge' }, [], /^GITHUB_REF is/],
  ['a commit that is shortened', { GITHUB_SHA: SHA.slice(0, 12) }, [], /^GITHUB_SHA is "abcdef0123ab", not the whole id/],
  [
    'no ref, where git cannot be asked',
    { GITHUB_REF: undefined, PATH: '' },
    [],
    /^no ref and commit to upload for: give --ref and --sha/,
  ],
  [
    'an address without TLS',
    { GITHUB_API_URL: 'http://github.example/api/v3' },
    [],
    /^GITHUB_API_URL is .*plain http is allowed only for a loopback/,
  ],
  [
    'an address with a password',
    { GITHUB_API_URL: 'https://apple:cherry-canary@github.example' },
    [],
    /^GITHUB_API_URL is .*credentials come from the environment/,
  ],
  [
    'an address without its scheme',
    { GITHUB_API_URL: 'github.example/api/v3' },
    [],
    /: expected a URL that begins with https:\/\/\n$/,
  ],
  ['a proxy that is none', { HTTPS_PROXY: 'proxy.example' }, [], /^HTTPS_PROXY is not the URL of a proxy/],
])('exit code 64 for %s, before anybody is asked', async (_, changes, args, message) => {
  const hub = await gitHub();
  const env = Object.fromEntries(
    Object.entries({ ...hub.env, ...changes }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const { code, stderr } = await upload(scannedFolder(), env, args);
  expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringMatching(message) });
  expect(stderr).not.toContain('cherry-canary');
  expect(hub.requests).toEqual([]);
});

test('GitHub is asked through the proxy of the environment, and its refusal names the proxy', async () => {
  const proxy = await forwardProxy({ status: () => 403 });
  onTestFinished(proxy.close);
  const hub = await gitHub();
  const { GITHUB_API_URL, ...env } = hub.env;
  const { code, stderr } = await upload(scannedFolder(), { ...env, HTTPS_PROXY: `http://${proxy.host}` });
  expect({ code, stderr }).toEqual({
    code: 69,
    stderr: expect.stringContaining(`the proxy ${proxy.host} does not allow the connection`),
  });
  expect(new Set(proxy.asked)).toEqual(new Set(['api.github.com:443']));
});

import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gitHub, scannedFolder, upload } from './folder.ts';

const { PATH = '' } = process.env;

/** A folder that a scan wrote to, in a repository with one commit. */
function repository(): { directory: string; commit: string; git: (...args: string[]) => string } {
  const directory = scannedFolder();
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: directory, encoding: 'utf8' }).trim();
  git('init', '--quiet', '--initial-branch', 'orchard/pear');
  git('-c', 'user.name=Orchard', '-c', 'user.email=orchard@example.com', 'commit', '--quiet', '--allow-empty', '-m', 'plant');
  return { directory, commit: git('rev-parse', 'HEAD'), git };
}

/** The environment of a job that says nothing of ref and commit. */
async function elsewhere() {
  const hub = await gitHub();
  const { GITHUB_REF, GITHUB_SHA, ...env } = hub.env;
  return { hub, env: { ...env, PATH } };
}

test('outside of GitHub Actions git says which branch and commit are checked out', async () => {
  const { directory, commit } = repository();
  const { hub, env } = await elsewhere();
  const { code, stdout } = await upload(directory, env, ['--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ ref: 'refs/heads/orchard/pear', commit_sha: commit });
  expect(hub.repository.alerts.all()).toHaveLength(7);
});

test('where no branch is checked out, the ref has to be given', async () => {
  const { directory, git } = repository();
  git('checkout', '--quiet', '--detach');
  const { hub, env } = await elsewhere();
  const { code, stderr } = await upload(directory, env);
  expect({ code, stderr }).toEqual({
    code: 64,
    stderr: expect.stringMatching(/^no ref and commit to upload for: give --ref and --sha/),
  });
  expect(hub.requests).toEqual([]);
});

test('git is not given what is secret', async () => {
  const directory = scannedFolder();
  const seen = join(directory, 'seen');
  writeFileSync(join(directory, 'git'), `#!/bin/sh\nenv > ${seen}\nexit 1\n`);
  chmodSync(join(directory, 'git'), 0o755);
  const { hub, env } = await elsewhere();
  const secret = { BYOK_AUDIT_AZURE_TOKEN: 'plum-canary', CONFLUENT_CLOUD_API_SECRET: 'plum-canary', GH_TOKEN: 'plum-canary' };
  await upload(directory, { ...env, ...secret, PATH: `${directory}:${PATH}`, ORCHARD: 'apple' });
  const given = readFileSync(seen, 'utf8');
  expect(given).toContain('ORCHARD=apple');
  expect(given).not.toContain('plum-canary');
  expect(given).not.toContain(hub.env.GITHUB_TOKEN);
});

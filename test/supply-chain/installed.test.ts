import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import lock from '../../package-lock.json' with { type: 'json' };

type Locked = {
  version?: string;
  integrity?: string;
  resolved?: string;
  link?: boolean;
  dev?: boolean;
  hasInstallScript?: boolean;
};

const ROOT = join(import.meta.dirname, '../..');

/** The action of this repository, as examples name it: what stands for its owner and a commit is for the reader to fill in. */
const OURS = 'OWNER/byok-audit@COMMIT # the commit of a release';
const { '': _, ...packages } = lock.packages as Record<string, Locked>;
const where = (is: (locked: Locked) => boolean): string[] =>
  Object.entries(packages).flatMap(([path, locked]) => (is(locked) ? [path.replace(/^.*node_modules\//, '')] : []));

test('each package of the lockfile has a version and a SHA-512 digest, and comes from the registry', () => {
  expect(Object.keys(packages).length).toBeGreaterThan(200);
  expect(where(({ version, integrity }) => version === undefined || !/^sha512-/.test(integrity ?? ''))).toEqual([]);
  expect(where(({ link, resolved }) => link === true || /^(git|file|http:)/.test(resolved ?? ''))).toEqual([]);
});

test('package.json names exact versions', () => {
  const named = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(named.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('each install script was reviewed, and nothing that ships with the package has one', () => {
  expect(where(({ hasInstallScript }) => hasInstallScript === true).sort()).toEqual(Object.keys(manifest.allowScripts).sort());
  expect(where(({ hasInstallScript, dev }) => hasInstallScript === true && dev !== true)).toEqual([]);
});

test.each(['.ci/run', '.github/workflows/release.yml'])('%s installs only with reviewed scripts', (file) => {
  const installs = readFileSync(join(ROOT, file), 'utf8').match(/npm ci\b(?!').*/g);
  expect(installs).toEqual(['npm ci --strict-allow-scripts']);
});

test('workflows, examples of them, and the action name actions by commit', () => {
  const files = globSync(['.github/workflows/*.yml', 'examples/github/*.yml', 'action.yml'], { cwd: ROOT });
  const used = files.flatMap((file) => [...readFileSync(join(ROOT, file), 'utf8').matchAll(/uses: (.*)/g)].map(([, one]) => one));
  expect(used.length).toBeGreaterThan(10);
  const byCommit = /^[\w-]+\/[\w-]+(?:\/[\w-]+)*@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
  expect(used.filter((action) => !byCommit.test(action ?? '') && action !== OURS)).toEqual([]);
});

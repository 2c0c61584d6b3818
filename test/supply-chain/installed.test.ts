import { readFileSync } from 'node:fs';
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

test('workflows name actions by commit', () => {
  const workflow = readFileSync(join(ROOT, '.github/workflows/release.yml'), 'utf8');
  const used = [...workflow.matchAll(/uses: (.*)/g)].map(([, action]) => action ?? '');
  expect(used.length).toBeGreaterThan(0);
  expect(used.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
});

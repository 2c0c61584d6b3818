import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { beforeAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** Pages about the source code, which is not in the package: they lead into the repository. */
const ABOUT_THE_SOURCE = ['CONTRIBUTING.md', 'SECURITY.md', 'docs/architecture.md', 'docs/rule-contract.md'];

let packed: Set<string>;
beforeAll(() => {
  const said = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const [{ files }]: [{ files: { path: string }[] }] = JSON.parse(said);
  packed = new Set(files.map(({ path }) => path));
});

/** The files and folders that a page leads to, from the root of the package. */
function linksIn(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8').replaceAll(/^```[\s\S]*?^```$|`[^`\n]*`/gm, '');
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link.replace(/#.*$/, ''));
  return links
    .filter((link) => link !== '' && !/^[a-z]+:/.test(link))
    .map((link) => posix.normalize(posix.join(posix.dirname(page), link)));
}
const isPacked = (path: string): boolean =>
  packed.has(path) || [...packed].some((file) => file.startsWith(`${path.replace(/\/$/, '')}/`));

test('every relative link of the README leads to something in the package', () => {
  const links = linksIn('README.md');
  expect(links.length).toBeGreaterThan(30);
  expect(links.filter((path) => !isPacked(path))).toEqual([]);
});

test('so does every link of the other pages in the package, but for those about the source', () => {
  const pages = [...packed].filter(
    (path) => path.endsWith('.md') && !path.startsWith('reports/') && !ABOUT_THE_SOURCE.includes(path),
  );
  expect(pages.length).toBeGreaterThan(20);
  const dead = pages.flatMap((page) =>
    linksIn(page)
      .filter((path) => !isPacked(path))
      .map((path) => `${page}: ${path}`),
  );
  expect(dead).toEqual([]);
});

test('what is in the package is what a user needs of it, and no source, test or large sample', () => {
  const folders = [...new Set([...packed].map((path) => path.split('/')[0]))].sort();
  expect(folders).toEqual(
    [
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'dist',
      'docs',
      'examples',
      'package.json',
      'policies',
      'reports',
    ].sort(),
  );
  expect(packed).not.toContain('reports/demo/report.html');
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const page = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');
const threats = page
  .split('\n## ')
  .find((section) => section.startsWith('What each could try'))
  ?.split('\n')
  .filter((line) => /^\| A\d/.test(line));

test('each threat in SECURITY.md is about an asset, and names tests that are there', () => {
  expect(threats?.length).toBeGreaterThan(25);
  for (const row of threats ?? []) {
    const [assets = '', , , tests = ''] = row.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, ''));
    for (const asset of assets.split(', ')) expect(page, row).toMatch(new RegExp(`^\\| ${asset} \\| the `, 'm'));
    const named = [...tests.matchAll(/\]\(([^)]+)\)/g)].map(([, file]) => file ?? '');
    expect(named.length, row).toBeGreaterThan(0);
    for (const file of named) expect(existsSync(join(ROOT, file)), file).toBe(true);
  }
});

test('each link in SECURITY.md leads somewhere', () => {
  const links = [...page.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, file]) => file ?? '');
  expect(links.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

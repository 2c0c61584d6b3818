import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '../..');
const sections = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8').split(/^## /m).slice(1);

test('the version of package.json has a section, with something in it', () => {
  const own = sections.find((section) => section.startsWith(`[${manifest.version}] - `));
  expect(own).toMatch(/^### (?:Added|Changed|Deprecated|Removed|Fixed|Security)\n\n- /m);
});

test('every section is of a version, and either unreleased or of a day', () => {
  for (const section of sections) expect(section).toMatch(/^\[\d+\.\d+\.\d+\] - (?:Unreleased|\d{4}-\d{2}-\d{2})\n/);
  expect(sections.filter((section) => section.includes('Unreleased')).length).toBeLessThan(2);
});

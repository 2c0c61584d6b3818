import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '../..');

// The package is not published, so whoever registers its name would run with the credentials of everybody who follows such an
// example. What is ours is a folder, a file or a commit, never a bare name.
const BY_NAME = String.raw`(?<![\w./@-])["']?(?:docker\.io\/|library\/)?byok-audit["']?(?=[:@\s"'\`,;)\]]|$)`;
const FETCHES = [
  String.raw`\b(?:npx|bunx|pnpx)\b`,
  String.raw`\b(?:npm|pnpm|yarn|bun)\s+(?:exec|x|dlx|create|i|in|ins|install|add|ci|update)\b`,
  String.raw`\b(?:docker|podman|nerdctl|buildah)\s+(?:run|pull|create|from)\b`,
  String.raw`\b(?:pip3?|pipx|uvx?|brew|apt(?:-get)?|gem|cargo)\s+(?:install|run)\b`,
  String.raw`^\s*(?:-\s*)?image:`,
  String.raw`^\s*FROM\b`,
];
const FETCHED_BY_NAME = new RegExp(String.raw`(?:${FETCHES.join('|')})(?:(?!&&|\|\||;|\`)[^\n])*?\s${BY_NAME}`, 'gim');

const PLACES = [
  '*.{md,yml}',
  'Dockerfile',
  '.github/**/*.yml',
  '{action,src,scripts,loopback}/**/*.ts',
  '{docs,examples}/**/*.{md,json,yml,yaml}',
  'examples/**/.*.yml',
];

const fetched = (text: string): string[] => text.match(FETCHED_BY_NAME) ?? [];

test('nothing that people read or run fetches our name from a registry', () => {
  const files = PLACES.flatMap((place) => globSync(place, { cwd: ROOT }));
  expect(files.length).toBeGreaterThan(300);
  const found = files.flatMap((file) => fetched(readFileSync(join(ROOT, file), 'utf8')).map((text) => `${file}: ${text}`));
  expect(found).toEqual([]);
});

test.each([
  'npx byok-audit scan',
  'npx --yes byok-audit@1.0.0 scan',
  '- run: npx --no -- byok-audit scan',
  'npm i -g byok-audit',
  'npm exec -- byok-audit',
  'pnpm dlx byok-audit',
  'docker run --rm byok-audit:latest scan',
  '    image: byok-audit',
  'FROM byok-audit:1',
])('finds what would: %s', (text) => {
  expect(fetched(text)).toHaveLength(1);
});

test.each([
  'npm ci && npm link',
  'npm install --global ./byok-audit-0.1.0.tgz',
  'docker run --rm registry.example.com/security/byok-audit@sha256:00 scan',
  'npx vitest run test/byok-audit.test.ts',
  'npm ci && byok-audit scan',
])('finds nothing in %s', (text) => {
  expect(fetched(text)).toEqual([]);
});

test('the package cannot be published by accident', () => {
  expect(manifest.private).toBe(true);
});

import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { declaredIn, locator, repositoryRoot } from '../../src/locate/locate.ts';

const NONE = { inventory: [] };

const cluster = (id: string) => ({ type: 'cluster', id, name: null, environment: null, kms_name: null });

const repository = () => {
  const root = mkdtempSync(join(tmpdir(), 'byok-audit-'));
  mkdirSync(join(root, '.git'));
  mkdirSync(join(root, 'infra'));
  const write = (name: string, text: string) => {
    writeFileSync(join(root, name), text);
    return { file: join(root, name), text };
  };
  return { root, write };
};

test('a location is first looked for in an inventory file, on the line that contains the id', () => {
  const { root, write } = repository();
  const config = write('byok-audit.yaml', 'version: 1\nexpected_keys: {lkc-apple: x}\n');
  const inventory = [write('infra/clusters.yaml', 'clusters:\n  - name: Orchard\n    id: lkc-apple\n')];
  const locate = locator(declaredIn({ ...config, locations: { inventory } }, root));
  expect(locate(cluster('lkc-apple')).location).toEqual({
    uri: 'infra/clusters.yaml',
    start_line: 3,
    start_column: 9,
    end_line: 3,
    end_column: 18,
    source: 'inventory',
  });
  expect(locate(cluster('lkc-pear')).location).toMatchObject({ uri: 'byok-audit.yaml', start_line: 1 });
});

test('a location is otherwise the line of the configuration that contains the id', () => {
  const { root, write } = repository();
  const { file, text } = write('infra/byok-audit.yaml', 'version: 1\nexpected_keys: {lkc-apple: x}\n');
  const locate = locator(declaredIn({ file, text, locations: NONE }, root));
  expect(locate(cluster('lkc-apple')).location).toMatchObject({
    uri: 'infra/byok-audit.yaml',
    start_line: 2,
    start_column: 17,
    source: 'configuration',
  });
});

test('without a file in the repository there is no location', () => {
  const { root } = repository();
  const elsewhere = repository().write('byok-audit.yaml', 'version: 1\n');
  expect(locator(declaredIn({ file: null, text: '', locations: NONE }, root))(cluster('lkc-apple')).location).toBeNull();
  expect(locator(declaredIn({ ...elsewhere, locations: NONE }, root))(cluster('lkc-apple')).location).toBeNull();
});

test('a link to a file outside the repository counts as outside', () => {
  const { root } = repository();
  const outside = repository().write('byok-audit.yaml', 'version: 1\n');
  symlinkSync(outside.file, join(root, 'byok-audit.yaml'));
  const sources = { file: join(root, 'byok-audit.yaml'), text: outside.text, locations: NONE };
  expect(locator(declaredIn(sources, root))(cluster('lkc-apple')).location).toBeNull();
});

test('an inventory that is not YAML is an error with its place', () => {
  const { root, write } = repository();
  const inventory = [write('clusters.yaml', 'clusters: [\n')];
  expect(() => locator(declaredIn({ file: null, text: '', locations: { inventory } }, root))).toThrow(
    /clusters\.yaml:\d+:\d+: not valid YAML/,
  );
});

test('the root of a repository is the nearest folder with a .git, which may be a file', () => {
  const { root } = repository();
  expect(repositoryRoot(join(root, 'infra'))).toBe(root);
  writeFileSync(join(root, 'infra/.git'), 'gitdir: elsewhere');
  expect(repositoryRoot(join(root, 'infra'))).toBe(join(root, 'infra'));
});

test('all documents of an inventory are read', () => {
  const { root, write } = repository();
  const inventory = [write('clusters.yaml', '--- {id: lkc-pear}\n---\nid: "lkc-apple"\n')];
  const locate = locator(declaredIn({ file: null, text: '', locations: { inventory } }, root));
  expect(locate(cluster('lkc-apple')).location).toEqual({
    uri: 'clusters.yaml',
    start_line: 3,
    start_column: 5,
    end_line: 3,
    end_column: 16,
    source: 'inventory',
  });
});

test('a file whose name begins with two dots is inside the repository', () => {
  const { root, write } = repository();
  const { file, text } = write('..audit.yaml', 'version: 1\n');
  const locate = locator(declaredIn({ file, text, locations: NONE }, root));
  expect(locate(cluster('lkc-apple')).location).toMatchObject({ uri: '..audit.yaml', start_line: 1 });
});

import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../../src/input/repository-root.ts';
import { declaredIn, locator, type Sources } from '../../src/locate/locate.ts';

const NONE: Sources['locations'] = { inventory: [], terraform: { sources: [], states: [], warnings: [] } };

const locating = async (sources: Sources, root: string) => locator((await declaredIn(sources, root)).declared);

const cluster = (id: string) => ({ type: 'cluster', id, name: null, environment: null, environment_name: null, kms_name: null });

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

test('a location is first looked for in an inventory file, on the line that contains the id', async () => {
  const { root, write } = repository();
  const config = write('byok-audit.yaml', 'version: 1\nexpected_keys: {lkc-apple: x}\n');
  const inventory = [write('infra/clusters.yaml', 'clusters:\n  - name: Orchard\n    id: lkc-apple\n')];
  const locate = await locating({ ...config, locations: { ...NONE, inventory } }, root);
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

test('a location is otherwise the line of the configuration that contains the id', async () => {
  const { root, write } = repository();
  const { file, text } = write('infra/byok-audit.yaml', 'version: 1\nexpected_keys: {lkc-apple: x}\n');
  const locate = await locating({ file, text, locations: NONE }, root);
  expect(locate(cluster('lkc-apple')).location).toMatchObject({
    uri: 'infra/byok-audit.yaml',
    start_line: 2,
    start_column: 17,
    source: 'configuration',
  });
});

test('without a file in the repository there is no location', async () => {
  const { root } = repository();
  const elsewhere = repository().write('byok-audit.yaml', 'version: 1\n');
  expect((await locating({ file: null, text: '', locations: NONE }, root))(cluster('lkc-apple')).location).toBeNull();
  expect((await locating({ ...elsewhere, locations: NONE }, root))(cluster('lkc-apple')).location).toBeNull();
});

test('a link to a file outside the repository counts as outside', async () => {
  const { root } = repository();
  const outside = repository().write('byok-audit.yaml', 'version: 1\n');
  symlinkSync(outside.file, join(root, 'byok-audit.yaml'));
  const sources = { file: join(root, 'byok-audit.yaml'), text: outside.text, locations: NONE };
  expect((await locating(sources, root))(cluster('lkc-apple')).location).toBeNull();
});

test('an inventory that is not YAML is an error with its place', async () => {
  const { root, write } = repository();
  const inventory = [write('clusters.yaml', 'clusters: [\n')];
  await expect(locating({ file: null, text: '', locations: { ...NONE, inventory } }, root)).rejects.toThrow(
    /clusters\.yaml:\d+:\d+: not valid YAML/,
  );
});

test('the root of a repository is the nearest folder with a .git, which may be a file', async () => {
  const { root } = repository();
  expect(repositoryRoot(join(root, 'infra'), '/')).toBe(root);
  writeFileSync(join(root, 'infra/.git'), 'gitdir: elsewhere');
  expect(repositoryRoot(join(root, 'infra'), '/')).toBe(join(root, 'infra'));
});

test('without a .git it is the working directory; a link leads to the repository behind it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'byok-audit-'));
  const file = join(folder, 'infra/byok-audit.yaml');
  expect(repositoryRoot(file, folder)).toBe(folder);
  const { root } = repository();
  symlinkSync(join(root, 'infra'), join(folder, 'linked'));
  expect(repositoryRoot(join(folder, 'linked/byok-audit.yaml'), folder)).toBe(root);
});

test('all documents of an inventory are read', async () => {
  const { root, write } = repository();
  const inventory = [write('clusters.yaml', '--- {id: lkc-pear}\n---\nid: "lkc-apple"\n')];
  const locate = await locating({ file: null, text: '', locations: { ...NONE, inventory } }, root);
  expect(locate(cluster('lkc-apple')).location).toEqual({
    uri: 'clusters.yaml',
    start_line: 3,
    start_column: 5,
    end_line: 3,
    end_column: 16,
    source: 'inventory',
  });
});

test('a file whose name begins with two dots is inside the repository', async () => {
  const { root, write } = repository();
  const { file, text } = write('..audit.yaml', 'version: 1\n');
  const locate = await locating({ file, text, locations: NONE }, root);
  expect(locate(cluster('lkc-apple')).location).toMatchObject({ uri: '..audit.yaml', start_line: 1 });
});

import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { readTerraform } from '../../src/terraform/files.ts';
import { locatingIn } from '../locate/located.ts';

function folder(...names: string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'byok-audit-'));
  for (const name of names) {
    mkdirSync(join(root, dirname(name)), { recursive: true });
    writeFileSync(join(root, name), name.endsWith('.tfstate') ? '{"version": 4, "resources": []}' : '{}');
  }
  return root;
}

function read(named: string[], root: string) {
  const { sources, states, warnings } = readTerraform(named, root);
  const names = (list: readonly { file: string }[]) => list.map(({ file }) => relative(root, file));
  return { sources: names(sources), states: names(states), warnings };
}

test('a folder is read with all below it: Terraform and OpenTofu files and states, in one order, and nothing hidden', () => {
  const names = ['a.tf', 'b.tf.json', 'c/d/e.tofu', 'c/f.tofu.json', 'terraform.tfstate', 'z.tf'];
  const others = [
    'readme.md',
    'package.json',
    '.hidden.tf',
    '.terraform/modules/m/main.tf',
    'terraform.tfstate.backup',
    'x.tfvars',
  ];
  expect(read(['.'], folder(...names, ...others))).toEqual({
    sources: ['a.tf', 'b.tf.json', 'c/d/e.tofu', 'c/f.tofu.json', 'z.tf'],
    states: ['terraform.tfstate'],
    warnings: [],
  });
});

test.each([
  ['infra/*.tf', ['infra/a.tf']],
  ['infra/**/*.tf', ['infra/a.tf', 'infra/x/b.tf', 'infra/x/y/c.tf']],
  ['**/x/*.{tf,tofu}', ['infra/x/b.tf']],
  ['in*/x/**', ['infra/x/b.tf', 'infra/x/y/c.tf']],
  ['infra/?.tf', ['infra/a.tf']],
])('the glob %s names paths', (glob, expected) => {
  const root = folder('infra/a.tf', 'infra/x/b.tf', 'infra/x/y/c.tf', 'other/a.tf');
  expect(read([glob], root).sources).toEqual(expected);
});

test('what is named twice is read once, and what names nothing is told of', () => {
  const root = folder('infra/a.tf', 'empty/readme.md');
  expect(read(['infra', 'infra/a.tf', 'inf*/a.tf'], root)).toEqual({ sources: ['infra/a.tf'], states: [], warnings: [] });
  expect(read(['empty', 'nowhere/*.tf'], root).warnings).toEqual([
    'configuration: locations.terraform names "empty", where no Terraform file is',
    'configuration: locations.terraform names "nowhere/*.tf", where no Terraform file is',
  ]);
});

test('a file that is named and is not there, or is something else, is an error', () => {
  const root = folder('note.txt', 'package.json');
  expect(() => read(['main.tf'], root)).toThrow(/^main\.tf: cannot be read: there is no such file.*locations\.terraform/);
  expect(() => read(['note.txt'], root)).toThrow(/^note\.txt: not a Terraform state\. Name a state file/);
  expect(() => read(['package.json'], root)).toThrow(/^package\.json: not a Terraform state/);
});

test('a state that was only found and cannot be read is told of and left out', () => {
  const root = folder('main.tf');
  writeFileSync(join(root, 'terraform.tfstate'), '{"encrypted_data": "x"}');
  expect(read(['.'], root)).toMatchObject({
    states: [],
    warnings: [expect.stringMatching(/^terraform\.tfstate: the state is encrypted.*is ignored\.$/)],
  });
});

test('a state that a shell wrote in UTF-16 says so', () => {
  const root = folder('main.tf');
  writeFileSync(join(root, 'state.json'), Buffer.from('\ufeff{"version": 4, "resources": []}', 'utf16le'));
  expect(() => read(['state.json'], root)).toThrow(/^state\.json: the state is not UTF-8; Windows PowerShell writes UTF-16/);
});

test('links that lead in a circle are followed once', () => {
  const root = folder('infra/a.tf');
  symlinkSync(join(root, 'infra'), join(root, 'infra/again'));
  expect(read(['.'], root).sources).toEqual(['infra/a.tf']);
});

test('what is named by a link to its folder too is read once', () => {
  const root = folder('infra/a.tf', 'infra/b.tf');
  symlinkSync('infra', join(root, 'current'));
  symlinkSync('a.tf', join(root, 'infra/c.tf'));
  expect(read(['current', 'infra', 'infra/a.tf'], root).sources).toEqual(['infra/a.tf', 'infra/b.tf', 'infra/c.tf']);
});

test('links that lead to themselves or out of the repository are left out, with a warning', () => {
  const [root, outside] = [folder('infra/a.tf', 'modules/m/b.tf', 'outside/x'), folder('c.tf')];
  mkdirSync(join(root, '.git'));
  symlinkSync('loop', join(root, 'infra/loop'));
  symlinkSync('gone', join(root, 'infra/nowhere'));
  symlinkSync('../modules', join(root, 'infra/modules'));
  expect(read(['infra'], root)).toEqual({
    sources: ['infra/a.tf', 'infra/modules/m/b.tf'],
    states: [],
    warnings: [
      'configuration: below locations.terraform, 1 path is ignored, unreadable or a link out of the repository: infra/loop',
    ],
  });
  symlinkSync(outside, join(root, 'modules/away'));
  expect(read(['infra/**'], root)).toMatchObject({
    sources: ['infra/a.tf', 'infra/modules/m/b.tf'],
    warnings: [expect.stringMatching(/, 2 paths are ignored, .*: infra\/loop and others$/)],
  });
  expect(read([outside], root).sources).toEqual([relative(root, join(outside, 'c.tf'))]);
});

test.each(['utf16le', 'latin1'] as const)('a source in %s that cannot be UTF-8 is left out, with a warning', (encoding) => {
  const root = folder('main.tf');
  const text = `${encoding === 'latin1' ? '\u00ff' : ''}resource "aws_kms_key" "a" {}\n`;
  writeFileSync(join(root, 'main.tf'), Buffer.from(text, encoding));
  expect(read(['.'], root)).toMatchObject({
    sources: [],
    warnings: ['main.tf: it is not UTF-8, which Terraform requires, and is ignored'],
  });
});

test('files outside of the repository are ignored with a warning, also behind a link', async () => {
  const outside = folder('main.tf', 'more.tf');
  const { root, warnings } = await locatingIn({ 'main.tf': '' }, ['.', outside]);
  expect(warnings).toEqual([
    `configuration: locations.terraform names 2 files outside of the repository, to which no finding can point: ${outside}/main.tf and others`,
  ]);
  symlinkSync(join(outside, 'main.tf'), join(root, 'linked.tf'));
  expect(read(['.'], root).sources).toEqual(['linked.tf', 'main.tf']);
});

test('a source that is larger than any that people write is an error where it is named, and left out where it is found', () => {
  const root = folder('main.tf', 'main.tf.json');
  writeFileSync(join(root, 'main.tf'), ' '.repeat(3 * 1024 * 1024));
  writeFileSync(join(root, 'main.tf.json'), ' '.repeat(11 * 1024 * 1024));
  expect(() => read(['main.tf'], root)).toThrow(/^main\.tf: cannot be read: it has 3 MB, more than the 2 MB/);
  expect(() => read(['main.tf.json'], root)).toThrow(/^main\.tf\.json: cannot be read: it has 11 MB, more than the 10 MB/);
  expect(read(['.'], root)).toEqual({
    sources: [],
    states: [],
    warnings: [
      'main.tf: it has 3 MB, more than the 2 MB that are read of a file, and is ignored',
      'main.tf.json: it has 11 MB, more than the 10 MB that are read of a file, and is ignored',
    ],
  });
});

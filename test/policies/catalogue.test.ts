import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { policySchemas } from '../../scripts/policy-schemas.ts';
import { Catalogue } from '../../src/evaluate/catalogue.ts';
import { compile } from '../../src/input/json-schema.ts';
import { lengthWritten, tooLong } from './message-length.ts';

const POLICIES = fileURLToPath(new URL('../../policies/', import.meta.url));
const read = (file: string) => readFileSync(`${POLICIES}${file}`);
const { catalogue } = JSON.parse(read('catalogue.json').toString()) as { catalogue: Catalogue };
const folders = globSync('rules/*/*/', { cwd: POLICIES }).map((folder) => folder.replace(/\/$/, ''));

test('the catalogue is well-formed and sorted', () => {
  const isCatalogue = compile(Catalogue);
  expect(isCatalogue(catalogue), JSON.stringify(isCatalogue.errors)).toBe(true);
  const ids = catalogue.rules.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort());
});

test('the catalogue was built together with the module in the same folder', () => {
  expect(createHash('sha256').update(read('policy.wasm')).digest('hex')).toBe(catalogue.policy_wasm_sha256);
});

test('the catalogue lists exactly the rules that have a folder', () => {
  expect(catalogue.rules.map(({ id }) => `rules/${id.replace('.', '/')}`)).toEqual(folders.sort());
});

test.each(folders)('%s holds a rule and its test, and nothing else', (folder) => {
  const files = globSync('**', { cwd: `${POLICIES}${folder}` }).filter((file) => file !== '.');
  const rule = basename(folder);
  expect(files.sort()).toEqual([`${rule}.rego`, `${rule}_test.rego`]);
  expect(read(`${folder}/${rule}.rego`).toString()).toContain(`\npackage rules.${basename(dirname(folder))}.${rule}\n`);
});

test.each(catalogue.rules)('the parameters of $id accept their own defaults', ({ parameters }) => {
  for (const schema of Object.values(parameters)) expect(compile(schema)(schema.default)).toBe(true);
});

test.each(Object.entries(policySchemas()))('schema/%s matches the subject schemas', (name, text) => {
  expect(read(`schema/${name}`).toString()).toBe(text);
});

test('no message or note is longer than 200 letters, inserted values apart', () => {
  const written = catalogue.rules.flatMap(({ id, messages }) => Object.values(messages).map((text) => ({ rule: id, text })));
  expect(tooLong(written, lengthWritten)).toEqual([]);
});

test('no headline is longer than 70 letters, inserted values apart, nor the same as that of another rule', () => {
  const written = catalogue.rules.flatMap(({ id, headline = {} }) =>
    [...new Set(Object.values(headline))].map((text) => ({ id, text })),
  );
  expect(written.filter(({ text }) => lengthWritten(text) > 70)).toEqual([]);
  const byText = Map.groupBy(written, ({ text }) => text);
  expect([...byText.values()].filter((of) => of.length > 1)).toEqual([]);
});

test('no page of the documentation, nor the catalogue, says "alone" of what is the only one: that reads as to leave it alone', () => {
  const pages = globSync('docs/*.md', { cwd: `${POLICIES}..` }).map((page) => `../${page}`);
  expect(pages.length).toBeGreaterThan(10);
  const found = [...pages, 'catalogue.json'].flatMap((file) =>
    [
      ...read(file)
        .toString()
        .matchAll(/.{0,60}\balone\b.{0,20}/g),
    ].map(([text]) => `${file}: ${text}`),
  );
  expect(found).toEqual([]);
});

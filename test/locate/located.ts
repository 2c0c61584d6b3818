import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { declaredIn, locator } from '../../src/locate/locate.ts';
import { type Locate, placeOf } from '../../src/report/place.ts';
import type { Place } from '../../src/report/schema.ts';
import { readTerraform } from '../../src/terraform/files.ts';

export type Files = Readonly<Record<string, string>>;
type Subject = Parameters<Locate>[0];

const nobody = { name: null, environment: null, environment_name: null, kms_name: null };
export const cluster = (id: string, name: string | null = null, environment: string | null = null): Subject => ({
  ...nobody,
  ...{ type: 'cluster', id, name, environment },
  environment_name: environment === null ? null : environment.replace('env-', ''),
});
export const key = (id: string, kms_name: string | null = null): Subject => ({ ...nobody, type: 'key', id, kms_name });
export const environment = (id: string, name: string | null = null): Subject => ({ ...nobody, type: 'environment', id, name });

/** What begins and ends the place that a finding is expected at. */
const MARKS = /[⟦⟧]/g;

/** The files without the marks, and the place between these, counted apart from how the program counts. */
function unmarked(files: Files): { files: Files; place: Omit<Place, 'source'> | null } {
  let place: Omit<Place, 'source'> | null = null;
  const at = (text: string) => {
    const lines = text
      .replace(/^\ufeff/, '')
      .replace(MARKS, '')
      .split('\n');
    return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  };
  for (const [uri, text] of Object.entries(files)) {
    const [before = '', inside] = text.split('⟦');
    if (inside === undefined) continue;
    if (place !== null) throw new Error('two places are marked');
    const [start, end] = [at(before), at(`${before}${inside.split('⟧')[0]}`)];
    place = { uri, start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column };
  }
  return { files: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, text.replace(MARKS, '')])), place };
}

/** A repository with these files. */
export function repositoryWith(files: Files): string {
  const root = mkdtempSync(join(tmpdir(), 'byok-audit-'));
  mkdirSync(join(root, '.git'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

const CONFIGURATION = 'byok-audit.yaml';

/** Locates in a repository with these files, all of which the configuration lists. */
export async function locatingIn(files: Files, terraform: readonly string[] = ['.']) {
  const text = files[CONFIGURATION] ?? 'version: 1\n';
  const root = repositoryWith({ [CONFIGURATION]: text, ...files });
  const inventory = Object.entries(files)
    .filter(([name]) => name === 'inventory.yaml')
    .map(([name, text]) => ({ file: join(root, name), text }));
  const read = readTerraform(terraform, root);
  const { declared, warnings } = await declaredIn(
    { file: join(root, CONFIGURATION), text, locations: { inventory, terraform: read } },
    root,
  );
  const locate = locator(declared);
  return {
    root,
    warnings: [...read.warnings, ...warnings],
    locate,
    /** Where a finding of a rule that is mended there belongs. */
    placed: (subject: Subject, declared_in: readonly string[] = [], every_region = false) =>
      placeOf({ declared_in: [...declared_in], every_region }, locate(subject)),
  };
}

export const apple = cluster('lkc-apple', 'apple', 'env-orchard');

/** Files, one of which marks where a finding belongs that is about a subject: by default the apple. Where none does, nothing is known. */
export type Case = { title: string; files: Files; of?: Subject; rule?: string[]; address?: string; addresses?: string[] };

export async function check({ files: marked, of = apple, rule = [], address, addresses }: Case) {
  const { files, place } = unmarked(marked);
  const { placed, locate } = await locatingIn(files);
  const { location } = placed(of, rule);
  if (place === null) expect(location).toMatchObject({ uri: CONFIGURATION, source: 'configuration' });
  else expect(location).toEqual({ ...place, source: place.uri === 'inventory.yaml' ? 'inventory' : 'terraform' });
  const found = locate(of).blocks.map((block) => block.address);
  if (address !== undefined) expect(found[0]).toBe(address);
  if (addresses !== undefined) expect(found).toEqual(addresses);
}

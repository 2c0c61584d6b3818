import { hash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bytesOf } from '../input/named-file.ts';
import type { Catalogue, CatalogueFile } from './catalogue.ts';
import { CHECKED } from './checked-policy.ts';

/** The files of a built policy as they are, and the digest over both. */
type PolicyFiles = { wasm: Buffer; catalogue: Buffer; digest: string };

export const BUILT_IN = fileURLToPath(new URL('../../policies/', import.meta.url));

/** @param from what a relative directory starts from @throws AuditError 65 */
export function policyFiles(directory: string = BUILT_IN, from = ''): PolicyFiles {
  const read = (name: string) =>
    bytesOf({
      file: resolve(from, directory, name),
      named: join(directory, name),
      advice: 'A policy directory holds policy.wasm and catalogue.json; npm run policy makes them.',
    });
  const [wasm, catalogue] = [read('policy.wasm'), read('catalogue.json')];
  return { wasm, catalogue, digest: `sha256:${hash('sha256', Buffer.concat([wasm, catalogue]))}` };
}

/** The catalogue of the policy that was checked when the package was built, byte for byte; null of any other. */
export function checkedCatalogue({ catalogue, digest }: PolicyFiles): Catalogue | null {
  if (digest !== CHECKED) return null;
  const read: CatalogueFile = JSON.parse(catalogue.toString('utf8'));
  return read.catalogue;
}

import { hash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { badInput } from '../audit-error.ts';
import { checkDocument } from '../input/document.ts';
import { compile } from '../input/json-schema.ts';
import { type Catalogue, CatalogueFile } from './catalogue.ts';
import { BUILT_IN, checkedCatalogue, policyFiles } from './policy-files.ts';

/**
 * A built policy: the compiled module, shareable between threads, and what its rules are.
 * @property isBuiltIn whether it is ours, which ends on every document
 */
export type Policy = { module: WebAssembly.Module; catalogue: Catalogue; digest: string; isBuiltIn: boolean };

/**
 * Loads `policy.wasm` and `catalogue.json`, which must belong together.
 * @param from what a relative directory starts from
 * @throws AuditError 65
 */
export function loadPolicy(directory: string = BUILT_IN, from = ''): Policy {
  const files = policyFiles(directory, from);
  const isBuiltIn = resolve(from, directory) === resolve(BUILT_IN);
  const key = [isBuiltIn, files.wasm.length, files.digest].join(' ');
  const policy = loaded.get(key) ?? compiled(directory, files, isBuiltIn);
  loaded.set(key, policy);
  return policy;
}

/** What was checked and compiled before, by its bytes: several commands may run in one process. */
const loaded = new Map<string, Policy>();

function compiled(directory: string, files: ReturnType<typeof policyFiles>, isBuiltIn: boolean): Policy {
  const { wasm, digest } = files;
  const read = checkedCatalogue(files) ?? checked(join(directory, 'catalogue.json'), files);
  const catalogue = isBuiltIn ? read : judgedAfresh(read);
  try {
    return { module: new WebAssembly.Module(new Uint8Array(wasm)), catalogue, digest, isBuiltIn };
  } catch (cause) {
    throw badInput(`${join(directory, 'policy.wasm')}: is not a WebAssembly module. Build it again with: npm run policy`, {
      cause,
    });
  }
}

function checked(file: string, { wasm, catalogue: source }: ReturnType<typeof policyFiles>): Catalogue {
  const { catalogue } = checkDocument(file, source.toString('utf8'), CatalogueFile);
  if (catalogue.policy_wasm_sha256.replace(/^sha256:/, '') !== hash('sha256', wasm)) {
    throw badInput(`${file}: was not built together with the policy.wasm beside it. Build both again with: npm run policy`);
  }
  for (const { id, parameters } of catalogue.rules) {
    for (const [name, schema] of Object.entries(parameters)) {
      const why = whyNoSchema(schema);
      if (why !== null) throw badInput(`${file}: the parameter ${name} of ${id} is not described by a JSON Schema: ${why}`);
    }
  }
  if (catalogue.rules.length === 0) throw badInput(`${file}: lists no rules; there is nothing to evaluate with`);
  return catalogue;
}

/**
 * Without what decides each rule, so that no outcome is reused: that the catalogue has that right is proven of our own
 * policy alone, by judging many subjects both ways (`reuse.ci.ts`).
 */
const judgedAfresh = (catalogue: Catalogue): Catalogue => ({
  ...catalogue,
  rules: catalogue.rules.map(({ decides: _, ...rule }) => rule),
});

function whyNoSchema(schema: Record<string, unknown>): string | null {
  try {
    compile(schema, { foreign: true });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

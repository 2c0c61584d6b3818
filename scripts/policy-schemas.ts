import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SUBJECT_SCHEMAS } from '../src/subjects/schema.ts';

const DIRECTORY = new URL('../policies/schema/', import.meta.url);

/**
 * The text of each schema file by its name. Each has a folder of its own, because OPA takes a JSON file beside the policies
 * for data, named after its folder. OPA type-checks the rules against them: it reads properties, types and
 * `anyOf`, takes `additionalProperties: false` for "no other field", and passes over `const`, `enum` and patterns.
 */
export const policySchemas = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(SUBJECT_SCHEMAS).map(([type, schema]) => {
      const document = { $schema: 'http://json-schema.org/draft-07/schema#', title: `${type} subject`, ...schema };
      return [`${type}/subject.json`, `${JSON.stringify(document, null, 2)}\n`];
    }),
  );

function isStale([name, text]: [string, string]): boolean {
  try {
    return readFileSync(new URL(name, DIRECTORY), 'utf8') !== text;
  } catch {
    return true;
  }
}

function main(): void {
  const files = Object.entries(policySchemas());
  if (!process.argv.includes('--check')) {
    for (const [name, text] of files) writeFileSync(new URL(name, DIRECTORY), text);
    return;
  }
  const stale = files.filter(isStale).map(([name]) => name);
  if (stale.length === 0) return;
  console.error(`policies/schema is stale (${stale.join(', ')}). Write it again with: npx node scripts/policy-schemas.ts`);
  process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();

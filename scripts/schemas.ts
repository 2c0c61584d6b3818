import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attestationsSchema } from '../src/config/attestation.ts';
import { waiversSchema } from '../src/config/waiver.ts';
import { CatalogueFile, parameterSchemas } from '../src/evaluate/catalogue.ts';
import { loadPolicy } from '../src/evaluate/policy.ts';
import { withDefinitions } from '../src/input/json-schema.ts';
import { Diff } from '../src/report/change.ts';
import { Period } from '../src/report/period.ts';
import { Report } from '../src/report/schema.ts';
import { Snapshot } from '../src/snapshot/schema.ts';
import { configurationSchema } from './configuration.ts';

// Publishes the JSON Schemas of the files that people and other programs read. With --check, says what is out of date.
const folder = join(import.meta.dirname, '../docs/schemas');
const check = process.argv.includes('--check');
const { catalogue } = loadPolicy();
const schemas: Record<string, object> = {
  'config.schema.json': configurationSchema(parameterSchemas(catalogue)),
  'waivers.schema.json': waiversSchema(catalogue.rules),
  'attestations.schema.json': attestationsSchema(catalogue.rules),
  'snapshot.schema.json': Snapshot,
  'report.schema.json': Report,
  'diff.schema.json': Diff,
  'period.schema.json': Period,
  'catalogue.schema.json': CatalogueFile,
};

mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(schemas)) {
  const file = join(folder, name);
  const text = `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...withDefinitions(schema) }, null, 1)}\n`;
  if (!check) writeFileSync(file, text);
  else if (read(file) !== text) {
    console.error(`docs/schemas/${name} is out of date. Write it again with: npm run generate`);
    process.exitCode = 1;
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

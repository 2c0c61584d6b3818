import { join } from 'node:path';
import { attestationsSchema } from '../src/config/attestation.ts';
import { waiversSchema } from '../src/config/waiver.ts';
import { Doctor } from '../src/doctor/schema.ts';
import { CatalogueFile, parameterSchemas } from '../src/evaluate/catalogue.ts';
import { loadPolicy } from '../src/evaluate/policy.ts';
import { withDefinitions } from '../src/input/json-schema.ts';
import { Diff } from '../src/report/change.ts';
import { FiledReport } from '../src/report/filed-schema.ts';
import { Period } from '../src/report/period.ts';
import { Snapshot } from '../src/snapshot/schema.ts';
import { configurationSchema, withOptionalKeys } from './configuration.ts';
import { writeGenerated } from './generated.ts';

// Publishes the JSON Schemas of the files that people and other programs read. With --check, reports what is out of date.
const folder = join(import.meta.dirname, '../docs/schemas');
const { catalogue } = loadPolicy();
const schemas: Record<string, object> = {
  'config.schema.json': configurationSchema(parameterSchemas(catalogue)),
  'waivers.schema.json': waiversSchema(catalogue.rules),
  'attestations.schema.json': attestationsSchema(catalogue.rules),
  'snapshot.schema.json': Snapshot,
  'report.schema.json': withOptionalKeys(FiledReport),
  'diff.schema.json': Diff,
  'period.schema.json': Period,
  'catalogue.schema.json': CatalogueFile,
  'doctor.schema.json': Doctor,
};

const textOf = (schema: object): string =>
  `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...withDefinitions(schema) }, null, 1)}\n`;
writeGenerated(folder, Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, textOf(schema)])));

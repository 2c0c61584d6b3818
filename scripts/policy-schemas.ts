import { join } from 'node:path';
import { SUBJECT_SCHEMAS } from '../src/subjects/schema.ts';
import { writeGenerated } from './generated.ts';

const folder = join(import.meta.dirname, '../policies/schema');

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

if (process.argv[1] === import.meta.filename) writeGenerated(folder, policySchemas(), 'policy');

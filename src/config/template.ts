import Type from 'typebox';
import { stringify } from 'yaml';
import type { ParameterSchemas } from './load.ts';
import { PARAMETERS, SETTINGS } from './schema.ts';

const HEAD = `# Configuration of byok-audit. Every key but "version" is optional. Keys that are commented out show their default, or an
# example. Credentials do not belong here: they come from the environment (CONFLUENT_CLOUD_API_KEY,
# CONFLUENT_CLOUD_API_SECRET, or a token: docs/configuration.md) and from the credential chains of the clouds.
version: 1
`;

/** A configuration to start from: every key is in it, commented out. */
export function template(parameters: ParameterSchemas): string {
  const { version: _, ...optional } = SETTINGS;
  const sections = Object.entries({ ...optional, parameters: Type.Object(parameters, { description: PARAMETERS.description }) });
  return [HEAD, ...sections.map(([key, schema]) => `${lines(key, schema).join('\n')}\n`)].join('\n');
}

/** The lines of a key, commented out, each with `indent` after the comment sign. */
function lines(key: string, schema: Annotated, indent = ''): string[] {
  const { description, examples: [example] = [schema.default] } = schema;
  const comment = description === undefined ? [] : [indent === '' ? `# ${description}` : `# ${indent}# ${description}`];
  if (!Type.IsObject(schema)) return example === undefined ? [] : [...comment, `# ${indent}${key}: ${inline(example)}`];
  const inside = Object.entries(schema.properties).flatMap(([name, child]) => lines(name, child, `${indent}  `));
  return [...comment, `# ${indent}${key}:`, ...inside];
}

type Annotated = Type.TSchema & { description?: string; default?: unknown; examples?: unknown[] };

const inline = (value: unknown): string =>
  stringify(value, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trim();

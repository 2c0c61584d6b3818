import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Type from 'typebox';
import { AuditError, EXIT } from '../audit-error.ts';
import { checkDocument } from '../input/document.ts';
import { closed } from '../input/shapes.ts';
import { isPostgresUrl } from '../input/url.ts';
import { CONFIG_FILE, type Config, ConfigFile, DEFAULTS } from './schema.ts';

/** The file that is read from the working directory when none is named. */
export const DEFAULT_FILE = 'byok-audit.yaml';

/** What the policy says of its parameters: a JSON Schema with a default for each. */
export type ParameterSchemas = Record<string, Record<string, unknown>>;

export type Loaded = { config: Config; warnings: string[] };

/**
 * Reads and checks the configuration; without a file, the defaults.
 * @param named the file the user named, or undefined for the default one, if it is there
 * @param parameters schemas of the parameters that the loaded policy knows
 * @throws AuditError 65 with a line `file:line:column: key: what is wrong` for each mistake
 */
export function loadConfig(named: string | undefined, directory: string, parameters: ParameterSchemas): Loaded {
  const file = resolve(directory, named ?? DEFAULT_FILE);
  if (named === undefined && !existsSync(file))
    return { config: withDefaults(null, directory, '', { version: 1 }), warnings: [] };
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AuditError(EXIT.input, `${named ?? DEFAULT_FILE}: cannot be read. Write one with: byok-audit init`, { cause });
  }
  const data = checkDocument(named ?? DEFAULT_FILE, source, schemaWith(parameters));
  return { config: withDefaults(file, dirname(file), source, data), warnings: warningsFor(data) };
}

/** The file's schema, with what the policy knows of its parameters filled in. */
export function schemaWith(parameters: ParameterSchemas) {
  const ofPolicy = Type.Unsafe<Record<string, unknown>>({ type: 'object', properties: parameters, ...closed });
  return Type.Object({ ...ConfigFile.properties, parameters: Type.Optional(ofPolicy) }, CONFIG_FILE);
}

/** @param directory what relative paths in the configuration start from */
function withDefaults(file: string | null, directory: string, source: string, data: ConfigFile): Config {
  return {
    file,
    text: source,
    digest: `sha256:${createHash('sha256').update(source).digest('hex')}`,
    confluent: {
      endpoint: (data.confluent?.endpoint ?? DEFAULTS.confluent.endpoint).replace(/\/+$/, ''),
      environments: {
        include: data.confluent?.environments?.include ?? [...DEFAULTS.confluent.environments.include],
        exclude: data.confluent?.environments?.exclude ?? [],
      },
    },
    production:
      data.production === undefined
        ? null
        : { environments: data.production.environments ?? [], clusters: data.production.clusters ?? [] },
    aws: { accounts: data.aws?.accounts ?? {} },
    azure: { ...DEFAULTS.azure, ...data.azure },
    gcp: { ...DEFAULTS.gcp, ...data.gcp },
    parameters: data.parameters ?? {},
    expected_keys: data.expected_keys ?? {},
    retired_clusters: data.retired_clusters ?? [],
    history: historyOf(data.history ?? DEFAULTS.history, directory),
    waivers: data.waivers === undefined ? null : { named: data.waivers, file: resolve(directory, data.waivers) },
    attestations:
      data.attestations === undefined ? null : { named: data.attestations, file: resolve(directory, data.attestations) },
    locations: { inventory: (data.locations?.inventory ?? []).map((path) => readInventory(path, resolve(directory, path))) },
  };
}

const historyOf = (named: string, directory: string): string | null =>
  named === 'none' ? null : isPostgresUrl(named) ? named : resolve(directory, named);

function readInventory(named: string, file: string): { file: string; text: string } {
  try {
    return { file, text: readFileSync(file, 'utf8') };
  } catch (cause) {
    throw new AuditError(EXIT.input, `${named}: cannot be read. The configuration names it under locations.inventory.`, {
      cause,
    });
  }
}

/** Keys that the format knows and this version does not act on yet: silence would let them be taken for applied. */
function warningsFor(data: ConfigFile): string[] {
  const ignored = [...(data.locations?.terraform === undefined ? [] : ['locations.terraform'])];
  return ignored.map((key) => `configuration: "${key}" is not applied by this version; no verdict takes it into account`);
}

import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Type from 'typebox';
import { PLACEHOLDERS } from '../facts/placeholder.ts';
import { checkDocument } from '../input/document.ts';
import { isRecord } from '../input/is-record.ts';
import { textOf } from '../input/named-file.ts';
import { closed } from '../input/shapes.ts';
import { isPostgresUrl } from '../input/url.ts';
import { readYamlText } from '../input/yaml-text.ts';
import { readTerraform } from '../terraform/files.ts';
import { type Attestation, attestationsSchema, mistakesInAttestations } from './attestation.ts';
import { DEFAULT_FILE } from './default-file.ts';
import { type Exceptions, type KnownRule, NO_EXCEPTIONS } from './exception.ts';
import { type Config, PARAMETERS, SETTINGS, SETTINGS_OPTIONS, type Settings } from './schema.ts';
import { mistakesInWaivers, type Waiver, waiversSchema } from './waiver.ts';

const EMPTY = 'version: 1\n';

/** The parameters of the policy: a JSON Schema with a default for each. */
export type ParameterSchemas = Record<string, Record<string, unknown>>;

export type Loaded = { config: Config; warnings: string[] };

/**
 * Reads and checks the configuration; without a file, the defaults apply.
 * @param named the file that the user named, or undefined for the default one, if it exists
 * @param parameters schemas of the parameters of the loaded policy
 * @throws AuditError 65 with a line `file:line:column: key: what is wrong` for each mistake
 */
export function loadConfig(named: string | undefined, directory: string, parameters: ParameterSchemas): Loaded {
  const name = named ?? DEFAULT_FILE;
  const file = resolve(directory, name);
  const isAbsent = named === undefined && !existsSync(file);
  const source = isAbsent ? '' : textOf({ file, named: name, advice: 'Write one with: byok-audit init' });
  const settings = checkDocument(name, isAbsent ? EMPTY : source, schemaFor(parameters), {
    kind: 'configuration',
    fillDefaults: true,
    placeholders: PLACEHOLDERS,
  });
  const config = resolved(isAbsent ? null : file, dirname(file), source, settings);
  return { config, warnings: [...config.locations.terraform.warnings] };
}

/**
 * The files of exceptions that a configuration names which has mistakes of its own, so that theirs can be said as well. None where
 * it cannot be read at all.
 */
export function exceptionsNamedIn(named: string | undefined, directory: string): NamedExceptions {
  const file = resolve(directory, named ?? DEFAULT_FILE);
  let settings: unknown;
  try {
    settings = readYamlText(file, textOf({ file, named: file, advice: '' })).data;
  } catch {
    // it has been said that the file cannot be read, and why
    settings = null;
  }
  const fileAt = (key: 'waivers' | 'attestations') => {
    const value = isRecord(settings) ? settings[key] : undefined;
    return typeof value === 'string' ? { named: value, file: resolve(dirname(file), value) } : null;
  };
  return { waivers: fileAt('waivers'), attestations: fileAt('attestations') };
}

/** The schema of the file for a policy with these parameters, once its defaults are filled in. */
export const settingsSchema = (parameters: ParameterSchemas) =>
  Type.Object(
    {
      ...SETTINGS,
      parameters: Type.Unsafe<Record<string, unknown>>({ type: 'object', properties: parameters, ...closed, ...PARAMETERS }),
    },
    SETTINGS_OPTIONS,
  );

const schemas = new WeakMap<ParameterSchemas, ReturnType<typeof settingsSchema>>();

/** One schema for each policy, since a schema is compiled once. */
function schemaFor(parameters: ParameterSchemas): ReturnType<typeof settingsSchema> {
  const schema = schemas.get(parameters) ?? settingsSchema(withoutDefaults(parameters));
  schemas.set(parameters, schema);
  return schema;
}

/** The policy fills in the defaults of its parameters, so that what was configured can be told from them. */
const withoutDefaults = (parameters: ParameterSchemas): ParameterSchemas =>
  Object.fromEntries(Object.entries(parameters).map(([name, { default: _, ...schema }]) => [name, schema]));

/** @param directory where relative paths in the configuration start */
function resolved(file: string | null, directory: string, source: string, settings: Settings): Config {
  const {
    version: _,
    confluent,
    production,
    history,
    waivers,
    attestations,
    locations,
    azure,
    azure_tenants,
    ...rest
  } = settings;
  const namedFile = (named: string | undefined) => (named === undefined ? null : { named, file: resolve(directory, named) });
  return {
    ...rest,
    file,
    text: source,
    digest: digestOf(source),
    confluent: { ...confluent, endpoint: confluent.endpoint.replace(/\/+$/, '') },
    azure: { ...azure, tenants: azure_tenants },
    production: production ?? null,
    history: history === 'none' ? null : isPostgresUrl(history) ? history : resolve(directory, history),
    waivers: namedFile(waivers),
    attestations: namedFile(attestations),
    locations: {
      inventory: locations.inventory.map((named) => {
        const file = resolve(directory, named);
        return { file, text: textOf({ file, named, advice: 'The configuration names it under locations.inventory.' }) };
      }),
      terraform: readTerraform(locations.terraform, directory),
    },
  };
}

type NamedExceptions = Pick<Config, 'waivers' | 'attestations'>;

/** `named` is the file that the command line gives instead of the configured one, relative to `directory`. */
type From = { named?: string | undefined; directory: string };

/**
 * Reads the waivers that the configuration or the command line names; none where neither names a file.
 * @throws AuditError 65 with a line `file:line:column: key: what is wrong` for each mistake
 */
export const loadWaivers = (config: NamedExceptions, rules: readonly KnownRule[], from: From): Exceptions<Waiver> =>
  loadEntries(config, 'waivers', from, (file, source) => {
    const mistakesIn = (data: unknown) => mistakesInWaivers(data, rules);
    return checkDocument(file, source, waiversSchema(rules), { kind: 'waivers', mistakesIn, placeholders: PLACEHOLDERS }).waivers;
  });

/** Reads the attestations, in the same way. */
export const loadAttestations = (config: NamedExceptions, rules: readonly KnownRule[], from: From): Exceptions<Attestation> =>
  loadEntries(config, 'attestations', from, (file, source) => {
    const mistakesIn = mistakesInAttestations;
    return checkDocument(file, source, attestationsSchema(rules), {
      kind: 'attestations',
      mistakesIn,
      placeholders: PLACEHOLDERS,
    }).attestations;
  });

function loadEntries<T>(
  config: NamedExceptions,
  key: 'waivers' | 'attestations',
  { named, directory }: From,
  entriesOf: (file: string, source: string) => readonly T[],
): Exceptions<T> {
  const wanted = named === undefined ? config[key] : { named, file: resolve(directory, named) };
  if (wanted === null) return NO_EXCEPTIONS;
  const advice = named === undefined ? `The configuration names it under ${key}.` : 'The command line names it.';
  const source = textOf({ ...wanted, advice });
  return { digest: digestOf(source), entries: entriesOf(wanted.named, source) };
}

const digestOf = (source: string): string => `sha256:${hash('sha256', source)}`;

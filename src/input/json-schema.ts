import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import * as formats from 'ajv-formats';
import type Type from 'typebox';
import { isDay, isTime } from './time.ts';
import { isLoopbackUrl, refusedUrl } from './url.ts';

type Options = { explain?: 'all' | 'first'; fillDefaults?: boolean; foreign?: boolean };

/**
 * The only validator; `x-url` is our keyword for an endpoint, see `url.ts`. A schema is compiled once.
 * @param explain gives `all` mistakes or the `first`, with their context, at the price of a slower start
 * @param fillDefaults adds the defaults of the schema to the data
 * @param foreign checks the schema itself, which is not one of ours @throws Error where it is no JSON Schema
 */
export function compile<S extends Type.TSchema>(schema: S, options: Options = {}): ValidateFunction<Type.Static<S>> {
  const ajv = ajvWith(options);
  return ajv.compile<Type.Static<S>>(options.explain === undefined ? shortened(schema) : schema);
}

const instances = new Map<string, Ajv>();

/** One instance for each choice of options, since it keeps what it compiled. */
function ajvWith({ explain, fillDefaults = false, foreign = false }: Options): Ajv {
  const key = `${explain} ${fillDefaults} ${foreign}`;
  const known = instances.get(key);
  if (known !== undefined) return known;
  // the generated code is run once or a few times: making it smaller takes longer than running it
  const ajv = new Ajv({
    allErrors: explain === 'all',
    verbose: explain !== undefined,
    strict: false,
    // 1e400 is read as infinity, and YAML has numbers that are none
    strictNumbers: true,
    inlineRefs: explain !== undefined,
    code: { optimize: false },
    useDefaults: fillDefaults,
    // the schema of schemas takes as long to compile as any of ours
    meta: foreign,
    validateSchema: foreign,
    // schemas are found by identity: the configuration's, for one, has one id with the parameters of any policy
    addUsedSchema: false,
  });
  formats.default.default(ajv);
  // our own, so that a schema accepts as a time exactly what all other code does
  ajv.addFormat('date', isDay);
  ajv.addFormat('date-time', isTime);
  ajv.addKeyword({
    keyword: 'x-url',
    type: 'string',
    validate: (kind: 'any' | 'loopback', url: string) => refusedUrl(url) === null && (kind === 'any' || isLoopbackUrl(url)),
  });
  instances.set(key, ajv);
  return ajv;
}

const shortenedSchemas = new WeakMap<object, object>();

function shortened(schema: object): object {
  const made = shortenedSchemas.get(schema) ?? withDefinitions(schema);
  shortenedSchemas.set(schema, made);
  return made;
}

const WORTH_A_NAME = 60;

/**
 * The same schema with each repeated part defined once, under `definitions`. A snapshot's schema repeats the schema of a
 * fact a hundred times; compiled like that it takes half a second.
 */
export function withDefinitions(schema: object): object {
  const uses = new Map<string, number>();
  const count = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (isSchema(node)) {
      const text = JSON.stringify(node);
      uses.set(text, (uses.get(text) ?? 0) + 1);
      if ((uses.get(text) ?? 0) > 1) return;
    }
    for (const child of Object.values(node)) count(child);
  };
  count(schema);
  const names = new Map<string, string>();
  const definitions: Record<string, unknown> = {};
  const named = (node: unknown): unknown => {
    if (typeof node !== 'object' || node === null) return node;
    const text = JSON.stringify(node);
    if (!isSchema(node) || node === schema || text.length < WORTH_A_NAME || (uses.get(text) ?? 0) < 2) return inside(node);
    let name = names.get(text);
    if (name === undefined) {
      name = `d${names.size + 1}`;
      names.set(text, name);
      definitions[name] = inside(node);
    }
    // beside the reference, where the validator looks for it
    return { $ref: `#/definitions/${name}`, ...('default' in node ? { default: node.default } : {}) };
  };
  const inside = (node: object): object =>
    Array.isArray(node) ? node.map(named) : Object.fromEntries(Object.entries(node).map(([key, value]) => [key, named(value)]));
  const top = inside(schema);
  return names.size === 0 ? top : { ...top, definitions };
}

/** Distinguishes a schema from an object that holds schemas by name. */
const isSchema = (node: object): boolean =>
  !Array.isArray(node) &&
  ('type' in node || 'anyOf' in node) &&
  !('type' in node && typeof node.type === 'object' && node.type !== null && !Array.isArray(node.type));

/**
 * The errors worth showing: where a value matches none of several alternatives (a fact is a value or an unknown), those of
 * the alternative that it is closest to.
 */
export function relevantErrors(errors: readonly ErrorObject[]): ErrorObject[] {
  const kept: ErrorObject[] = [];
  for (const error of errors) {
    if (error.keyword !== 'anyOf') {
      kept.push(error);
      continue;
    }
    // the errors of the alternatives come just before that of the union
    let first = kept.length;
    for (let last = kept[first - 1]; last !== undefined && isInside(last, error); last = kept[first - 1]) first -= 1;
    const inside = kept.splice(first);
    const branches = Map.groupBy(inside, ({ schemaPath }) => schemaPath.slice(error.schemaPath.length + 1).split('/')[0]);
    const deepest = (list: ErrorObject[]) => list.reduce((most, { instancePath }) => Math.max(most, instancePath.length), 0);
    const closest = [...branches.values()].sort((a, b) => deepest(b) - deepest(a) || a.length - b.length)[0] ?? [];
    for (const one of closest) kept.push(one);
  }
  return kept;
}

const isInside = (error: ErrorObject, union: ErrorObject): boolean =>
  error.schemaPath.startsWith(`${union.schemaPath}/`) && error.instancePath.startsWith(union.instancePath);

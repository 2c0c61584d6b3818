import type { ErrorObject } from 'ajv';
import type Type from 'typebox';
import { badInput } from '../audit-error.ts';
import { explain } from './explain.ts';
import { type FileKind, kindOf, refuseOther } from './file-kind.ts';
import { compile, relevantErrors } from './json-schema.ts';
import { readJsonText } from './json-text.ts';
import { firstOf } from './mistakes.ts';
import { type Placeholders, placeholdersIn } from './placeholder.ts';
import type { Path, ReadText, Wanted } from './read-text.ts';
import { MB } from './size.ts';
import { readYamlText } from './yaml-text.ts';

/** A mistake that a schema cannot express: the key or item it is at, and what is wrong. */
export type Mistake = { path: Path; message: string };

type Options = {
  /** To say of another file of ours what it is. */
  kind?: FileKind;
  /** Turns the data of an older format into the newest before it is checked. */
  upgrade?: (data: unknown) => unknown;
  /** Fills in the defaults of the schema before the rest of it is checked. */
  fillDefaults?: boolean;
  /** Finds mistakes that the schema cannot express, in data that may violate it: all mistakes are reported together. */
  mistakesIn?: (data: unknown) => readonly Mistake[];
  /** What nobody may leave in the file. */
  placeholders?: Placeholders;
};

/**
 * Parses YAML or JSON and checks it against a JSON Schema, reporting the mistakes at their places.
 * @param file the name to show in messages
 * @throws AuditError 65
 */
export const checkDocument = <S extends Type.TSchema>(
  file: string,
  source: string,
  schema: S,
  options: Options = {},
): Type.Static<S> => checkRead(file, readDocument(file, source), schema, options);

/** JSON is YAML too, but JSON.parse needs a hundredth of the memory. */
const readDocument = (file: string, source: string): ReadText =>
  (/^\s*[{[]/.test(source) ? readJsonText(file, source) : null) ?? readYamlText(file, source);

/** The same of what was read before. @throws AuditError 65 */
export function checkRead<S extends Type.TSchema>(
  file: string,
  read: ReadText,
  schema: S,
  { kind, upgrade = (data) => data, fillDefaults = false, mistakesIn = () => [], placeholders }: Options = {},
): Type.Static<S> {
  if (kind !== undefined) refuseOther(file, kindOf(read.data), kind);
  const data = upgrade(read.data ?? {});
  const left = placeholders === undefined ? [] : placeholdersIn(data, placeholders);
  const quick = compile(schema, { fillDefaults });
  const isValid = quick(data);
  const infinite = isValid ? infiniteIn(data) : undefined;
  const more = [
    ...mistakesIn(data),
    ...(infinite === undefined ? [] : [{ path: infinite, message: 'expected a number that JSON can hold' }]),
  ];
  if (isValid && more.length === 0 && left.length === 0) return data;
  // what it is not fit for as it stands does not matter then
  const unfilled = new Set(left.map(({ path }) => path.join('.')));
  const mistakes: Found[] = [
    ...(isValid ? [] : errorsIn(data, schema, { fillDefaults, explain: read.length > LARGE ? 'first' : 'all' }))
      .map(foundBySchema)
      .filter(({ path }) => !unfilled.has(path.join('.'))),
    ...more.map(({ path, message }) => ({ path, at: { path }, say: () => message })),
    ...left.map(({ path, isKey, message }) => ({
      path,
      at: isKey ? { path: path.slice(0, -1), key: String(path.at(-1)) } : { path },
      say: () => message,
    })),
  ];
  throw badInput(
    firstOf(mistakes, (first) => {
      const places = read.placesOf(first.map(({ at }) => at));
      return first.map(({ path, say }, index) => `${places[index]}: ${nameOf(path)}: ${say()}`);
    }),
  );
}

/**
 * Where the first number is that is infinite or none, as 1e400 and `.nan` are; undefined where there is none. Under a key of
 * which a schema asks nothing it would be written as null.
 */
function infiniteIn(data: unknown): Path | undefined {
  if (typeof data === 'number') return Number.isFinite(data) ? undefined : [];
  if (typeof data !== 'object' || data === null) return undefined;
  for (const [key, value] of Object.entries(data)) {
    const path = infiniteIn(value);
    if (path !== undefined) return [key, ...path];
  }
  return undefined;
}

/** A mistake, the place to name for it, and its text, which is made of those that are said. */
type Found = { path: Path; at: Wanted; say: () => string };

function foundBySchema(error: ErrorObject): Found {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const unknownKey = error.keyword === 'additionalProperties' ? String(error.params.additionalProperty) : undefined;
  return {
    path: unknownKey === undefined ? path : [...path, unknownKey],
    at: { path, key: unknownKey },
    say: () => explain(error, unknownKey),
  };
}

/** A path as people read it; one that is longer than any of ours is cut. */
function nameOf(path: Path): string {
  const name = path.join('.') || 'the file';
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}...` : name;
}

const LONGEST_NAME = 500;

/** Of a text of so many characters the first mistake is said: a list of all may be larger than the text. */
const LARGE = 16 * MB;

/** What can explain mistakes takes long to compile: it is compiled where there are some. */
function errorsIn(
  data: unknown,
  schema: Type.TSchema,
  options: { fillDefaults: boolean; explain: 'all' | 'first' },
): ErrorObject[] {
  const explaining = compile(schema, options);
  explaining(data);
  return relevantErrors(explaining.errors ?? []);
}

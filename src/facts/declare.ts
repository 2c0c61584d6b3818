import Type from 'typebox';
import { keysOf } from '../input/keys.ts';
import { type AnySchema, texts } from '../input/shapes.ts';
import type { Remedies, Remedy } from './advice.ts';
import { AttestableFact, type Cause, Fact, ShortenedFact, type Unknown } from './fact.ts';

/** What gives a fact of a subject: facts of the snapshot, groups of them, or a call by its name. */
type Origin = Type.TSchema | string;

/** What is said of a fact once, beside its type and origin; all that is known of it elsewhere follows from this. */
export type About<T> = {
  /** How a sentence names it, where its own name does not read well. */
  words?: string;
  /**
   * Values on both sides of whatever rules decide by. The first belongs to a subject that passes every rule. A type with
   * few values needs none: they are its examples.
   */
  examples?: readonly T[];
  /** By provider, what a key of another cloud that passes every rule has in place of the first example. */
  elsewhere?: Readonly<Record<string, T>>;
  /**
   * What to do where it is unknown, for causes that no call explains (a condition that is not understood, what no API can
   * say). What it is derived from adds its own.
   */
  unknown?: Remedies;
  /** It counts the days until something is lost or stops: the fewer, the more urgent. */
  deadline?: true;
  /** A report has it of each subject, whatever verdicts rest on; a list: of keys of these providers. */
  profile?: true | readonly string[];
  /** Of a list of objects, the property by which a sentence names each. */
  named_by?: T extends readonly (infer Item)[] ? keyof Item & string : never;
  /** What a value reads beside these words, where yes or no would say something else. By the value's JSON. */
  said?: Readonly<Record<string, string>>;
};

/** What to do about a cause, where a fact is read by these calls alone; undefined: wherever it is read. */
export type Known = Remedy & { cause: Cause; calls: readonly string[] | undefined };

/** What is kept of a fact beside its schema. */
type Declaration = {
  value: Type.TSchema;
  /** Names of the calls it rests on, sorted. */
  calls: readonly string[];
  words?: string | undefined;
  examples: readonly unknown[];
  elsewhere: Readonly<Record<string, unknown>>;
  since?: string | undefined;
  remedies: readonly Known[];
  deadline?: true | undefined;
  profile?: true | readonly string[] | undefined;
  named_by?: string | undefined;
  said?: Readonly<Record<string, string>> | undefined;
  /** A long list that names the first items alone. */
  shortened?: true;
};

/** A fact as it was declared, with its place in the document: `kms.state`. */
export type Declared = Declaration & { path: string; words: string };

/** A symbol: it goes wherever the schema goes, and into no JSON Schema that is published. */
const DECLARATION = Symbol('declaration');

const declare = <S extends Type.TSchema>(schema: S, declaration: Declaration): S =>
  Object.assign(schema, { [DECLARATION]: declaration });

const declarationOf = (schema: { [DECLARATION]?: Declaration }): Declaration | undefined => schema[DECLARATION];

/**
 * A fact of a subject document.
 * @param from what it is derived from; empty where the configuration alone gives it
 */
export const fact = <T extends Type.TSchema>(value: T, from: readonly Origin[], about: About<Type.Static<T>> = {}) =>
  declare(AttestableFact(value), declarationFrom(value, from, about));

/** A list of names that may be long: the first are named, and the others are counted (`shortened.ts`). */
export const shortenedFact = (from: readonly Origin[], about: About<string[]> = {}) =>
  declare(ShortenedFact(texts), { ...declarationFrom(texts, from, about), shortened: true });

const declarationFrom = <T extends Type.TSchema>(
  value: T,
  from: readonly Origin[],
  { words, examples, elsewhere = {}, unknown = {}, deadline, profile, named_by, said }: About<Type.Static<T>>,
): Declaration => ({
  value,
  calls: callsOf(from),
  words,
  examples: examples ?? valuesOf(value),
  elsewhere,
  remedies: [...remediesOf(unknown), ...from.flatMap((origin) => (typeof origin === 'string' ? [] : remediesIn(origin)))],
  deadline,
  profile,
  named_by,
  said,
});

/**
 * A fact that is either proven or unknown.
 * @param said what it reads beside its words where it is proven: of whether a key is open to everybody, `yes` would be a lie
 */
export const proof = (from: readonly Origin[], words: string, unknown: Remedies = {}, said = 'could be determined') =>
  fact(Type.Literal(true), from, { words, unknown, said: { true: said } });

/**
 * A fact of the snapshot, and the calls that give it: more than one where another can stand in for the first.
 * @property since the snapshot format that first had it, where that is not the first
 * @property unknown see `About`
 */
export const observed = <T extends Type.TSchema>(
  value: T,
  calls: readonly string[],
  { since, unknown = {} }: { since?: string; unknown?: Remedies } = {},
) => declare(Fact(value), { value, calls, examples: [], elsewhere: {}, since, remedies: remediesOf(unknown, calls) });

/** The snapshot format that first had a fact; undefined where that is the first, or where the schema is not of a fact. */
export const sinceOf = (schema: object): string | undefined => declarationOf(schema)?.since;

function callsOf(origins: readonly Origin[]): string[] {
  const calls = origins.flatMap((origin) => {
    const given = typeof origin === 'string' ? [origin] : callsIn(origin);
    if (given.length === 0) throw new Error('a fact is derived from what no call gives');
    return given;
  });
  return [...new Set(calls)].sort();
}

const callsIn = (schema: object): readonly string[] =>
  declarationOf(schema)?.calls ?? schemasIn(schema).flatMap(([, inner]) => callsIn(inner));

const remediesOf = (remedies: Remedies, calls?: readonly string[]): Known[] =>
  keysOf(remedies).flatMap((cause) => {
    const remedy = remedies[cause];
    return remedy === undefined ? [] : [{ cause, calls, ...remedy }];
  });

const remediesIn = (schema: object): readonly Known[] =>
  declarationOf(schema)?.remedies ?? schemasIn(schema).flatMap(([, inner]) => remediesIn(inner));

const schemasIn = ({ properties, patternProperties }: AnySchema): [string, object][] =>
  Object.entries({ ...properties, ...patternProperties });

/** All values of a type that has few; of another none, so that its examples must be given. */
function valuesOf({ const: only, enum: values, anyOf, type }: AnySchema): unknown[] {
  if (only !== undefined) return [only];
  if (values !== undefined) return values;
  if (anyOf !== undefined) return anyOf.map(valuesOf).every((list) => list.length > 0) ? anyOf.flatMap(valuesOf) : [];
  return type === 'boolean' ? [true, false] : type === 'null' ? [null] : [];
}

/** Every fact below a schema, in the order in which they are declared. */
export const factsIn = (schema: object, above: readonly string[] = []): Declared[] =>
  schemasIn(schema).flatMap(([name, inner]) => {
    const path = [...above, name];
    const declaration = declarationOf(inner);
    if (declaration === undefined) return factsIn(inner, path);
    return [{ ...declaration, path: path.join('.'), words: declaration.words ?? name.replaceAll('_', ' ') }];
  });

/** Every fact of a group, missing for the same reason. */
export const blank = <P extends Type.TProperties>(
  group: Type.TObject<P>,
  missing: { unknown: Unknown },
): Record<keyof P, { unknown: Unknown }> =>
  Object.fromEntries(Object.keys(group.properties).map((name) => [name, missing])) as Record<keyof P, { unknown: Unknown }>;

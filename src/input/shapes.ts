import Type from 'typebox';

/** Of an object schema: a key that it does not name is an error. */
export const closed = { additionalProperties: false };

/** An object with these properties and no others. */
export const object = <P extends Type.TProperties>(properties: P, options: Type.TSchemaOptions = {}) =>
  Type.Object(properties, { ...closed, ...options });

export const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const enumeration = <V extends string[]>(...values: V) => Type.Enum<V>([...values], { type: 'string' });

/** What there is to see of a JSON Schema for code that walks one: no schema is declared as wide as this. */
export type AnySchema = {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: object[];
  properties?: Record<string, object>;
  patternProperties?: Record<string, object>;
};

export const text = Type.String();
export const texts = Type.Array(text);
export const flag = Type.Boolean();
export const count = Type.Integer({ minimum: 0 });
/** A record by names of any kind. `Type.Record(text, ...)` asks nothing of what stands under a name with a line break. */
export const byName = <T extends Type.TSchema>(schema: T) => Type.Record(Type.String({ pattern: '^[\\s\\S]*$' }), schema);

/** A text that says something. */
export const filled = Type.String({ minLength: 1 });
/** See `globs.ts`. Ids, names and KMS names are shorter. */
export const glob = Type.String({ minLength: 1, maxLength: 2000 });

/** A setting that is an endpoint. `x-url` is our own keyword: https, or plain http on a loopback address; no credentials in it. */
export const url = (value: string, description: string) => Type.String({ 'x-url': 'any', default: value, description });

/** A group of settings, each of which may be left out. */
export const section = <T extends Type.TProperties>(properties: T, description?: string) =>
  object(properties, { default: {}, ...(description === undefined ? {} : { description }) });

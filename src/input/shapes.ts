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
/** How many of something. */
export const count = Type.Integer({ minimum: 0 });

import Type from 'typebox';

/** Of an object schema: a key that it does not name is an error. */
export const closed = { additionalProperties: false };

export const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const enumeration = <const V extends string[]>(...values: V) => Type.Enum(values, { type: 'string' });

import Type from 'typebox';

// `report.json` leaves out what is at its default; whoever reads it fills that in.

export const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()], { default: null });

export const orNone = <T extends Type.TSchema>(schema: T) => Type.Array(schema, { default: [] });

/** An object, in which defaults are filled in as well: below a union none are. */
export const objectOrNull = <P extends Type.TProperties>(schema: Type.TObject<P>) =>
  Type.Unsafe<Type.Static<Type.TObject<P>> | null>({ ...schema, type: ['object', 'null'] });

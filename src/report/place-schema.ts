import Type from 'typebox';
import { count, enumeration, object, text } from '../input/shapes.ts';

/** A part of a file: lines and columns from 1, in UTF-16 units, `end_column` exclusive. */
const Region = object({ start_line: count, start_column: count, end_line: count, end_column: count });

/** A place in a file of the repository; `uri` is relative to its root. */
export const Location = object({ uri: text, ...Region.properties });
export type Location = Type.Static<typeof Location>;

/** In what a place of the repository was found, from what says least of a subject to what says most. */
export const SOURCES = ['configuration', 'inventory', 'terraform'] as const;
const Source = enumeration(...SOURCES);

/** A location, and in what it was found; a report that was written before its format had this does not say. */
export const Place = object({ ...Location.properties, source: Type.Optional(Source) });
export type Place = Type.Static<typeof Place>;

/** The path under which code scanning has an alert, and what it was found in: the path is part of the alert's identity. */
export const AlertPlace = object({ uri: text, source: Source });
export type AlertPlace = Type.Static<typeof AlertPlace>;

/** A Terraform block, by its header: from its first character to the end of its last label. */
export const DeclaringBlock = object({
  /** As in a state: with modules and instance keys. */
  address: text,
  /** The type of the resource. */
  type: text,
  ...Location.properties,
  /** It may be that of the same multi-Region key in another Region. */
  other_region: Type.Boolean({ default: false }),
  /** Where its attributes and nested blocks are that some rule names, by their paths: `rotation_policy.automatic`. */
  attributes: Type.Record(text, Region, { default: {} }),
});
export type DeclaringBlock = Type.Static<typeof DeclaringBlock>;

import Type from 'typebox';
import { Unknown } from '../facts/fact.ts';
import { Holder } from '../facts/holder.ts';
import { count, object, text } from '../input/shapes.ts';
import { orNone, orNull } from './defaults.ts';
import { DeclaringBlock, Location, Place } from './place-schema.ts';

/** A fact as the report keeps it: its value and which of the sources gave it, or why there is none. */
export const recorded = <T extends Type.TSchema, U extends Type.TSchema>(value: T, unknown: U) =>
  Type.Union([
    object({
      value,
      source: count,
      /** The id of the attestation that it rests on, where no call proves it. */
      attested_by: Type.Optional(text),
      /** How many more there are than a long list names. */
      more: Type.Optional(Type.Integer({ minimum: 1 })),
    }),
    object({ unknown }),
  ]);
export const RecordedFact = recorded(Type.Unknown(), Unknown);
export type RecordedFact = Type.Static<typeof RecordedFact>;

/** What a reader needs of a subject; `null` where it was not observed or does not apply. */
export const ReportedSubject = object({
  type: text,
  id: text,
  name: orNull(text),
  /** Whether this scan saw it; one that it did not see is known from an earlier scan, by its names alone. */
  seen: Type.Boolean({ default: true }),
  environment: orNull(text),
  environment_name: orNull(text),
  production: orNull(Type.Boolean()),
  cloud: orNull(text),
  region: orNull(text),
  kind: orNull(text),
  encryption: orNull(text),
  key: orNull(text),
  kms_name: orNull(text),
  state: orNull(text),
  /** Of a key: the first of the clusters on it, and how many more there are. */
  clusters: orNull(Type.Array(text)),
  /** Whose the key is, by its tags; of a cluster, whose its key is. */
  owner: orNull(text),
  more_clusters: Type.Integer({ minimum: 0, default: 0 }),
  /** Where the repository declares the subject, or the file that put it in scope; null where no file can be named. */
  location: orNull(Place),
  /** The Terraform blocks that declare the subject, or what is judged of it: of a key, also those of its KMS key. */
  blocks: orNone(DeclaringBlock),
  /** The line of an inventory file that names the subject, where something more specific is its location. */
  inventory: orNull(Location),
  /** Of a key: who holds what on it, of which verdicts speak as the fact `holders`. */
  holders: orNull(recorded(Type.Array(Holder), Unknown)),
  /** By name, which is the place in the subject's document (`kms.state`): all that some verdict rests on, and what describes it. */
  facts: Type.Record(text, RecordedFact, { default: {} }),
});
export type ReportedSubject = Type.Static<typeof ReportedSubject>;

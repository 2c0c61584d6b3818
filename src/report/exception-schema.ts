import Type from 'typebox';
import { Attestation } from '../config/attestation.ts';
import { Waiver } from '../config/waiver.ts';
import { count, enumeration, flag, nullable, object, text, texts } from '../input/shapes.ts';
import { Status } from './state.ts';

/**
 * The problems of a waiver or an attestation, the most serious first. `undetermined`: what it is meant for could not be
 * determined. `lapsed`: another value was observed than the one that was
 * waived, or the verdict was seen to fail after it was attested.
 */
export const TROUBLES = ['not_in_force', 'expired', 'too_broad', 'lapsed', 'overlapping', 'undetermined', 'unused'] as const;
export type Trouble = (typeof TROUBLES)[number];

const standing = {
  /** `applied`, or the trouble that keeps it from answering any verdict. */
  state: enumeration('applied', ...TROUBLES),
  /** All of its problems, also where it is applied. */
  troubles: Type.Array(enumeration(...TROUBLES)),
  /** A sentence for each trouble. */
  notes: texts,
  /** Days left after the day of `as_of`, in UTC: 0 on the last day, negative after it. */
  days_left: Type.Integer(),
  /** How many verdicts it names: those of its rule on subjects that its resource matches. */
  matched: count,
  /** The subjects of these verdicts, and whether it answers them. */
  matches: Type.Array(object({ rule: text, type: text, id: text, name: nullable(text), status: Status, applied: flag })),
  /** Ids of the others that answer one of its verdicts too. */
  overlaps: texts,
};

export const ReportedWaiver = object({ record: Waiver, ...standing });
export type ReportedWaiver = Type.Static<typeof ReportedWaiver>;

export const ReportedAttestation = object({ record: Attestation, ...standing });
export type ReportedAttestation = Type.Static<typeof ReportedAttestation>;

export { Attestation, Waiver };

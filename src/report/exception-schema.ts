import Type from 'typebox';
import { Attestation } from '../config/attestation.ts';
import { Waiver } from '../config/waiver.ts';
import { object, text } from '../input/shapes.ts';
import { Status } from './status.ts';

/**
 * The problems of a waiver or an attestation, the most serious first. `undetermined`: what it is meant for could not be
 * determined. `lapsed`, of waivers alone: another value was observed than the one that was waived.
 */
export const TROUBLES = ['not_in_force', 'expired', 'too_broad', 'lapsed', 'overlapping', 'undetermined', 'unused'] as const;
export type Trouble = (typeof TROUBLES)[number];
export type ExceptionState = 'applied' | Trouble;

const standing = {
  /** `applied`, or the trouble that keeps it from answering any verdict. */
  state: Type.Enum(['applied', ...TROUBLES], { type: 'string' }),
  /** All of its problems, also where it is applied. */
  troubles: Type.Array(Type.Enum([...TROUBLES], { type: 'string' })),
  /** A sentence for each trouble. */
  notes: Type.Array(text),
  /** Days left after the day of `as_of`, in UTC: 0 on the last day, negative after it. */
  days_left: Type.Integer(),
  /** How many verdicts it names: those of its rule on subjects that its resource matches. */
  matched: Type.Integer({ minimum: 0 }),
  /** The subjects of these verdicts, and whether it answers them. */
  matches: Type.Array(
    object({
      rule: text,
      type: text,
      id: text,
      name: Type.Union([text, Type.Null()]),
      status: Status,
      applied: Type.Boolean(),
    }),
  ),
  /** Ids of the others that answer one of its verdicts too. */
  overlaps: Type.Array(text),
};

export const ReportedWaiver = object({ record: Waiver, ...standing });
export type ReportedWaiver = Type.Static<typeof ReportedWaiver>;

export const ReportedAttestation = object({ record: Attestation, ...standing });
export type ReportedAttestation = Type.Static<typeof ReportedAttestation>;

export { Attestation, Waiver };

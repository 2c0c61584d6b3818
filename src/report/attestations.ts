import { wholeOrganization } from '../config/attestation.ts';
import { type Cause, type Fact, isKnown } from '../facts/fact.ts';
import { dayNumber } from '../input/days.ts';
import type { WholeOrganization } from '../inventory/populations.ts';
import type { Attestation, ReportedAttestation } from './exception-schema.ts';
import { type Evaluated, type Kind, standings } from './exceptions.ts';
import { inWords, sentence } from './message.ts';
import type { FailedAt } from './past.ts';
import type { UnsettledVerdict } from './schema.ts';
import { wholeStanding } from './whole-organization.ts';

type OfRule = Attestation & { rule: string; resource: string };
const isOfRule = (record: Attestation): record is OfRule => record.rule !== undefined && record.resource !== undefined;

/** What a person may answer. What was refused, or broke, can be tried again, and no attestation replaces that. */
const ANSWERABLE: readonly Cause[] = ['unsupported', 'ambiguous', 'not_collected'];

const causesOf = ({ unknown }: UnsettledVerdict): Cause[] =>
  unknown === null ? [] : [unknown.cause, ...unknown.facts.map(({ cause }) => cause)];

const kind = (failedAt: FailedAt, isSeen: Evaluated['isSeen']): Kind<OfRule> => ({
  rule: ({ rule }) => rule,
  resource: ({ resource }) => resource,
  from: ({ attested_at }) => attested_at,
  answers: (verdict) => {
    // nobody can vouch for a subject that this scan did not see
    if (!isSeen(verdict.subject)) return false;
    const causes = causesOf(verdict);
    return causes.length > 0 && causes.every((cause) => ANSWERABLE.includes(cause));
  },
  lapsed: ({ attested_at }, verdict) => {
    const failed = failedAt(verdict);
    if (failed === 'unread') return 'may have been seen to fail after the statement; the history could not be read';
    return failed !== null && dayNumber(attested_at) < dayNumber(failed)
      ? `was seen to fail on ${failed.slice(0, 10)}, after the statement`
      : null;
  },
  messages: {
    expired: 'the verdicts that it answered are unknown again.',
    both: 'both answer',
    unused: (rule, ids) => `Unused: ${rule} is already determined on ${inWords(ids)}, and an attestation changes no answer.`,
    undetermined: (rule, verdicts) => {
      const why = verdicts.map(({ subject, unknown }) => `${subject.id} (${unknown?.cause ?? 'the rule broke'})`);
      return `Answers nothing: ${rule} could not be determined on ${inWords(why)}, for causes that cannot be attested.`;
    },
  },
});

/** The verdicts, in which each answered unknown is a pass that names its attester; and the state of every attestation. */
export function attest(
  attestations: readonly Attestation[],
  evaluated: Evaluated,
  failedAt: FailedAt = () => null,
): { verdicts: UnsettledVerdict[]; attestations: ReportedAttestation[] } {
  const { answered, reported } = standings(kind(failedAt, evaluated.isSeen), attestations.filter(isOfRule), evaluated);
  const whole = wholeOrganization(attestations, evaluated.as_of);
  const verdicts = evaluated.verdicts.map((verdict) => {
    const record = answered.get(verdict);
    return restingOn(whole, record === undefined ? verdict : attested(verdict, record), evaluated);
  });
  const byRecord = new Map<Attestation, ReportedAttestation>(reported.map((one) => [one.record, one]));
  return {
    verdicts,
    attestations: attestations.map(
      (record) => byRecord.get(record) ?? { record, ...wholeStanding(record, whole, { ...evaluated, verdicts }, attestations) },
    ),
  };
}

const attested = (verdict: UnsettledVerdict, record: Attestation): UnsettledVerdict => ({
  ...verdict,
  status: 'pass',
  unknown: null,
  message: sentence(`Attested by ${record.attested_by} on ${record.attested_at}, until ${record.expires}: ${record.statement}`),
  attestation: record,
});

/** A pass that rests on the attestation that everything was listed names its attester. */
function restingOn(whole: Attestation | null, verdict: UnsettledVerdict, { factsOf }: Evaluated): UnsettledVerdict {
  if (whole === null || verdict.status !== 'pass' || !factsOf(verdict).some(isAttestedBy(whole))) return verdict;
  const note = sentence(
    `That everything was listed is attested by ${whole.attested_by} on ${whole.attested_at}, until ${whole.expires}: ${whole.statement}`,
  );
  const notes = verdict.notes.includes(note) ? verdict.notes : [...verdict.notes, note];
  const own = verdict.attestation?.fact === undefined ? verdict.attestation : null;
  return { ...verdict, notes, attestation: own ?? whole };
}

const isAttestedBy =
  (whole: WholeOrganization) =>
  (fact: Fact<unknown>): boolean =>
    isKnown(fact) && fact.attested_by === whole.id;

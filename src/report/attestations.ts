import { wholeOrganization } from '../config/attestation.ts';
import { termOf } from '../config/exception.ts';
import type { Cause } from '../facts/fact.ts';
import { dayNumber } from '../input/time.ts';
import type { Attestation, ReportedAttestation } from './exception-schema.ts';
import { type Evaluated, type Kind, type Notes, type Standing, standingOf, standings } from './exceptions.ts';
import { inWords, sentence } from './message.ts';
import type { FailedAt } from './past.ts';
import { plural } from './plural.ts';
import type { UnsettledVerdict } from './schema.ts';

type OfRule = Attestation & { rule: string; resource: string };
/** How many more clusters Confluent counts than it lists; null where that is not known. */
type Unlisted = number | null;
const isOfRule = (record: Attestation): record is OfRule => record.rule !== undefined && record.resource !== undefined;

/** What a person may attest. A call that was refused, or that failed, can be tried again, and no attestation replaces that. */
const ANSWERABLE: readonly Cause[] = ['unsupported', 'ambiguous', 'not_collected'];

const causesOf = ({ unknown }: UnsettledVerdict): Cause[] =>
  unknown === null ? [] : [unknown.cause, ...unknown.facts.map(({ cause }) => cause)];

const kind = (failedAt: FailedAt, { subjectOf }: Evaluated): Kind<OfRule> => ({
  answers: (verdict) => {
    // a subject that this scan did not see cannot be attested
    if (!subjectOf(verdict.subject).seen) return false;
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
    unused: (rule, ids) => `Unused: ${rule} is already determined on ${ids}, and an attestation changes no answer.`,
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
  unlisted: Unlisted = null,
): { verdicts: UnsettledVerdict[]; attestations: ReportedAttestation[] } {
  const { answered, reported } = standings(kind(failedAt, evaluated), attestations.filter(isOfRule), evaluated);
  const whole = wholeOrganization(attestations, evaluated.as_of);
  const verdicts = evaluated.verdicts.map((verdict) => {
    const record = answered.get(verdict);
    const answer = record === undefined ? verdict : attested(verdict, record);
    if (whole === null) return answer;
    const { facts } = evaluated.subjectOf(verdict.subject);
    return restingOn(whole, answer, { get: (path) => (Object.hasOwn(facts, path) ? facts[path] : undefined) });
  });
  const byRecord = new Map<Attestation, ReportedAttestation>(reported.map((one) => [one.record, one]));
  return {
    verdicts,
    attestations: attestations.map(
      (record) =>
        byRecord.get(record) ?? { record, ...wholeStanding(record, whole, { ...evaluated, verdicts, unlisted }, attestations) },
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

/**
 * A pass that rests on the attestation that everything was listed names its attester.
 * @param facts of the subject
 */
export function restingOn<V extends Pick<UnsettledVerdict, 'status' | 'evidence' | 'notes' | 'attestation'>>(
  whole: Attestation | null,
  verdict: V,
  facts: Pick<ReadonlyMap<string, { attested_by?: string } | { unknown: unknown }>, 'get'>,
): V {
  if (whole === null || verdict.status !== 'pass') return verdict;
  if (!verdict.evidence.some((name) => isAttestedBy(whole, facts.get(name)))) return verdict;
  const note = sentence(
    `That everything was listed is attested by ${whole.attested_by} on ${whole.attested_at}, until ${whole.expires}: ${whole.statement}`,
  );
  const notes = verdict.notes.includes(note) ? verdict.notes : [...verdict.notes, note];
  const own = verdict.attestation?.fact === undefined ? verdict.attestation : null;
  return { ...verdict, notes, attestation: own ?? whole };
}

const isAttestedBy = ({ id }: Attestation, fact: { attested_by?: string } | { unknown: unknown } | undefined): boolean =>
  fact !== undefined && !('unknown' in fact) && fact.attested_by === id;

/**
 * The state of an attestation that the API key sees the whole organization.
 * @param whole the one that counts on the day
 * @param evaluated the verdicts that rest on it name it
 */
function wholeStanding(
  record: Attestation,
  whole: Attestation | null,
  evaluated: Evaluated & { unlisted: Unlisted },
  all: readonly Attestation[],
): Standing {
  const { verdicts, population, as_of, unlisted } = evaluated;
  const term = termOf(record, as_of);
  const others = all.filter((other) => other !== record && other.fact === record.fact && termOf(other, as_of) === 'in_force');
  const overlaps = term === 'in_force' ? others.map(({ id }) => id).sort() : [];
  const applied = record === whole && population.some(({ attested }) => attested === record.id);
  const { unlisted_clusters: stated } = record;
  const lapsed = record === whole && stated !== undefined && unlisted !== null && stated !== unlisted;
  const needless = record === whole && !applied && !lapsed;
  const hint =
    stated === undefined && unlisted !== null && unlisted > 0
      ? `; one that states "unlisted_clusters: ${unlisted}" answers for the clusters that are counted and not listed`
      : '';
  const gap = population.some(({ complete }) => complete !== true);
  const notes: Notes = {
    not_in_force: term === 'not_in_force' && `Not in force before ${record.attested_at}.`,
    expired: term === 'expired' && `Expired on ${record.expires}: nothing else proves that everything was listed.`,
    lapsed:
      lapsed &&
      `Lapsed: it states ${plural(stated, 'unlisted cluster')}, and Confluent counts ${plural(unlisted, 'cluster')} beyond those that it lists.`,
    overlapping:
      overlaps.length > 0 && `Overlaps with ${overlaps.join(', ')}, which attests the same; the one that expires first applies.`,
    undetermined:
      needless &&
      gap &&
      `Proves nothing: Confluent counts more than was listed, or a list broke off, and an attestation does not outweigh that${hint}.`,
    unused: needless && !gap && 'Unused: it is proven without it that everything was listed.',
  };
  const resting = applied ? verdicts.filter(({ attestation }) => attestation?.id === record.id) : [];
  return { ...standingOf(record, applied, notes, resting, new Set(resting), evaluated), overlaps };
}

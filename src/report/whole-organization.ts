import { termOf } from '../config/exception.ts';
import { dayNumber } from '../input/days.ts';
import type { Attestation, Trouble } from './exception-schema.ts';
import { TROUBLES } from './exception-schema.ts';
import type { Evaluated, Standing } from './exceptions.ts';

/**
 * The state of an attestation that the API key sees the whole organization.
 * @param whole the one that counts on the day
 * @param evaluated the verdicts that rest on it name it
 */
export function wholeStanding(
  record: Attestation,
  whole: Attestation | null,
  { verdicts, population, as_of, nameOf }: Evaluated,
  all: readonly Attestation[],
): Standing {
  const term = termOf(record.attested_at, record, as_of);
  const others = all.filter(
    (other) => other !== record && other.fact === record.fact && termOf(other.attested_at, other, as_of) === 'in_force',
  );
  const overlaps = term === 'in_force' ? others.map(({ id }) => id).sort() : [];
  const applied = record === whole && population.some(({ attested }) => attested === record.id);
  const gap = population.some(({ complete }) => complete !== true);
  const notes: Partial<{ [T in Trouble]: string | false }> = {
    not_in_force: term === 'not_in_force' && `Not in force before ${record.attested_at}.`,
    expired: term === 'expired' && `Expired on ${record.expires}: nothing else proves that everything was listed.`,
    overlapping:
      overlaps.length > 0 && `Overlaps with ${overlaps.join(', ')}, which attests the same; the one that expires first applies.`,
    undetermined:
      record === whole &&
      !applied &&
      gap &&
      'Proves nothing: Confluent counts more than was listed, or a list broke off, and an attestation does not outweigh that.',
    unused: record === whole && !applied && !gap && 'Unused: it is proven without it that everything was listed.',
  };
  const troubles = TROUBLES.filter((trouble) => typeof notes[trouble] === 'string');
  const resting = applied ? verdicts.filter(({ attestation }) => attestation === record) : [];
  return {
    state: applied ? 'applied' : (troubles[0] ?? 'unused'),
    troubles,
    notes: troubles.flatMap((trouble) => notes[trouble] || []),
    days_left: dayNumber(record.expires) - dayNumber(as_of),
    matched: resting.length,
    matches: resting.map(({ rule, subject, status }) => ({
      rule,
      type: subject.type,
      id: subject.id,
      name: nameOf(subject),
      status,
      applied: true,
    })),
    overlaps,
  };
}

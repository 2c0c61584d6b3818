import { isDeepStrictEqual } from 'node:util';
import type { ReportedWaiver, Waiver } from './exception-schema.ts';
import { type Judged, type Kind, standings } from './exceptions.ts';
import { inWords } from './message.ts';
import type { UnsettledVerdict } from './schema.ts';

const KIND: Kind<Waiver> = {
  rule: ({ rule }) => rule,
  resource: ({ resource }) => resource,
  from: ({ created }) => created,
  // what could not be determined is not known to be the failure that somebody answers for
  answers: ({ status }) => status === 'fail',
  lapsed: ({ expected_actual }, { actual }) =>
    expected_actual === undefined || isDeepStrictEqual(expected_actual, actual)
      ? null
      : `is at ${inWords(actual)}, and ${inWords(expected_actual)} was waived`,
  words: {
    expired: 'the failures that it names count.',
    what: 'both waive the failure of',
    unused: (rule, ids) => `Unused: ${rule} does not fail on ${inWords(ids)}.`,
    undetermined: (rule, verdicts) =>
      `Meets no failure: ${rule} could not be determined on ${inWords(verdicts.map(({ subject }) => subject.id))}, and an unknown is never waived.`,
  },
};

/** The verdicts, with its waiver at each failure that a valid one covers, and how every waiver stands. */
export function waive(waivers: readonly Waiver[], judged: Judged): { verdicts: UnsettledVerdict[]; waivers: ReportedWaiver[] } {
  const { answered, reported } = standings(KIND, waivers, judged);
  return {
    verdicts: judged.verdicts.map((verdict) => ({ ...verdict, waiver: answered.get(verdict) ?? null })),
    waivers: reported,
  };
}

import { isDeepStrictEqual } from 'node:util';
import type { Waiver } from './exception-schema.ts';
import { type Evaluated, type Kind, standings } from './exceptions.ts';
import { inWords } from './message.ts';

const KIND: Kind<Waiver> = {
  // what could not be determined is not known to be the failure that was waived
  answers: ({ status }) => status === 'fail',
  lapsed: ({ expected_actual }, { actual }) =>
    expected_actual === undefined || isDeepStrictEqual(expected_actual, actual)
      ? null
      : `is at ${inWords(actual)}, and ${inWords(expected_actual)} was waived`,
  messages: {
    expired: 'the failures that it covered count again.',
    both: 'both waive',
    unused: (rule, ids) => `Unused: ${rule} does not fail on ${ids}.`,
    undetermined: (rule, verdicts) =>
      `Covers no failure: ${rule} could not be determined on ${inWords(verdicts.map(({ subject }) => subject.id))}, and only a failure can be waived.`,
  },
};

/** The verdicts, each failure that a valid waiver covers with that waiver; and the state of every waiver. */
export function waive(records: readonly Waiver[], evaluated: Evaluated) {
  const { answered, reported: waivers } = standings(KIND, records, evaluated);
  return { verdicts: evaluated.verdicts.map((verdict) => ({ ...verdict, waiver: answered.get(verdict) ?? null })), waivers };
}

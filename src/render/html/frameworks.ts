import { plural } from '../../report/plural.ts';
import type { Report, ReportedFramework } from '../../report/schema.ts';
import { countByState, REQUIREMENT_STATES, type State, type StateCounts } from '../../report/state.ts';
import { countInWords, SHOWN_STATES, stateHeading } from '../state-words.ts';
import { type Kind, placeOf, ruleAnchor, webAddress } from './links.ts';

/** What keeps a requirement from passing, the worst first, and in which part of the page it is listed. */
const TROUBLES: [State, Kind][] = [
  ['fail', 'not met'],
  ['error', 'broke'],
  ['unknown', 'undetermined'],
  ['needs_attestation', 'to be attested'],
  ['waived', 'not met'],
];

/** The control frameworks, each requirement with what its rules said. */
export function frameworks({ frameworks, verdicts }: Report) {
  const byRule = new Map([...Map.groupBy(verdicts, ({ rule }) => rule)].map(([rule, of]) => [rule, countByState(of)]));
  return frameworks.map((framework) => ({
    ...framework,
    anchor: placeOf('framework', framework.id),
    link: webAddress(framework.url),
    summary: summary(framework),
    requirements: framework.requirements
      .filter(({ state }) => state !== 'not_covered')
      .map((requirement) => ({
        ...requirement,
        ...SHOWN_STATES[requirement.state],
        word: stateHeading(requirement.state),
        rules: requirement.rules
          .map((rule) => ({ rule, anchor: ruleAnchor(rule), trouble: trouble(rule, byRule.get(rule)) }))
          .sort((a, b) => Number(a.trouble.length === 0) - Number(b.trouble.length === 0)),
      })),
    uncovered: framework.requirements.filter(({ state }) => state === 'not_covered'),
  }));
}

const trouble = (rule: string, counts: StateCounts | undefined) =>
  TROUBLES.flatMap(([state, kind]) => {
    const count = counts?.[state] ?? 0;
    return count === 0
      ? []
      : [{ words: countInWords(count, state), tone: SHOWN_STATES[state].tone, anchor: placeOf(kind, rule) }];
  });

/** `11 requirements: 2 failed, 1 not covered.` */
function summary({ requirements }: ReportedFramework): string {
  const counts = REQUIREMENT_STATES.flatMap((state) => {
    const count = requirements.filter((requirement) => requirement.state === state).length;
    return count === 0 ? [] : [countInWords(count, state)];
  });
  return `${plural(requirements.length, 'requirement')}: ${counts.join(', ')}.`;
}

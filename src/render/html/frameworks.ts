import { plural } from '../../report/plural.ts';
import type { Report, ReportedFramework } from '../../report/schema.ts';
import { countByState, REQUIREMENT_STATES, type State, type StateCounts } from '../../report/state.ts';
import { countInWords, SHOWN_STATES, stateHeading } from '../state-words.ts';
import { visible } from '../visible.ts';
import { type Kind, placeOf, ruleAnchor } from './anchors.ts';
import { webAddress } from './link.ts';

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
  return frameworks.map((framework) => {
    const { url, requirements } = framework;
    return {
      ...heading(framework),
      url: webAddress(url),
      summary: summary(framework),
      requirements: requirements
        .filter(({ state }) => state !== 'not_covered')
        .map((requirement) => ({
          ...described(requirement),
          symbol: SHOWN_STATES[requirement.state].symbol,
          word: stateHeading(requirement.state),
          tone: SHOWN_STATES[requirement.state].tone,
          rules: troubledFirst(requirement.rules.map((rule) => answer(rule, byRule.get(rule)))),
        })),
      uncovered: requirements.filter(({ state }) => state === 'not_covered').map(described),
    };
  });
}

export const heading = ({
  id,
  title,
  version,
  publisher,
}: Pick<ReportedFramework, 'id' | 'title' | 'version' | 'publisher'>) => ({
  id: placeOf('framework', id),
  name: visible(title),
  version: visible(version),
  publisher: visible(publisher),
});

export const described = ({ id, title, note }: Pick<ReportedFramework['requirements'][number], 'id' | 'title' | 'note'>) => ({
  id: visible(id),
  title: visible(title),
  note: note === null ? null : visible(note),
});

const answer = (rule: string, counts: StateCounts | undefined) => ({
  rule: visible(rule),
  anchor: ruleAnchor(rule),
  trouble: TROUBLES.flatMap(([state, kind]) => {
    const count = counts?.[state] ?? 0;
    return count === 0
      ? []
      : [{ words: countInWords(count, state), tone: SHOWN_STATES[state].tone, anchor: placeOf(kind, rule) }];
  }),
});

const troubledFirst = (answers: readonly ReturnType<typeof answer>[]) => [
  ...answers.filter(({ trouble }) => trouble.length > 0),
  ...answers.filter(({ trouble }) => trouble.length === 0),
];

/** `11 requirements: 2 failed, 1 not covered.` */
function summary({ requirements }: ReportedFramework): string {
  const counts = REQUIREMENT_STATES.flatMap((state) => {
    const count = requirements.filter((requirement) => requirement.state === state).length;
    return count === 0 ? [] : [countInWords(count, state)];
  });
  return `${plural(requirements.length, 'requirement')}: ${counts.join(', ')}.`;
}

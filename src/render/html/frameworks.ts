import { cloudInWords } from '../../report/message.ts';
import { plural } from '../../report/plural.ts';
import type { Report, ReportedFramework } from '../../report/schema.ts';
import { isUnanswered, REQUIREMENT_STATES, type Reason, STATES, type State, type StateCounts } from '../../report/state.ts';
import { BEYOND_WORDS, countInWords, SHOWN_STATES, stateHeading } from '../state-words.ts';
import { type Kind, placeOf, ruleAnchor, webAddress } from './links.ts';
import type { Tally } from './tally.ts';

type Requirement = ReportedFramework['requirements'][number];

/** What keeps a requirement from being supported, the worst first, and in which part of the page it is listed. */
const TROUBLES: [State, Kind][] = [
  ['fail', 'not met'],
  ['error', 'broke'],
  ['unknown', 'undetermined'],
  ['needs_attestation', 'to be attested'],
  ['waived', 'not met'],
];

/** What else does, of a rule, in words. */
const OF_RULE: Partial<Record<Reason, string>> = {
  not_judged: 'not judged',
  gap: 'not all seen',
  unproven: 'not proven that all were seen',
  other_limit: 'another limit',
};

/** And of the requirement itself. */
const OF_REQUIREMENT: Partial<Record<Reason, string>> = {
  ...BEYOND_WORDS,
  older_report: 'The report was written before its format kept what determines this.',
};

/** The control frameworks, each requirement with what its rules said. */
export function frameworks(report: Report, { byRule }: Tally) {
  const countsOf = (rule: string, cloud: string | null): StateCounts | undefined =>
    cloud === null ? byRule.get(rule)?.all : byRule.get(rule)?.inCloud.get(cloud);
  const titles = new Map(report.frameworks.map(({ id, title, version }) => [id, `${title} (${version})`]));
  return report.frameworks.map((framework) => {
    const { cloud, profile_of } = framework;
    return {
      ...framework,
      anchor: placeOf('framework', framework.id),
      link: webAddress(framework.url),
      about: [
        ...(cloud === null ? [] : [`${cloudInWords(cloud)} only`]),
        ...(profile_of === null ? [] : [`a selection of ${titles.get(profile_of) ?? profile_of}`]),
      ].join('; '),
      summary: summary(framework),
      requirements: framework.requirements
        .filter(({ state }) => state !== 'not_covered')
        .map((requirement) => ({
          ...requirement,
          ...SHOWN_STATES[requirement.state],
          word: stateHeading(requirement.state),
          why: why(requirement),
          tally: tally(requirement.counts),
          rules: requirement.rules
            .map((rule) => ({ rule, anchor: ruleAnchor(rule), trouble: trouble(rule, countsOf(rule, cloud), requirement) }))
            .sort((a, b) => Number(a.trouble.length === 0) - Number(b.trouble.length === 0)),
        })),
      uncovered: framework.requirements.filter(({ state }) => state === 'not_covered'),
    };
  });
}

function trouble(rule: string, counts: StateCounts | undefined, { because }: Requirement) {
  const verdicts = TROUBLES.flatMap(([state, kind]) => {
    const count = counts?.[state] ?? 0;
    return count === 0
      ? []
      : [{ words: countInWords(count, state), tone: SHOWN_STATES[state].tone, anchor: placeOf(kind, rule) }];
  });
  const beside = because.flatMap(({ reason, rules }) => {
    const words = rules.includes(rule) ? OF_RULE[reason] : undefined;
    return words === undefined ? [] : [{ words, tone: 'warn', anchor: ruleAnchor(rule) }];
  });
  return [...verdicts, ...beside];
}

/** Why the requirement is not determined, or could not have been supported, apart from what single rules found. */
function why({ because, at_most, counts }: Requirement): string[] {
  const limits = Object.entries(at_most).map(([name, limit]) => `${name} ${limit}`);
  const reasons = because.flatMap(({ reason }) => {
    if (reason === 'other_limit') return [`The limit here is ${limits.join(', ')}; its rules measured by another.`];
    const words = OF_REQUIREMENT[reason];
    return words === undefined ? [] : [words];
  });
  const held = (counts.pass ?? 0) + (counts.attested ?? 0) > 0;
  const beyondAlone = because.length > 0 && because.every(({ reason }) => reason === 'process' || reason === 'part');
  return held && beyondAlone ? [...reasons, 'What its rules see holds.'] : reasons;
}

/** `Verdicts: 12 tested, 1 contradicted, 2 not determined, 1 waived, 4 not applicable`. Tested: observed, or attested. */
function tally(counts: Requirement['counts']): string {
  const of = (...states: State[]) => states.reduce((total, state) => total + (counts[state] ?? 0), 0);
  return [
    `${of('pass', 'attested', 'fail', 'waived')} tested`,
    `${of('fail')} contradicted`,
    `${of(...STATES.filter(isUnanswered))} not determined`,
    `${of('waived')} waived`,
    `${of('not_applicable')} not applicable`,
  ].join(', ');
}

/** `11 requirements: 2 contradicted, 1 not covered.` */
function summary({ requirements }: ReportedFramework): string {
  const counts = REQUIREMENT_STATES.flatMap((state) => {
    const count = requirements.filter((requirement) => requirement.state === state).length;
    return count === 0 ? [] : [countInWords(count, state)];
  });
  return `${plural(requirements.length, 'requirement')}: ${counts.join(', ')}.`;
}

import { isDeepStrictEqual } from 'node:util';
import { cloudInWords } from '../../report/message.ts';
import { plural } from '../../report/plural.ts';
import type { Report, ReportedFramework, ReportedRule } from '../../report/schema.ts';
import { series } from '../../report/series.ts';
import { isUnanswered, REQUIREMENT_STATES, type Reason, STATES, type State, type StateCounts } from '../../report/state.ts';
import { BEYOND_WORDS, countInWords, SHOWN_STATES, stateHeading } from '../state-words.ts';
import { controlAnchor, type Kind, placeOf, ruleAnchor, webAddress } from './links.ts';
import { type Table, table } from './table.ts';
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

/** The control frameworks, each requirement with what its rules found. */
export function controls(report: Report, { byRule }: Tally) {
  const countsOf = (rule: string, cloud: string | null): StateCounts | undefined =>
    cloud === null ? byRule.get(rule)?.all : byRule.get(rule)?.inCloud.get(cloud);
  const titles = new Map(report.frameworks.map(({ id, title, version }) => [id, `${title} (${version})`]));
  // a framework may name rules that the policy of the run does not have
  const known = new Set(report.rules.map(({ id }) => id));
  const anchorOf = (rule: string) => (known.has(rule) ? ruleAnchor(rule) : null);
  return report.frameworks.map((framework) => {
    const { id, cloud, profile_of } = framework;
    const covered = framework.requirements.filter(({ state }) => state !== 'not_covered');
    return {
      ...framework,
      anchor: placeOf('framework', id),
      link: webAddress(framework.url),
      about: [
        ...(cloud === null ? [] : [`${cloudInWords(cloud)} only`]),
        ...(profile_of === null ? [] : [`a selection of ${titles.get(profile_of) ?? profile_of}`]),
      ].join('; '),
      summary: summary(framework),
      onUnknowns: linked(id, covered.filter(restsOnUnknowns)),
      openByUnknowns: linked(
        id,
        covered.filter((one) => restsOnUnknowns(one) && one.state !== 'contradicted'),
      ),
      openOtherwise: linked(id, covered.filter(isOpenOtherwise)),
      together: checkedTogether(covered),
      requirements: covered.map((requirement) => ({
        ...requirement,
        checked: checkedTogether(covered) === null ? requirement.checked : null,
        ...SHOWN_STATES[requirement.state],
        anchor: controlAnchor(id, requirement.id),
        word: stateHeading(requirement.state),
        why: why(requirement),
        numbers: numbers(requirement.counts),
        rules: requirement.rules
          .map((rule) => ({
            rule,
            anchor: anchorOf(rule),
            trouble: trouble(rule, countsOf(rule, cloud), requirement, anchorOf(rule)),
          }))
          .sort((a, b) => Number(a.trouble.length === 0) - Number(b.trouble.length === 0)),
      })),
      uncovered: framework.requirements.filter(({ state }) => state === 'not_covered'),
    };
  });
}

const linked = (framework: string, requirements: readonly Requirement[]) =>
  requirements.map(({ id }) => ({ id, anchor: controlAnchor(framework, id) }));

/** Where several requirements were checked against one source of their own: which, said once. */
function checkedTogether(requirements: readonly Requirement[]) {
  const own = requirements.flatMap(({ id, checked }) => (checked === null ? [] : [{ id, checked }]));
  const [first, ...others] = own;
  if (first === undefined || others.length === 0) return null;
  const same = others.every(({ checked }) => isDeepStrictEqual(checked, first.checked));
  return same ? { ...first.checked, ids: series(own.map(({ id }) => id)) } : null;
}

/** How many requirements of each framework stand how. */
export const frameworksTable = ({ frameworks }: Report): Table =>
  table('frameworks-table', 'Frameworks, with their requirements by status', frameworks, {
    Framework: ({ id, title, version }) => ({ text: `${title} (${version})`, href: placeOf('framework', id) }),
    Requirements: ({ requirements }) => requirements.length,
    ...Object.fromEntries(
      REQUIREMENT_STATES.map((state) => [
        stateHeading(state),
        ({ requirements }: ReportedFramework) => requirements.filter((one) => one.state === state).length,
      ]),
    ),
    'Rest on unknowns': ({ requirements }) => requirements.filter(restsOnUnknowns).length,
  });

/** Whether a verdict of the requirement could not be given, whatever else was found. */
const restsOnUnknowns = ({ counts }: Requirement): boolean => notDetermined(counts) > 0;

/**
 * How many requirements rest on unknowns; null where there are no requirements.
 * @property of how many there are @property contradicted how many of those that rest on unknowns a failure contradicts
 */
export type Resting = { count: number; of: number; contradicted: number };
export function restingOf({ frameworks }: Pick<Report, 'frameworks'>): Resting | null {
  const all = frameworks.flatMap(({ requirements }) => requirements);
  const resting = all.filter(restsOnUnknowns);
  const contradicted = resting.filter(({ state }) => state === 'contradicted').length;
  return all.length === 0 ? null : { count: resting.length, of: all.length, contradicted };
}

/** Whether it is not determined although each of its verdicts was given. */
const isOpenOtherwise = ({ state, counts, because }: Requirement): boolean =>
  state === 'not_determined' && notDetermined(counts) === 0 && because.every(({ reason }) => reason !== 'unanswered');

/** Finds the requirements that a rule answers, by framework, with links. */
export function controlLinks({ frameworks }: Pick<Report, 'frameworks'>) {
  const titles = new Map(frameworks.map(({ id, title }) => [id, title]));
  const listed = new Set(
    frameworks.flatMap(({ id, requirements }) =>
      requirements.filter(({ state }) => state !== 'not_covered').map((one) => controlAnchor(id, one.id)),
    ),
  );
  return ({ controls: answered }: Pick<ReportedRule, 'controls'>) =>
    Object.entries(answered).map(([framework, ids]) => ({
      framework: titles.get(framework) ?? framework,
      ids: ids.map((id) => {
        const anchor = controlAnchor(framework, id);
        return { id, anchor: listed.has(anchor) ? anchor : null };
      }),
    }));
}

function trouble(rule: string, counts: StateCounts | undefined, { because }: Requirement, anchor: string | null) {
  const verdicts = TROUBLES.flatMap(([state, kind]) => {
    const count = counts?.[state] ?? 0;
    return count === 0
      ? []
      : [{ words: countInWords(count, state), tone: SHOWN_STATES[state].tone, anchor: placeOf(kind, rule) }];
  });
  const beside = because.flatMap(({ reason, rules }) => {
    const words = rules.includes(rule) ? OF_RULE[reason] : undefined;
    return words === undefined ? [] : [{ words, tone: 'warn', anchor }];
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

type Counts = Requirement['counts'];

const sum = (counts: Counts, states: readonly State[]): number =>
  states.reduce((total, state) => total + (counts[state] ?? 0), 0);

const notDetermined = (counts: Counts): number => sum(counts, STATES.filter(isUnanswered));

/** The columns of the matrix. Tested: observed, or attested. */
const numbers = (counts: Counts) => ({
  tested: sum(counts, ['pass', 'attested', 'fail', 'waived']),
  contradicted: sum(counts, ['fail']),
  undetermined: notDetermined(counts),
  waived: sum(counts, ['waived']),
});

/** `11 requirements: 2 contradicted, 1 not covered.` */
function summary({ requirements }: ReportedFramework): string {
  const counts = REQUIREMENT_STATES.flatMap((state) => {
    const count = requirements.filter((requirement) => requirement.state === state).length;
    return count === 0 ? [] : [countInWords(count, state)];
  });
  return `${plural(requirements.length, 'requirement')}: ${counts.join(', ')}.`;
}

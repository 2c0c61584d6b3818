import type { Catalogue, CatalogueRule, Framework, Requirement } from '../evaluate/catalogue.ts';
import { isRecord } from '../input/is-record.ts';
import type { Population, Report, ReportedFramework, Scope } from './schema.ts';
import {
  countByState,
  isUnanswered,
  REASONS,
  type Reason,
  type RequirementState,
  type State,
  type StateCounts,
} from './state.ts';
import type { Answers, BodyCount, VerdictBody } from './verdict-columns.ts';

/** How many verdicts of a rule are in one state, on what is in one cloud. */
type RuleCount = { cloud: string | null; state: State; answers: Answers; count: number };

/** By rule. */
export type RuleCounts = ReadonlyMap<string, readonly RuleCount[]>;

export function countsByRule(
  all: readonly (Pick<BodyCount, 'rule' | 'cloud' | 'count'> & { body: Pick<VerdictBody, 'state' | 'answers'> })[],
): RuleCounts {
  const byRule = Map.groupBy(all, ({ rule }) => rule);
  return new Map(
    [...byRule].map(([rule, of]) => {
      const counts = new Map<string, RuleCount>();
      for (const { body, cloud, count } of of) {
        const { state, answers } = body;
        const key = JSON.stringify([state, answers, cloud]);
        const known = counts.get(key) ?? { cloud, state, answers, count: 0 };
        counts.set(key, { ...known, count: known.count + count });
      }
      return [rule, [...counts.values()]];
    }),
  );
}

/** What a report has about requirements, put together but for them. */
type Evidence = {
  counts: RuleCounts;
  population: readonly Population[];
  scope: Pick<Scope, 'parameters'> | null;
};

type ReportedRequirement = ReportedFramework['requirements'][number];

/**
 * What the verdicts say of the requirements that their rules answer. One is supported where each of its rules judged whatever
 * it is about and found it to hold: whatever was not judged, not answered or not seen leaves it not determined.
 */
export function reportedFrameworks(
  { frameworks, rules }: Pick<Catalogue, 'frameworks' | 'rules'>,
  evidence: Evidence,
): Report['frameworks'] {
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  const find = findingsIn(evidence, known);
  return frameworks.map((framework) => ({
    ...framework,
    requirements: framework.requirements.map((requirement) => {
      const found = requirement.rules.map((id) => find(id, framework.cloud));
      if (framework.cloud !== null && found.length > 0 && found.every(isOfNothing))
        return { ...requirement, state: 'not_applicable', because: [], counts: countByState([]) };
      return reported(requirement, found, limitsOf(requirement, framework, evidence.scope, known));
    }),
  }));
}

/** What one rule found, for one framework. */
type Finding = {
  rule: string;
  counts: readonly RuleCount[];
  /** That it judged all that it could be about, or that there is nothing that it could be about. */
  judged: boolean;
  /** That subjects are missing, or are in nobody knows which cloud. */
  gap: boolean;
  /** That nothing proves that all of them were seen. */
  unproven: boolean;
};

/** Everything was seen, and nothing of it is what the rule is about. */
const isOfNothing = ({ counts, judged, gap }: Finding): boolean => counts.length === 0 && judged && !gap;

/** Finds what a rule found, for a cloud or for all. */
function findingsIn({ counts, population }: Evidence, known: ReadonlyMap<string, CatalogueRule>) {
  return (id: string, cloud: string | null): Finding => {
    const all = counts.get(id) ?? [];
    const own = cloud === null ? all : all.filter((one) => one.cloud === cloud);
    const whole = population.find(({ subject_type }) => subject_type === known.get(id)?.subject_type);
    const held = own.some(({ state }) => state === 'pass' || state === 'attested');
    const none = whole?.complete === true && (all.length > 0 || whole.seen === 0);
    const open = own.filter(({ state, answers }) => state === 'not_applicable' && answers !== 'nothing_to_judge');
    return {
      rule: id,
      counts: own,
      judged: own.length === 0 ? none : open.every(({ answers }) => held && answers === 'left_out'),
      gap: whole?.complete === false || (cloud !== null && all.some((one) => one.cloud === null)),
      unproven: (whole?.complete ?? null) === null,
    };
  };
}

function summed(counts: readonly RuleCount[]): StateCounts {
  const sum = countByState([]);
  for (const { state, count } of counts) sum[state] += count;
  return sum;
}

/** How a limit by which a rule measures may differ from that of a requirement. Where it is not known, either may be. */
type Differing = { laxer: boolean; stricter: boolean };

/** By rule, how the limits by which it measures differ from those of the requirement. */
function limitsOf(
  { at_most, rules }: Requirement,
  { cloud }: Framework,
  scope: Evidence['scope'],
  known: ReadonlyMap<string, CatalogueRule>,
): ReadonlyMap<string, Differing> {
  const inForce = (name: string) => scope?.parameters.find((one) => one.name === name)?.value;
  return new Map(
    rules.map((id) => {
      const compared = Object.entries(at_most)
        .filter(([name]) => Object.hasOwn(known.get(id)?.parameters ?? {}, name))
        .map(([name, limit]) => compare(inForce(name), limit, cloud));
      return [id, { laxer: compared.some(({ laxer }) => laxer), stricter: compared.some(({ stricter }) => stricter) }];
    }),
  );
}

/** @param value one number, or one for each cloud */
function compare(value: unknown, limit: number, cloud: string | null): Differing {
  const own = isRecord(value) && cloud !== null ? value[cloud] : value;
  if (typeof own !== 'number') return { laxer: true, stricter: true };
  return { laxer: own > limit, stricter: own < limit };
}

function reported(requirement: Requirement, found: readonly Finding[], limits: ReturnType<typeof limitsOf>): ReportedRequirement {
  const counts = summed(found.flatMap((one) => one.counts));
  if (found.length === 0) return { ...requirement, state: 'not_covered', because: [], counts };
  const has = (of: Finding, is: (state: State) => boolean) => of.counts.some(({ state }) => is(state));
  const holds = (of: Finding) => has(of, (state) => state === 'pass' || state === 'attested');
  const fails = (of: Finding) => has(of, (state) => state === 'fail');
  // what fails by a stricter limit may hold by that of the requirement, and what holds by a laxer one may not
  const byStricter = ({ rule }: Finding) => limits.get(rule)?.stricter === true;
  const byLaxer = ({ rule }: Finding) => limits.get(rule)?.laxer === true;
  const of: Record<Exclude<Reason, 'older_report'>, (of: Finding) => boolean> = {
    failed: (one) => fails(one) && !byStricter(one),
    waived: (one) => has(one, (state) => state === 'waived'),
    unanswered: (one) => has(one, isUnanswered),
    not_judged: ({ judged }) => !judged,
    gap: ({ gap }) => gap,
    unproven: ({ unproven }) => unproven,
    other_limit: (one) => (fails(one) && byStricter(one)) || (holds(one) && byLaxer(one)),
    process: () => requirement.beyond === 'process',
    part: () => requirement.beyond === 'part',
  };
  const because = REASONS.flatMap((reason) => {
    const rules = reason === 'older_report' ? [] : found.filter(of[reason]).map(({ rule }) => rule);
    return rules.length === 0 ? [] : [{ reason, rules: isAboutAll(reason) ? [] : rules }];
  });
  return { ...requirement, state: stateFrom(because, found.some(holds)), because, counts };
}

/** Whether a reason lies in what the requirement asks, not in single rules. */
const isAboutAll = (reason: Reason): boolean => reason === 'process' || reason === 'part';

function stateFrom(because: ReportedRequirement['because'], held: boolean): RequirementState {
  if (because.some(({ reason }) => reason === 'failed')) return 'contradicted';
  if (because.length > 0) return 'not_determined';
  return held ? 'supported' : 'not_applicable';
}

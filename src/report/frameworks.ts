import type { Catalogue } from '../evaluate/catalogue.ts';
import type { Population, Report, ReportedVerdict } from './schema.ts';
import { countByState, worst, worstOf } from './state.ts';

/** What the verdicts say of the requirements that their rules answer. */
export function reportedFrameworks(
  { frameworks, rules }: Pick<Catalogue, 'frameworks' | 'rules'>,
  verdicts: readonly Pick<ReportedVerdict, 'rule' | 'state'>[],
  population: readonly Population[],
): Report['frameworks'] {
  const byRule = Map.groupBy(verdicts, ({ rule }) => rule);
  const gaps = new Set(population.filter(({ complete }) => complete === false).map(({ subject_type }) => subject_type));
  const blind = new Set(rules.filter(({ subject_type }) => gaps.has(subject_type)).map(({ id }) => id));
  return frameworks.map(({ requirements, ...framework }) => ({
    ...framework,
    requirements: requirements.map((requirement) => {
      const counts = countByState(requirement.rules.flatMap((rule) => byRule.get(rule) ?? []));
      const gap = requirement.rules.some((rule) => blind.has(rule));
      if (requirement.rules.length === 0) return { ...requirement, state: 'not_covered', counts };
      // what is known to be missing hides an unknown
      return { ...requirement, state: gap ? worst([worstOf(counts), 'unknown']) : worstOf(counts), counts };
    }),
  }));
}

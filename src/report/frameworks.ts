import type { Catalogue } from '../evaluate/catalogue.ts';
import type { Population, Report, ReportedVerdict, RequirementStatus } from './schema.ts';

type Weighed = Pick<ReportedVerdict, 'rule' | 'status'> & { waiver: unknown };

/** What the verdicts say of the requirements that their rules answer. */
export function reportedFrameworks(
  { frameworks, rules }: Pick<Catalogue, 'frameworks' | 'rules'>,
  verdicts: readonly Weighed[],
  population: readonly Population[],
): Report['frameworks'] {
  const byRule = Map.groupBy(verdicts, ({ rule }) => rule);
  const gaps = new Set(population.filter(({ complete }) => complete === false).map(({ subject_type }) => subject_type));
  const blind = new Set(rules.filter(({ subject_type }) => gaps.has(subject_type)).map(({ id }) => id));
  return frameworks.map(({ requirements, ...framework }) => ({
    ...framework,
    requirements: requirements.map((requirement) => ({
      ...requirement,
      status:
        requirement.rules.length === 0
          ? 'not_covered'
          : statusOf(
              requirement.rules.flatMap((rule) => byRule.get(rule) ?? []),
              requirement.rules.some((rule) => blind.has(rule)),
            ),
    })),
  }));
}

/**
 * The worst there is, and nothing good without a verdict that says so.
 * @param gap whether subjects of the rules are known to be missing: what they hide is unknown
 */
function statusOf(verdicts: readonly Weighed[], gap: boolean): RequirementStatus {
  const is = (status: Weighed['status']) => verdicts.some((verdict) => verdict.status === status);
  if (verdicts.some(({ status, waiver }) => status === 'fail' && waiver === null)) return 'fail';
  if (is('error')) return 'error';
  if (is('unknown') || gap) return 'unknown';
  if (is('fail')) return 'waived';
  if (is('pass')) return 'pass';
  return is('not_applicable') ? 'not_applicable' : 'not_assessed';
}

import { isRecord } from '../input/is-record.ts';
import { compile } from '../input/json-schema.ts';
import { countByState, Settling, STATES, type State, stateOf } from './state.ts';
import { subjectKey } from './subject-lookup.ts';

type Fields = Record<string, unknown>;

/**
 * A report that was written before verdicts had a state, as this version writes it: what follows from the rest is derived,
 * what the report does not say is null. What does not look as expected stays as it is, for the schema to refuse.
 */
export function upgradedFrom1(data: unknown): unknown {
  if (!isRecord(data) || (isRecord(data.summary) && 'by_state' in data.summary)) return data;
  const missing = ['changes', 'scope', 'memory', 'once_whole'].filter((key) => !(key in data));
  const report: Fields = { ...data, ...Object.fromEntries(missing.map((key) => [key, null])) };
  const { memory, changes } = report;
  if (isRecord(memory) && !('unread' in memory)) report.memory = { ...memory, unread: false };
  if (isRecord(changes)) report.changes = { ...changes, list: mapped(changes.list, (change) => ({ ...change, absence: null })) };
  report.verdicts = mapped(report.verdicts, withState());
  report.rules = mapped(report.rules, (rule) => ({ ...rule, ways: withHcl(rule.ways) }));
  report.population = mapped(report.population, withListsOfGaps);
  const verdicts = recordsIn(report.verdicts);
  report.subjects = mapped(report.subjects, withSight(verdicts));
  report.frameworks = mapped(report.frameworks, withRequirementStates(verdicts));
  report.summary = withCounts(report.summary, verdicts);
  return report;
}

const mapped = (list: unknown, to: (one: Fields) => unknown): unknown =>
  Array.isArray(list) ? list.map((one) => (isRecord(one) ? to(one) : one)) : list;

const recordsIn = (list: unknown): Fields[] => (Array.isArray(list) ? list.filter(isRecord) : []);

/** Which attestation a fact rests on was said by its source alone. */
function attestationOf({ attestation }: Fields, { source }: Fields): unknown {
  if (!isRecord(attestation)) return null;
  return source === `attestation ${attestation.id} by ${attestation.attested_by}` ? attestation.id : null;
}

function withState() {
  const settles = compile(Settling);
  return (verdict: Fields): unknown => ({
    ...verdict,
    ...(settles(verdict) ? { state: stateOf(verdict) } : {}),
    remedy: withHcl(verdict.remedy),
    evidence: mapped(verdict.evidence, (fact) => ({ ...fact, attested_by: attestationOf(verdict, fact) })),
  });
}

/** Whether a way with Terraform is a snippet or a note was not said: what is shown line by line loses nothing. */
const withHcl = (ways: unknown): unknown => {
  if (!isRecord(ways)) return ways;
  const { terraform } = ways;
  const hcl = (way: unknown): unknown => (typeof way === 'string' ? { hcl: way } : way);
  return {
    ...ways,
    terraform: isRecord(terraform)
      ? Object.fromEntries(Object.entries(terraform).map(([cloud, way]) => [cloud, hcl(way)]))
      : hcl(terraform),
  };
};

const LISTS: Readonly<Record<string, string>> = { environment: 'environments', cluster: 'clusters', key: 'keys' };

/** Which list a gap of clusters is in, and of which environment, was said in words alone. */
const withListsOfGaps = (population: Fields): unknown => ({
  ...population,
  gaps: mapped(population.gaps, (gap) => ({ ...gap, list: LISTS[String(population.subject_type)], environment: null })),
});

/** A subject that was not seen was marked by a fact of its verdicts. */
function withSight(verdicts: readonly Fields[]) {
  const unseen = new Set(
    verdicts.flatMap(({ subject, unknown }) =>
      isNamed(subject) && isRecord(unknown) && recordsIn(unknown.facts).some(({ fact }) => fact === 'seen')
        ? [subjectKey(subject)]
        : [],
    ),
  );
  return (subject: Fields): unknown => (isNamed(subject) ? { ...subject, seen: !unseen.has(subjectKey(subject)) } : subject);
}

const isNamed = (subject: unknown): subject is { type: string; id: string } =>
  isRecord(subject) && typeof subject.type === 'string' && typeof subject.id === 'string';

/** The state of a requirement was called its status; of its verdicts in each state there was no count. */
function withRequirementStates(verdicts: readonly Fields[]) {
  const byRule = Map.groupBy(verdicts, ({ rule }) => rule);
  return (framework: Fields): unknown => ({
    ...framework,
    requirements: mapped(framework.requirements, ({ status, ...requirement }) => {
      const rules: readonly unknown[] = Array.isArray(requirement.rules) ? requirement.rules : [];
      return { ...requirement, state: status, counts: countsOf(rules.flatMap((rule) => byRule.get(rule) ?? [])) };
    }),
  });
}

const COUNTED: ReadonlySet<string> = new Set(['pass', 'fail', 'waived', 'unknown', 'not_applicable', 'error']);

/** The counts were by status, with the waived ones apart. */
function withCounts(summary: unknown, verdicts: readonly Fields[]): unknown {
  if (!isRecord(summary)) return summary;
  const rest = Object.entries(summary).filter(([key]) => !COUNTED.has(key));
  return { by_state: countsOf(verdicts), ...Object.fromEntries(rest) };
}

const countsOf = (verdicts: readonly Fields[]) =>
  countByState(verdicts.flatMap(({ state }) => (isState(state) ? [{ state }] : [])));

const isState = (state: unknown): state is State => STATES.some((known) => known === state);

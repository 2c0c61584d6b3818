import { isRecord } from '../input/is-record.ts';

/** A report of format 1, its states derived, as format 2 has it. What does not fit is left for the schema to refuse. */
export function factsOnce(data: unknown): unknown {
  if (!isRecord(data)) return data;
  const verdicts = listOf(data.verdicts);
  const { sources, facts, nameOf } = factsIn(verdicts);
  const { subjects, scope, run, rules } = data;
  return {
    ...data,
    schema_version: '2.0',
    run: isRecord(run) ? { ...run, collected_as: [], digests: NO_DIGESTS } : run,
    scope: isRecord(scope) ? { environments_left_out: scope.left_out, production: [], parameters: [] } : null,
    rules: listOf(rules).map((rule) => (isRecord(rule) ? without(rule, 'ways') : rule)),
    remedies: [...listOf(rules).flatMap(waysOf), ...verdicts.flatMap(remedyOf)],
    subjects: listOf(subjects).map((subject) =>
      isRecord(subject) ? { ...subject, facts: facts.get(keyOf(subject)) ?? {} } : subject,
    ),
    sources,
    verdicts: verdicts.map((verdict) => (isRecord(verdict) ? upgradedVerdict(verdict, nameOf) : verdict)),
  };
}

const NO_DIGESTS = { snapshot: null, configuration: null, waivers: null, attestations: null, history: null };

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const without = (object: Record<string, unknown>, name: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));

const keyOf = ({ type, id }: Record<string, unknown>): string => `${String(type)} ${String(id)}`;

type NameOf = (verdict: Record<string, unknown>, name: string) => string;

function upgradedVerdict(verdict: Record<string, unknown>, nameOf: NameOf): unknown {
  const { subject, remedy, unknown } = verdict;
  const evidence = listOf(verdict.evidence).flatMap((fact) => (isRecord(fact) ? [nameOf(verdict, String(fact.fact))] : []));
  return {
    ...verdict,
    subject: isRecord(subject) ? { type: subject.type, id: subject.id } : subject,
    evidence: evidence.sort(),
    computed: {},
    unknown:
      isRecord(unknown) && Array.isArray(unknown.facts)
        ? {
            ...unknown,
            facts: unknown.facts.map((fact) => (isRecord(fact) ? { ...fact, fact: nameOf(verdict, String(fact.fact)) } : fact)),
          }
        : unknown,
    remedy: isRecord(remedy) ? { ref: refOf(verdict), values: {} } : remedy,
  };
}

/**
 * The facts of each subject. Format 1 named them as each rule did: where two rules called different things by one name, the
 * rule goes before the name.
 */
function factsIn(verdicts: readonly unknown[]) {
  const sources: unknown[] = [];
  const places = new Map<string, number>();
  const placeOf = (call: unknown, observed_at: unknown): number => {
    const key = JSON.stringify([call, observed_at]);
    const place = places.get(key) ?? sources.push({ call, observed_at }) - 1;
    places.set(key, place);
    return place;
  };
  const told = verdicts.flatMap((verdict) => {
    if (!isRecord(verdict) || !isRecord(verdict.subject)) return [];
    const [subject, rule] = [keyOf(verdict.subject), String(verdict.rule)];
    return listOf(verdict.evidence).flatMap((fact) => {
      if (!isRecord(fact)) return [];
      const { value, source, observed_at, attested_by, unknown } = fact;
      const attested = typeof attested_by === 'string' ? { attested_by } : {};
      const recorded = isRecord(unknown) ? { unknown } : { value, source: placeOf(source, observed_at), ...attested };
      return [{ subject, rule, name: String(fact.fact), recorded }];
    });
  });
  const meanings = new Map<string, Set<string>>();
  for (const { subject, name, recorded } of told) {
    const key = `${subject} ${name}`;
    meanings.set(key, (meanings.get(key) ?? new Set()).add(JSON.stringify(recorded)));
  }
  const unambiguous = (subject: string, rule: string, name: string): string =>
    (meanings.get(`${subject} ${name}`)?.size ?? 0) > 1 ? `${rule}.${name}` : name;
  const facts = new Map<string, Record<string, unknown>>();
  for (const { subject, rule, name, recorded } of told)
    facts.set(subject, { ...facts.get(subject), [unambiguous(subject, rule, name)]: recorded });
  const nameOf: NameOf = ({ subject, rule }, name) =>
    isRecord(subject) ? unambiguous(keyOf(subject), String(rule), name) : name;
  return { sources, facts, nameOf };
}

/** Format 1 had the steps of a failure with the verdict, filled in. */
const refOf = ({ fingerprint }: Record<string, unknown>): string => `1.0 ${String(fingerprint)}`;

const remedyOf = (verdict: unknown): unknown[] =>
  isRecord(verdict) && isRecord(verdict.remedy) ? [{ id: refOf(verdict), rules: [], cloud: null, steps: verdict.remedy }] : [];

/** And those of a rule with the rule. */
function waysOf(rule: unknown): unknown[] {
  if (!isRecord(rule) || !isRecord(rule.ways)) return [];
  const { console, cli, terraform } = rule.ways;
  const at = (way: unknown, cloud: string): unknown => (isRecord(way) && !('hcl' in way) ? way[cloud] : way);
  return ['aws', 'azure', 'gcp'].map((cloud) => ({
    id: `${String(rule.id)}.${cloud}`,
    rules: [rule.id],
    cloud,
    steps: { console: at(console, cloud) ?? null, cli: at(cli, cloud) ?? [], terraform: at(terraform, cloud) ?? null },
  }));
}

import { random } from '../../scripts/random.ts';
import { parameterValues } from '../../src/evaluate/catalogue.ts';
import { openDoor } from '../../src/evaluate/door.ts';
import { instanceOf } from '../../src/evaluate/instance.ts';
import type { Policy } from '../../src/evaluate/policy.ts';
import type { Verdict } from '../../src/evaluate/verdict.ts';
import { FACTS } from '../../src/facts/register.ts';
import type { SaidBody } from '../../src/report/said-before.ts';
import { saidOf } from '../../src/report/verdict.ts';
import { SUBJECT_TYPES, type Subject } from '../../src/subjects/schema.ts';

type Rules = Policy['catalogue']['rules'];

/** No outcome of these is reused. */
const afresh = (rules: Rules): Rules => rules.map(({ decides: _, ...rule }) => rule);

/**
 * Judges each subject with outcomes reused and without, and puts both into words: where the two differ, how many outcomes were
 * judged for others before, and how many were put into words for them.
 */
export function bothWays({ module, catalogue: { rules } }: Pick<Policy, 'module' | 'catalogue'>, subjects: Iterable<Subject>) {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const said = new Set<SaidBody>();
  const [reusing, judging] = [openDoor(instanceOf(module), rules), openDoor(instanceOf(module), afresh(rules))];
  const differing: { rule: string; reused: unknown; judged: unknown }[] = [];
  const met = new Map<Verdict['outcome'], string>();
  const count = { verdicts: 0, reused: 0, saidBefore: 0 };
  const statuses = new Set<string>();
  for (const subject of subjects) {
    const judged = judging(subject);
    for (const [index, verdict] of reusing(subject).entries()) {
      count.verdicts += 1;
      count.reused += met.has(verdict.outcome) ? 1 : 0;
      // what was given out must not change after that
      const text = JSON.stringify(verdict.outcome);
      const before = met.get(verdict.outcome) ?? text;
      met.set(verdict.outcome, text);
      statuses.add(`${verdict.rule} ${verdict.outcome.status}`);
      if (JSON.stringify(verdict) !== JSON.stringify(judged[index]) || before !== text)
        differing.push({ rule: verdict.rule, reused: verdict, judged: judged[index] });
      const rule = byId.get(verdict.rule);
      const other = judged[index];
      if (rule === undefined || other === undefined) continue;
      const [shared, made] = [saidOf(verdict.outcome, rule, subject), saidOf(other.outcome, rule, subject)];
      count.saidBefore += said.has(shared.body) ? 1 : 0;
      said.add(shared.body);
      if (JSON.stringify(shared) !== JSON.stringify(made)) differing.push({ rule: rule.id, reused: shared, judged: made });
    }
  }
  return { differing, ...count, statuses };
}

/**
 * Documents made of what the register has as examples of each fact, with numbers around them, lists of several and names of
 * their own: in some documents one or two facts are otherwise than in a subject that passes every rule, or unknown, in
 * others many.
 */
export function* generated(policy: Pick<Policy, 'catalogue'>, count: number, seed: number): Generator<Subject> {
  const next = random(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  const one = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const parameters = parameterValues(policy.catalogue, {});
  const causes = ['denied', 'ambiguous', 'unsupported'];

  const varied = (value: unknown): unknown => {
    if (typeof value === 'number') return one([value, value + 1, value - 1, -value, value / 3, 0, below(1000)]);
    if (typeof value === 'string') return below(6) === 0 ? `${value}-${below(4)}` : value;
    if (!Array.isArray(value)) return value;
    return below(3) === 0 ? [...value, ...value.map((item) => (typeof item === 'string' ? `${item}-${below(9)}` : item))] : value;
  };
  /** @param rarity of how many facts one is otherwise */
  const factOf = (examples: readonly unknown[], rarity: number): unknown => {
    if (below(3 * rarity) === 0) return { unknown: { cause: one(causes), detail: `the orchard is closed (${below(3)})` } };
    const value = below(rarity) === 0 ? varied(one(examples)) : examples[0];
    return { value, source: `orchard:${below(5)}`, observed_at: `2026-03-0${1 + below(5)}T00:00:00Z` };
  };

  for (let made = 0; made < count; made += 1) {
    const type = one(SUBJECT_TYPES.flatMap((each) => Array<typeof each>(FACTS[each].size).fill(each)));
    const id = `orchard-${below(50)}`;
    const document: Record<string, unknown> = { type, id, name: one([null, id]), parameters, as_of: '2026-03-01T00:00:00Z' };
    const rarity = one([40, 40, 12, 4]);
    const cloud = one([undefined, 'aws', 'azure', 'gcp']);
    for (const { path, examples, elsewhere } of FACTS[type].values()) {
      const own = cloud !== undefined && Object.hasOwn(elsewhere, cloud) ? [elsewhere[cloud], ...examples] : examples;
      const [group = '', leaf] = path.split('.');
      if (leaf === undefined) document[group] = factOf(own, rarity);
      else document[group] = { ...(document[group] as object | undefined), [leaf]: factOf(own, rarity) };
    }
    yield document as Subject;
  }
}

import { isDeepStrictEqual } from 'node:util';
import type { CatalogueRule } from '../evaluate/catalogue.ts';
import { type Fact, isKnown } from '../facts/fact.ts';
import type { UnsettledVerdict } from './schema.ts';
import type { Answers } from './verdict-columns.ts';

/** Why a verdict that is not applicable is an answer to a requirement nevertheless. @param facts of its subject, by path */
export function answersOf(
  { status, evidence }: Pick<UnsettledVerdict, 'status' | 'evidence'>,
  facts: Pick<ReadonlyMap<string, Fact<unknown>>, 'get'>,
  rule: CatalogueRule,
): Answers {
  if (status !== 'not_applicable') return null;
  const rests = (values: CatalogueRule['nothing_to_judge']) =>
    Object.entries(values).some(([path, list]) => {
      const fact = evidence.includes(path) ? facts.get(path) : undefined;
      return fact !== undefined && isKnown(fact) && list.some((value) => isDeepStrictEqual(value, fact.value));
    });
  if (rests(rule.nothing_to_judge)) return 'nothing_to_judge';
  return rests(rule.left_out) ? 'left_out' : null;
}

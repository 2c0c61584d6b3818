import Type from 'typebox';
import type { Mistake } from '../input/document.ts';
import { rememberedOf } from '../input/remembered.ts';
import { object } from '../input/shapes.ts';
import {
  day,
  firstToExpire,
  identifier,
  type KnownRule,
  type MistakeAt,
  mistakesInList,
  mistakesOfTerm,
  nonBlank,
  ruleId,
  termOf,
  type Unchecked,
} from './exception.ts';

/** One entry of `attestations.yaml`: what a person confirms where no API can. About a `rule` and a `resource`, or a `fact`. */
export const Attestation = object({
  id: identifier,
  /** The exact id of a rule. */
  rule: Type.Optional(nonBlank),
  /** The exact id of a subject, or a glob over ids. */
  resource: Type.Optional(nonBlank),
  /** That the API key sees the whole organization. */
  fact: Type.Optional(Type.Literal('whole_organization')),
  /** How many clusters Confluent counts beyond those that it lists: the attestation holds while it counts so many more. */
  unlisted_clusters: Type.Optional(Type.Integer({ minimum: 1 })),
  statement: nonBlank,
  evidence: nonBlank,
  attested_by: nonBlank,
  attested_at: day,
  /** The last day, in UTC. */
  expires: day,
});
export type Attestation = Type.Static<typeof Attestation>;

/** The attestation of the whole organization that counts on the day; null where none is in force. */
export const wholeOrganization = (attestations: readonly Attestation[], as_of: string): Attestation | null =>
  attestations.filter((record) => record.fact !== undefined && termOf(record, as_of) === 'in_force').sort(firstToExpire)[0] ??
  null;

/** The schema of `attestations.yaml`. */
export const attestationsSchema = rememberedOf((rules: readonly KnownRule[]) =>
  object(
    { attestations: Type.Array(object({ ...Attestation.properties, rule: Type.Optional(ruleId(rules)) })) },
    { $id: 'urn:byok-audit:attestations:1', title: 'byok-audit attestations' },
  ),
);

/** The mistakes of `attestations.yaml` that its schema cannot express. */
export const mistakesInAttestations = (data: unknown): Mistake[] =>
  mistakesInList('attestations', data, (entry, at) => [
    ...mistakesOfTopic(entry, at),
    ...mistakesOfTerm(entry, 'attested_at', at),
  ]);

function mistakesOfTopic(entry: Unchecked, at: MistakeAt): Mistake[] {
  const [fact, rule, resource] = ['fact', 'rule', 'resource'].map((key) => entry[key] !== undefined);
  if (!fact && entry.unlisted_clusters !== undefined)
    return [at('unlisted_clusters', 'this key belongs to "fact: whole_organization"')];
  if (fact) return rule || resource ? [at('fact', 'give either "fact", or "rule" and "resource"')] : [];
  if (!rule && !resource) return [at('rule', 'give the keys "rule" and "resource", or "fact: whole_organization"')];
  return ['rule', 'resource'].filter((key) => entry[key] === undefined).map((key) => at(key, `the key "${key}" is missing`));
}

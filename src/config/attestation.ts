import Type from 'typebox';
import { closed } from '../input/shapes.ts';
import { day, filled, word } from './exception.ts';

/** One entry of `attestations.yaml`: what a person answers for where no interface can tell. Of `rule` with `resource`, or of a `fact`. */
export const Attestation = Type.Object(
  {
    id: word,
    /** The exact id of a rule. */
    rule: Type.Optional(filled),
    /** The exact id of a subject, or a glob over ids. */
    resource: Type.Optional(filled),
    /** That the API key sees the whole organization. */
    fact: Type.Optional(Type.Literal('whole_organization')),
    statement: filled,
    evidence: filled,
    attested_by: filled,
    attested_at: day,
    /** The last day, in UTC. */
    expires: day,
  },
  closed,
);
export type Attestation = Type.Static<typeof Attestation>;

import Type from 'typebox';
import { closed } from '../input/shapes.ts';
import { atLeast, day, filled, word } from './exception.ts';

/** One entry of `waivers.yaml`: a failure that somebody answers for, until a day. */
export const Waiver = Type.Object(
  {
    id: word,
    /** The exact id of a rule. */
    rule: filled,
    /** The exact id of a subject, or a glob over ids. */
    resource: filled,
    reason: atLeast(15),
    owner: filled,
    /** Somebody else than the owner. */
    approved_by: filled,
    ticket: filled,
    created: day,
    /** The last day, in UTC. */
    expires: day,
    compensating_control: Type.Optional(filled),
    /** The waiver lapses when the rule observes something else. */
    expected_actual: Type.Optional(Type.Unknown()),
  },
  closed,
);
export type Waiver = Type.Static<typeof Waiver>;

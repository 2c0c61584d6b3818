import Type from 'typebox';
import type { Mistake } from '../input/document.ts';
import { rememberedOf } from '../input/remembered.ts';
import { object } from '../input/shapes.ts';
import { atLeast, day, identifier, type KnownRule, mistakesInList, mistakesOfTerm, nonBlank, ruleId } from './exception.ts';

/** One entry of `waivers.yaml`: a failure that a person accepts until a given day. */
export const Waiver = object({
  id: identifier,
  /** The exact id of a rule. */
  rule: nonBlank,
  /** The exact id of a subject, or a glob over ids. */
  resource: nonBlank,
  reason: atLeast(15),
  owner: nonBlank,
  /** Somebody other than the owner. */
  approved_by: nonBlank,
  ticket: nonBlank,
  created: day,
  /** The last day, in UTC. */
  expires: day,
  compensating_control: Type.Optional(nonBlank),
  /** The waiver lapses when the rule observes something else. */
  expected_actual: Type.Optional(Type.Unknown()),
});
export type Waiver = Type.Static<typeof Waiver>;

/** The schema of `waivers.yaml`. */
export const waiversSchema = rememberedOf((rules: readonly KnownRule[]) =>
  object(
    { waivers: Type.Array(object({ ...Waiver.properties, rule: ruleId(rules) })) },
    { $id: 'urn:byok-audit:waivers:1', title: 'byok-audit waivers' },
  ),
);

/** The mistakes of `waivers.yaml` that its schema cannot express. */
export const mistakesInWaivers = (data: unknown, rules: readonly KnownRule[]): Mistake[] =>
  mistakesInList('waivers', data, (entry, at) => {
    const { owner, approved_by, rule } = entry;
    const isCritical = rules.some(({ id, severity }) => id === rule && severity === 'critical');
    const selfApproved = typeof owner === 'string' && typeof approved_by === 'string' && isSameName(owner, approved_by);
    return [
      ...(selfApproved ? [at('approved_by', 'the owner cannot approve the waiver; name somebody else')] : []),
      ...mistakesOfTerm(entry, 'created', at, isCritical),
    ];
  });

/** Whether two spellings are the same name: nobody approves their own waiver. */
const isSameName = (a: string, b: string): boolean => normalized(a) === normalized(b);
const normalized = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();

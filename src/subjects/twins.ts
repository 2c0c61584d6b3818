import { cloudOf } from '../clouds/index.ts';
import { derive, firstUnknown, isKnown, shown } from '../facts/fact.ts';
import { oneOf } from '../facts/values.ts';
import { rememberedOfList } from '../input/remembered.ts';
import type { RegisteredKey } from '../snapshot/schema.ts';
import { principalsOf } from './principals.ts';

// What follows from the registrations of one KMS key. All who ask about one key have one list of them
// (`inventory/registrations.ts`), so that one with many registrations is looked through once.

type Twins = readonly RegisteredKey[];

/** The state of a registration, as Confluent has it. */
export const state = oneOf('key state', ['AVAILABLE', 'IN_USE']);

/** Whether Confluent holds one of them in use: what proves it, the first of which it is not known, and what the first says. */
export const heldOf = rememberedOfList((twins: Twins) => {
  const states = twins.map((twin) => derive(derive(twin.state, state), (value) => value === 'IN_USE'));
  return { used: states.find((one) => shown(one) === true), unread: firstUnknown(states), first: states[0] };
});

/** The principals of all of them, sorted, and the first of which they are not known. */
export const principalsOfAll = rememberedOfList((twins: Twins) => ({
  seen: [...new Set(twins.flatMap(({ principals }) => shown(principals) ?? []))].sort(),
  unread: firstUnknown(twins.map(principalsOf)),
}));

/** The versions that they pin. */
export const pinsOf = rememberedOfList((twins: Twins): readonly string[] => [
  ...new Set(
    twins
      .flatMap(({ kms }) => (isKnown(kms) ? [cloudOf(kms.value).names.version(kms.value)] : []))
      .filter((version) => version !== null),
  ),
]);

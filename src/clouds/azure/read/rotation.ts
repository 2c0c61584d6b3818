import type { Call } from '../../../collect/observe.ts';
import { filled, listOf, orNull, type Reader, readAs, recordOf } from '../../../collect/reply.ts';
import { derive, type Fact, unknown, type ValueOf } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import type { AzureKey } from '../snapshot.ts';

type Rotation = ValueOf<AzureKey['rotation']>;
type Action = { type: 'rotate' | 'notify'; after_create: string | null; before_expiry: string | null };

/** The vault writes Rotate, the resource manager rotate. */
const actionType: Reader<Action['type']> = readAs(
  filled,
  (written) => (['rotate', 'notify'] as const).find((known) => known === written.toLowerCase()),
  'rotate or notify',
);

const action = recordOf<Action>('an action with its type and trigger', {
  type: ['action.type', actionType],
  after_create: ['trigger.timeAfterCreate', orNull(filled)],
  before_expiry: ['trigger.timeBeforeExpiry', orNull(filled)],
});

/** A rotation policy, which both planes spell alike. At most one of its actions rotates. */
export const rotationPolicy: Reader<Rotation> = readAs(
  recordOf<{ actions: Action[]; expires_in: string | null }>('a rotation policy with its actions', {
    actions: ['lifetimeActions', listOf(action)],
    expires_in: ['attributes.expiryTime', orNull(filled)],
  }),
  ({ actions, expires_in }) => {
    const rotations = actions.filter(({ type }) => type === 'rotate');
    const [rotate] = rotations;
    if (rotations.length > 1) return undefined;
    return {
      rotates: rotate !== undefined,
      after_create: rotate?.after_create ?? null,
      before_expiry: rotate?.before_expiry ?? null,
      expires_in,
    };
  },
);

export function rotationOf(policy: Fact<unknown>, at: Call): Fact<Rotation> {
  return derive(policy, (value) => {
    if (isRecord(value) && (value.lifetimeActions === undefined || value.lifetimeActions === null))
      return unknown('not_collected', 'the reply has no lifetimeActions', at);
    return rotationPolicy.read(value) ?? unknown('malformed', `the reply is not ${rotationPolicy.what}`, at);
  });
}

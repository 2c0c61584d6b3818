import type { KmsName } from '../clouds/index.ts';
import { derive, type Fact, firstUnknown, isKnown, shown, unknown } from '../facts/fact.ts';
import { daysBetween } from '../input/time.ts';
import { allUsersSeen, type Binding, isLegacy } from '../inventory/bindings.ts';
import { identity } from '../inventory/identity.ts';
import { holdDays } from '../inventory/key-past.ts';
import type { RegisteredKey } from '../snapshot/schema.ts';
import type { Context } from './context.ts';
import { heldOf, state } from './twins.ts';

type Named = { kms: Fact<KmsName>; users: readonly Binding[]; state: Fact<string> };

/** What the list of clusters shows. */
export const listed = <T>(value: T, observed_at: string) => ({ value, source: 'confluent:GET /cmk/v2/clusters', observed_at });

/** By KMS identity: a twin registration that Confluent holds in use, or a cluster seen on the key, makes both in use. */
export function inUse(context: Context, { kms, users, state: own }: Named): Fact<boolean> {
  const { snapshot, populations, registrations } = context;
  if (users.length > 0) return listed(true, snapshot.taken_at);
  const { used, unread, first } = isKnown(kms) ? heldOf(registrations.twins(kms)) : heldBy(own);
  if (used !== undefined) return lastClusterJustDeleted(context, kms) ?? used;
  if (unread !== undefined) return refusedList(populations) ?? unread;
  // without the key's name it is not known whether a cluster, or another registration, means the same key
  if (!isKnown(kms)) return kms;
  const namesake = registrations.firstHeld(registrations.namesakes(kms));
  if (namesake !== undefined)
    return unknown('ambiguous', `${namesake.id} may be the same key, registered under the other name of its project`);
  const unnamed = registrations.firstHeld(registrations.unnamed(kms));
  if (unnamed !== undefined && !isKnown(unnamed.kms)) return unnamed.kms;
  return first ?? unknown('not_collected', 'no registration and no cluster names the key');
}

/** The same of one registration alone. */
function heldBy(own: Fact<string>): ReturnType<typeof heldOf> {
  const held = derive(derive(own, state), (value) => value === 'IN_USE');
  return { used: shown(held) === true ? held : undefined, unread: firstUnknown([held]), first: held };
}

/** Confluent holds a key for some days after its last cluster; where that one is known to be deleted, nothing depends on it. */
function lastClusterJustDeleted(context: Context, kms: Fact<KmsName>): Fact<boolean> | undefined {
  const { past, parameters, as_of } = context;
  const last = isKnown(kms) ? past(identity(kms.value)).last_used_at : null;
  if (last === null || !isKnown(allUsersSeen(context, kms, []))) return undefined;
  const days = daysBetween(last, as_of);
  return days >= 0 && days < holdDays(parameters) ? { value: false, source: 'history', observed_at: last } : undefined;
}

/** By the registration alone: clusters that use the same KMS key in another way use it as other principals. */
export function registrationInUse({ bindings, snapshot, populations }: Context, key: RegisteredKey | undefined): Fact<boolean> {
  // a key without a registration is known only because a cluster is on it
  const named = key === undefined || (bindings.byKeyId.get(key.id) ?? []).some((user) => !isLegacy(user));
  if (named) return listed(true, snapshot.taken_at);
  const used = derive(derive(key.state, state), (value) => value === 'IN_USE');
  return isKnown(used) ? used : (refusedList(populations) ?? used);
}

/** A list of clusters that was refused, which would have said as well whether a key is in use. */
const refusedList = ({ clusters }: Context['populations']): Fact<never> | undefined =>
  isKnown(clusters) || clusters.unknown.cause === 'ambiguous' ? undefined : clusters;

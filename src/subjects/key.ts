import { cloudOf, collectedKey, type KmsName } from '../clouds/index.ts';
import { blank } from '../facts/declare.ts';
import { derive, type Fact, firstUnknown, isKnown, shown, unknown } from '../facts/fact.ts';
import { Validation } from '../facts/key.ts';
import { oneOf } from '../facts/values.ts';
import { daysBetween, hoursBetween } from '../input/days.ts';
import { type Binding, usersOf } from '../inventory/bindings.ts';
import { identity } from '../inventory/identity.ts';
import { holdDays } from '../inventory/key-past.ts';
import { providerOf } from '../inventory/provider.ts';
import { allUsersSeen } from '../inventory/users.ts';
import type { RegisteredKey } from '../snapshot/schema.ts';
import { accessFacts } from './access.ts';
import type { Context } from './context.ts';
import { kmsFacts, vaultOf } from './kms.ts';
import { release } from './reuse.ts';
import type { KeySubject } from './schema.ts';
import { versionFacts } from './versions.ts';

/** The documents of all keys: each registration, and each legacy key in use that is not registered as well. */
export function* keySubjects(context: Context): Generator<KeySubject> {
  for (const key of context.snapshot.confluent.keys.seen) {
    const { id, kms, state } = key;
    yield keySubject(context, { id, kms, users: usersOf(context.bindings, kms, id), state, registration: key });
  }
  for (const { kms, key_id, cluster } of context.unregistered) {
    const id = shown(kms)?.name ?? shown(key_id) ?? cluster.id;
    const users = usersOf(context.bindings, kms, shown(key_id));
    // it is known only because a cluster is on it
    yield keySubject(context, { id, kms, users, state: derive(key_id, () => 'IN_USE'), registration: undefined });
  }
}

/** A registered key, or one that is named on its cluster: then there is no registration. */
type Named = {
  id: string;
  kms: Fact<KmsName>;
  users: readonly Binding[];
  state: Fact<string>;
  registration: RegisteredKey | undefined;
};

const UNREGISTERED = unknown('not_collected', 'the key is not registered');

function keySubject(context: Context, named: Named): KeySubject {
  const { id, kms, users, registration } = named;
  const { parameters, as_of, production, snapshot } = context;
  const found = collectedKey(snapshot.kms, kms);
  const protects = users.map(({ cluster }) => shown(production(cluster)));
  const all_users_seen = allUsersSeen(context, kms, users);
  const principals = principalsOf(registration);
  const age = derive(registration?.registered_at ?? UNREGISTERED, (at) => hoursSince(at, as_of));
  return {
    type: 'key',
    id,
    parameters,
    as_of,
    name: shown(registration?.name ?? UNREGISTERED) ?? null,
    provider: providerOf(kms, registration),
    stated_provider: registration?.provider ?? UNREGISTERED,
    kms_name: derive(kms, (parsed) => parsed.name),
    name_parts: isKnown(kms) ? cloudOf(kms.value).names.parts(kms.value) : {},
    principals,
    registered: registration !== undefined,
    production: protects.includes(true) ? true : protects.length === 0 || protects.includes(undefined) ? null : false,
    clusters: listed(
      users.map(({ cluster }) => cluster.id),
      snapshot.taken_at,
    ),
    ...kindsOf(users, snapshot.taken_at),
    all_users_seen,
    confluent_state: derive(named.state, state),
    days_since_registration: derive(age, (hours) => Math.floor(hours / 24)),
    release: release(context, kms, users.length > 0),
    in_use: inUse(context, named),
    validation: validationOf(registration, age),
    kms: {
      ...kmsFacts(kms, snapshot.kms, registration?.validation_region ?? UNREGISTERED, as_of),
      ...versionFacts(found, users, all_users_seen, pinsOf(context, kms)),
    },
    vault: vaultOf(kms, found),
    access: accessFacts(context, found, principals, registration),
  };
}

/** What Confluent's own test of the key found. @param hours since its registration */
function validationOf(registration: RegisteredKey | undefined, hours: Fact<number>): KeySubject['validation'] {
  if (registration === undefined) {
    const detail = 'Confluent validates registered keys only, and this one is named on the cluster itself';
    return blank(Validation, unknown('not_collected', detail));
  }
  return {
    phase: derive(registration.validation_phase, oneOf('validation phase', ['VALID', 'INVALID', 'INITIALIZING'])),
    since: registration.validation_since,
    message: registration.validation_message,
    hours_since_registration: hours,
  };
}

/** What the list of clusters shows. */
const listed = <T>(value: T, observed_at: string) => ({ value, source: 'confluent:GET /cmk/v2/clusters', observed_at });

/** The versions that registrations of the same key pin. */
const pinsOf = ({ registrations }: Context, kms: Fact<KmsName>): string[] =>
  registrations
    .twins(kms)
    .flatMap(({ kms: named }) => (isKnown(named) ? [cloudOf(named.value).names.version(named.value)] : []))
    .filter((version) => version !== null);

/** An empty list is unknown: a check of each principal would pass for lack of any. */
function principalsOf(registration: RegisteredKey | undefined): Fact<string[]> {
  if (registration === undefined)
    return unknown('not_collected', 'Confluent does not name the principals that use a key which is named on the cluster itself');
  return derive(registration.principals, (names) =>
    names.length === 0 ? unknown('not_collected', 'Confluent names no principal that uses the key') : names,
  );
}

/** A kind that was seen stays seen, whatever the others are. */
function kindsOf(users: readonly Binding[], observed_at: string): Pick<KeySubject, 'cluster_kinds' | 'all_kinds_known'> {
  const kinds = users.map(({ cluster }) => cluster.kind);
  return {
    cluster_kinds: listed([...new Set(kinds.flatMap((kind) => (isKnown(kind) ? [kind.value] : [])))].sort(), observed_at),
    all_kinds_known: firstUnknown(kinds) ?? listed(true as const, observed_at),
  };
}

const state = oneOf('key state', ['AVAILABLE', 'IN_USE']);

/** By KMS identity: a twin registration that Confluent holds in use, or a cluster seen on the key, makes both in use. */
function inUse(context: Context, { kms, users, state: own }: Named): Fact<boolean> {
  const { snapshot, populations, registrations } = context;
  if (users.length > 0) return listed(true, snapshot.taken_at);
  const stated = isKnown(kms) ? registrations.twins(kms).map((twin) => twin.state) : [own];
  const states = stated.map((one) => derive(derive(one, state), (value) => value === 'IN_USE'));
  const used = states.find((one) => shown(one) === true);
  if (used !== undefined) return lastClusterJustDeleted(context, kms) ?? used;
  const unread = firstUnknown(states);
  // a list of clusters that was refused would have answered it as well
  if (unread !== undefined && !isKnown(populations.clusters) && populations.clusters.unknown.cause !== 'ambiguous')
    return populations.clusters;
  if (unread !== undefined) return unread;
  // without the key's name it is not known whether a cluster, or another registration, means the same key
  if (!isKnown(kms)) return kms;
  const namesake = registrations.namesakes(kms).find((key) => shown(key.state) !== 'AVAILABLE');
  if (namesake !== undefined)
    return unknown('ambiguous', `${namesake.id} may be the same key, registered under the other name of its project`);
  return states[0] ?? unknown('not_collected', 'no registration and no cluster names the key');
}

/** Confluent holds a key for some days after its last cluster; where that one is known to be deleted, nothing depends on it. */
function lastClusterJustDeleted(context: Context, kms: Fact<KmsName>): Fact<boolean> | undefined {
  const { past, parameters, as_of } = context;
  const last = isKnown(kms) ? past(identity(kms.value)).last_used_at : null;
  if (last === null || !isKnown(allUsersSeen(context, kms, []))) return undefined;
  const days = daysBetween(last, as_of);
  return days >= 0 && days < holdDays(parameters) ? { value: false, source: 'history', observed_at: last } : undefined;
}

function hoursSince(from: string, to: string): number | ReturnType<typeof unknown> {
  const hours = hoursBetween(from, to);
  // two clocks may differ by minutes; a registration in the future is a mistake
  if (Number.isNaN(hours) || hours < -1) return unknown('malformed', `${JSON.stringify(from)} is not a time before ${to}`);
  return Math.max(0, Math.round(hours * 100) / 100);
}

import { cloudOf, type KmsName } from '../clouds/index.ts';
import { blank } from '../facts/declare.ts';
import { derive, type Fact, isKnown, shown, unknown } from '../facts/fact.ts';
import { Validation } from '../facts/key.ts';
import { oneOf } from '../facts/values.ts';
import { daysBetween, hoursBetween } from '../input/days.ts';
import { type Binding, usersOf } from '../inventory/bindings.ts';
import { identityOf } from '../inventory/identity.ts';
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
  for (const key of context.snapshot.confluent.keys.seen) yield registeredKey(context, key);
  for (const user of context.unregistered) yield legacyKey(context, user);
}

function registeredKey(context: Context, key: RegisteredKey): KeySubject {
  const users = usersOf(context.bindings, key.kms, key.id);
  return {
    ...common(context, { id: key.id, kms: key.kms, users, registration: key }),
    provider: providerOf(key),
    stated_provider: key.provider,
    registered: true,
    confluent_state: derive(key.state, state),
    days_since_registration: derive(key.registered_at, (at) => daysSince(at, context.as_of)),
    in_use: inUse(context, key.kms, users, isKnown(key.kms) ? context.registrations.twins(key.kms) : [key]),
    validation: {
      phase: derive(key.validation_phase, oneOf('validation phase', ['VALID', 'INVALID', 'INITIALIZING'])),
      since: key.validation_since,
      message: key.validation_message,
      hours_since_registration: derive(key.registered_at, (at) => hoursSince(at, context.as_of)),
    },
  };
}

function legacyKey(context: Context, user: Binding): KeySubject {
  const { kms, key_id, cluster } = user;
  const users = usersOf(context.bindings, kms, shown(key_id));
  const none = unknown('not_collected', 'Confluent validates registered keys only, and this one is named on the cluster itself');
  const id = shown(kms)?.name ?? shown(key_id) ?? cluster.id;
  return {
    ...common(context, { id, kms, users, registration: undefined }),
    provider: derive(kms, ({ provider }) => provider),
    stated_provider: unknown('not_collected', 'the key is not registered'),
    registered: false,
    // it is known only because a cluster is on it
    confluent_state: derive(key_id, () => 'IN_USE'),
    days_since_registration: unknown('not_collected', 'the key is not registered'),
    in_use: inUse(context, kms, users, []),
    validation: blank(Validation, none),
  };
}

type Named = { id: string; kms: Fact<KmsName>; users: readonly Binding[]; registration: RegisteredKey | undefined };

/** What is known of a key whether it is registered or named on its cluster. */
function common(context: Context, { id, kms, users, registration }: Named) {
  const { parameters, as_of, production, snapshot } = context;
  const protects = users.map(({ cluster }) => shown(production(cluster)));
  const all_users_seen = allUsersSeen(context, kms, users);
  const principals = principalsOf(registration);
  const validated = registration?.validation_region ?? unknown('not_collected', 'the key is not registered');
  return {
    type: 'key' as const,
    id,
    parameters,
    as_of,
    name: registration === undefined ? null : (shown(registration.name) ?? null),
    kms_name: derive(kms, (parsed) => parsed.name),
    name_parts: isKnown(kms) ? cloudOf(kms.value).names.parts(kms.value) : {},
    principals,
    production: protects.includes(true) ? true : protects.length === 0 || protects.includes(undefined) ? null : false,
    clusters: listed(
      users.map(({ cluster }) => cluster.id),
      snapshot.taken_at,
    ),
    ...kindsOf(users, snapshot.taken_at),
    all_users_seen,
    release: release(context, kms, identityOf(kms), users.length > 0),
    kms: {
      ...kmsFacts(kms, snapshot.kms, validated, as_of),
      ...versionFacts(kms, snapshot.kms, users, all_users_seen, pinsOf(context, kms)),
    },
    vault: vaultOf(kms, snapshot.kms),
    access: accessFacts(context, kms, principals, registration),
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
  const unread = kinds.find((kind) => !isKnown(kind));
  return {
    cluster_kinds: listed([...new Set(kinds.flatMap((kind) => (isKnown(kind) ? [kind.value] : [])))].sort(), observed_at),
    all_kinds_known: unread !== undefined && !isKnown(unread) ? unread : listed(true as const, observed_at),
  };
}

const state = oneOf('key state', ['AVAILABLE', 'IN_USE']);

/** By KMS identity: a twin registration that Confluent holds in use, or a cluster seen on the key, makes both in use. */
function inUse(context: Context, kms: Fact<KmsName>, users: readonly Binding[], twins: readonly RegisteredKey[]): Fact<boolean> {
  const { snapshot, populations } = context;
  if (users.length > 0) return listed(true, snapshot.taken_at);
  const states = twins.map((twin) => derive(derive(twin.state, state), (value) => value === 'IN_USE'));
  const used = states.find((one) => shown(one) === true);
  if (used !== undefined) return lastClusterJustDeleted(context, kms) ?? used;
  const unread = states.find((one) => !isKnown(one));
  // a list of clusters that was refused would have answered it as well
  if (unread !== undefined && !isKnown(populations.clusters) && populations.clusters.unknown.cause !== 'ambiguous')
    return populations.clusters;
  if (unread !== undefined) return unread;
  // without the key's name it is not known whether a cluster, or another registration, means the same key
  if (!isKnown(kms)) return kms;
  const namesake = context.registrations.namesakes(kms).find((key) => shown(key.state) !== 'AVAILABLE');
  if (namesake !== undefined)
    return unknown('ambiguous', `${namesake.id} may be the same key, registered under the other name of its project`);
  return states[0] ?? unknown('not_collected', 'no registration and no cluster names the key');
}

/** Confluent holds a key for some days after its last cluster; where that one is known to be deleted, nothing depends on it. */
function lastClusterJustDeleted(context: Context, kms: Fact<KmsName>): Fact<boolean> | undefined {
  const { past, parameters, as_of } = context;
  const same = identityOf(kms);
  const last = same === undefined ? null : past(same).last_used_at;
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

function daysSince(from: string, to: string): number | ReturnType<typeof unknown> {
  const hours = hoursSince(from, to);
  return typeof hours === 'number' ? Math.floor(hours / 24) : hours;
}

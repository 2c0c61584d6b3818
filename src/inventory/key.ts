import { derive, type Fact, isKnown, shown, unknown } from '../snapshot/fact.ts';
import type { KmsName } from '../snapshot/kms-name.ts';
import type { RegisteredKey } from '../snapshot/schema.ts';
import { type Binding, unregistered, usersOf } from './bindings.ts';
import type { Context } from './context.ts';
import { identityOf } from './identity.ts';
import { kmsFacts } from './kms.ts';
import type { KeySubject } from './subject.ts';

/** The documents of all keys: each registration, and each legacy key in use that is not registered as well. */
export function keySubjects(context: Context): KeySubject[] {
  const { seen } = context.snapshot.confluent.keys;
  const twins = Map.groupBy(seen, ({ kms }) => identityOf(kms));
  return [
    ...seen.map((key) => {
      const id = identityOf(key.kms);
      return registeredKey(context, key, id === undefined ? [key] : (twins.get(id) ?? [key]));
    }),
    ...unregistered(context.bindings, context.snapshot.confluent).map((user) => legacyKey(context, user)),
  ];
}

function registeredKey(context: Context, key: RegisteredKey, twins: readonly RegisteredKey[]): KeySubject {
  const users = usersOf(context.bindings, key.kms, key.id);
  const phase = derive(key.validation_phase, (word) =>
    word === 'VALID' || word === 'INVALID' || word === 'INITIALIZING'
      ? word
      : unknown('unrecognized', `validation phase ${JSON.stringify(word)} is not known to this version`),
  );
  return {
    ...common(context, key.id, shown(key.name) ?? null, key.kms, users),
    provider: providerOf(key),
    registered: true,
    in_use: inUse(context, key.kms, users, twins),
    validation: {
      phase,
      since: key.validation_since,
      message: key.validation_message,
      hours_since_registration: derive(key.registered_at, (at) => hoursBetween(at, context.as_of)),
    },
    kms: kmsFacts(key.kms, context.snapshot.kms, key.validation_region, context.as_of),
  };
}

function legacyKey(context: Context, user: Binding): KeySubject {
  const { kms } = user;
  const users = usersOf(context.bindings, kms, isKnown(user.key_id) ? user.key_id.value : undefined);
  const none = unknown('not_collected', 'Confluent validates registered keys only, and this one is named on the cluster itself');
  return {
    ...common(
      context,
      isKnown(kms) ? kms.value.name : isKnown(user.key_id) ? user.key_id.value : user.cluster.id,
      null,
      kms,
      users,
    ),
    provider: derive(kms, ({ provider }) => provider),
    registered: false,
    in_use: inUse(context, kms, users, []),
    validation: { phase: none, since: none, message: none, hours_since_registration: none },
    kms: kmsFacts(kms, context.snapshot.kms, none, context.as_of),
  };
}

function common(
  { parameters, as_of, production, snapshot }: Context,
  id: string,
  name: string | null,
  kms: Fact<KmsName>,
  users: readonly Binding[],
) {
  const protects = users.map(({ cluster }) => shown(production(cluster)));
  return {
    type: 'key' as const,
    id,
    parameters,
    as_of,
    name,
    kms_name: derive(kms, (parsed) => parsed.name),
    production: protects.includes(true) ? true : protects.length === 0 || protects.includes(undefined) ? null : false,
    clusters: {
      value: users.map(({ cluster }) => cluster.id),
      source: 'confluent:GET /cmk/v2/clusters',
      observed_at: snapshot.taken_at,
    },
  };
}

/** `key.kind` decides what a key is. */
function providerOf({ kms, kind }: RegisteredKey): KeySubject['provider'] {
  if (isKnown(kms)) return derive(kms, ({ provider }) => provider);
  const known = { AwsKey: 'aws', AzureKey: 'azure', GcpKey: 'gcp' } as const;
  return derive(kind, (word) =>
    Object.hasOwn(known, word) ? known[word as keyof typeof known] : unknown('unrecognized', `key kind ${JSON.stringify(word)}`),
  );
}

/** By KMS identity: a twin registration that Confluent holds in use, or a cluster seen on the key, makes both in use. */
function inUse(
  { snapshot, populations }: Context,
  kms: Fact<KmsName>,
  users: readonly Binding[],
  twins: readonly RegisteredKey[],
): Fact<boolean> {
  if (users.length > 0) return { value: true, source: 'confluent:GET /cmk/v2/clusters', observed_at: snapshot.taken_at };
  const states = twins.map(({ state }) =>
    derive(state, (word) =>
      word === 'IN_USE'
        ? true
        : word === 'AVAILABLE'
          ? false
          : unknown('unrecognized', `key state ${JSON.stringify(word)} is not known to this version`),
    ),
  );
  const used = states.find((state) => shown(state) === true);
  if (used !== undefined) return used;
  const untold = states.find((state) => !isKnown(state));
  // a list of clusters that was refused would have told as well
  if (untold !== undefined && !isKnown(populations.clusters) && populations.clusters.unknown.cause !== 'ambiguous')
    return populations.clusters;
  if (untold !== undefined) return untold;
  // without the key's name it cannot be told whether a cluster, or another registration, means the same key
  if (!isKnown(kms)) return kms;
  return states[0] ?? unknown('not_collected', 'no registration and no cluster names the key');
}

function hoursBetween(from: string, to: string): number | ReturnType<typeof unknown> {
  const hours = (Date.parse(to) - Date.parse(from)) / 3_600_000;
  // two clocks may differ by minutes; a registration to come is none
  if (Number.isNaN(hours) || hours < -1) return unknown('malformed', `${JSON.stringify(from)} is no time before ${to}`);
  return Math.max(0, Math.round(hours * 100) / 100);
}

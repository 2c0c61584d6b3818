import { cloudOf, type KmsName } from '../clouds/index.ts';
import { blank } from '../facts/declare.ts';
import { derive, type Fact, isKnown, shown, unknown } from '../facts/fact.ts';
import { Validation } from '../facts/key.ts';
import { shortened } from '../facts/shortened.ts';
import { oneOf } from '../facts/values.ts';
import { hoursBetween } from '../input/time.ts';
import { allUsersSeen, type Binding, providerOf } from '../inventory/bindings.ts';
import type { RegisteredKey } from '../snapshot/schema.ts';
import type { Context } from './context.ts';
import type { ExternalStores } from './external-store.ts';
import { trustedDeclared } from './holders.ts';
import { inUse, listed, registrationInUse } from './in-use.ts';
import type { KeyDraft } from './key-document.ts';
import { principalsOf, unnamedPrincipals } from './principals.ts';
import { release } from './reuse.ts';
import type { KeySubject } from './schema.ts';
import { pinsOf, principalsOfAll, state } from './twins.ts';
import { creationOf, idsOf, kindsOf, regionsOf, someLegacy } from './users.ts';

/** All keys: each registration, and each key that clusters name themselves. */
export function keyDrafts(context: Context, stores: () => ExternalStores): { type: 'key'; id: string; draft: () => KeyDraft }[] {
  const of = (id: string, named: () => Omit<Named, 'id'>) => ({
    type: 'key' as const,
    id,
    draft: () => keyDraft(context, { id, ...named() }, stores()),
  });
  return [
    ...context.snapshot.confluent.keys.seen.map((registration) => {
      const { id, kms, state } = registration;
      return of(id, () => ({ kms, users: context.bindings.usersOf(kms, id), state, registration }));
    }),
    ...context.legacyKeys.map(({ kms, key_id, cluster }) =>
      of(shown(kms)?.name ?? shown(key_id) ?? cluster.id, () => {
        const users = context.bindings.usersOf(kms, shown(key_id));
        // it is known only because a cluster is on it
        return { kms, users, state: derive(key_id, () => 'IN_USE'), registration: undefined };
      }),
    ),
  ];
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

function keyDraft(context: Context, named: Named, stores: ExternalStores): KeyDraft {
  const { id, kms, users, registration } = named;
  const { as_of, snapshot } = context;
  const principals = principalsOf(registration);
  const age = derive(registration?.registered_at ?? UNREGISTERED, (at) => hoursSince(at, as_of));
  const provider = providerOf(kms, registration);
  const [kinds, regions] = [kindsOf(users), regionsOf(users)];
  const seen = <T>(value: T) => listed(value, snapshot.taken_at);
  const twins = context.registrations.twins(kms);
  const ofTwins = principalsOfAll(twins);
  const { earliest, unread } = creationOf(users);
  return {
    type: 'key',
    id,
    as_of,
    name: shown(registration?.name ?? UNREGISTERED) ?? null,
    provider,
    stated_provider: registration?.provider ?? UNREGISTERED,
    kms_name: derive(kms, (parsed) => parsed.name),
    name_parts: isKnown(kms) ? cloudOf(kms.value).names.parts(kms.value) : {},
    principals,
    registered: registration !== undefined,
    production: context.inProduction(users),
    clusters: shortened(seen(idsOf(users))),
    cluster_kinds: seen(kinds.seen),
    all_kinds_known: kinds.unread ?? seen(true),
    cluster_regions: seen(regions.seen),
    all_regions_known: regions.unread ?? seen(true),
    all_users_seen: allUsersSeen(context, kms, users),
    confluent_state: derive(named.state, state),
    days_since_registration: derive(age, (hours) => Math.floor(hours / 24)),
    release: release(context, kms, users.length > 0),
    in_use: inUse(context, named),
    registration_in_use: registrationInUse(context, registration),
    validation: validationOf(registration, age),
    trusted_declared: trustedDeclared(context, provider),
    with: {
      kms,
      validated: registration?.validation_region ?? UNREGISTERED,
      registration:
        registration === undefined
          ? null
          : { validation_phase: registration.validation_phase, tenant_id: registration.tenant_id },
      use: { used: users.length > 0, earliest, unread: unread ?? null, pinned: pinsOf(twins) },
      confluent: { principals: ofTwins.seen, unnamed: unnamedPrincipals(context, ofTwins, someLegacy(users)) },
      unplaced: stores.unplacedLike(provider, kms) ?? null,
    },
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

function hoursSince(from: string, to: string): number | ReturnType<typeof unknown> {
  const hours = hoursBetween(from, to);
  // two clocks may differ by minutes; a registration in the future is a mistake
  if (Number.isNaN(hours) || hours < -1) return unknown('malformed', `${JSON.stringify(from)} is not a time before ${to}`);
  return Math.max(0, Math.round(hours * 100) / 100);
}

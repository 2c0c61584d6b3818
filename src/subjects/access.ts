import type { Access as Decided, PolicyAccess } from '../clouds/decision.ts';
import { cloudOf, type Collected as Found } from '../clouds/index.ts';
import { Access, ToConfluent, ToEverybody } from '../facts/access.ts';
import { blank } from '../facts/declare.ts';
import { type Fact, isKnown, shown, type Unknown, unknown } from '../facts/fact.ts';
import type { Missing } from '../facts/lack.ts';
import type { RegisteredKey } from '../snapshot/schema.ts';
import type { KeySubject } from './schema.ts';
import type { Shared } from './shared.ts';

type AccessFacts = KeySubject['access'];
type Collected = Exclude<Found, { unknown: Unknown }>;

/** Who may use the key, by its own policies. @param principals that Confluent uses it as; unknown where it names none */
export function accessFacts(
  shared: Shared,
  { principals, as_of }: Pick<KeySubject, 'principals' | 'as_of'>,
  collected: Found,
  registration: Registration | null,
): AccessFacts {
  if ('unknown' in collected) return blank(Access, collected);
  const { label } = cloudOf(collected.key);
  const policies = policiesOf(shared, as_of, collected, registration);
  const observed = <T>(value: T) => ({ value, source: policies.source, observed_at: shared.taken_at });
  const whole = ([first]: Unknown[]): Fact<true> => (first === undefined ? observed(true as const) : { unknown: first });
  const everybody = policies.everybody?.() ?? null;
  const open =
    everybody === null
      ? blank(ToEverybody, unknown('not_found', `a key on ${label} cannot be open to everybody`))
      : {
          public: observed(everybody.found),
          public_reads: observed(everybody.reads),
          public_decided: whole(everybody.undetermined),
        };
  if (!isKnown(principals)) return { ...blank(ToConfluent, principals), ...open };

  const access = policies.access(principals.value);
  const missing = missingIn(access);
  const excess = policies.excess(principals.value);
  return {
    granted: observed(grantedIn(access).map(inPhrase('holds'))),
    lacking: observed(missing.map(inPhrase('lacks'))),
    missing: observed(missing),
    decided: whole(access.flatMap(({ decision }) => (decision.effect === 'undetermined' ? [decision.why] : []))),
    excess: observed(excess.found),
    excess_decided: whole(excess.undetermined),
    ...open,
    remarks: observed(policies.remarks(principals.value)),
  };
}

/** Whether Confluent's own test of the key may have succeeded: a phase that is not known rules nothing out. */
const mayBeValid = ({ validation_phase: phase }: Pick<RegisteredKey, 'validation_phase'>): boolean =>
  !isKnown(phase) || !['INVALID', 'INITIALIZING'].includes(phase.value);

type Registration = Pick<RegisteredKey, 'validation_phase' | 'tenant_id'>;

/** What the policies give, as seen from a registration of the key, where it is asked for one. */
export const policiesOf = (
  { service_principals }: Shared,
  as_of: string,
  { name, key }: Collected,
  registration: Registration | null,
): PolicyAccess =>
  cloudOf(key).access({
    name,
    key,
    servicePrincipals: service_principals,
    validated: registration !== null && mayBeValid(registration),
    tenant: registration === null ? null : (shown(registration.tenant_id) ?? null),
    as_of,
  });

/** Permissions that are given, or not, to one principal by one thing, together. */
function together<T>(
  decided: readonly (readonly [of: T, same: string, permission: string])[],
): (T & { permissions: string[] })[] {
  const groups = new Map<string, T & { permissions: string[] }>();
  for (const [of, same, permission] of decided) {
    const group = groups.get(same);
    if (group === undefined) groups.set(same, { ...of, permissions: [permission] });
    else group.permissions.push(permission);
  }
  return [...groups.values()];
}

const grantedIn = (access: readonly Decided[]) =>
  together(
    access.flatMap(({ principal, permission, decision }) =>
      decision.effect === 'granted'
        ? [[{ principal, by: decision.by }, `${principal.length} ${principal} ${decision.by}`, permission] as const]
        : [],
    ),
  );

const missingIn = (access: readonly Decided[]): Missing[] =>
  together(
    access.flatMap(({ principal, object_id = null, permission, decision }) => {
      if (decision.effect !== 'not_granted') return [];
      const of = { principal, object_id, because: decision.because, by: decision.by };
      return [[of, JSON.stringify(of), permission] as const];
    }),
  );

const inPhrase =
  (verb: 'holds' | 'lacks') =>
  ({ principal, permissions, by }: Pick<Missing, 'principal' | 'permissions' | 'by'>): string =>
    `${principal} ${verb} ${permissions.join(', ')} (${by})`;

import type Type from 'typebox';
import { collectedKey, type KmsName } from '../clouds/index.ts';
import { blank } from '../facts/declare.ts';
import { type Fact, isKnown, type Unknown } from '../facts/fact.ts';
import type { Holder } from '../facts/holder.ts';
import { Holders } from '../facts/key.ts';
import type { Binding } from '../inventory/bindings.ts';
import { policiesOf } from './access.ts';
import type { Context } from './context.ts';
import { unnamedPrincipals } from './principals.ts';
import type { KeySubject } from './schema.ts';
import { principalsOfAll } from './twins.ts';
import { someLegacy } from './users.ts';

/**
 * Who holds what on a key, whichever of its registrations is looked at.
 * @param users the clusters seen on the key
 */
export function holderFacts(context: Context, kms: Fact<KmsName>, users: readonly Binding[]): Type.Static<typeof Holders> {
  const collected = collectedKey(context.snapshot.kms, kms);
  if ('unknown' in collected) return blank(Holders, collected);
  const registered = principalsOfAll(context.registrations.twins(kms));
  const policies = policiesOf(context, collected);
  const { found, undetermined } = policies.holders({
    confluent: registered.seen,
    unnamed: unnamedPrincipals(context, registered, someLegacy(users)),
    trusted: context.trusted[collected.name.provider] ?? null,
  });
  const observed = <T>(value: T) => ({ value, source: policies.source, observed_at: context.snapshot.taken_at });
  const [first] = undetermined;
  const doubt = doubtIn(found);
  const holders_known = doubt === undefined ? observed(true as const) : { unknown: doubt };
  if (first === undefined) return { holders: observed(found), holders_decided: observed(true), holders_known };
  const unseen = { unknown: first };
  // a list with nobody in it would read as a key that nobody holds
  return { holders: found.length === 0 ? unseen : observed(found), holders_decided: unseen, holders_known };
}

/** Why it is open whose a holder is. What only a person can say comes after what was refused or not understood. */
function doubtIn(holders: readonly Holder[]): Unknown | undefined {
  const doubts = holders.flatMap(({ principal, doubt }) =>
    doubt === null ? [] : [{ ...doubt, detail: `${principal}: ${doubt.detail}` }],
  );
  return doubts.find(({ cause }) => cause !== 'unsupported') ?? doubts[0];
}

/** Whether the configuration declares whom to trust with keys of this cloud. */
export const trustedDeclared = ({ trusted, snapshot }: Context, provider: KeySubject['provider']): Fact<boolean> =>
  isKnown(provider)
    ? { value: trusted[provider.value] !== undefined, source: 'configuration', observed_at: snapshot.taken_at }
    : provider;

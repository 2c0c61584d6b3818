import type Type from 'typebox';
import type { Collected } from '../clouds/index.ts';
import { blank } from '../facts/declare.ts';
import { derive, type Fact, isKnown, type Unknown, unknown } from '../facts/fact.ts';
import type { Holder } from '../facts/holder.ts';
import { Holders } from '../facts/key.ts';
import { policiesOf } from './access.ts';
import type { Context } from './context.ts';
import type { KeySubject } from './schema.ts';
import type { Shared } from './shared.ts';

/** As whom Confluent uses a key, whichever registration of it says so, and why it may do so as others too. */
export type ConfluentUse = { principals: readonly string[]; unnamed: Unknown | null };

/** Who holds what on a key, whichever of its registrations is looked at. */
export function holderFacts(
  shared: Shared,
  { as_of }: Pick<KeySubject, 'as_of'>,
  collected: Collected,
  confluent: ConfluentUse,
): Type.Static<typeof Holders> {
  if ('unknown' in collected) return blank(Holders, collected);
  const policies = policiesOf(shared, as_of, collected, null);
  const { found: held, undetermined } = policies.holders({
    confluent: confluent.principals,
    unnamed: confluent.unnamed,
    trusted: shared.trusted[collected.name.provider] ?? null,
  });
  const found = held.map(anew);
  const observed = <T>(value: T) => ({ value, source: policies.source, observed_at: shared.taken_at });
  const [first] = undetermined;
  const doubt = doubtIn(found);
  const holders_known = doubt === undefined ? observed(true as const) : { unknown: doubt };
  const unseen = first === undefined ? undefined : { unknown: first };
  // a list with nobody in it would read as a key that nobody holds
  const holders = unseen !== undefined && found.length === 0 ? unseen : observed(found);
  return {
    holders,
    holders_in_question: derive(holders, (all) => all.filter(isInQuestion)),
    holders_decided: unseen ?? observed(true),
    holders_known,
  };
}

/** A reason that was read back from a file has its keys in another order than one just collected: the record has them in one. */
const anew = (holder: Holder): Holder =>
  holder.doubt === null ? holder : { ...holder, doubt: unknown(holder.doubt.cause, holder.doubt.detail, holder.doubt).unknown };

/** Who may hold something on a key, unless there is a doubt. */
const IN_ORDER: ReadonlySet<Holder['whose']> = new Set(['own', 'confluent', 'trusted', 'service']);

const isInQuestion = ({ whose, doubt }: Pick<Holder, 'whose' | 'doubt'>): boolean => doubt !== null || !IN_ORDER.has(whose);

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

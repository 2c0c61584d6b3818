import Type from 'typebox';
import { isRecord } from '../input/is-record.ts';
import { enumeration, object } from '../input/shapes.ts';
import { CAUSES } from './cause.ts';

export const Cause = enumeration(...CAUSES);
export type Cause = Type.Static<typeof Cause>;

/**
 * Why a fact is missing, which call would have given it, and which permission that call needs. `source` names the call as the
 * sources of facts do (`aws:kms:DescribeKey`); absent from older snapshots.
 */
export const Unknown = object({
  cause: Cause,
  source: Type.Optional(Type.String()),
  call: Type.Optional(Type.String()),
  permission: Type.Optional(Type.String()),
  detail: Type.String(),
});
export type Unknown = Type.Static<typeof Unknown>;

const Missing = object({ unknown: Unknown });

const observation = <T extends Type.TSchema>(value: T) => ({ value, source: Type.String(), observed_at: Type.String() });

/** Schema of a `Fact<T>`: a value with the call that gave it and when, or the reason why there is none. */
export const Fact = <T extends Type.TSchema>(value: T) =>
  Type.Unsafe<Fact<Type.Static<T>>>(Type.Union([object(observation(value)), Missing]));

/** Schema of a fact that may rest on an attestation: of a subject document, never of a snapshot, which attests nothing. */
export const AttestableFact = <T extends Type.TSchema>(value: T) =>
  Type.Unsafe<Fact<Type.Static<T>>>(
    Type.Union([object({ ...observation(value), attested_by: Type.Optional(Type.String()) }), Missing]),
  );

/** The same of a list that is shortened (`shortened.ts`). */
export const ShortenedFact = <T extends Type.TSchema>(value: T) =>
  Type.Unsafe<Fact<Type.Static<T>>>(
    Type.Union([
      object({
        ...observation(value),
        attested_by: Type.Optional(Type.String()),
        more: Type.Optional(Type.Integer({ minimum: 1 })),
      }),
      Missing,
    ]),
  );

/**
 * `attested_by`: the id of the attestation that it rests on, where no call proves it. `more`: how many more there are than a
 * list names.
 */
export type Observed<T> = { value: T; source: string; observed_at: string; attested_by?: string; more?: number };
export type Fact<T> = Observed<T> | { unknown: Unknown };
/** What a fact says. */
export type ValueOf<F> = Extract<F, { value: unknown }>['value'];

/** Schema of a `Listing<T>`. */
export const Listing = <T extends Type.TSchema>(item: T) => object({ seen: Type.Array(item), end: Fact(Type.Literal(true)) });

/**
 * A list as it was read: what was seen, and whether its end was reached. A list that broke off keeps what it had shown
 * (a failure proven by it stays proven), but its `end` is unknown, so that nothing can be concluded from what is absent.
 */
export type Listing<T> = { seen: T[]; end: Fact<true> };

export const isKnown = <T>(fact: Fact<T>): fact is Observed<T> => !('unknown' in fact);

/** The first that was not observed; undefined where all were. */
export const firstUnknown = (facts: readonly Fact<unknown>[]): { unknown: Unknown } | undefined =>
  facts.find((fact): fact is { unknown: Unknown } => !isKnown(fact));

/** False as soon as one is known to be false, whatever else is not known. */
export function allOf([first, ...others]: [Fact<boolean>, ...Fact<boolean>[]]): Fact<boolean> {
  const facts = [first, ...others];
  return facts.find((fact) => isKnown(fact) && !fact.value) ?? firstUnknown(facts) ?? first;
}

/** The second fact, where the first is known. */
export const provided = <T>(first: Fact<unknown>, second: Fact<T>): Fact<T> => (isKnown(first) ? second : first);

/** The call that would have given a fact. */
type Asked = { source?: string; call?: string; permission?: string };

/** A call to Confluent Cloud, as a fact or an unknown names it. */
export const ofConfluent = (call: string) => ({ source: `confluent:${call}`, call });

export const unknown = (cause: Cause, detail: string, at: Asked = {}): { unknown: Unknown } => ({
  unknown: {
    cause,
    ...(at.source === undefined ? {} : { source: at.source }),
    ...(at.call === undefined ? {} : { call: at.call }),
    ...(at.permission === undefined ? {} : { permission: at.permission }),
    detail,
  },
});

/** The value, or undefined where it was not observed; for display only, never to decide. */
export const shown = <T>(fact: Fact<T>): T | undefined => (isKnown(fact) ? fact.value : undefined);

/** Derives a fact from another, keeping source, time and attestation. The derivation may itself find that it cannot tell. */
export function derive<T, U>(fact: Fact<T>, to: (value: T) => U | { unknown: Unknown }): Fact<U> {
  if (!isKnown(fact)) return fact;
  const result = to(fact.value);
  if (isUnknown(result)) return result;
  const { source, observed_at, attested_by } = fact;
  return attested_by === undefined ? { value: result, source, observed_at } : { value: result, source, observed_at, attested_by };
}

/** By its cause: a value may well have a key `unknown` of its own (a tag's name, say). */
const isUnknown = <U>(result: U | { unknown: Unknown }): result is { unknown: Unknown } =>
  isRecord(result) && isRecord(result.unknown) && 'cause' in result.unknown;

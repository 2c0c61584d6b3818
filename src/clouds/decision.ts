import type { Unknown } from '../facts/fact.ts';
import type { Holder } from '../facts/holder.ts';
import type { Lack } from '../facts/lack.ts';

/**
 * What is known of one permission: granted and by what, not granted and why, or undetermined and why. `by` is a phrase
 * without a period that names the statement, grant, role assignment or binding.
 */
export type Decision =
  | { effect: 'granted'; by: string }
  | { effect: 'not_granted'; by: string; because: Lack }
  | { effect: 'undetermined'; why: Unknown };

/** Whether one principal of Confluent's holds one permission on the key. `object_id`: what the cloud's own commands call it. */
export type Access = { principal: string; permission: string; decision: Decision; object_id?: string };

/**
 * What was found by looking through everything that might show it. `found` stays proven whatever could not be read;
 * `undetermined` says what keeps the list from being known to be whole.
 */
export type Findings = { found: string[]; undetermined: Unknown[] };

/** What decides whether a principal is Confluent's, trusted or somebody else's. */
export type Known = {
  /** The principals of every registration of this KMS key. */
  confluent: readonly string[];
  /** Why Confluent may use the key as others besides, where it may: a cluster names the key itself, say. */
  unnamed: Unknown | null;
  /** What `trusted_principals` declares for the cloud; null where it declares nothing. An empty list means nobody. */
  trusted: readonly string[] | null;
};

/**
 * Why it is open whether a stranger holds what may be given to it. Whoever only a person can tell from the customer's own is
 * left to that person whatever the grant depends on, unless a list was declared, which alone would call it a stranger.
 */
export const openAbout = (whose: Unknown | null, given: Unknown | null, { trusted }: Pick<Known, 'trusted'>): Unknown | null =>
  whose?.cause === 'unsupported' && trusted === null ? whose : (given ?? whose);

/** Whose a principal is, and why. */
export type Whose = Pick<Holder, 'whose' | 'why' | 'doubt' | 'declare'>;

/** @param declare the entry of `trusted_principals` that would make it trusted */
export const plainly = (
  whose: Exclude<Holder['whose'], 'untold'>,
  why: string | null = null,
  declare: string | null = null,
): Whose => ({ whose, why, doubt: null, declare });

/** Somebody of whom nothing that was read says whose they are. */
export const untold = (doubt: Unknown, declare: string | null = null): Whose => ({ whose: 'untold', why: null, doubt, declare });

/** `found` is proven by what was read; `undetermined` says what could hold more and was not read. */
export type Holders = { found: Holder[]; undetermined: Unknown[] };

/** What the policies of one key give, to Confluent's principals and to everybody. */
export type PolicyAccess = {
  /** The calls that the facts name as their source. */
  source: string;
  access: (principals: readonly string[]) => Access[];
  excess: (principals: readonly string[]) => Findings;
  /** Null where the service cannot open a key to everybody. `reads`: what everybody may read about the key, and no more. */
  everybody: (() => Findings & { reads: string[] }) | null;
  /** Everybody who may use the key, open it to others, disable or destroy it. */
  holders: (about: Known) => Holders;
  /** What a reader should know beside the verdict. */
  remarks: (principals: readonly string[]) => string[];
};

export const notGranted = (by: string, because: Lack = 'not_given'): Decision => ({ effect: 'not_granted', by, because });
export const undetermined = (why: Unknown) => ({ effect: 'undetermined' as const, why });

/** What may give a permission, unless a doubt stands in the way. */
export const offered = (by: string, doubt: Unknown | null): Decision =>
  doubt === null ? { effect: 'granted', by } : undetermined(doubt);

/** One grant is enough, whatever else is in doubt. @param otherwise why it is not granted where nothing offers it */
export const best = (offers: readonly Decision[], otherwise: string, because?: Lack): Decision =>
  offers.find(({ effect }) => effect === 'granted') ?? offers[0] ?? notGranted(otherwise, because);

/** What was found, unless a doubt stands in the way. */
export const unlessDoubted = (found: string[], doubt: Unknown | null): Findings =>
  doubt === null || found.length === 0 ? { found, undetermined: [] } : openFor(doubt);

/** Nothing was found, and this is why there may be something. */
export const openFor = (why: Unknown): Findings => ({ found: [], undetermined: [why] });

/** Several findings as one, without repetitions. */
export const together = (findings: readonly Findings[]): Findings => ({
  found: [...new Set(findings.flatMap(({ found }) => found))],
  undetermined: distinct(findings.flatMap(({ undetermined }) => undetermined)),
});

export const distinct = <T>(all: readonly T[]): T[] => [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];

/** The first few of many, for a sentence. */
export function firstOf(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

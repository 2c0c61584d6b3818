import { cloudOf, mayBeOneKey, sharedName, type Written } from '../clouds/index.ts';
import { type Fact, isKnown } from '../facts/fact.ts';

/** What makes two KMS names the same key: equal identities share key material. */
export const identity = (kms: Written): string => cloudOf(kms).names.identity(kms);

/** The identity where the name is known, else undefined. */
export const identityOf = (kms: Fact<Written>): string | undefined => (isKnown(kms) ? identity(kms.value) : undefined);

/** What the name shares with other names of its key, where a key may have several; undefined where it has one or is not known. */
export const sharedNameOf = (kms: Fact<Written>): string | undefined => (isKnown(kms) ? sharedName(kms.value) : undefined);

export const mayBeAlias = (a: Fact<Written>, b: Fact<Written>): boolean =>
  isKnown(a) && isKnown(b) && mayBeOneKey(a.value, b.value);

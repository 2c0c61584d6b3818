import { cloudOfKind, type Provider } from '../clouds/index.ts';
import { derive, type Fact, isKnown, unknown } from '../facts/fact.ts';
import type { RegisteredKey } from '../snapshot/schema.ts';

/** `key.kind` decides what a key is. */
export function providerOf({ kms, kind }: RegisteredKey): Fact<Provider> {
  if (isKnown(kms)) return derive(kms, ({ provider }) => provider);
  return derive(kind, (name) => cloudOfKind(name)?.provider ?? unknown('unrecognized', `key kind ${JSON.stringify(name)}`));
}

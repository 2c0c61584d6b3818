import { cloudOfKind, type KmsName, type Provider } from '../clouds/index.ts';
import { derive, type Fact, isKnown, unknown } from '../facts/fact.ts';
import type { RegisteredKey } from '../snapshot/schema.ts';

/** `key.kind` decides what a registered key is. */
export function providerOf(kms: Fact<KmsName>, registration: RegisteredKey | undefined): Fact<Provider> {
  if (registration === undefined || isKnown(kms)) return derive(kms, ({ provider }) => provider);
  return derive(
    registration.kind,
    (name) => cloudOfKind(name)?.provider ?? unknown('unrecognized', `key kind ${JSON.stringify(name)}`),
  );
}

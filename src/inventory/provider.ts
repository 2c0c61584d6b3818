import type { KmsName } from '../clouds/kms-name.ts';
import { derive, type Fact, isKnown, unknown } from '../facts/fact.ts';
import type { RegisteredKey } from '../snapshot/schema.ts';

/** `key.kind` decides what a key is. */
export function providerOf({ kms, kind }: RegisteredKey): Fact<KmsName['provider']> {
  if (isKnown(kms)) return derive(kms, ({ provider }) => provider);
  const known = { AwsKey: 'aws', AzureKey: 'azure', GcpKey: 'gcp' } as const;
  return derive(kind, (name) =>
    Object.hasOwn(known, name) ? known[name as keyof typeof known] : unknown('unrecognized', `key kind ${JSON.stringify(name)}`),
  );
}

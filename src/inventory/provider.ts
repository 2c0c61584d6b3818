import { derive, isKnown, unknown } from '../facts/fact.ts';
import type { RegisteredKey } from '../snapshot/schema.ts';
import type { KeySubject } from '../subjects/schema.ts';

/** `key.kind` decides what a key is. */
export function providerOf({ kms, kind }: RegisteredKey): KeySubject['provider'] {
  if (isKnown(kms)) return derive(kms, ({ provider }) => provider);
  const known = { AwsKey: 'aws', AzureKey: 'azure', GcpKey: 'gcp' } as const;
  return derive(kind, (word) =>
    Object.hasOwn(known, word) ? known[word as keyof typeof known] : unknown('unrecognized', `key kind ${JSON.stringify(word)}`),
  );
}

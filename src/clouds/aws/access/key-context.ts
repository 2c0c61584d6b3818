import { derive, isKnown } from '../../../facts/fact.ts';
import type { AwsKmsName } from '../name.ts';
import { type AwsKey, keyOrigin, keySpec, keyUsage } from '../snapshot.ts';
import type { Carried, Context } from './condition.ts';

const text = (value: string): Carried => ({ value, kinds: ['string'] });

/**
 * What every request to use this key carries: what the key is, where it is, and the time that is judged. Put together when a
 * condition first asks.
 */
export function contextOfKey(name: AwsKmsName, key: AwsKey, as_of: string): Context {
  let carried: Context | undefined;
  return {
    get(asked) {
      carried ??= carriedWith(name, key, as_of);
      return carried.get(asked);
    },
  };
}

function carriedWith({ account, region }: AwsKmsName, key: AwsKey, as_of: string): Context {
  const context = new Map<string, Carried>([
    ['aws:requestedregion', text(region)],
    ['aws:resourceaccount', text(account)],
    ['aws:currenttime', { value: as_of, kinds: ['date'] }],
    ['aws:epochtime', { value: as_of, kinds: ['date'] }],
  ]);
  const facts = [
    ['kms:keyspec', derive(key.spec, keySpec)],
    ['kms:keyusage', derive(key.usage, keyUsage)],
    ['kms:keyorigin', derive(key.origin, keyOrigin)],
  ] as const;
  for (const [name, fact] of facts) context.set(name, isKnown(fact) ? text(fact.value) : { doubt: fact.unknown });
  const { multi_region_primary: primary, tags } = key;
  context.set(
    'kms:multiregion',
    isKnown(primary) ? { value: String(primary.value !== null), kinds: ['bool'] } : { doubt: primary.unknown },
  );
  context.set('aws:resourcetag/*', isKnown(tags) ? 'absent' : { doubt: tags.unknown });
  // names of tags know no case in a condition
  if (isKnown(tags))
    for (const [name, value] of Object.entries(tags.value)) context.set(`aws:resourcetag/${name.toLowerCase()}`, text(value));
  return context;
}

import { type Fact, isKnown, unknown } from '../../facts/fact.ts';
import type { AwsKey } from './snapshot.ts';

/** When the key material was created. Of a multi-Region key AWS gives only the time at which this copy was made. */
export function awsCreatedAt({ multi_region_primary, created_at }: AwsKey): Fact<string> {
  if (!isKnown(multi_region_primary)) return multi_region_primary;
  return multi_region_primary.value === null
    ? created_at
    : unknown('ambiguous', 'of a multi-Region key AWS gives the time when this copy was made, not when the first one was');
}

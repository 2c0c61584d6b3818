import type { Config } from '../config/schema.ts';
import type { Fact } from '../facts/fact.ts';
import type { Snapshot } from '../snapshot/schema.ts';
import type { Subject } from './schema.ts';

/** What all documents of a scan share. Plain data. */
export type Shared = Pick<Snapshot, 'taken_at' | 'service_principals'> & {
  parameters: Subject['parameters'];
  /** Whom the configuration trusts with keys, by cloud. */
  trusted: Config['trusted_principals'];
  /** Names of the tags that say whose a key is. */
  owner_tags: readonly string[];
  /** Whether every registered key was seen. */
  all_keys_seen: Fact<true>;
  /** How many keys of the organization each external key store holds, by its id. */
  store_sizes: ReadonlyMap<string, number>;
};

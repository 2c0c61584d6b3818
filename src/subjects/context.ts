import type { Collected, KeyNotes, KmsName } from '../clouds/index.ts';
import type { Config } from '../config/schema.ts';
import { type Fact, unknown } from '../facts/fact.ts';
import type { Binding } from '../inventory/bindings.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { KeyPasts } from '../inventory/key-past.ts';
import type { Cluster } from '../snapshot/schema.ts';
import type { Subject } from './schema.ts';

/** What every draft of a subject document is made from: the inventory, the past and the configuration. */
export type Context = Inventory & {
  parameters: Subject['parameters'];
  production: (cluster: Cluster) => Fact<boolean>;
  /** Whether a production cluster is among those on a key; null where it is not known, or there are none. */
  inProduction: (users: readonly Binding[]) => boolean | null;
  /** What is known of KMS keys from before the snapshot. */
  past: KeyPasts;
  /** The KMS name that the configuration declares for a cluster. */
  expectedKey: (clusterId: string) => string | undefined;
  /** Whom the configuration trusts with keys, by cloud. */
  trusted: Config['trusted_principals'];
  /** Names of the tags that say whose a key is. */
  ownerTags: Config['owner_tags'];
  environmentNames: ReadonlyMap<string, Fact<string>>;
  /** What other documents than its own rest on of what was collected about a key. */
  notesOn: (kms: Fact<KmsName>) => Collected<KeyNotes>;
};

export const environmentName = (names: Context['environmentNames'], id: string): Fact<string> =>
  names.get(id) ?? unknown('not_collected', `environment ${id} is not in the list of environments, so its name is not known`);

import type { Fact } from '../facts/fact.ts';
import type { Bindings } from '../inventory/bindings.ts';
import type { KeyPasts } from '../inventory/key-past.ts';
import type { Populations } from '../inventory/populations.ts';
import type { Registrations } from '../inventory/registrations.ts';
import type { Cluster, Snapshot } from '../snapshot/schema.ts';
import type { Subject } from './schema.ts';

/** What every subject document is made from. */
export type Context = {
  snapshot: Snapshot;
  as_of: string;
  parameters: Subject['parameters'];
  bindings: Bindings;
  populations: Populations;
  registrations: Registrations;
  production: (cluster: Cluster) => Fact<boolean>;
  /** What is known of KMS keys from before the snapshot. */
  past: KeyPasts;
  /** The KMS name that the configuration declares for a cluster. */
  expectedKey: (clusterId: string) => string | undefined;
  environmentName: (id: string) => string | null;
};

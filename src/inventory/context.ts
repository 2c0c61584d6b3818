import type { Fact } from '../snapshot/fact.ts';
import type { Cluster, Snapshot } from '../snapshot/schema.ts';
import type { Bindings } from './bindings.ts';
import type { Past } from './past.ts';
import type { Populations } from './populations.ts';
import type { Registrations } from './registrations.ts';
import type { Subject } from './subject.ts';

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
  past: Past;
  /** The KMS name that the configuration declares for a cluster. */
  expectedKey: (clusterId: string) => string | undefined;
  environmentName: (id: string) => string | null;
};

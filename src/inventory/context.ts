import type { Fact } from '../snapshot/fact.ts';
import type { Cluster, Snapshot } from '../snapshot/schema.ts';
import type { Bindings } from './bindings.ts';
import type { Populations } from './populations.ts';
import type { Subject } from './subject.ts';

/** What every subject document is made from. */
export type Context = {
  snapshot: Snapshot;
  as_of: string;
  parameters: Subject['parameters'];
  bindings: Bindings;
  populations: Populations;
  production: (cluster: Cluster) => Fact<boolean>;
  environmentName: (id: string) => string | null;
};

import type { Attestation } from '../config/attestation.ts';
import { wholeOrganization } from '../config/attestation.ts';
import type { Config } from '../config/schema.ts';
import type { Policy } from '../evaluate/policy.ts';
import { type Inventory, inventory } from '../inventory/inventory.ts';
import { type KnownPasts, pastsFrom } from '../inventory/key-past.ts';
import { type Declared, locator } from '../locate/locate.ts';
import type { Snapshot } from '../snapshot/schema.ts';
import { openStored, type Stored } from '../snapshot/stored.ts';
import type { Subject } from '../subjects/schema.ts';
import { subjects } from '../subjects/subjects.ts';
import { subjectWork } from './work.ts';

/** What a thread starts with: plain data, and the compiled module, which all threads share. */
export type Start = {
  /** Its JSON, or where it stays. */
  snapshot: string | Stored;
  as_of: string;
  attestations: readonly Attestation[];
  pasts: KnownPasts;
  config: Config;
  parameters: Subject['parameters'];
  policy: Pick<Policy, 'module' | 'catalogue'>;
  declared: Declared;
};

/** The same work as that of the main thread, on an inventory of its own: joins need all of it. */
export function workFrom(start: Start): ReturnType<typeof subjectWork> {
  const { snapshot, as_of, attestations, pasts, config, parameters, policy, declared } = start;
  const read = typeof snapshot === 'string' ? (JSON.parse(snapshot) as Snapshot) : openStored(snapshot);
  const found: Inventory = inventory(read, as_of, wholeOrganization(attestations, as_of));
  const { list } = subjects(found, pastsFrom(pasts), config, parameters);
  return subjectWork({
    list,
    ...policy,
    locate: locator(declared),
    whole: wholeOrganization(attestations, as_of),
  });
}

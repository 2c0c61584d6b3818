import { isKnown } from '../facts/fact.ts';
import type { Cluster } from '../snapshot/schema.ts';

/** When the cluster was deleted; null while it is there. A deletion dated before its creation does not count. */
export function deletionOf({ created_at, deleted_at }: Cluster, as_of: string): string | null {
  if (!isKnown(deleted_at) || deleted_at.value === null) return null;
  const deleted = Date.parse(deleted_at.value);
  const created = isKnown(created_at) ? Date.parse(created_at.value) : Number.NaN;
  return deleted <= Date.parse(as_of) && !(deleted < created) ? deleted_at.value : null;
}

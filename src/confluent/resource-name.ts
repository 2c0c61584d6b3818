import type { Fields } from '../collect/reply.ts';
import { propertyOf } from '../input/is-record.ts';

// Resource names of Confluent Cloud (CRN): crn://confluent.cloud/organization=ID/environment=ID/.../kafka=ID.

/** The id at the end of a resource name: of that which it names. Null where it is no such name. */
export function lastOfName(name: unknown): string | null {
  return typeof name === 'string' ? (/\/[a-z-]+=([^/=]+)$/.exec(name)?.[1] ?? null) : null;
}

/** The organization's id out of the resource name of an item, where it stands in each. */
export function organizationOf({ raw }: Fields): string | null {
  const name = propertyOf(raw, 'metadata', 'resource_name');
  return typeof name === 'string' ? (/\/organization=([^/=]+)/.exec(name)?.[1] ?? null) : null;
}

import { cloudNamed } from '../clouds/index.ts';
import type { SubjectHead } from './subject-order.ts';

/** `Ledger, Europe (cck-banana)`; the id where there is no name. */
export const nameAndId = ({ id, name }: { id: string; name: string | null }): string => (name === null ? id : `${name} (${id})`);

/** What people call a subject: its name; of a key without one, that in its vault or key ring. Null where it has none. */
export function subjectName({
  name,
  type,
  cloud,
  kms_name,
}: Pick<SubjectHead, 'name' | 'type' | 'cloud' | 'kms_name'>): string | null {
  if (name !== null || type !== 'key' || kms_name === null) return name;
  // what AWS ends the name of a key with is a number, and nothing that people call it
  return cloudNamed(cloud)?.names.partNames.includes('key_name') ? kms_name.slice(kms_name.lastIndexOf('/') + 1) : null;
}

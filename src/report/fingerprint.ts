import { hash } from 'node:crypto';

/** What identifies a verdict over renames, scans and changes of status. @param organization id of the organization */
export const fingerprintOf = (rule: string, organization: string, { type, id }: { type: string; id: string }): string =>
  hash('sha256', JSON.stringify([rule, organization, type, id]));

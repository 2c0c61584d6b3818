import type { KmsKey, KmsName } from '../clouds/index.ts';
import { type KeyDraft, keySubject } from './key-document.ts';
import type { ClusterSubject, EnvironmentSubject, OrganizationSubject, Subject } from './schema.ts';
import type { Shared } from './shared.ts';

/**
 * What inventory, past and configuration say of a subject: its document but for what only the KMS record of its own key says.
 * Plain data, so that a thread can finish it without the rest of the organization.
 */
export type Draft = Without<OrganizationSubject> | Without<EnvironmentSubject> | Without<ClusterSubject> | KeyDraft;
export type Without<S extends Subject> = Omit<S, 'parameters'>;

/** @param named what was collected about the key of a name */
export const documentOf = (shared: Shared, draft: Draft, named: (name: KmsName) => KmsKey | undefined): Subject =>
  draft.type === 'key' ? keySubject(shared, draft, named) : { ...draft, parameters: shared.parameters };

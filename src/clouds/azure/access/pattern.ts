import type { ValueOf } from '../../../facts/fact.ts';
import { remembered } from '../../../input/remembered.ts';
import { fitsStars } from '../../match.ts';
import type { AzureKey } from '../snapshot.ts';

export type RoleDefinition = ValueOf<AzureKey['role_definitions'][string]>;
type Permissions = RoleDefinition['permissions'][number];

/** Azure keeps what is done to a resource apart from what is done with the data in it. */
export type Plane = 'control' | 'data';

/** The patterns of one plane: what they name, less what they except. */
export const patterns = (permissions: Permissions, plane: Plane): { named: string[]; excepted: string[] } =>
  plane === 'control'
    ? { named: permissions.actions, excepted: permissions.not_actions }
    : { named: permissions.data_actions, excepted: permissions.not_data_actions };

/** An exception holds within its own entry alone: what one entry excepts, another may still name. */
export const named = (all: readonly Permissions[], plane: Plane, operation: string): boolean =>
  all.some((permissions) => {
    const { named, excepted } = patterns(permissions, plane);
    return named.some((pattern) => covers(pattern, operation)) && !excepted.some((pattern) => covers(pattern, operation));
  });

/**
 * Whether a pattern covers an operation, or the whole of another pattern. Case does not count, and `*` stands for any run
 * of characters, slashes included. Between slashes it may also stand for no segment at all: Key Vault Reader is the role
 * for reading vaults, and `Microsoft.KeyVault/vaults/*` + `/read` is all that it holds for that.
 */
export const covers = (pattern: string, operation: string): boolean => covered(pattern)(operation);

/** Every key of a vault, and most vaults of an organization, are under the same roles. */
const covered = remembered((pattern) => {
  // With every slash doubled, a star between slashes can give up one of each pair: nothing between them is then a match.
  const wanted = doubled(pattern).replaceAll('//*//', '/*/');
  return remembered((operation) => fitsStars(wanted, doubled(operation)));
});

const doubled = (text: string): string => text.toLowerCase().replaceAll('/', '//');

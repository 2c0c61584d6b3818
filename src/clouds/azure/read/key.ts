import type { Call } from '../../../collect/observe.ts';
import {
  fieldsOf,
  filled,
  firstKnown,
  flag,
  listOf,
  matching,
  moment,
  namedTexts,
  orNull,
  type Reader,
  recordOf,
  someOf,
} from '../../../collect/reply.ts';
import type { Fact, Unknown } from '../../../facts/fact.ts';
import { derive, isKnown, unknown } from '../../../facts/fact.ts';
import type { AzureCalls } from '../permissions.ts';
import type { AzureKey } from '../snapshot.ts';
import { accessPolicy } from './authorization.ts';
import { GUID } from './ids.ts';
import { rotationOf, rotationPolicy } from './rotation.ts';
import { past, someTime } from './times.ts';

/** Everything that was asked about one key; null where there was no reason to ask. */
export type AzureReplies = {
  key: Fact<unknown>;
  deleted: Fact<unknown> | null;
  versions: AzureKey['versions'];
  rotation: Fact<unknown>;
  armKey: Fact<unknown>;
  vault: Fact<unknown>;
  /** The deleted vault that the key went with. */
  deletedVault: Fact<unknown> | null;
  /** When it was asked: nothing was created later. */
  now: string;
  authorization: Authorization;
};

/** Who holds what, by everything that can give it. */
type Authorization = Pick<
  AzureKey,
  'role_assignments' | 'role_definitions' | 'deny_assignments' | 'eligible_roles' | 'delegations' | 'principals'
>;

/** Reads the facts out of the replies of both planes; what one of them withheld is taken from the other. */
export function azureKeyOf(replies: AzureReplies, calls: AzureCalls): AzureKey {
  const { armKey, deleted, deletedVault } = replies;
  const away = [deleted, deletedVault].filter((reply) => reply !== null);
  // where the key was looked for among the deleted ones, that reply describes it, or says why nothing is known
  const key = deleted ?? replies.key;
  // the vault's own list of deleted keys is newer than what the resource manager still shows
  const live = away.some(isKnown) ? replies.key : firstKnown(replies.key, armKey);
  const deletion = away.find(isKnown);
  // Where the search among the deleted keys failed, its call is the one that lacks a permission.
  const unseen = away.at(-1) ?? replies.key;
  const shown = isKnown(live) ? live : (deletion ?? unseen);
  const ofKey = fieldsOf(key, deleted === null ? calls.key : calls.deleted);
  const ofArmKey = fieldsOf(armKey, calls.armKey);
  const required = <T>(path: string, armPath: string, reader: Reader<T>): Fact<T> =>
    firstKnown(ofKey.required(path, reader), ofArmKey.required(`properties.${armPath}`, reader));
  const orNone = <T>(path: string, armPath: string, reader: Reader<T>): Fact<T | null> =>
    firstKnown(ofKey.optional(path, reader, null), ofArmKey.optional(`properties.${armPath}`, reader, null));
  const purgeDate =
    deleted !== null && isKnown(deleted)
      ? ofKey.required('scheduledPurgeDate', moment)
      : fieldsOf(shown, calls.deletedVaults).required('properties.scheduledPurgeDate', moment);
  return {
    provider: 'azure',
    present: derive(shown, () => true),
    soft_deleted: derive(shown, () => !isKnown(live)),
    scheduled_purge: isKnown(live) ? derive(live, () => null) : purgeDate,
    enabled: required('attributes.enabled', 'attributes.enabled', flag),
    not_before: orNone('attributes.nbf', 'attributes.nbf', someTime),
    expires: orNone('attributes.exp', 'attributes.exp', someTime),
    created_at: required('attributes.created', 'attributes.created', past(replies.now)),
    key_type: required('key.kty', 'kty', filled),
    operations: required('key.key_ops', 'keyOps', operations),
    // left out where there are none
    tags: firstKnown(ofKey.optional('tags', namedTexts, {}), ofArmKey.optional('tags', namedTexts, {})),
    versions:
      deletion !== undefined && !isKnown(live)
        ? unknown('not_found', 'the key is deleted, and a deleted key lists no versions', calls.versions)
        : replies.versions,
    rotation: firstKnown(
      rotationOf(replies.rotation, calls.rotation),
      ofArmKey.required('properties.rotationPolicy', rotationPolicy),
    ),
    vault: vaultOf(replies.vault, calls.vault),
    ...replies.authorization,
  };
}

/** Absent properties mean what the resource manager documents; only the permission model is left open by it. */
function vaultOf(reply: Fact<unknown>, at: Call): AzureKey['vault'] {
  const vault = fieldsOf(reply, at);
  const rbac = vault.optional('properties.enableRbacAuthorization', flag, null);
  const open = vault.optional('properties.networkAcls', rules, null);
  return {
    id: vault.required('id', filled),
    location: vault.required('location', location),
    tenant_id: vault.required('properties.tenantId', matching(GUID, 'the id of a tenant')),
    sku: vault.required('properties.sku.name', filled),
    soft_delete: vault.optional('properties.enableSoftDelete', flag, true),
    purge_protection: vault.optional('properties.enablePurgeProtection', flag, false),
    rbac: derive(rbac, (value) =>
      value === null ? unknown('ambiguous', 'the vault does not say whether it uses Azure RBAC or access policies', at) : value,
    ),
    network_default: derive(open, (acls) =>
      acls === null ? 'Allow' : (acls.defaultAction ?? unknown('not_collected', 'the network rules name no default action', at)),
    ),
    network_bypass: derive(open, (acls) => acls?.bypass ?? 'AzureServices'),
    public_network: vault.optional('properties.publicNetworkAccess', filled, 'Enabled'),
    // Documented as required, with an empty list where there is none: its absence says nothing.
    access_policies: vault.required('properties.accessPolicies', listOf(accessPolicy)),
  };
}

/** No key is made for nothing. */
const operations = someOf(filled, 'a list of operations');

/** "West Europe" or westeurope. */
const location = matching(/^[A-Za-z0-9][A-Za-z0-9 ]*$/, 'the name of a location');

/** Without network rules everything is allowed. A bypass that is left out is AzureServices. */
const rules = recordOf<{ defaultAction: string | null; bypass: string | null }>('the network rules of a vault', {
  defaultAction: ['defaultAction', orNull(filled)],
  bypass: ['bypass', orNull(filled)],
});

/** A key of which nothing may be read, each leaf saying why. */
export function unreadAzureKey(why: (call: Call) => { unknown: Unknown }, calls: AzureCalls): AzureKey {
  const all = why(calls.key);
  const authorization: Authorization = {
    role_assignments: why(calls.roles),
    role_definitions: {},
    deny_assignments: why(calls.denials),
    eligible_roles: why(calls.eligible),
    delegations: why(calls.delegations),
    principals: {},
  };
  const planes = { key: all, versions: all, rotation: all, armKey: all, vault: why(calls.vault) };
  return azureKeyOf({ ...planes, deleted: null, deletedVault: null, authorization, now: '' }, calls);
}

/** A key that the service says is neither there nor among the deleted ones. */
export function absentAzureKey(
  proof: { unknown: Unknown },
  source: string,
  observed_at: string,
  vault: Fact<unknown>,
  calls: AzureCalls,
): AzureKey {
  const unread = unreadAzureKey(() => proof, calls);
  const present = { value: false, source, observed_at };
  // the vault may be there without the key
  return { ...unread, present, vault: isKnown(vault) ? vaultOf(vault, calls.vault) : unread.vault };
}

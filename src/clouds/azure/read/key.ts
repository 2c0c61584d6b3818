import type { Call } from '../../../collect/observe.ts';
import { MAX_PAGES } from '../../../collect/pages.ts';
import { fieldsOf, firstKnown, flag, listOf, moment, mustBe, orNull, type Reader, text, texts } from '../../../collect/reply.ts';
import { MalformedReply } from '../../../collect/service-failure.ts';
import type { Fact, Unknown, ValueOf } from '../../../facts/fact.ts';
import { derive, isKnown, unknown } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import type { AzureCalls } from '../permissions.ts';
import type { AzureKey } from '../snapshot.ts';
import { accessPolicy } from './authorization.ts';

type Version = ValueOf<AzureKey['versions']>[number];
type Rotation = ValueOf<AzureKey['rotation']>;

/** Everything that was asked about one key; null where there was no reason to ask. */
export type AzureReplies = {
  key: Fact<unknown>;
  deleted: Fact<unknown> | null;
  versions: Fact<Version[]>;
  rotation: Fact<unknown>;
  armKey: Fact<unknown>;
  vault: Fact<unknown>;
  /** The deleted vault that the key went with. */
  deletedVault: Fact<unknown> | null;
} & Pick<AzureKey, 'role_assignments' | 'role_definitions' | 'deny_assignments'>;

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
  return {
    provider: 'azure',
    present: derive(shown, () => true),
    soft_deleted: derive(shown, () => !isKnown(live)),
    scheduled_purge: isKnown(live)
      ? derive(live, () => null)
      : fieldsOf(shown, calls.deleted).optional('properties.scheduledPurgeDate', moment, null),
    enabled: required('properties.enabled', 'attributes.enabled', flag),
    not_before: orNone('properties.notBefore', 'attributes.nbf', moment),
    expires: orNone('properties.expiresOn', 'attributes.exp', moment),
    created_at: required('properties.createdOn', 'attributes.created', moment),
    key_type: required('keyType', 'kty', text),
    operations: required('keyOperations', 'keyOps', texts),
    versions:
      deletion !== undefined && !isKnown(live)
        ? unknown('not_found', 'the key is deleted, and a deleted key lists no versions', calls.versions)
        : replies.versions,
    rotation: firstKnown(
      rotationOf(replies.rotation, calls.rotation),
      ofArmKey.required('properties.rotationPolicy', rotationPolicy),
    ),
    vault: vaultOf(replies.vault, calls.vault),
    role_assignments: replies.role_assignments,
    role_definitions: replies.role_definitions,
    deny_assignments: replies.deny_assignments,
  };
}

/** Absent properties mean what the resource manager documents; only the permission model is left open by it. */
function vaultOf(reply: Fact<unknown>, at: Call): AzureKey['vault'] {
  // what is absent among the properties has a meaning; a reply without any has none
  const whole = derive<unknown, unknown>(reply, (value) =>
    isRecord(value) && isRecord(value.properties) ? value : unknown('malformed', 'the reply has no properties of a vault', at),
  );
  const vault = fieldsOf(whole, at);
  const rbac = vault.optional('properties.enableRbacAuthorization', flag, null);
  return {
    location: vault.required('location', text),
    sku: vault.required('properties.sku.name', text),
    soft_delete: vault.optional('properties.enableSoftDelete', flag, true),
    purge_protection: vault.optional('properties.enablePurgeProtection', flag, false),
    rbac: derive(rbac, (value) =>
      value === null ? unknown('ambiguous', 'the vault does not say whether it uses Azure RBAC or access policies', at) : value,
    ),
    network_default: vault.optional('properties.networkAcls.defaultAction', text, 'Allow'),
    network_bypass: vault.optional('properties.networkAcls.bypass', text, 'AzureServices'),
    public_network: vault.optional('properties.publicNetworkAccess', text, 'Enabled'),
    // Documented as required, with an empty list where there is none: its absence says nothing.
    access_policies: vault.required('properties.accessPolicies', listOf(accessPolicy)),
  };
}

/** A key of which nothing may be read, each leaf saying why. */
export function unreadAzureKey(why: (call: Call) => { unknown: Unknown }, calls: AzureCalls): AzureKey {
  const all = why(calls.key);
  const role_assignments = why(calls.roles);
  const rest = { vault: why(calls.vault), role_assignments, role_definitions: {}, deny_assignments: why(calls.denials) };
  return azureKeyOf({ key: all, deleted: null, versions: all, rotation: all, armKey: all, deletedVault: null, ...rest }, calls);
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

/** Reads the library's pages to their end. It keeps the links to itself, so that a loop shows by versions seen before. */
export async function versionsOf(pages: AsyncIterable<unknown[]>): Promise<Version[]> {
  const all = new Map<string, Version>();
  let count = 0;
  for await (const page of pages) {
    const versions = mustBe([...page], listOf(version), 'the page');
    const before = all.size;
    for (const one of versions) all.set(one.id, one);
    if (++count > MAX_PAGES || (versions.length > 0 && all.size === before))
      throw new MalformedReply('the pages of the list go round in a loop');
  }
  return [...all.values()];
}

const version: Reader<Version> = {
  what: 'a version',
  read: (value) => {
    if (!isRecord(value)) return undefined;
    const id = text.read(value.version);
    const enabled = value.enabled === undefined ? null : flag.read(value.enabled);
    const created_at = value.createdOn === undefined ? null : moment.read(value.createdOn);
    return id === undefined || enabled === undefined || created_at === undefined ? undefined : { id, enabled, created_at };
  },
};

/** A rotation policy as either plane spells it: the resource manager nests what the vault's library has flattened. */
const rotationPolicy: Reader<Rotation> = {
  what: 'a rotation policy with its actions',
  read: (policy) => {
    if (!isRecord(policy) || !Array.isArray(policy.lifetimeActions)) return undefined;
    const actions = policy.lifetimeActions.map(lifetimeAction);
    const expires_in = orNull(text).read(policy.expiresIn ?? (isRecord(policy.attributes) ? policy.attributes.expiryTime : null));
    if (expires_in === undefined || !actions.every((action) => action !== undefined)) return undefined;
    const rotate = actions.find(({ type }) => type === 'rotate');
    return {
      rotates: rotate !== undefined,
      after_create: rotate?.after_create ?? null,
      before_expiry: rotate?.before_expiry ?? null,
      expires_in,
    };
  },
};

function lifetimeAction(value: unknown) {
  if (!isRecord(value)) return undefined;
  const type = text.read(isRecord(value.action) ? value.action.type : value.action)?.toLowerCase();
  const trigger = isRecord(value.trigger) ? value.trigger : value;
  const after_create = orNull(text).read(trigger.timeAfterCreate);
  const before_expiry = orNull(text).read(trigger.timeBeforeExpiry);
  if (type === undefined || after_create === undefined || before_expiry === undefined) return undefined;
  return { type, after_create, before_expiry };
}

function rotationOf(policy: Fact<unknown>, at: Call): Fact<Rotation> {
  return derive(policy, (value) => {
    if (isRecord(value) && (value.lifetimeActions === undefined || value.lifetimeActions === null))
      return unknown('not_collected', 'the reply has no lifetimeActions', at);
    return rotationPolicy.read(value) ?? unknown('malformed', `the reply is not ${rotationPolicy.what}`, at);
  });
}

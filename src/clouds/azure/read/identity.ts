import { MalformedReply } from '../../../collect/service-failure.ts';
import { isRecord } from '../../../input/is-record.ts';
import { sameId } from '../access/principal.ts';
import type { AzureKmsName } from '../name.ts';

/** Whether a URL is at the host, under the path, whatever else is in it: a port, a slash at the end. */
function isAt(value: unknown, host: string, path: string): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const url = new URL(value);
  return url.protocol === 'https:' && sameId(url.hostname, host) && sameId(url.pathname.replace(/\/$/, ''), path);
}

/** Whether these are the attributes of a key: what they may leave out has a meaning, which it has not in anything else. */
export const isDated = (attributes: unknown): boolean =>
  isRecord(attributes) && (attributes.created !== undefined || attributes.enabled !== undefined);

/** A reply that is a resource of the resource manager, and the very one that was asked for. @throws MalformedReply */
function resource(reply: Record<string, unknown>, wanted: { id: string; name: string; type: string }): Record<string, unknown> {
  const { id, name, type, properties } = reply;
  if (!sameId(id, wanted.id) || !sameId(name, wanted.name) || !sameId(type, wanted.type))
    throw new MalformedReply(`the reply is not about ${wanted.id}`);
  return isRecord(properties) ? properties : broken(`the reply has no properties of ${wanted.id}`);
}

/** The vault that was asked for. What it may leave out has a meaning, so that what it always has must be there. */
export function vaultReply(reply: Record<string, unknown>, { vault_id, vault, host }: AzureKmsName): Record<string, unknown> {
  const properties = resource(reply, { id: vault_id, name: vault, type: 'Microsoft.KeyVault/vaults' });
  const { vaultUri, tenantId, sku } = properties;
  if (!isAt(vaultUri, host, '')) throw new MalformedReply(`the reply is not about the vault at ${host}`);
  if (typeof tenantId !== 'string' || !isRecord(sku)) throw new MalformedReply('the reply has no properties of a vault');
  return reply;
}

/** The key that was asked for, as the resource manager gives it. */
export function armKeyReply(reply: Record<string, unknown>, name: AzureKmsName): Record<string, unknown> {
  const { vault_id, host, key } = name;
  const properties = resource(reply, { id: `${vault_id}/keys/${key}`, name: key, type: 'Microsoft.KeyVault/vaults/keys' });
  const { keyUri, keyUriWithVersion } = properties;
  if (!isAt(keyUri, host, `/keys/${key}`) || versionIn(keyUriWithVersion, name) === undefined || !isDated(properties.attributes))
    throw new MalformedReply(`the reply is not about ${name.name}`);
  return reply;
}

/** The version of a key that the resource manager lists, by its id. */
export function armVersionId(item: unknown, name: AzureKmsName): string | undefined {
  if (!isRecord(item) || !isRecord(item.properties)) return undefined;
  const version = versionIn(item.properties.keyUriWithVersion, name);
  const whole =
    version !== undefined &&
    sameId(item.name, version) &&
    sameId(item.id, `${name.vault_id}/keys/${name.key}/versions/${version}`) &&
    sameId(item.type, 'Microsoft.KeyVault/vaults/keys/versions');
  return whole ? version : undefined;
}

/** The key, alive or deleted, that was asked of its vault. */
export function keyReply(reply: Record<string, unknown>, name: AzureKmsName): Record<string, unknown> {
  const { key, attributes } = reply;
  if (!isRecord(key) || versionIn(key.kid, name) === undefined || !isDated(attributes))
    throw new MalformedReply(`the reply is not about ${name.name}`);
  return reply;
}

export function deletedKeyReply(reply: Record<string, unknown>, name: AzureKmsName): Record<string, unknown> {
  if (!isAt(reply.recoveryId, name.host, `/deletedkeys/${name.key}`))
    throw new MalformedReply(`the reply is not about the deleted key ${name.name}`);
  return keyReply(reply, name);
}

/** A rotation policy names its key, unless it leaves its id out. */
export function rotationReply(reply: Record<string, unknown>, { name, host, key }: AzureKmsName): Record<string, unknown> {
  const { id } = reply;
  if (id !== undefined && id !== null && !isAt(id, host, `/keys/${key}/rotationpolicy`))
    throw new MalformedReply(`the reply is not the rotation policy of ${name}`);
  return reply;
}

/** The version at the end of a key's URL; undefined where it is the URL of anything but a version of this key. */
export function versionIn(kid: unknown, { host, key }: AzureKmsName): string | undefined {
  if (typeof kid !== 'string') return undefined;
  const version = /\/([0-9a-f]{32})$/i.exec(kid)?.[1]?.toLowerCase();
  return version !== undefined && isAt(kid, host, `/keys/${key}/${version}`) ? version : undefined;
}

function broken(message: string): never {
  throw new MalformedReply(message);
}

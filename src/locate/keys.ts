import { CLOUDS, parseName } from '../clouds/index.ts';

// What ties a live thing to what declares it: texts that are the same where both mean the same thing.

const KEY_ID = /^[A-Za-z0-9-]{36,}$/;
const VAULT = /^(?:https:\/\/([a-z0-9-]{3,24})\.[^/]*\/?|\/subscriptions\/.*\/vaults\/([a-z0-9-]{3,24})\/?|([a-z0-9-]{3,24}))$/i;

/**
 * The ties of an id that a state or an import gives for a resource, or the sources have as a literal; none where it says nothing.
 * @param type of the resource
 */
export function tiesOf(type: string, id: string): string[] {
  // a cluster is imported by its environment and its own id
  if (type.startsWith('confluent_')) return [`id ${id.slice(id.lastIndexOf('/') + 1)}`];
  if (type === 'azurerm_key_vault') {
    const [, host, resource, name] = VAULT.exec(id) ?? [];
    const vault = host ?? resource ?? name;
    return vault === undefined ? [] : [`vault ${vault.toLowerCase()}`];
  }
  // AWS imports a key by its id, and takes that for a policy too
  if (type.startsWith('aws_') && KEY_ID.test(id)) return [`key ${id.toLowerCase()}`];
  return kmsTiesOf(id);
}

/** The ties of a KMS key's name, the closest first: the name, and the key that it means. */
export function kmsTiesOf(name: string): string[] {
  const written = parseName(name);
  if (written === undefined) return [];
  const cloud = CLOUDS.find(({ provider }) => provider === written.provider);
  const identity = cloud?.names.identity(written) ?? written.name;
  return [...new Set([written.name, identity])].map((one) => `kms ${one}`);
}

/** Of a multi-Region key, which has one id in every Region, these do not say which Region is meant. */
export const isOfAnyRegion = (tie: string): boolean => /^(?:kms arn:[^:]*:kms::|key mrk-)/.test(tie);

/** What else may be tied to the KMS key of a name: by the id of the key, and its vault. */
export function lessCloseTiesOf(name: string): string[] {
  const written = parseName(name);
  if (written?.provider === 'aws') return [`key ${name.slice(name.lastIndexOf('/') + 1).toLowerCase()}`];
  if (written?.provider === 'azure') return [`vault ${written.name.slice('https://'.length, written.name.indexOf('.'))}`];
  return [];
}

/** Of the two names of a cluster: that of its environment, by id or by name, and its own. */
export const clusterTie = (environment: { id: string } | { name: string }, name: string): string =>
  composed(`cluster ${JSON.stringify([environment, name])}`);

export const environmentTie = (name: string): string => composed(`environment ${JSON.stringify(name)}`);

/** Terraform composes the characters of every text; the sources may have them apart. */
const composed = (tie: string): string => tie.normalize('NFC');

import type { Clouds } from '../../../../loopback/clouds.ts';
import { parseAzureKeyUrl } from '../../../../src/clouds/azure/name.ts';
import { readAzure } from '../../../../src/clouds/azure/read/read.ts';
import { collection, startChanged, toRead } from '../../../collect/stand-ins.ts';

const SUFFIX = 'vault.azure.net';
export const SUBSCRIPTION = '/subscriptions/00000000-0000-4000-8000-0000000000b1';
export const VAULT = `${SUBSCRIPTION}/resourceGroups/orchard/providers/Microsoft.KeyVault/vaults/citrus-west`;

const nameOf = (key: string) => parseAzureKeyUrl(`https://citrus-west.${SUFFIX}/keys/${key}`, VAULT, SUFFIX);

/** The organization `azure-small`, with parts of its `azure.yaml` changed. */
export const start = (changes: object = {}): Promise<Clouds> => startChanged('azure-small', 'azure.yaml', changes);

/** Reads keys of the vault `citrus-west`. */
export async function readAll(clouds: Clouds, keys: string[], changes: object = {}) {
  const config = { ...clouds.config.azure, key_vault_suffix: SUFFIX, service_principals: {}, ...changes };
  const { keys: read } = await readAzure(collection, config, toRead(keys.map(nameOf)), clouds.env);
  return keys.map((key) => {
    const found = read.get(nameOf(key).name);
    if (!found) throw new Error('no key');
    return found;
  });
}

export async function readLemon(clouds: Clouds, changes: object = {}) {
  const [key] = await readAll(clouds, ['lemon'], changes);
  if (!key) throw new Error('no key');
  return key;
}

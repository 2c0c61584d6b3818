import type { Collection } from '../collect/observe.ts';
import { exchangedAt, type Federated } from './exchange.ts';

export type ConfluentCredentials = { key: string; secret: string } | Federated;

/** As whom Confluent is asked. */
export const principalOf = (credentials: ConfluentCredentials): string =>
  'pool' in credentials ? `identity pool ${credentials.pool}` : `API key ${credentials.key}`;

/** Gives the header of a call. */
export function authorizationBy(
  credentials: ConfluentCredentials,
  endpoint: string,
  collection: Collection,
): () => Promise<string> {
  if ('pool' in credentials) {
    const token = exchangedAt(endpoint, credentials, collection);
    return async () => `Bearer ${await token()}`;
  }
  const { key, secret } = credentials;
  collection.secrets.learn(secret);
  const header = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
  return async () => header;
}

import { badInput, wrongUsage } from '../audit-error.ts';
import type { ConfluentCredentials } from '../confluent/credentials.ts';
import { CONFLUENT_VARIABLES } from '../confluent/variables.ts';
import { textOf } from '../input/named-file.ts';
import { MB } from '../input/size.ts';
import type { Session } from './session.ts';

const { key, secret, pool, token, token_file } = CONFLUENT_VARIABLES;

/** What each of the variables is set to. */
const MEANING = {
  [key]: 'the Cloud API key that the secret is of',
  [secret]: 'the secret of the Cloud API key',
  [pool]: 'the id of the identity pool that the token is for, pool-...',
};

/**
 * The credentials for Confluent Cloud in the environment: an API key, or a token of an identity provider and the identity pool
 * for which it is exchanged. Not both, as with Confluent's own Terraform provider: which of them a scan ran with must be plain.
 * @throws AuditError 64 where they are not whole, 65 where the file of the token holds none
 */
export function confluentCredentials({ env, path }: Pick<Session, 'env' | 'path'>): ConfluentCredentials {
  const isSet = (name: string): boolean => Boolean(env[name]);
  const [ofKey, ofToken] = [[key, secret].filter(isSet), [pool, token, token_file].filter(isSet)];
  if (ofKey.length > 0 && ofToken.length > 0)
    throw wrongUsage(
      `two kinds of Confluent credentials: ${[...ofKey, ...ofToken].join(', ')} are set. Unset those of the API key, or those of the identity pool.`,
    );
  if (ofToken.length === 0) return apiKey(env);
  if (isSet(token) && isSet(token_file)) throw wrongUsage(`${token} and ${token_file} are both set: unset one of them.`);
  const externalToken = isSet(token) ? () => jwtIn(env[token] ?? '') : () => jwtAt(path(env[token_file] ?? ''));
  if (!isSet(token) && !isSet(token_file))
    throw wrongUsage(`${pool} is set, but no token of its identity provider: set ${token_file} to a file with one, or ${token}.`);
  const found = env[pool];
  if (!found) throw missing(pool, env);
  // said before a scan takes its time
  externalToken();
  return { pool: found, externalToken };
}

function apiKey(env: Session['env']): ConfluentCredentials {
  const { [key]: id = '', [secret]: ofId = '' } = env;
  if (id === '' && ofId === '')
    throw wrongUsage([
      `no Confluent credentials: set ${key} and ${secret} in the environment to a Cloud API key and its secret;`,
      `or ${pool} to an identity pool, and ${token_file} to a file with a token of its identity provider.`,
    ]);
  if (id === '') throw missing(key, env);
  if (ofId === '') throw missing(secret, env);
  return { key: id, secret: ofId };
}

const missing = (name: keyof typeof MEANING, env: Session['env']) =>
  wrongUsage(`${name} is ${env[name] === undefined ? 'not set' : 'empty'}: set it to ${MEANING[name]}.`);

const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const NO_JWT = 'no JSON Web Token, which is all that Confluent exchanges: three parts in Base64, with a dot between them';

function jwtIn(value: string): string {
  if (!JWT.test(value.trim())) throw wrongUsage(`${token} holds ${NO_JWT}.`);
  return value.trim();
}

/** Read each time: whoever runs the scan replaces the file before the token in it expires. */
function jwtAt(file: string): string {
  const text = textOf({ file, named: file, advice: `${token_file} names it.`, maxInput: MB }).trim();
  if (!JWT.test(text)) throw badInput(`${file}: holds ${NO_JWT}. ${token_file} names it.`);
  return text;
}

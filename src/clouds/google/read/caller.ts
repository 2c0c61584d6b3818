import { closedAt } from '../../../collect/asking.ts';
import { DIRECT } from '../../../collect/connections.ts';
import { type Collection, observe } from '../../../collect/observe.ts';
import { derive, shown } from '../../../facts/fact.ts';
import { isLoopbackUrl } from '../../../input/url.ts';
import type { Caller, Environment, ToRead } from '../../cloud.ts';
import type { GoogleKmsName } from '../name.ts';
import { GOOGLE_CREDENTIALS } from '../permissions.ts';
import type { GoogleSettings } from '../settings.ts';
import { accountOfDefaultCredentials, TOKEN } from './client.ts';
import { classifyMissingCredentials } from './error.ts';

const NO_ACCOUNT = 'credentials of a user, or federated ones: they name no service account';

/** As whom Cloud KMS is asked: the service account of the application default credentials, where they are of one. */
export async function googleCallers(
  collection: Collection,
  { kms_endpoint: endpoint }: GoogleSettings,
  _: Pick<ToRead<GoogleKmsName>, 'names'>,
  env: Environment,
): Promise<Caller[]> {
  const call = { source: GOOGLE_CREDENTIALS.source, call: GOOGLE_CREDENTIALS.call, permission: 'credentials' };
  const stays = closedAt(collection, 'gcp.kms_endpoint', endpoint, env, { variable: TOKEN, credentials: GOOGLE_CREDENTIALS });
  if (stays !== null) return [{ of: null, who: stays.closed(call), grantee: null }];
  if (isLoopbackUrl(endpoint)) {
    const who = { value: `the token in ${TOKEN}`, source: call.source, observed_at: collection.now() };
    return [{ of: null, who, grantee: null }];
  }
  const { origin } = new URL(endpoint);
  const ask = () => accountOfDefaultCredentials(collection.connections ?? DIRECT);
  const account = await observe(collection, call, ask, (error, hide) => classifyMissingCredentials(error, hide, origin));
  return [{ of: null, who: derive(account, (address) => address ?? NO_ACCOUNT), grantee: shown(account) ?? null }];
}

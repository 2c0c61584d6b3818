import { closedAt } from '../../../collect/asking.ts';
import { type Collection, observe } from '../../../collect/observe.ts';
import { MalformedReply } from '../../../collect/service-failure.ts';
import { derive, isKnown } from '../../../facts/fact.ts';
import { jsonIn, propertyOf } from '../../../input/is-record.ts';
import { isLoopbackUrl } from '../../../input/url.ts';
import type { Caller, Environment, ToRead } from '../../cloud.ts';
import type { AzureKmsName } from '../name.ts';
import { AZURE_CREDENTIALS, azureCredentialsOf } from '../permissions.ts';
import type { AzureSettings } from '../settings.ts';
import { azureCredentials, TOKEN } from './credential.ts';
import { azureErrorsIn } from './error.ts';
import { guid } from './ids.ts';
import { tenantsOf } from './tenants.ts';

/** As whom the resource manager is asked, of the keys in each tenant: what the token for it says of itself, in words. */
export async function azureCallers(
  collection: Collection,
  settings: AzureSettings,
  toRead: Pick<ToRead<AzureKmsName>, 'names' | 'tenancies'>,
  env: Environment,
): Promise<Caller[]> {
  const { resource_manager_endpoint: endpoint } = settings;
  const { source, call } = AZURE_CREDENTIALS;
  const stays = closedAt(collection, 'azure.resource_manager_endpoint', endpoint, env, TOKEN);
  if (stays !== null) return [{ of: null, who: stays.closed({ source, call, permission: 'credentials' }), grantee: null }];
  if (isLoopbackUrl(endpoint)) {
    const value = `the token in ${TOKEN.variable}`;
    return [{ of: null, who: { value, source, observed_at: collection.now() }, grantee: null }];
  }
  const tenants = tenantsOf(settings, toRead);
  return Promise.all(
    tenants.map(async (tenant): Promise<Caller> => {
      const ask = async (abortSignal: AbortSignal) => {
        const credential = await azureCredentials(env, collection, tenant).credential(null);
        const token = await credential.getToken(`${new URL(endpoint).origin}/.default`, { abortSignal });
        return subjectOf(token?.token ?? '');
      };
      const of = tenant !== null ? `keys in tenant ${tenant.id}` : tenants.length > 1 ? 'keys in other tenants' : null;
      const asked = { ...azureCredentialsOf(tenant), permission: 'credentials' };
      const subject = await observe(collection, asked, ask, azureErrorsIn(tenant));
      return { of, who: derive(subject, ({ words }) => words), grantee: isKnown(subject) ? subject.value.id : null };
    }),
  );
}

/**
 * The claims that name somebody, in words, and the object id; the token itself goes nowhere.
 * @throws MalformedReply where it is none that can be read
 */
export function subjectOf(token: string): { words: string; id: string | null } {
  const claims = jsonIn(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  const named = CLAIMS.flatMap(([claim, words]) => {
    const value = propertyOf(claims, claim);
    return typeof value === 'string' && value !== '' ? [`${words} ${value}`] : [];
  });
  if (named.length === 0) throw new MalformedReply('the access token does not say whose it is');
  const id = guid.read(propertyOf(claims, 'oid')) ?? null;
  return { words: named.join(', '), id };
}

const CLAIMS = [
  ['upn', 'user'],
  ['appid', 'application'],
  ['oid', 'object id'],
  ['tid', 'tenant'],
] as const;

import type { KMS } from '@aws-sdk/client-kms';
import type { STS } from '@aws-sdk/client-sts';
import { type AtDoor, type Closed, closed, notLoopback } from '../../../collect/asking.ts';
import { connecting, DIRECT } from '../../../collect/connections.ts';
import { Doors } from '../../../collect/door.ts';
import { type Collection, observe } from '../../../collect/observe.ts';
import { oncePer } from '../../../collect/once.ts';
import { MalformedReply } from '../../../collect/service-failure.ts';
import { isKnown, unknown } from '../../../facts/fact.ts';
import { isLoopbackUrl, refusedUrl } from '../../../input/url.ts';
import type { Environment } from '../../cloud.ts';
import type { AwsKmsName } from '../name.ts';
import { AWS_CREDENTIALS, awsCall } from '../permissions.ts';
import type { AwsSettings } from '../settings.ts';
import { classifyAwsError } from './error.ts';
import { requestHandler } from './request-handler.ts';

type Credentials = NonNullable<NonNullable<ConstructorParameters<typeof KMS>[0]>['credentials']>;

/** The KMS of one account and region. */
export type AwsKms = AtDoor & { kms: KMS };

/** By the name of a key, its KMS, or what each call must say instead of asking; and the STS, which says as whom that is asked. */
export type AwsClients = {
  kms: (name: AwsKmsName) => Promise<Closed | AwsKms>;
  sts: (name: AwsKmsName) => Promise<Closed | { sts: STS }>;
};

/** Opens one client an account and region, and takes each account's role once, however many keys it holds. */
export function awsClients(collection: Collection, settings: AwsSettings, env: Environment): AwsClients {
  const doors = new Doors(collection);
  const { connections = DIRECT } = collection;
  // Our own retry is the only one: six tries of three each would be eighteen.
  const plainly = async () =>
    ({ requestHandler: await requestHandler(connections), maxAttempts: 1, defaultsMode: 'standard' }) as const;
  /** Why nothing is asked at the address in a variable; null where it, or the service's own, is asked. */
  function closedBy(variable: string): Closed | null {
    const url = env[variable] || null;
    const wrong = url === null ? null : refusedUrl(url);
    if (wrong !== null) return closed(`${variable}: ${wrong}`);
    return collection.loopbackOnly && (url === null || !isLoopbackUrl(url)) ? closed(notLoopback(variable)) : null;
  }

  const roleIn = (account: string) => settings.accounts[account]?.role_arn;
  function identity({ account, region }: AwsKmsName) {
    const role = roleIn(account);
    return role === undefined ? byDefault('default') : byRole({ account, role, region });
  }

  async function kms(name: AwsKmsName): ReturnType<AwsClients['kms']> {
    const { account, region } = name;
    const stays = closedBy('AWS_ENDPOINT_URL_KMS');
    if (stays) return stays;
    const who = await identity(name);
    if ('closed' in who) return who;
    const { KMS } = await import('@aws-sdk/client-kms');
    const client = new KMS({ region, ...who, ...(await plainly()), ...endpoint(env.AWS_ENDPOINT_URL_KMS) });
    // AWS counts a call for the account that makes it, whatever account the key is of
    const caller = roleIn(account) === undefined ? 'own account' : account;
    const counted = (call: string) => doors.paceOfCall(call, `${caller} ${region}`);
    return { kms: client, door: doors.door(`${account} ${region}`, counted) };
  }

  async function sts(name: AwsKmsName): ReturnType<AwsClients['sts']> {
    const stays = closedBy('AWS_ENDPOINT_URL_STS');
    if (stays) return stays;
    const who = await identity(name);
    if ('closed' in who) return who;
    const { STS } = await import('@aws-sdk/client-sts');
    return { sts: new STS({ region: name.region, ...who, ...(await plainly()), ...endpoint(env.AWS_ENDPOINT_URL_STS) }) };
  }

  /** With a clock set by hand no host but a loopback one is called: not a metadata service, not single sign-on. */
  async function provider() {
    const { fromEnv, fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
    const chain = collection.loopbackOnly
      ? fromEnv()
      : fromNodeProviderChain({ clientConfig: { requestHandler: await requestHandler(connections) } });
    return async () => learned(await chain());
  }

  /** Whatever gave them, nobody may write them down. */
  function learned<C extends object>(credentials: C): C {
    collection.secrets.learnNamed(credentials);
    return credentials;
  }

  const byDefault = oncePer(async (): Promise<Closed | { credentials: Credentials }> => {
    const chained = await provider();
    const provide = () => connecting(() => chained());
    // Asked here once, since a chain without credentials is slow to say so and would be asked again with each call.
    const { source, call } = AWS_CREDENTIALS;
    const chain = { source, call, permission: 'credentials' };
    // of credentials themselves nothing may be hidden: the answer is that there are some
    const asked = await observe(collection, chain, async () => (await provide()) !== undefined, classifyAwsError);
    if (isKnown(asked)) return { credentials: provide };
    const { cause, detail } = asked.unknown;
    return { closed: () => unknown(cause === 'malformed' ? 'not_collected' : cause, detail, { source, call }) };
  });

  const byRole = oncePer(assumeRole, ({ account }) => account);
  async function assumeRole({ account, role, region }: { account: string; role: string; region: string }) {
    const stays = closedBy('AWS_ENDPOINT_URL_STS');
    if (stays) return stays;
    const own = await byDefault('default');
    if ('closed' in own) return own;
    const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
    const external = settings.accounts[account]?.external_id;
    const provide = fromTemporaryCredentials({
      masterCredentials: own.credentials,
      params: { RoleArn: role, RoleSessionName: 'byok-audit', ...(external !== undefined && { ExternalId: external }) },
      clientConfig: { region, ...(await plainly()), ...endpoint(env.AWS_ENDPOINT_URL_STS) },
    });
    const once = async () => {
      const credentials = learned(await provide());
      return async () => credentials;
    };
    const call = awsCall('sts:AssumeRole', role);
    const taken = await observe(collection, call, once, (error, hide) => classifyAwsError(ofAssumeRole(error), hide));
    return isKnown(taken) ? { credentials: taken.value } : { closed: () => taken };
  }

  return { kms: oncePer(kms, ({ account, region }) => `${account} ${region}`), sts };
}

/** There were credentials to ask with: what the SDK calls a lack of them is a reply without any. */
const ofAssumeRole = (error: unknown): unknown =>
  error instanceof Error && error.name === 'CredentialsProviderError'
    ? new MalformedReply('the reply holds no credentials', { cause: error })
    : error;

const endpoint = (url: string | undefined) => (url === undefined || url === '' ? {} : { endpoint: url });

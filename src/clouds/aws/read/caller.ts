import type { Closed } from '../../../collect/asking.ts';
import { type Collection, observe } from '../../../collect/observe.ts';
import { matching, mustBe } from '../../../collect/reply.ts';
import { type Fact, isKnown } from '../../../facts/fact.ts';
import type { Caller, Environment, ToRead } from '../../cloud.ts';
import type { AwsKmsName } from '../name.ts';
import type { AwsSettings } from '../settings.ts';
import { awsClients } from './client.ts';
import { classifyAwsError } from './error.ts';

/** AWS answers this to whoever has credentials, even where a policy denies it. */
const CALL = { source: 'aws:sts:GetCallerIdentity', call: 'sts:GetCallerIdentity', permission: 'credentials' };

const caller = matching(/^arn:aws[a-z-]*:(?:iam|sts)::\d{12}:\S+$/, 'the ARN of a caller');

const USER = /^arn:aws[a-z-]*:iam::\d{12}:user\/[\w+=,.@/-]+$/;

/** By the ARN that AWS knows the caller by: once for each account with a role, and once for all others. */
export async function awsCallers(
  collection: Collection,
  settings: AwsSettings,
  { names }: Pick<ToRead<AwsKmsName>, 'names'>,
  env: Environment,
): Promise<Caller[]> {
  const { sts } = awsClients(collection, settings, env);
  const roleOf = ({ account }: AwsKmsName) => settings.accounts[account]?.role_arn;
  const byRole = [...Map.groupBy(names, (name) => (roleOf(name) === undefined ? null : name.account))];
  return Promise.all(
    byRole.flatMap(([account, [first]]) => (first === undefined ? [] : [callerOf(account && `account ${account}`, first)])),
  );

  async function callerOf(of: string | null, name: AwsKmsName): Promise<Caller> {
    const who = await arnOf(await sts(name));
    // of a role the session does not say its path, without which the ARN is another
    return { of, who, grantee: isKnown(who) && USER.test(who.value) ? who.value : null };
  }

  async function arnOf(open: Closed | Extract<Awaited<ReturnType<typeof sts>>, { sts: unknown }>): Promise<Fact<string>> {
    if ('closed' in open) return open.closed(CALL);
    const ask = async (abortSignal: AbortSignal) =>
      mustBe((await open.sts.getCallerIdentity({}, { abortSignal })).Arn, caller, 'Arn');
    return observe(collection, CALL, ask, classifyAwsError);
  }
}

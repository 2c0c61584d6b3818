import { only, text } from '../../../collect/reply.ts';
import { MalformedReply } from '../../../collect/service-failure.ts';
import type { AwsKmsName } from '../name.ts';
import { awsNames } from '../name.ts';

/** Whether a text that a reply names its key by, the id or the ARN, is the name of this key. */
function namesKey(written: string, { partition, region, account, key_id }: AwsKmsName): boolean {
  const named = awsNames.parse(written);
  if (named === undefined) return written.toLowerCase() === key_id.toLowerCase();
  return named.region === region && isCopyOf(named, { partition, account, key_id });
}

/** Whether a name is of the same key, in whatever Region. */
export const isCopyOf = (a: AwsKmsName, b: Pick<AwsKmsName, 'partition' | 'account' | 'key_id'>): boolean =>
  a.partition === b.partition && a.account === b.account && a.key_id.toLowerCase() === b.key_id.toLowerCase();

export const filled = only(text, (value) => value.trim() !== '', 'a text that says something');

/**
 * Makes sure that a reply is about the key that was asked for.
 * @param names what it names the key by; absent ones are undefined
 * @throws MalformedReply
 */
export function mustBeAbout(name: AwsKmsName, names: Readonly<Record<string, unknown>>): void {
  for (const [field, written] of Object.entries(names)) {
    if (written === undefined || written === null) continue;
    if (typeof written !== 'string' || !namesKey(written, name))
      throw new MalformedReply(`the reply is about another key: its ${field} is ${JSON.stringify(written)}`);
  }
}

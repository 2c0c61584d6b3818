import { isDeepStrictEqual } from 'node:util';
import { anything, listOf, matching, mustBe, type Reader, readAs, recordOf, someOf, text } from '../../../collect/reply.ts';
import { derive, type Fact, unknown } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import type { AwsGrant } from '../access/ruling.ts';
import type { AwsKmsName } from '../name.ts';
import { awsCall } from '../permissions.ts';
import { filled, mustBeAbout } from './identity.ts';

const operations = someOf(matching(/^[A-Z][A-Za-z]+$/, 'the name of an operation'));

const grant: Reader<AwsGrant> = {
  what: 'a grant with its grantee and operations',
  read: (value) => {
    if (!isRecord(value)) return undefined;
    const given = operations.read(value.Operations);
    const grantee = filled.read(value.GranteePrincipal ?? value.GranteeServicePrincipal);
    const issued_by = filled.read(value.IssuingAccount ?? 'unknown');
    const constraints = value.Constraints ?? {};
    if (given === undefined || grantee === undefined || issued_by === undefined || !isRecord(constraints)) return undefined;
    const constrained_by = Object.keys(constraints).sort();
    const source_arn = constraints.SourceArn === undefined ? null : filled.read(constraints.SourceArn);
    if (source_arn === undefined) return undefined;
    return {
      id: text.read(value.GrantId) ?? null,
      grantee,
      operations: given,
      constrained: constrained_by.length > 0,
      constrained_by,
      issued_by: value.IssuingAccount === undefined ? null : issued_by,
      source_arn,
    };
  },
};

/** The grants in a page of ListGrants. @throws MalformedReply where one is on another key */
export function grantsIn(reply: { Grants?: unknown }, name: AwsKmsName): AwsGrant[] {
  const grants = mustBe(reply.Grants, listOf(grant), 'Grants');
  for (const { KeyId } of mustBe(reply.Grants, listOf(anything), 'Grants')) mustBeAbout(name, { KeyId });
  return grants;
}

/** Each grant once, however often it is listed. Of two with one id that differ neither is believed, nor the list. */
export function eachOnce(grants: Fact<AwsGrant[]>, name: AwsKmsName): Fact<AwsGrant[]> {
  return derive(grants, (list) => {
    const [named, unnamed] = [list.filter(({ id }) => id !== null), list.filter(({ id }) => id === null)];
    const byId = new Map(named.map((one) => [one.id, one]));
    const contradicted = named.find((one) => !isDeepStrictEqual(one, byId.get(one.id)));
    return contradicted === undefined
      ? [...byId.values(), ...unnamed]
      : unknown(
          'malformed',
          `two grants of the list have the id ${contradicted.id}, and differ`,
          awsCall('kms:ListGrants', name.name),
        );
  });
}

const tag = readAs(
  recordOf<{ name: string; content: string }>('a tag with its key and value', {
    name: ['TagKey', filled],
    content: ['TagValue', text],
  }),
  ({ name, content }): [string, string] => [name, content],
);

/** The tags in a page of ListResourceTags, each with its value. */
export const tagsIn = (reply: { Tags?: unknown }): [string, string][] => mustBe(reply.Tags, listOf(tag), 'Tags');

import { listOf, mustBe, type Reader, readAs, text } from '../../../collect/reply.ts';
import type { ValueOf } from '../../../facts/fact.ts';
import { isRecord } from '../../../input/is-record.ts';
import type { AwsKmsName } from '../name.ts';
import type { AwsKey } from '../snapshot.ts';
import { filled, mustBeAbout } from './identity.ts';

export type AwsGrant = ValueOf<AwsKey['grants']>[number];

const operation = readAs(text, (name) => (/^[A-Z][A-Za-z]+$/.test(name) ? name : undefined), 'the name of an operation');

const grant: Reader<AwsGrant> = {
  what: 'a grant with its grantee and operations',
  read: (value) => {
    if (!isRecord(value)) return undefined;
    const operations = listOf(operation).read(value.Operations);
    const grantee = filled.read(value.GranteePrincipal ?? value.GranteeServicePrincipal);
    const issued_by = filled.read(value.IssuingAccount ?? 'unknown');
    const constraints = value.Constraints ?? {};
    if (
      operations === undefined ||
      operations.length === 0 ||
      grantee === undefined ||
      issued_by === undefined ||
      !isRecord(constraints)
    )
      return undefined;
    const constrained_by = Object.keys(constraints).sort();
    return {
      id: text.read(value.GrantId) ?? null,
      grantee,
      operations,
      constrained: constrained_by.length > 0,
      constrained_by,
      issued_by: value.IssuingAccount === undefined ? null : issued_by,
    };
  },
};

/** The grants in a page of ListGrants. @throws MalformedReply where one is on another key */
export function grantsIn(reply: { Grants?: unknown }, name: AwsKmsName): AwsGrant[] {
  const grants = mustBe(reply.Grants, listOf(grant), 'Grants');
  for (const each of mustBe(reply.Grants, listOf(anything), 'Grants')) mustBeAbout(name, { KeyId: each.KeyId });
  return grants;
}

const anything: Reader<Record<string, unknown>> = { what: 'an object', read: (value) => (isRecord(value) ? value : undefined) };

const tag: Reader<[string, string]> = {
  what: 'a tag with its key and value',
  read: (value) => {
    if (!isRecord(value)) return undefined;
    const [name, content] = [filled.read(value.TagKey), text.read(value.TagValue)];
    return name === undefined || content === undefined ? undefined : [name, content];
  },
};

/** The tags in a page of ListResourceTags, each with its value. */
export const tagsIn = (reply: { Tags?: unknown }): [string, string][] => mustBe(reply.Tags, listOf(tag), 'Tags');

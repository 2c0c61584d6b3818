import { describe, expect, it } from 'vitest';
import { awsBeyondNeed } from '../../../../src/clouds/aws/access/access.ts';
import { AWS_NEEDED } from '../../../../src/clouds/aws/access/action.ts';
import { allow, deny, grant, guard, guardOf, policyOf, ROLE, unread, without } from './guard.ts';

const needed = allow({ Action: AWS_NEEDED });
const MFA = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } };
const PUT = { Action: 'kms:PutKeyPolicy' };
const may = (action: string, source: string) => `${ROLE} may ${action} (${source})`;

describe('permissions beyond need', () => {
  it.each([
    ['what is needed', [needed], []],
    ['the key pairs of the template', [needed, allow({ Action: 'kms:GenerateDataKey*' })], []],
    ['pure reads', [needed, allow({ Action: ['kms:Get*', 'kms:List*', 'kms:Describe*'] })], []],
    ['RetireGrant', [needed, allow({ Action: 'kms:RetireGrant' })], []],
    ['actions of other services', [needed, allow({ Action: ['s3:*', 'iam:PassRole'] })], []],
    ['actions that no key policy gives', [needed, allow({ Action: ['kms:CreateKey', 'kms:GenerateRandom'] })], []],
    ['what another role may', [needed, allow({ Action: 'kms:*', Principal: { AWS: `${ROLE}-tart` } })], []],
    ['what is denied again', [needed, allow(PUT), deny(PUT)], []],
    ['what is allowed on another key', [needed, allow({ ...PUT, Resource: 'arn:aws:kms:eu-west-1:0:key/plum' })], []],
    [
      'an administrative action, with its statement',
      [needed, allow({ ...PUT, Sid: 'Bake' })],
      [may('kms:PutKeyPolicy', 'statement 2 "Bake"')],
    ],
    ['actions under a prefix', [needed, allow({ Action: 'kms:Schedule*' })], [may('kms:ScheduleKeyDeletion', 'statement 2')]],
    [
      'what its account as a whole may',
      [needed, allow({ ...PUT, Principal: { AWS: 'arn:aws:iam::222222222222:root' } })],
      [may('kms:PutKeyPolicy', 'statement 2')],
    ],
    ['what everyone may', [needed, allow({ ...PUT, Principal: '*' })], [may('kms:PutKeyPolicy', 'statement 2')]],
  ])('permissions beyond need are found correctly in %s', (_, statements, found) => {
    expect(awsBeyondNeed(guard(...statements), [ROLE])).toEqual({ found, undetermined: [] });
  });

  it('every administrative action is found in kms:* and in NotAction', () => {
    for (const action of ['kms:PutKeyPolicy', 'kms:SynchronizeMultiRegionKey', 'kms:Sign'])
      expect(awsBeyondNeed(guard(allow({ Action: action })), [ROLE]).found).toEqual([may(action, 'statement 1')]);
    const [star = '', ...others] = awsBeyondNeed(guard(allow({ Action: 'kms:*' })), [ROLE]).found;
    expect(others).toEqual([]);
    const many = (found: string) => Number(/ and (\d+) more \(statement 1\)$/.exec(found)?.[1]);
    expect(star).toContain('may kms:PutKeyPolicy, kms:ScheduleKeyDeletion, kms:DisableKey, ');
    expect(many(star)).toBeGreaterThan(15);
    const { found } = awsBeyondNeed(guard({ ...without(allow(), 'Action'), NotAction: 'kms:PutKeyPolicy' }), [ROLE]);
    expect(many(found[0] ?? '')).toBe(many(star) - 1);
  });

  it('the permissions of each role are kept apart', () => {
    const banana = ROLE.replace('apple', 'banana');
    expect(awsBeyondNeed(guard(allow(PUT)), [banana, ROLE]).found).toEqual([may('kms:PutKeyPolicy', 'statement 1')]);
  });

  it('permissions beyond need that a grant gives are found', () => {
    const given = guardOf(policyOf(needed), [grant({ operations: ['Decrypt', 'Sign'] })]);
    expect(awsBeyondNeed(given, [ROLE]).found).toEqual([may('kms:Sign', 'a grant')]);
  });
});

describe('permissions beyond need that are unknown', () => {
  it.each([
    ['an Allow in doubt', [needed, allow({ ...PUT, ...MFA })], 'ambiguous'],
    ['a Deny in doubt', [needed, allow(PUT), deny({ ...PUT, ...MFA })], 'ambiguous'],
    [
      'an Allow for one of its sessions',
      [needed, allow({ ...PUT, Principal: { AWS: 'arn:aws:sts::222222222222:assumed-role/apple/pie' } })],
      'ambiguous',
    ],
    ['an element that is not understood', [needed, allow({ ...PUT, Fruit: 'apple' })], 'ambiguous'],
    ['an action newer than this version', [needed, allow({ Action: 'kms:PeelKey' })], 'unrecognized'],
  ])('permissions beyond need are unknown because of %s', (_, statements, cause) => {
    expect(awsBeyondNeed(guard(...statements), [ROLE])).toMatchObject({ found: [], undetermined: [{ cause }] });
  });

  it('permissions beyond need are unknown because of a grant operation that is newer than this version', () => {
    const given = guardOf(policyOf(needed), [grant({ operations: ['Peel'] })]);
    expect(awsBeyondNeed(given, [ROLE])).toMatchObject({ found: [], undetermined: [{ cause: 'unrecognized' }] });
  });

  it('a Deny for one session of a role changes nothing, because other sessions remain', () => {
    const session = { AWS: 'arn:aws:sts::222222222222:assumed-role/apple/pie' };
    const { found } = awsBeyondNeed(guard(allow(PUT), deny({ ...PUT, Principal: session })), [ROLE]);
    expect(found).toEqual([may('kms:PutKeyPolicy', 'statement 1')]);
  });

  it('unread grants leave permissions unknown, but do not hide what the policy proves', () => {
    const given = { ...guard(allow(PUT)), grants: unread('kms:ListGrants') };
    expect(awsBeyondNeed(given, [ROLE])).toEqual({
      found: [may('kms:PutKeyPolicy', 'statement 1')],
      undetermined: [unread('kms:ListGrants').unknown],
    });
  });

  it('an unread policy leaves permissions beyond need unknown', () => {
    const given = { ...guard(), policy: unread('kms:GetKeyPolicy') };
    expect(awsBeyondNeed(given, [ROLE])).toEqual({ found: [], undetermined: [unread('kms:GetKeyPolicy').unknown] });
  });

  it('permissions beyond need are unknown when no principals are named', () => {
    expect(awsBeyondNeed(guard(), [])).toMatchObject({ found: [], undetermined: [{ cause: 'not_collected' }] });
  });
});

import { expect, test } from 'vitest';
import {
  ARN,
  awsKey,
  config,
  denied,
  keyOf,
  known,
  listed,
  onLegacyKey,
  orchard,
  registration,
  said,
  snapshot,
} from './build.ts';

const keys = listed(registration('cck-apple', { principals: known(['arn:aws:iam::000000000001:role/gardener']) }));

test('a key whose holders nobody listed is not a key that nobody holds', () => {
  const { holders, holders_decided } = keyOf(
    snapshot({ keys, kms: { [ARN]: awsKey({ policy: denied, grants: denied }) } }),
    'cck-apple',
  );
  expect(holders).toEqual({ unknown: expect.objectContaining({ detail: expect.any(String) }) });
  expect(holders_decided).toEqual(holders);
});

test('what was not understood of a holder comes before what only a person can say of another', () => {
  const allow = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' };
  const members = { ...allow, Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-orchard000' } } };
  const weeder = {
    ...allow,
    Principal: { AWS: 'arn:aws:iam::000000000001:role/weeder' },
    Condition: { StringEquals: { 'orchard:Weather': 'fair' } },
  };
  const causeWith = (...Statement: object[]) => {
    const policy = known(JSON.stringify({ Version: '2012-10-17', Statement }));
    const kms = { [ARN]: awsKey({ policy, grants: known([]) }) };
    return said(keyOf(snapshot({ keys, kms }), 'cck-apple').holders_known);
  };
  expect(causeWith(members)).toEqual({ cause: 'unsupported' });
  expect(causeWith(members, weeder)).toEqual({ cause: 'ambiguous' });
});

test('the holders of a key of which nothing was collected are unknown', () => {
  const { holders, holders_decided } = keyOf(snapshot({ keys }), 'cck-apple');
  expect([said(holders), said(holders_decided)]).toEqual([{ cause: 'not_collected' }, { cause: 'not_collected' }]);
});

test('an empty list of trusted principals is declared, and one that is left out is not', () => {
  const declared = (trusted_principals: ReturnType<typeof config>['trusted_principals']) =>
    said(keyOf(snapshot({ keys }), 'cck-apple', config({ trusted_principals })).trusted_declared);
  expect([declared({}), declared({ aws: [] }), declared({ aws: ['444455556666'] }), declared({ gcp: [] })]).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test('trusted principals are declared for a key that clusters name themselves, too', () => {
  const of = orchard([onLegacyKey('lkc-old', ARN)]);
  expect(said(keyOf(of, ARN, config({ trusted_principals: { aws: [] } })).trusted_declared)).toBe(true);
});

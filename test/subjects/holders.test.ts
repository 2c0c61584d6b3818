import { expect, test } from 'vitest';
import type { AwsKey } from '../../src/clouds/aws/snapshot.ts';
import { shown } from '../../src/facts/fact.ts';
import type { RegisteredKey } from '../../src/snapshot/schema.ts';
import {
  ARN,
  awsKey,
  brokenOff,
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
  const { holders, holders_in_question, holders_decided } = keyOf(
    snapshot({ keys, kms: { [ARN]: awsKey({ policy: denied, grants: denied }) } }),
    'cck-apple',
  );
  expect(holders).toEqual({ unknown: expect.objectContaining({ detail: expect.any(String) }) });
  expect([holders_in_question, holders_decided]).toEqual([holders, holders]);
});

test('the evidence of who holds a key names the calls that were answered, with ListGrants where nothing was granted', () => {
  const policy = known(JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' }] }));
  const sourceWith = (grants: AwsKey['grants']) => {
    const { holders } = keyOf(snapshot({ keys, kms: { [ARN]: awsKey({ policy, grants }) } }), 'cck-apple');
    return 'source' in holders ? holders.source : null;
  };
  expect(sourceWith(known([]))).toBe('aws:kms:GetKeyPolicy, aws:kms:ListGrants');
  expect(sourceWith(denied)).toBe('aws:kms:GetKeyPolicy');
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

test('nobody is foreign to a key while a principal of Confluent may be unnamed, and the doubt has the cause of that', () => {
  const stranger = {
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: '*',
    Principal: { AWS: 'arn:aws:iam::999988887777:root' },
  };
  const kms = { [ARN]: awsKey({ policy: known(JSON.stringify({ Statement: [stranger] })), grants: known([]) }) };
  const whose = (parts: Parameters<typeof snapshot>[0]) => {
    const holders = shown(keyOf(snapshot({ keys, kms, ...parts }), 'cck-apple').holders);
    return holders?.map((holder) => holder.doubt?.cause ?? holder.whose);
  };
  const twin = (principals: RegisteredKey['principals']) => listed(...keys.seen, registration('cck-pear', { principals }));
  expect({
    named: whose({}),
    refused: whose({ keys: twin(denied) }),
    empty: whose({ keys: twin(known([])) }),
    broken_off: whose({ keys: brokenOff(...keys.seen) }),
    legacy: whose({ clusters: { 'env-orchard': listed(onLegacyKey('lkc-old', ARN)) } }),
  }).toEqual({
    named: ['foreign'],
    refused: ['denied'],
    empty: ['not_collected'],
    broken_off: ['denied'],
    legacy: ['unsupported'],
  });
});

test('in question are the holders that are foreign, and those of whom it is open whose they are', () => {
  const allow = (Principal: object | string, Condition?: object) => ({
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: '*',
    Principal,
    ...(Condition && { Condition }),
  });
  const Statement = [
    allow({ AWS: 'arn:aws:iam::000000000000:root' }),
    allow({ AWS: 'arn:aws:iam::000000000001:role/gardener' }),
    allow({ AWS: 'arn:aws:iam::444455556666:root' }),
    allow({ AWS: 'arn:aws:iam::999988887777:root' }),
    allow({ AWS: 'arn:aws:iam::000000000001:role/weeder' }, { StringEquals: { 'orchard:Weather': 'fair' } }),
    allow('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-orchard000' } }),
  ];
  const policy = known(JSON.stringify({ Version: '2012-10-17', Statement }));
  const trusting = config({ trusted_principals: { aws: ['444455556666'] } });
  for (const grants of [known([]), denied]) {
    const kms = { [ARN]: awsKey({ policy, grants }) };
    const { holders, holders_in_question } = keyOf(snapshot({ keys, kms }), 'cck-apple', trusting);
    const [all, inQuestion] = [shown(holders) ?? [], shown(holders_in_question)];
    expect(all.map(({ whose, doubt }) => doubt?.cause ?? whose).sort()).toEqual([
      'ambiguous',
      'confluent',
      'foreign',
      'own',
      'trusted',
      'unsupported',
    ]);
    expect(inQuestion?.map(({ whose, doubt }) => doubt?.cause ?? whose)).toEqual(['foreign', 'ambiguous', 'unsupported']);
    expect(all).toEqual(expect.arrayContaining(inQuestion ?? []));
  }
});

test('the holders of a key of which nothing was collected are unknown', () => {
  const { holders, holders_in_question, holders_decided } = keyOf(snapshot({ keys }), 'cck-apple');
  expect([holders, holders_in_question, holders_decided].map(said)).toEqual(Array(3).fill({ cause: 'not_collected' }));
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

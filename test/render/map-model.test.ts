import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type KeyNode, MARKED_RULES, mapModel } from '../../src/render/html/map-model.ts';
import { standingOf } from '../../src/render/html/map-standing.ts';
import type { ReportedSubject } from '../../src/report/schema.ts';
import { arn, clusterOf, keyOf, organizationOf, pairOf } from './map-organization.ts';

type Said = Parameters<typeof organizationOf>[1];

const modelOf = (subjects: readonly ReportedSubject[], said?: Said) => mapModel(organizationOf(subjects, said));

function theKey(subjects: readonly ReportedSubject[], said?: Said): KeyNode {
  const { keys } = modelOf(subjects, said);
  const [key] = keys;
  if (key === undefined || keys.length > 1) throw new Error(`${keys.length} keys`);
  return key;
}

const standing = (subjects: readonly ReportedSubject[], said?: Said) => standingOf(theKey(subjects, said));

test('the rules that the map marks are rules of the policy', () => {
  const { rules }: { rules: { id: string }[] } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../policies/catalogue.json'), 'utf8'),
  ).catalogue;
  expect(rules.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.values(MARKED_RULES)));
});

test('a key has its clusters, its region, and the account, vault or project that its name says', () => {
  const key = theKey(pairOf('fig'));
  expect(key).toMatchObject({ ids: ['cck-fig'], region: 'eu-west-1', keptIn: 'account 111122223333', sharing: 1, others: 0 });
  expect(key.clusters.map(({ id }) => id)).toEqual(['lkc-fig']);
  const keptIn = (cloud: string, kms_name: string | null) => theKey([keyOf('fig', { cloud, kms_name })]).keptIn;
  expect(keptIn('azure', 'https://orchard.vault.azure.net/keys/fig')).toBe('vault orchard');
  expect(keptIn('gcp', 'projects/orchard/locations/europe/keyRings/basket/cryptoKeys/fig')).toBe('project orchard');
  expect(keptIn('aws', 'alias/fig')).toBeNull();
  expect(keptIn('aws', null)).toBeNull();
});

test('two registrations of one KMS key are one key, with the clusters and verdicts of both', () => {
  const clusters = ['lkc-fig', 'lkc-plum'];
  const twins = [
    keyOf('fig', { clusters }),
    keyOf('plum', { kms_name: arn('fig'), clusters }),
    clusterOf('fig', 'fig'),
    clusterOf('plum', 'plum', { kms_name: arn('fig') }),
  ];
  const key = theKey(twins, [
    ['key.one', 'cck-fig', 'fail'],
    ['key.one', 'cck-plum', 'fail'],
  ]);
  expect(key).toMatchObject({ ids: ['cck-fig', 'cck-plum'], sharing: 2, counts: { fail: 2 } });
  expect(standingOf(key)).toBe('shared');
});

test('the clusters on a key and on its replicas share one key', () => {
  const replica = (name: string, region: string) => pairOf(name, { region, kms_name: arn('mrk-fig', region) }, { region });
  const { keys } = modelOf([...replica('one', 'eu-west-1'), ...replica('two', 'us-east-1')]);
  expect(keys.map(({ region, sharing }) => [region, sharing])).toEqual([
    ['eu-west-1', 2],
    ['us-east-1', 2],
  ]);
});

test('a cluster that is on the key and was not evaluated counts', () => {
  const key = theKey([keyOf('fig', { clusters: ['lkc-fig', 'lkc-plum'], more_clusters: 3 }), clusterOf('fig', 'fig')]);
  expect(key).toMatchObject({ others: 4, sharing: 5 });
});

test.each(['pending_deletion', 'disabled', 'destroyed', 'expired', 'a state of a later version'])(
  'a key in the state %s is dead, whatever the rules say',
  (state) => expect(standing(pairOf('fig', { state }))).toBe('dead'),
);

test('a key that the KMS does not have is dead, also where the failure is waived', () => {
  for (const state of ['fail', 'waived'] as const)
    expect(theKey(pairOf('fig', { state: null }), [[MARKED_RULES.absent, 'cck-fig', state]])).toMatchObject({ state: 'absent' });
  expect(standing(pairOf('fig', { state: null }), [[MARKED_RULES.absent, 'cck-fig', 'fail']])).toBe('dead');
});

test('a cluster is elsewhere where its region is another, with and without a failure of the rule', () => {
  const elsewhere = pairOf('fig', {}, { region: 'us-east-1' });
  expect(standing(elsewhere)).toBe('elsewhere');
  for (const state of ['fail', 'waived'] as const) {
    const key = theKey(elsewhere, [[MARKED_RULES.mismatch, 'lkc-fig', state]]);
    expect(key.clusters.map(({ mismatch }) => mismatch)).toEqual([state]);
    expect(standingOf(key)).toBe('elsewhere');
  }
});

test.each<[string, ReportedSubject[]]>([
  ['state', pairOf('fig', { state: null })],
  ['region', pairOf('fig', { region: null })],
  ['clusters', pairOf('fig', { clusters: null })],
  ['cluster in a region that', pairOf('fig', {}, { region: null })],
  ['registration, which this scan', pairOf('fig', { seen: false })],
  ['registration, which the report', [clusterOf('fig', 'fig')]],
])('a key is never fine whose %s was not observed', (_, subjects) => expect(standing(subjects)).toBe('unseen'));

test('a key is fine only where no verdict on it or its cluster is bad or open', () => {
  expect(standing(pairOf('fig'))).toBe('fine');
  expect(standing([keyOf('fig')])).toBe('unused');
  for (const id of ['cck-fig', 'lkc-fig']) {
    expect(standing(pairOf('fig'), [['some.rule', id, 'fail']])).toBe('failed');
    expect(standing(pairOf('fig'), [['some.rule', id, 'error']])).toBe('failed');
    expect(standing(pairOf('fig'), [['some.rule', id, 'waived']])).toBe('failed');
    expect(standing(pairOf('fig'), [['some.rule', id, 'unknown']])).toBe('undetermined');
  }
});

test('clusters without a key of the customer are apart from those whose key was not observed', () => {
  const none = { key: null, kms_name: null };
  const model = modelOf([
    clusterOf('fig', '', { ...none, encryption: 'confluent' }),
    clusterOf('plum', '', { ...none, encryption: 'byok' }),
    clusterOf('pear', '', { ...none, encryption: null }),
  ]);
  expect(model.keys).toEqual([]);
  expect(model.unmanaged.map(({ id }) => id)).toEqual(['lkc-fig']);
  expect(model.keyUnknown.map(({ id }) => id)).toEqual(['lkc-plum', 'lkc-pear']);
});

test('a legacy key has the cluster that names it', () => {
  const name = arn('fig');
  const key = theKey([
    keyOf('fig', { id: name, name: null, clusters: ['lkc-fig'] }),
    clusterOf('fig', '', { encryption: 'legacy', key: name, kms_name: name }),
  ]);
  expect(key).toMatchObject({ ids: [name], sharing: 1 });
});

import { describe, expect, test } from 'vitest';
import { isKnown } from '../../src/facts/fact.ts';
import type { Cluster } from '../../src/snapshot/schema.ts';
import {
  ARN,
  awsName,
  brokenOff,
  cluster,
  clusterOf,
  denied,
  environment,
  gcpName,
  known,
  listed,
  missing,
  NOW,
  onKey,
  onLegacyKey,
  orchard,
  registration,
  said,
  snapshot,
  take,
} from './build.ts';

const others = (of: Parameters<typeof clusterOf>[0], id: string) => said(clusterOf(of, id).key.other_clusters);
const allSeen = (of: Parameters<typeof clusterOf>[0], id: string) => said(clusterOf(of, id).key.all_users_seen);

describe('the users of one KMS key are found', () => {
  test('clusters on two registrations of one KMS key are found', () => {
    const of = orchard([onKey('lkc-apple', 'cck-apple'), onKey('lkc-pear', 'cck-twin')], {
      keys: listed(registration('cck-apple'), registration('cck-twin')),
    });
    expect(others(of, 'lkc-apple')).toEqual(['lkc-pear']);
    expect(others(of, 'lkc-pear')).toEqual(['lkc-apple']);
  });

  test('clusters on a key and on its multi-Region replica are found', () => {
    const of = orchard([onKey('lkc-apple', 'cck-apple'), onKey('lkc-pear', 'cck-pear')], {
      keys: listed(
        registration('cck-apple', { kms: awsName('arn:aws:kms:us-west-2:000000000000:key/mrk-apple') }),
        registration('cck-pear', { kms: awsName('arn:aws:kms:eu-west-1:000000000000:key/mrk-apple') }),
      ),
    });
    expect(others(of, 'lkc-apple')).toEqual(['lkc-pear']);
  });

  test('clusters on a registration and on a legacy ARN of the same key are found', () => {
    const of = orchard([onKey('lkc-apple', 'cck-apple'), onLegacyKey('lkc-pear', ARN)], {
      keys: listed(registration('cck-apple')),
    });
    expect(others(of, 'lkc-apple')).toEqual(['lkc-pear']);
    expect(others(of, 'lkc-pear')).toEqual(['lkc-apple']);
  });

  test('clusters on the same key by two legacy ARNs are found', () => {
    expect(others(orchard([onLegacyKey('lkc-apple', ARN), onLegacyKey('lkc-pear', ARN)]), 'lkc-apple')).toEqual(['lkc-pear']);
  });

  test('clusters in another environment are found, even if it is not evaluated', () => {
    const of = snapshot({
      environments: listed(environment('env-orchard'), environment('env-garden')),
      clusters: {
        'env-orchard': listed(onKey('lkc-apple', 'cck-apple')),
        'env-garden': listed(onKey('lkc-pear', 'cck-apple', { environment: 'env-garden' })),
      },
      keys: listed(registration('cck-apple')),
    });
    expect(others(of, 'lkc-apple')).toEqual(['lkc-pear']);
  });

  test('clusters are found by their shared registration when the list of keys was refused', () => {
    const of = orchard([onKey('lkc-apple', 'cck-apple'), onKey('lkc-pear', 'cck-apple')], { keys: brokenOff() });
    expect(others(of, 'lkc-apple')).toEqual(['lkc-pear']);
    expect(said(clusterOf(of, 'lkc-apple').key.kms_name)).toEqual({ cause: 'denied', call: 'GET /orchard' });
  });

  test('clusters are found by their shared registration when its KMS name could not be read', () => {
    const of = orchard([onKey('lkc-apple', 'cck-apple'), onKey('lkc-pear', 'cck-apple')], {
      keys: listed(registration('cck-apple', { kms: missing('malformed') })),
    });
    expect(others(of, 'lkc-apple')).toEqual(['lkc-pear']);
  });

  test('the clusters on a key are listed by id', () => {
    const of = orchard(
      ['lkc-plum', 'lkc-fig', 'lkc-kiwi', 'lkc-apple'].map((id) => onKey(id, 'cck-apple')),
      { keys: listed(registration('cck-apple')) },
    );
    expect(others(of, 'lkc-kiwi')).toEqual(['lkc-apple', 'lkc-fig', 'lkc-plum']);
  });

  test('clusters on a key are found whatever their phase', () => {
    const of = orchard([onKey('lkc-apple', 'cck-apple'), onKey('lkc-pear', 'cck-apple', { phase: known('FAILED') })], {
      keys: listed(registration('cck-apple')),
    });
    expect(others(of, 'lkc-apple')).toEqual(['lkc-pear']);
  });
});

describe('a cluster alone on its key', () => {
  test('a cluster alone on its key has no others, and all users were seen', () => {
    const of = orchard([onKey('lkc-apple', 'cck-apple'), cluster('lkc-pear')], { keys: listed(registration('cck-apple')) });
    expect(others(of, 'lkc-apple')).toEqual([]);
    expect(allSeen(of, 'lkc-apple')).toBe(true);
  });

  test.each([
    ['the environments are unproven', { environmentUsage: denied }, 'ambiguous'],
    ['an environment was not listed', { environmentUsage: known(2) }, 'denied'],
  ])('a cluster is not known to be alone when %s', (_, parts, cause) => {
    const of = orchard([onKey('lkc-apple', 'cck-apple')], { keys: listed(registration('cck-apple')), ...parts });
    expect(others(of, 'lkc-apple')).toEqual([]);
    expect(allSeen(of, 'lkc-apple')).toMatchObject({ cause });
  });

  test('a cluster is not known to be alone when a list of clusters is incomplete', () => {
    const of = snapshot({
      clusters: { 'env-orchard': brokenOff(onKey('lkc-apple', 'cck-apple')) },
      keys: listed(registration('cck-apple')),
    });
    expect(allSeen(of, 'lkc-apple')).toMatchObject({ cause: 'denied' });
  });

  test.each([
    ['names a key whose KMS name could not be read', onKey('lkc-unread', 'cck-unread'), 'malformed'],
    ['names a key that is not in the list', onKey('lkc-unread', 'cck-nowhere'), 'not_found'],
    ['has an unread key id', cluster('lkc-unread', { byok_id: denied }), 'denied'],
    ['has an unread legacy key', cluster('lkc-unread', { encryption_key: denied, legacy_kms: denied }), 'denied'],
    [
      'has a legacy key whose name is malformed',
      cluster('lkc-unread', { encryption_key: known('kiwi'), legacy_kms: missing('malformed') }),
      'malformed',
    ],
  ])('a cluster is not known to be alone beside a cluster that %s', (_, unread, cause) => {
    const of = orchard([onKey('lkc-apple', 'cck-apple'), unread], {
      keys: listed(registration('cck-apple'), registration('cck-unread', { kms: missing('malformed') })),
    });
    expect(allSeen(of, 'lkc-apple')).toMatchObject({ cause });
    const { all_users_seen } = clusterOf(of, 'lkc-apple').key;
    expect(isKnown(all_users_seen) ? '' : all_users_seen.unknown.detail).toContain('lkc-unread');
  });
});

describe('a key id that no list knows', () => {
  test('a key id that no list has is not found when the list of keys is complete', () => {
    const { key } = clusterOf(orchard([onKey('lkc-apple', 'cck-apple')]), 'lkc-apple');
    expect(said(key.id)).toBe('cck-apple');
    for (const fact of [key.kms_name, key.region, key.all_users_seen]) {
      expect(said(fact)).toEqual({ cause: 'not_found', call: 'GET /byok/v1/keys' });
    }
  });

  test('a key id that no list has is denied when the list of keys is incomplete', () => {
    const of = orchard([onKey('lkc-apple', 'cck-apple')], { keys: brokenOff(registration('cck-pear')) });
    expect(said(clusterOf(of, 'lkc-apple').key.kms_name)).toEqual({ cause: 'denied', call: 'GET /orchard' });
  });
});

test.each([
  ['past', '2026-11-24T11:59:59Z', []],
  ['now', NOW, []],
  ['in the future', '2026-11-24T12:00:01Z', ['lkc-pear']],
  ['before its creation', '2025-12-31T23:59:59Z', ['lkc-pear']],
  ['no time at all', 'yesterday', ['lkc-pear']],
])('whether a cluster still uses its key is decided correctly when its deletion is %s', (_, deleted_at, users) => {
  const of = orchard([onKey('lkc-apple', 'cck-apple'), onKey('lkc-pear', 'cck-apple', { deleted_at: known(deleted_at) })], {
    keys: listed(registration('cck-apple')),
  });
  expect(others(of, 'lkc-apple')).toEqual(users);
  expect(take(of).subjects.some(({ id }) => id === 'lkc-pear')).toBe(users.length > 0);
});

test('a cluster whose deletion could not be read still uses its key', () => {
  const of = orchard([onKey('lkc-apple', 'cck-apple'), onKey('lkc-pear', 'cck-apple', { deleted_at: denied })], {
    keys: listed(registration('cck-apple')),
  });
  expect(others(of, 'lkc-apple')).toEqual(['lkc-pear']);
});

describe('the key of a cluster', () => {
  test('the key of a cluster is the registered one when both are named', () => {
    const of = orchard(
      [onLegacyKey('lkc-apple', 'arn:aws:kms:us-west-2:000000000000:key/pear', { byok_id: known('cck-apple') })],
      {
        keys: listed(registration('cck-apple')),
      },
    );
    const { encryption, key } = clusterOf(of, 'lkc-apple');
    expect([said(encryption), said(key.id), said(key.kms_name)]).toEqual(['byok', 'cck-apple', ARN]);
  });

  test('the key of a cluster is the legacy one when only that is named', () => {
    const { encryption, key } = clusterOf(orchard([onLegacyKey('lkc-apple', ARN)]), 'lkc-apple');
    expect([said(encryption), said(key.id), said(key.kms_name), said(key.region)]).toEqual(['legacy', ARN, ARN, 'us-west-2']);
  });

  test("a cluster that names no key has none of the customer's", () => {
    const { encryption, key } = clusterOf(orchard([cluster('lkc-apple')]), 'lkc-apple');
    expect(said(encryption)).toBe('confluent');
    const { expected: _, as_expected: __, ...own } = key;
    for (const fact of Object.values(own)) expect(said(fact)).toMatchObject({ cause: 'not_found' });
  });

  test('the key of a cluster is unknown when its key id is, whatever the legacy field says', () => {
    const { encryption, key } = clusterOf(orchard([onLegacyKey('lkc-apple', ARN, { byok_id: denied })]), 'lkc-apple');
    const { expected: _, as_expected: __, ...own } = key;
    for (const fact of [encryption, ...Object.values(own)]) expect(said(fact)).toMatchObject({ cause: 'denied' });
  });

  test('the key of a cluster is unknown when the legacy field is', () => {
    const { encryption, key } = clusterOf(
      orchard([cluster('lkc-apple', { encryption_key: denied, legacy_kms: denied })]),
      'lkc-apple',
    );
    for (const fact of [encryption, key.id, key.kms_name, key.region, key.all_users_seen]) {
      expect(said(fact)).toMatchObject({ cause: 'denied' });
    }
  });
});

test('two Google names that differ only in a project number may be the same key', () => {
  const named = (project: string) => gcpName(`projects/${project}/locations/us-central1/keyRings/basket/cryptoKeys/fig`);
  const of = (other: string) =>
    orchard([onKey('lkc-apple', 'cck-apple'), onKey('lkc-pear', 'cck-pear')], {
      keys: listed(registration('cck-apple', { kms: named('orchard') }), registration('cck-pear', { kms: named(other) })),
    });
  expect(allSeen(of('000000000000'), 'lkc-apple')).toEqual({ cause: 'ambiguous' });
  expect(allSeen(of('garden'), 'lkc-apple')).toBe(true);
});

describe('the cloud of a cluster', () => {
  const cloudOf = (stated: Parameters<typeof cluster>[1]) =>
    clusterOf(orchard([cluster('lkc-apple', stated)]), 'lkc-apple').cloud;

  test.each([
    ['AWS', 'aws'],
    ['Azure', 'azure'],
    ['gcp', 'gcp'],
  ])('the cloud of a cluster is named like the providers of keys: %s is %s', (stated, cloud) => {
    expect(cloudOf({ cloud: known(stated) })).toEqual(known(cloud));
  });

  test('the cloud of a cluster is unknown when it is none of the three', () => {
    expect(cloudOf({ cloud: known('OCI') })).toEqual({
      unknown: { cause: 'unrecognized', detail: 'cloud OCI is not known to this version' },
    });
    expect(cloudOf({ cloud: denied })).toEqual(denied);
  });
});

test('clusters that Confluent could not create are named, and one whose phase is not known is none of them', () => {
  const failed = (...phases: Cluster['phase'][]) =>
    said(
      clusterOf(
        orchard(
          phases.map((phase, index) => onKey(`lkc-${index}`, 'cck-apple', { phase })),
          { keys: listed(registration('cck-apple')) },
        ),
        'lkc-0',
      ).key.failed_clusters,
    );
  expect(failed(known('PROVISIONED'), known('FAILED'))).toEqual(['lkc-1']);
  expect(failed(known('FAILED'), denied)).toEqual(['lkc-0']);
  expect(failed(known('PROVISIONED'), known('PROVISIONING'))).toEqual([]);
  expect(failed(known('PROVISIONED'), denied)).toEqual({ cause: 'denied', call: 'GET /orchard' });
});

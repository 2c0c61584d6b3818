import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../src/snapshot/schema.ts';
import {
  ARN,
  awsName,
  brokenOff,
  cluster,
  denied,
  keyOf,
  known,
  listed,
  missing,
  onKey,
  onLegacyKey,
  orchard,
  registration,
  said,
  snapshot,
  take,
} from './build.ts';

const available = { state: known('AVAILABLE') };
const inUse = (of: Parameters<typeof keyOf>[0], id: string) => said(keyOf(of, id).in_use);

describe('a key is in use', () => {
  test('a key is in use when a cluster uses it, whatever Confluent says', () => {
    const of = orchard([onKey('lkc-apple', 'cck-apple')], { keys: listed(registration('cck-apple', available)) });
    expect(inUse(of, 'cck-apple')).toBe(true);
  });

  test('a key is in use when Confluent says so and no cluster is visible', () => {
    expect(inUse(snapshot({ keys: listed(registration('cck-apple')) }), 'cck-apple')).toBe(true);
  });

  test('a key is in use when its twin registration is', () => {
    const of = snapshot({ keys: listed(registration('cck-apple', available), registration('cck-twin')) });
    expect(inUse(of, 'cck-apple')).toBe(true);
  });

  test('a key is in use when a cluster is on its twin registration, and that cluster is listed', () => {
    const of = orchard([onKey('lkc-apple', 'cck-twin')], {
      keys: listed(registration('cck-apple', available), registration('cck-twin', available)),
    });
    expect(inUse(of, 'cck-apple')).toBe(true);
    expect(said(keyOf(of, 'cck-apple').clusters)).toEqual(['lkc-apple']);
  });

  test('a key is in use when one twin is, even if the state of another could not be read', () => {
    const of = snapshot({
      keys: listed(registration('cck-apple', available), registration('cck-unread', { state: denied }), registration('cck-twin')),
    });
    expect(inUse(of, 'cck-apple')).toBe(true);
  });

  test('a key is in use when a legacy cluster names it', () => {
    const of = orchard([onLegacyKey('lkc-apple', ARN)], { keys: listed(registration('cck-apple', available)) });
    expect(inUse(of, 'cck-apple')).toBe(true);
  });
});

test('a key that is available and that no cluster uses is not in use', () => {
  const of = orchard([onKey('lkc-pear', 'cck-pear')], {
    keys: listed(
      registration('cck-apple', available),
      registration('cck-pear', { kms: awsName('arn:aws:kms:us-west-2:000000000000:key/pear') }),
    ),
  });
  expect(inUse(of, 'cck-apple')).toBe(false);
  expect(said(keyOf(of, 'cck-apple').clusters)).toEqual([]);
});

test('a key is not in use when its only cluster is deleted', () => {
  const of = orchard([onKey('lkc-apple', 'cck-apple', { deleted_at: known('2026-11-24T11:00:00Z') })], {
    keys: listed(registration('cck-apple', available)),
  });
  expect(inUse(of, 'cck-apple')).toBe(false);
});

describe('whether a key is in use is unknown', () => {
  test('whether a key is in use is unknown when Confluent names a state that this version does not know', () => {
    expect(inUse(snapshot({ keys: listed(registration('cck-apple', { state: known('RIPENING') })) }), 'cck-apple')).toEqual({
      cause: 'unrecognized',
    });
  });

  test('whether a key is in use is unknown when its state could not be read', () => {
    expect(inUse(snapshot({ keys: listed(registration('cck-apple', { state: denied })) }), 'cck-apple')).toMatchObject({
      cause: 'denied',
    });
  });

  test('whether a key is in use is unknown when the state of its twin could not be read', () => {
    const of = snapshot({ keys: listed(registration('cck-apple', available), registration('cck-twin', { state: denied })) });
    expect(inUse(of, 'cck-apple')).toMatchObject({ cause: 'denied' });
  });
});

describe('a legacy key', () => {
  const of = orchard([onLegacyKey('lkc-apple', ARN), onLegacyKey('lkc-pear', ARN)]);

  test('a legacy key is a subject of its own, once, under its KMS name', () => {
    expect(take(of).subjects.filter(({ type }) => type === 'key')).toHaveLength(1);
    const { registered, name, in_use, provider, clusters } = keyOf(of, ARN);
    expect({ registered, name, in_use: said(in_use), provider: said(provider), clusters: said(clusters) }).toEqual({
      registered: false,
      name: null,
      in_use: true,
      provider: 'aws',
      clusters: ['lkc-apple', 'lkc-pear'],
    });
  });

  test('a legacy key was never validated by Confluent', () => {
    for (const fact of Object.values(keyOf(of, ARN).validation)) expect(said(fact)).toEqual({ cause: 'not_collected' });
  });

  test('a legacy key that is registered as well stays a subject of its own, with its own access and validation', () => {
    const registered = orchard([onLegacyKey('lkc-apple', ARN)], {
      keys: listed(registration('cck-apple', { ...available, principals: known(['arn:aws:iam::000000000001:role/gardener']) })),
    });
    const [legacy, own] = [keyOf(registered, ARN), keyOf(registered, 'cck-apple')];
    expect([said(legacy.clusters), said(own.clusters)]).toEqual([['lkc-apple'], ['lkc-apple']]);
    expect([said(legacy.in_use), said(own.in_use)]).toEqual([true, true]);
    expect([said(legacy.registration_in_use), said(own.registration_in_use)]).toEqual([true, false]);
    expect(said(legacy.principals)).toEqual({ cause: 'not_collected' });
  });
});

describe('a registration is in use', () => {
  const registrationInUse = (of: Parameters<typeof keyOf>[0], id = 'cck-apple') => said(keyOf(of, id).registration_in_use);
  const keys = listed(registration('cck-apple', available), registration('cck-twin', available));

  test('a registration is in use when a cluster names it or Confluent says so', () => {
    expect(registrationInUse(orchard([onKey('lkc-apple', 'cck-apple')], { keys }))).toBe(true);
    expect(registrationInUse(snapshot({ keys: listed(registration('cck-apple')) }))).toBe(true);
  });

  test('a registration is not in use when clusters use the same KMS key by another one', () => {
    const of = orchard([onKey('lkc-apple', 'cck-twin')], { keys });
    expect([registrationInUse(of), registrationInUse(of, 'cck-twin')]).toEqual([false, true]);
  });

  test('a cluster that names the id as a legacy key does not use the registration', () => {
    const legacy = cluster('lkc-apple', { encryption_key: known('cck-apple'), legacy_kms: missing('malformed') });
    expect(registrationInUse(orchard([legacy], { keys }))).toBe(false);
  });

  test('whether a registration is in use is unknown when its state is, by the list that would have shown it', () => {
    const unread = { keys: listed(registration('cck-apple', { state: known('RIPENING') })) };
    expect(registrationInUse(snapshot(unread))).toEqual({ cause: 'unrecognized' });
    expect(registrationInUse(snapshot({ ...unread, clusters: { 'env-orchard': brokenOff() } }))).toEqual({
      cause: 'denied',
      call: 'GET /orchard',
    });
  });
});

test('a replica of a multi-Region key that only a cluster names is a subject of its own beside the registered primary', () => {
  const replica = 'arn:aws:kms:eu-west-1:000000000000:key/mrk-apple';
  const of = orchard([onKey('lkc-apple', 'cck-apple'), onLegacyKey('lkc-pear', replica)], {
    keys: listed(registration('cck-apple', { kms: awsName('arn:aws:kms:us-west-2:000000000000:key/mrk-apple') })),
  });
  expect(said(keyOf(of, replica).clusters)).toEqual(['lkc-apple', 'lkc-pear']);
  expect(said(keyOf(of, replica).kms.region)).toBe('eu-west-1');
});

test('a key that a cluster names and that could not be listed is a gap and not a subject', () => {
  const { subjects, populations } = take(orchard([onKey('lkc-apple', 'cck-apple')], { keys: brokenOff() }));
  expect(subjects.some(({ type }) => type === 'key')).toBe(false);
  expect(populations.list.find(({ subject_type }) => subject_type === 'key')).toMatchObject({ seen: 0, complete: false });
});

describe('the provider of a key', () => {
  const provider = (over: Parameters<typeof registration>[1]) =>
    said(keyOf(snapshot({ keys: listed(registration('cck-apple', over)) }), 'cck-apple').provider);

  test('the provider of a key is that of its KMS name, whatever contradicts it', () => {
    expect(provider({ provider: known('GCP') })).toBe('aws');
  });

  test.each([
    ['AwsKey', 'aws'],
    ['AzureKey', 'azure'],
    ['GcpKey', 'gcp'],
  ])('the provider of a key is that of the kind %s when the KMS name could not be read', (kind, expected) => {
    expect(provider({ kms: missing('malformed'), kind: known(kind) })).toBe(expected);
  });

  test.each(['KiwiKey', 'constructor', '__proto__'])('the provider of a key is unrecognized for the kind %s', (kind) => {
    expect(provider({ kms: missing('malformed'), kind: known(kind) })).toEqual({ cause: 'unrecognized' });
  });
});

describe('the validation of a key', () => {
  const validation = (over: Parameters<typeof registration>[1]) =>
    keyOf(snapshot({ keys: listed(registration('cck-apple', over)) }), 'cck-apple').validation;

  test.each(['VALID', 'INVALID', 'INITIALIZING'])('the validation of a key is %s as Confluent says', (phase) => {
    expect(said(validation({ validation_phase: known(phase) }).phase)).toBe(phase);
  });

  test('the validation of a key in an unknown phase is unrecognized', () => {
    expect(said(validation({ validation_phase: known('valid') }).phase)).toEqual({ cause: 'unrecognized' });
  });

  test('the age of a key counts hours from its registration to the evaluation', () => {
    expect(said(validation({}).hours_since_registration)).toBe(24);
    expect(said(validation({ registered_at: known('2026-11-24T11:15:00+00:00') }).hours_since_registration)).toBe(0.75);
  });

  test('a registration within the next minutes counts as one of now, and a later one is malformed', () => {
    expect(said(validation({ registered_at: known('2026-11-24T12:30:00Z') }).hours_since_registration)).toBe(0);
    expect(said(validation({ registered_at: known('2026-11-25T12:00:00Z') }).hours_since_registration)).toEqual({
      cause: 'malformed',
    });
  });

  test('a key has no age when its registration date is malformed or was not read', () => {
    expect(said(validation({ registered_at: known('in spring') }).hours_since_registration)).toEqual({ cause: 'malformed' });
    expect(said(validation({ registered_at: denied }).hours_since_registration)).toMatchObject({ cause: 'denied' });
  });
});

test('a kind of cluster that was seen counts even if another cluster was not read', () => {
  const on = (id: string, kind: Cluster['kind']) => onKey(id, 'cck-apple', { kind });
  const kinds = (...clusters: Cluster[]) => {
    const { cluster_kinds, all_kinds_known } = keyOf(orchard(clusters, { keys: listed(registration('cck-apple')) }), 'cck-apple');
    return [said(cluster_kinds), said(all_kinds_known)];
  };
  const enterprise = on('lkc-apple', known('Enterprise'));
  expect(kinds(enterprise, on('lkc-pear', known('Dedicated')))).toEqual([['Dedicated', 'Enterprise'], true]);
  expect(kinds(enterprise, on('lkc-pear', denied))).toEqual([['Enterprise'], { cause: 'denied', call: 'GET /orchard' }]);
});

test('a region of a cluster that was seen counts even if another cluster names none', () => {
  const on = (id: string, region: Cluster['region']) => onKey(id, 'cck-apple', { region });
  const regions = (...clusters: Cluster[]) => {
    const { cluster_regions, all_regions_known } = keyOf(
      orchard(clusters, { keys: listed(registration('cck-apple')) }),
      'cck-apple',
    );
    return [said(cluster_regions), said(all_regions_known)];
  };
  const here = on('lkc-apple', known('us-west-2'));
  expect(regions(here, on('lkc-pear', known('us-west-2')))).toEqual([['us-west-2'], true]);
  expect(regions(here, on('lkc-pear', known(' ')))).toEqual([['us-west-2'], { cause: 'not_collected' }]);
});

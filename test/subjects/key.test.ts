import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../src/snapshot/schema.ts';
import {
  ARN,
  awsName,
  brokenOff,
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
  test('where a cluster uses it, whatever Confluent says', () => {
    const of = orchard([onKey('lkc-apple', 'cck-apple')], { keys: listed(registration('cck-apple', available)) });
    expect(inUse(of, 'cck-apple')).toBe(true);
  });

  test('where Confluent says so and no cluster is visible', () => {
    expect(inUse(snapshot({ keys: listed(registration('cck-apple')) }), 'cck-apple')).toBe(true);
  });

  test('where its twin registration is held in use', () => {
    const of = snapshot({ keys: listed(registration('cck-apple', available), registration('cck-twin')) });
    expect(inUse(of, 'cck-apple')).toBe(true);
  });

  test('where a cluster is on its twin registration, and lists that cluster', () => {
    const of = orchard([onKey('lkc-apple', 'cck-twin')], {
      keys: listed(registration('cck-apple', available), registration('cck-twin', available)),
    });
    expect(inUse(of, 'cck-apple')).toBe(true);
    expect(said(keyOf(of, 'cck-apple').clusters)).toEqual(['lkc-apple']);
  });

  test('where a twin is held in use and the state of another could not be read', () => {
    const of = snapshot({
      keys: listed(registration('cck-apple', available), registration('cck-unread', { state: denied }), registration('cck-twin')),
    });
    expect(inUse(of, 'cck-apple')).toBe(true);
  });

  test('where a legacy cluster names it', () => {
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

test('a key is not in use where its only cluster is deleted', () => {
  const of = orchard([onKey('lkc-apple', 'cck-apple', { deleted_at: known('2026-11-24T11:00:00Z') })], {
    keys: listed(registration('cck-apple', available)),
  });
  expect(inUse(of, 'cck-apple')).toBe(false);
});

describe('whether a key is in use is unknown', () => {
  test('where Confluent names a state that this version does not know', () => {
    expect(inUse(snapshot({ keys: listed(registration('cck-apple', { state: known('RIPENING') })) }), 'cck-apple')).toEqual({
      cause: 'unrecognized',
    });
  });

  test('where its state could not be read', () => {
    expect(inUse(snapshot({ keys: listed(registration('cck-apple', { state: denied })) }), 'cck-apple')).toMatchObject({
      cause: 'denied',
    });
  });

  test('where the state of its twin could not be read', () => {
    const of = snapshot({ keys: listed(registration('cck-apple', available), registration('cck-twin', { state: denied })) });
    expect(inUse(of, 'cck-apple')).toMatchObject({ cause: 'denied' });
  });
});

describe('a legacy key', () => {
  const of = orchard([onLegacyKey('lkc-apple', ARN), onLegacyKey('lkc-pear', ARN)]);

  test('is a subject of its own, once, under its KMS name', () => {
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

  test('was never validated by Confluent', () => {
    for (const fact of Object.values(keyOf(of, ARN).validation)) expect(said(fact)).toEqual({ cause: 'not_collected' });
  });

  test('is no subject of its own where it is registered as well', () => {
    const registered = orchard([onLegacyKey('lkc-apple', ARN)], { keys: listed(registration('cck-apple')) });
    expect(take(registered).subjects.filter(({ type }) => type === 'key')).toHaveLength(1);
    expect(said(keyOf(registered, 'cck-apple').clusters)).toEqual(['lkc-apple']);
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

test('a key that a cluster names and that could not be listed is no subject, and a gap', () => {
  const { subjects, populations } = take(orchard([onKey('lkc-apple', 'cck-apple')], { keys: brokenOff() }));
  expect(subjects.some(({ type }) => type === 'key')).toBe(false);
  expect(populations.list.find(({ subject_type }) => subject_type === 'key')).toMatchObject({ seen: 0, complete: false });
});

describe('the provider of a key', () => {
  const provider = (over: Parameters<typeof registration>[1]) =>
    said(keyOf(snapshot({ keys: listed(registration('cck-apple', over)) }), 'cck-apple').provider);

  test('is that of its KMS name, whatever else contradicts it', () => {
    expect(provider({ provider: known('GCP') })).toBe('aws');
  });

  test.each([
    ['AwsKey', 'aws'],
    ['AzureKey', 'azure'],
    ['GcpKey', 'gcp'],
  ])('is decided by the kind %s where the KMS name could not be read', (kind, expected) => {
    expect(provider({ kms: missing('malformed'), kind: known(kind) })).toBe(expected);
  });

  test.each(['KiwiKey', 'constructor', '__proto__'])('is unrecognized for the kind %s', (kind) => {
    expect(provider({ kms: missing('malformed'), kind: known(kind) })).toEqual({ cause: 'unrecognized' });
  });
});

describe('the validation of a key', () => {
  const validation = (over: Parameters<typeof registration>[1]) =>
    keyOf(snapshot({ keys: listed(registration('cck-apple', over)) }), 'cck-apple').validation;

  test.each(['VALID', 'INVALID', 'INITIALIZING'])('is %s as Confluent says', (phase) => {
    expect(said(validation({ validation_phase: known(phase) }).phase)).toBe(phase);
  });

  test('is unrecognized in another phase', () => {
    expect(said(validation({ validation_phase: known('valid') }).phase)).toEqual({ cause: 'unrecognized' });
  });

  test('counts hours from registration to the time of evaluation', () => {
    expect(said(validation({}).hours_since_registration)).toBe(24);
    expect(said(validation({ registered_at: known('2026-11-24T11:15:00+00:00') }).hours_since_registration)).toBe(0.75);
  });

  test('takes a registration in the next minutes as one of now, and a later one as malformed', () => {
    expect(said(validation({ registered_at: known('2026-11-24T12:30:00Z') }).hours_since_registration)).toBe(0);
    expect(said(validation({ registered_at: known('2026-11-25T12:00:00Z') }).hours_since_registration)).toEqual({
      cause: 'malformed',
    });
  });

  test('has no age where the registration date is malformed or was not read', () => {
    expect(said(validation({ registered_at: known('in spring') }).hours_since_registration)).toEqual({ cause: 'malformed' });
    expect(said(validation({ registered_at: denied }).hours_since_registration)).toMatchObject({ cause: 'denied' });
  });
});

test('a kind of cluster that was seen stays seen beside one that was not read', () => {
  const on = (id: string, kind: Cluster['kind']) => onKey(id, 'cck-apple', { kind });
  const kinds = (...clusters: Cluster[]) => {
    const { cluster_kinds, all_kinds_known } = keyOf(orchard(clusters, { keys: listed(registration('cck-apple')) }), 'cck-apple');
    return [said(cluster_kinds), said(all_kinds_known)];
  };
  const enterprise = on('lkc-apple', known('Enterprise'));
  expect(kinds(enterprise, on('lkc-pear', known('Dedicated')))).toEqual([['Dedicated', 'Enterprise'], true]);
  expect(kinds(enterprise, on('lkc-pear', denied))).toEqual([['Enterprise'], { cause: 'denied', call: 'GET /orchard' }]);
});

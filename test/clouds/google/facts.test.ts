import { expect, test } from 'vitest';
import { ofGcp } from '../../../src/clouds/google/facts.ts';
import type { GcpKey } from '../../../src/clouds/google/snapshot.ts';
import { gcpKey, gcpVersion, known, missing, said } from '../../subjects/build.ts';

const AS_OF = '2026-11-24T12:00:00Z';
const facts = (over: Partial<GcpKey> = {}) => ofGcp(gcpKey(over), AS_OF);
const denied = missing('denied');

test.each<[string, Partial<GcpKey>, unknown]>([
  ['a symmetric key of software', { protection_level: known('SOFTWARE') }, true],
  ['a symmetric key in an HSM', { protection_level: known('HSM') }, true],
  ['an external key', { protection_level: known('EXTERNAL') }, false],
  ['an external key behind a VPC', { protection_level: known('EXTERNAL_VPC') }, false],
  ['a key that takes imported material alone', { import_only: known(true) }, false],
  ['an asymmetric key', { purpose: known('ASYMMETRIC_DECRYPT') }, false],
  ['a key that makes MACs', { purpose: known('MAC') }, false],
  ['a key for raw encryption', { purpose: known('RAW_ENCRYPT_DECRYPT') }, false],
  ['an external key, its purpose unread', { protection_level: known('EXTERNAL'), purpose: denied }, false],
  ['a key whose purpose is not known to this version', { purpose: known('GARBLED') }, { cause: 'unrecognized' }],
  ['a key whose protection is not known to this version', { protection_level: known('GARBLED') }, { cause: 'unrecognized' }],
  ['a key without a protection level', { protection_level: known(null) }, { cause: 'not_collected' }],
  ['a key of which nothing was read', { purpose: denied, protection_level: denied, import_only: denied }, { cause: 'denied' }],
])('whether Google can rotate %s', (_, over, expected) => {
  expect(said(facts(over).rotatable)).toEqual(expected);
});

const OFF = { rotation_period_seconds: known(null), next_rotation_time: known(null) };

test.each<[string, Partial<GcpKey>, unknown[]]>([
  ['on', {}, [true, 90, 37]],
  ['off', OFF, [false, null, null]],
  ['planned for a time that is past', { next_rotation_time: known('2026-07-20T09:00:00Z') }, [true, 90, -128]],
  ['on without a next time', { next_rotation_time: known(null) }, [true, 90, { cause: 'not_collected' }]],
  ['planned without a period', { rotation_period_seconds: known(null) }, [true, { cause: 'not_collected' }, 37]],
  ['on, and its next time unread', { next_rotation_time: denied }, [true, 90, { cause: 'denied' }]],
  ['planned, and its period unread', { rotation_period_seconds: denied }, [true, { cause: 'denied' }, 37]],
  ['unread', { rotation_period_seconds: denied, next_rotation_time: denied }, Array(3).fill({ cause: 'denied' })],
  [
    'off in a snapshot that has no next times',
    { ...OFF, next_rotation_time: missing('not_collected') },
    [false, null, { cause: 'not_collected' }],
  ],
])('rotation that is %s', (_, over, expected) => {
  const { rotation_enabled, rotation_period_days, next_rotation_days } = facts(over);
  expect([rotation_enabled, rotation_period_days, next_rotation_days].map(said)).toEqual(expected);
});

const PRIMARY = known({ id: '2', state: 'ENABLED', destroy_time: null });
const NEWER = known([
  { ...gcpVersion('2', 'ENABLED'), created_at: '2026-10-25T12:00:00Z' },
  { ...gcpVersion('3', 'ENABLED'), created_at: '2026-11-23T12:00:00Z' },
]);

test.each<[string, Partial<GcpKey>, unknown]>([
  ['the primary version', { primary_created_at: known('2026-11-14T12:00:00Z') }, 10],
  ['the primary as the list has it', { primary: PRIMARY, versions: NEWER, primary_created_at: missing('not_collected') }, 30],
  ['a primary that the list does not hold', { versions: known([]), primary_created_at: known(null) }, { cause: 'not_collected' }],
  ['a key without a primary', { primary: known(null), primary_created_at: known(null) }, { cause: 'ambiguous' }],
  ['a primary of which nothing was read', { primary: denied, primary_created_at: denied }, { cause: 'denied' }],
])('the age of the material is that of %s', (_, over, expected) => {
  expect(said(facts(over).material_age_days)).toEqual(expected);
});

test('the key has an age, and no date on which it expires', () => {
  const { key_age_days, expires_in_days, successor_in_days } = facts();
  expect([key_age_days, expires_in_days, successor_in_days].map(said)).toEqual([327, null, null]);
  const unread = facts({ created_at: denied });
  expect([unread.key_age_days, unread.expires_in_days].map(said)).toEqual([{ cause: 'denied' }, { cause: 'denied' }]);
});

test.each<[string, Partial<GcpKey>, unknown]>([
  ['with versions that are enabled', {}, 'no_primary'],
  ['with a version that is to be destroyed', { versions: known([gcpVersion('1', 'DESTROY_SCHEDULED')]) }, { cause: 'ambiguous' }],
  ['with a version that was destroyed', { versions: known([gcpVersion('1', 'DESTROYED')]) }, { cause: 'ambiguous' }],
  ['that signs', { purpose: known('ASYMMETRIC_SIGN'), versions: known([gcpVersion('1', 'DESTROYED')]) }, 'no_primary'],
])('the state of a key without a primary, %s', (_, over, expected) => {
  expect(said(facts({ primary: known(null), ...over }).state)).toEqual(expected);
});

test('a key whose primary version is the first was never rotated; of another one, its creation is the last rotation', () => {
  const at = '2026-10-01T09:00:00Z';
  const primary = (id: string) => known({ id, state: 'ENABLED', destroy_time: null });
  const rotated = (over: Partial<GcpKey>) => said(facts({ primary_created_at: known(at), ...over }).last_rotation_at);
  expect(rotated({ primary: primary('1') })).toBeNull();
  expect(rotated({ primary: primary('2') })).toBe(at);
  expect(rotated({ primary: known(null), primary_created_at: known(null) })).toEqual({ cause: 'ambiguous' });
  expect(rotated({ primary: denied, primary_created_at: denied })).toEqual({ cause: 'denied' });
});

import { expect, test } from 'vitest';
import { azureAges } from '../../../src/clouds/azure/ages.ts';
import type { AzureKey } from '../../../src/clouds/azure/snapshot.ts';
import { shown, unknown } from '../../../src/facts/fact.ts';
import { azureKey, known } from '../../subjects/build.ts';

const NOW = '2026-11-30T00:00:00Z';
const [OLD, NEW] = ['1'.repeat(32), '2'.repeat(32)] as [string, string];
type Versions = Extract<AzureKey['versions'], { value: unknown }>['value'];
type Rotation = Extract<AzureKey['rotation'], { value: unknown }>['value'];

const version = (id: string, created_at: string | null, change: Partial<Versions[number]> = {}) => ({
  id,
  enabled: true as boolean | null,
  created_at,
  expires: null as string | null,
  ...change,
});
const TWO = [version(NEW, '2026-11-20T00:00:00Z'), version(OLD, '2026-06-03T00:00:00Z')];
const policy = (change: Partial<Rotation>): Rotation => ({
  rotates: true,
  after_create: null,
  before_expiry: null,
  expires_in: null,
  ...change,
});
const ages = (versions: Versions, rotation: Rotation, over: Partial<AzureKey> = {}, pinned: string | null = null) =>
  azureAges(azureKey({ versions: known(versions), rotation: known(rotation), ...over }), NOW, pinned);
const said = (facts: ReturnType<typeof ages>) =>
  Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, 'unknown' in fact ? fact.unknown.cause : shown<unknown>(fact)]),
  );

test('the key is as old as its oldest version, and its material as its newest', () => {
  expect(said(ages(TWO, policy({ after_create: 'P90D' })))).toMatchObject({
    key_age_days: 180,
    material_age_days: 10,
    next_rotation_days: 80,
    expires_in_days: null,
    successor_in_days: 80,
    created_at: '2026-06-03T00:00:00Z',
    last_rotation_at: '2026-11-20T00:00:00Z',
    next_rotation_at: '2027-02-18T00:00:00Z',
    expires_at: null,
  });
});

test('a key with one version was never rotated', () => {
  expect(said(ages([version(OLD, '2026-06-03T00:00:00Z')], policy({ rotates: false })))).toMatchObject({
    last_rotation_at: null,
    next_rotation_at: null,
  });
});

test('a version that is not enabled is no material', () => {
  const [newest, oldest] = TWO as [Versions[number], Versions[number]];
  const disabled = { ...newest, enabled: false };
  expect(said(ages([disabled, oldest], policy({ rotates: false })))).toMatchObject({ material_age_days: 180 });
  expect(said(ages([disabled], policy({ rotates: false })))).toMatchObject({ material_age_days: 'not_found' });
  expect(said(ages([{ ...newest, enabled: null }, oldest], policy({ rotates: false })))).toMatchObject({
    material_age_days: 'not_collected',
  });
});

test.each<[string, Rotation, object]>([
  ['rotates nothing', policy({ rotates: false, after_create: 'P90D' }), { next_rotation_days: null, successor_in_days: null }],
  ['is late', policy({ after_create: 'P5D' }), { next_rotation_days: -5, successor_in_days: null }],
  ['rotates before an expiry that there is not', policy({ before_expiry: 'P30D' }), { next_rotation_days: null }],
  ['names no time', policy({}), { next_rotation_days: null }],
  ['names a time that is none', policy({ after_create: 'soon' }), { next_rotation_days: 'ambiguous' }],
])('a policy that %s', (_, rotation, expected) => {
  expect(said(ages(TWO, rotation))).toMatchObject(expected);
});

test('a rotation before expiry is reckoned from the newest version', () => {
  const expires = '2027-02-28T00:00:00Z';
  const versions = [version(NEW, '2026-11-20T00:00:00Z', { expires }), version(OLD, '2026-06-03T00:00:00Z')];
  expect(said(ages(versions, policy({ before_expiry: 'P30D' }), { expires: known(expires) }))).toMatchObject({
    next_rotation_days: 60,
    expires_in_days: 90,
    successor_in_days: 60,
  });
});

test('a pinned version expires by itself, and nothing takes over from it', () => {
  const versions = [
    version(NEW, '2026-11-20T00:00:00Z'),
    version(OLD, '2026-06-03T00:00:00Z', { expires: '2026-12-10T00:00:00Z' }),
  ];
  expect(said(ages(versions, policy({ after_create: 'P20D' }), {}, OLD))).toMatchObject({
    next_rotation_days: 10,
    expires_in_days: 10,
    successor_in_days: null,
  });
  expect(said(ages(versions, policy({}), {}, '3'.repeat(32)))).toMatchObject({ expires_in_days: 'not_found' });
});

test('what the versions do not say is unknown', () => {
  const undated = [version(NEW, null), version(OLD, '2026-06-03T00:00:00Z')];
  expect(said(ages(undated, policy({ after_create: 'P90D' })))).toMatchObject({
    key_age_days: 'not_collected',
    material_age_days: 'not_collected',
    next_rotation_days: 'not_collected',
  });
  const { expires: _, ...before } = version(OLD, '2026-06-03T00:00:00Z');
  expect(said(ages([before], policy({ before_expiry: 'P30D' }), {}, OLD))).toMatchObject({
    next_rotation_days: 'not_collected',
    expires_in_days: 'not_collected',
  });
  const refused = unknown('denied', 'refused');
  expect(said(azureAges(azureKey({ versions: refused, rotation: refused, expires: refused }), NOW, null))).toEqual({
    created_at: 'denied',
    last_rotation_at: 'denied',
    next_rotation_at: 'denied',
    expires_at: 'denied',
    key_age_days: 'denied',
    material_age_days: 'denied',
    next_rotation_days: 'denied',
    expires_in_days: 'denied',
    successor_in_days: 'denied',
  });
});

import { describe, expect, test } from 'vitest';
import { AwsKey } from '../../src/clouds/aws/snapshot.ts';
import { parseAzureKeyUrl } from '../../src/clouds/azure/name.ts';
import type { AzureKey } from '../../src/clouds/azure/snapshot.ts';
import type { GcpKey } from '../../src/clouds/google/snapshot.ts';
import { collected, type KmsKey, type KmsName, keyNamed } from '../../src/clouds/index.ts';
import { blank } from '../../src/facts/declare.ts';
import type { Fact } from '../../src/facts/fact.ts';
import { kmsFacts } from '../../src/subjects/kms.ts';
import {
  awsKey,
  awsName,
  azureKey,
  azureName,
  denied,
  gcpKey,
  gcpName,
  gcpVersion,
  known,
  missing,
  NOW,
  said,
  vaultId,
} from './build.ts';

const names = { aws: awsName(), azure: azureName(), gcp: gcpName() };
/** What is found of a key among these. */
const of = (kms: Fact<KmsName>, keys: Record<string, KmsKey> = {}) => collected(kms, (name) => keyNamed(keys, name));
const facts = (key: KmsKey, as_of = NOW) => {
  const kms = names[key.provider];
  return kmsFacts(kms, of(kms, { [kms.value.name]: key }), denied, as_of);
};
const state = (key: KmsKey, as_of?: string) => said(facts(key, as_of).state);
const version = (value: string) => gcpKey({ primary: known({ id: '1', state: value, destroy_time: null }) });

describe('the state of a key', () => {
  test.each([
    ['Enabled', 'enabled'],
    ['Disabled', 'disabled'],
    ['PendingDeletion', 'pending_deletion'],
    ['PendingReplicaDeletion', 'pending_deletion'],
    ['PendingImport', 'pending_import'],
    ['Unavailable', 'unavailable'],
    ['Creating', { cause: 'ambiguous' }],
    ['Updating', { cause: 'ambiguous' }],
    ['Ripening', { cause: 'unrecognized' }],
    ['enabled', { cause: 'unrecognized' }],
    ['', { cause: 'unrecognized' }],
  ])('the state of a key that AWS calls %j is right', (value, expected) => {
    expect(state(awsKey({ state: known(value) }))).toEqual(expected);
  });

  test.each([
    ['ENABLED', 'enabled'],
    ['DISABLED', 'disabled'],
    ['DESTROY_SCHEDULED', 'pending_deletion'],
    ['DESTROYED', 'destroyed'],
    ['PENDING_GENERATION', { cause: 'ambiguous' }],
    ['PENDING_IMPORT', { cause: 'ambiguous' }],
    ['RIPENING', { cause: 'unrecognized' }],
    ['enabled', { cause: 'unrecognized' }],
  ])('the state of a key whose primary version Google calls %j is right', (value, expected) => {
    expect(state(version(value))).toEqual(expected);
  });

  test('the state of a Google key without a primary version is right', () => {
    expect(state(gcpKey({ primary: known(null) }))).toBe('no_primary');
  });

  const azure: [string, Partial<AzureKey>, unknown][] = [
    ['enabled', {}, 'enabled'],
    ['disabled', { enabled: known(false) }, 'disabled'],
    ['soft-deleted, even if it was enabled', { soft_deleted: known(true) }, 'pending_deletion'],
    ['soft-deleted, even if nothing else was read', { soft_deleted: known(true), enabled: denied }, 'pending_deletion'],
    ['disabled, even if its dates were not read', { enabled: known(false), expires: denied }, 'disabled'],
    ['of which it is not known whether it is soft-deleted', { soft_deleted: denied }, { cause: 'denied', call: 'GET /orchard' }],
    ['of which it is not known whether it is enabled', { enabled: denied }, { cause: 'denied', call: 'GET /orchard' }],
    ['with an unread begin', { not_before: denied }, { cause: 'denied', call: 'GET /orchard' }],
    ['with an unread end', { expires: denied }, { cause: 'denied', call: 'GET /orchard' }],
    ['that expires this instant', { expires: known(NOW) }, 'expired'],
    ['that expires in a millisecond', { expires: known('2026-11-24T12:00:00.001Z') }, 'enabled'],
    ['that expired', { expires: known('2026-11-24T11:59:59Z') }, 'expired'],
    ['that begins this instant', { not_before: known(NOW) }, 'enabled'],
    ['that begins in a millisecond', { not_before: known('2026-11-24T12:00:00.001Z') }, 'not_yet_valid'],
    ['with a begin that is no time', { not_before: known('spring') }, { cause: 'malformed' }],
    ['with an end that is no time', { expires: known('autumn') }, { cause: 'malformed' }],
    ['with an empty end', { expires: known('') }, { cause: 'malformed' }],
  ];
  test.each(azure)('the state of an Azure key %s is right', (_, over, expected) => {
    expect(state(azureKey(over))).toEqual(expected);
  });

  test('the state of an Azure key depends on the time of evaluation', () => {
    const key = azureKey({ not_before: known('2026-01-01T00:00:00Z'), expires: known('2027-01-01T00:00:00Z') });
    expect([state(key, '2025-12-31T23:59:59Z'), state(key), state(key, '2027-01-01T00:00:00Z')]).toEqual([
      'not_yet_valid',
      'enabled',
      'expired',
    ]);
  });

  test.each([
    ['aws', awsKey({ state: denied })],
    ['gcp', gcpKey({ primary: denied })],
  ])('the state of a key is unknown when %s refused it', (_, key) => {
    expect(state(key)).toEqual({ cause: 'denied', call: 'GET /orchard' });
  });
});

describe('the material of a key', () => {
  test.each([
    ['AWS_KMS', 'generated', true],
    ['AWS_CLOUDHSM', 'generated', false],
    ['EXTERNAL', 'imported', false],
    ['EXTERNAL_KEY_STORE', 'external', false],
    ['ORCHARD', { cause: 'unrecognized' }, { cause: 'unrecognized' }],
  ])('the material of a key with the AWS origin %s is right', (origin, material, rotatable) => {
    const found = facts(awsKey({ origin: known(origin) }));
    expect([said(found.material), said(found.rotatable), said(found.origin)]).toEqual([material, rotatable, origin]);
  });

  test('the material of an Azure key is given by no API', () => {
    expect(said(facts(azureKey()).material)).toEqual({ cause: 'unsupported' });
  });

  const enabled = known([gcpVersion('1', 'ENABLED')]);
  const imported = known([gcpVersion('1', 'DISABLED'), gcpVersion('2', 'ENABLED', 'job-apple')]);
  const gcp: [string, Partial<GcpKey>, unknown][] = [
    ['generated where nothing was imported', { versions: enabled }, 'generated'],
    [
      'generated where the imported version is not enabled',
      { versions: known([gcpVersion('1', 'DISABLED', 'job-apple')]) },
      'generated',
    ],
    ['imported where only imports are allowed', { import_only: known(true), versions: denied }, 'imported'],
    [
      'imported where one enabled version was, though the key was not read',
      { import_only: denied, versions: imported },
      'imported',
    ],
    [
      'imported where one enabled version was, whatever its protection',
      { versions: imported, protection_level: known('EXTERNAL') },
      'imported',
    ],
    ['unread where the key was not', { import_only: denied, versions: enabled }, { cause: 'denied', call: 'GET /orchard' }],
    ['unread where the versions were not', { versions: denied }, { cause: 'denied', call: 'GET /orchard' }],
    ['unread where the protection was not', { protection_level: denied }, { cause: 'denied', call: 'GET /orchard' }],
    ['unread where the reply has no protection', { protection_level: known(null) }, { cause: 'not_collected' }],
    ['unrecognized where the protection is', { protection_level: known('WALL') }, { cause: 'unrecognized' }],
    [
      'unrecognized where the state of a version is',
      { versions: known([gcpVersion('1', 'RIPENING')]) },
      { cause: 'unrecognized' },
    ],
    ['ambiguous where there are no versions', { versions: known([]) }, { cause: 'ambiguous' }],
    ['left to a person where it is kept outside', { protection_level: known('EXTERNAL') }, { cause: 'unsupported' }],
    [
      'left to a person where it is kept outside, behind a VPC',
      { protection_level: known('EXTERNAL_VPC') },
      { cause: 'unsupported' },
    ],
  ];
  test.each(gcp)('the material of a Google key is %s', (_, over, expected) => {
    expect(said(facts(gcpKey(over)).material)).toEqual(expected);
  });
});

describe('the rotation of a key', () => {
  const rotation = (key: KmsKey) => {
    const { rotation_enabled, rotation_period_days } = facts(key);
    return [said(rotation_enabled), said(rotation_period_days)];
  };
  const policy = (over: object) =>
    azureKey({ rotation: known({ rotates: true, after_create: null, before_expiry: null, expires_in: null, ...over }) });

  test.each([
    ['AWS, on', awsKey(), [true, 90]],
    ['AWS, on without a period', awsKey({ rotation_period_days: known(null) }), [true, { cause: 'not_collected' }]],
    ['AWS, off', awsKey({ rotation_enabled: known(false), rotation_period_days: known(null) }), [false, null]],
    ['Azure, after creation', policy({ after_create: 'P6M' }), [true, 182.5]],
    ['Azure, before expiry', policy({ before_expiry: 'P30D', expires_in: 'P1Y' }), [true, 335]],
    [
      'Azure, by both, where creation wins',
      policy({ after_create: 'P90D', before_expiry: 'P30D', expires_in: 'P1Y' }),
      [true, 90],
    ],
    ['Azure, off', policy({ rotates: false, after_create: 'P90D' }), [false, null]],
    ['Azure, before an expiry that is not set', policy({ before_expiry: 'P30D' }), [true, { cause: 'ambiguous' }]],
    ['Azure, without any period', policy({}), [true, { cause: 'ambiguous' }]],
    ['Azure, by a malformed period', policy({ after_create: 'yearly' }), [true, { cause: 'ambiguous' }]],
    ['Google, on', gcpKey({ rotation_period_seconds: known(7_776_000) }), [true, 90]],
    ['Google, on, half a day', gcpKey({ rotation_period_seconds: known(43_200) }), [true, 0.5]],
    ['Google, off', gcpKey({ rotation_period_seconds: known(null), next_rotation_time: known(null) }), [false, null]],
    ['Azure, by a period of no days', policy({ after_create: 'P0D' }), [true, { cause: 'malformed' }]],
    [
      'Azure, before an expiry that comes first',
      policy({ before_expiry: 'P2Y', expires_in: 'P1Y' }),
      [true, { cause: 'malformed' }],
    ],
    ['Google, by a period of no days', gcpKey({ rotation_period_seconds: known(0) }), [true, { cause: 'malformed' }]],
    ['AWS, by a negative period', awsKey({ rotation_period_days: known(-1) }), [true, { cause: 'malformed' }]],
    [
      'Google, unread',
      gcpKey({ rotation_period_seconds: missing('throttled'), next_rotation_time: missing('throttled') }),
      [{ cause: 'throttled' }, { cause: 'throttled' }],
    ],
  ])('the rotation of a key is right: %s', (_, key, expected) => {
    expect(rotation(key)).toEqual(expected);
  });

  test.each([azureKey(), gcpKey()])('rotation can be on whatever the material is', (key) => {
    expect(said(facts(key).rotatable)).toBe(true);
  });
});

describe('the age of a multi-Region key', () => {
  const ages = (over: object) => {
    const { key_age_days, material_age_days } = facts(awsKey({ last_rotation_at: known(null), ...over }));
    return [said(key_age_days), said(material_age_days)];
  };
  const younger = { created_at: known('2026-10-01T00:00:00Z'), primary_created_at: known('2026-09-01T00:00:00Z') };

  test('is that of its primary, which a replica was made from', () => {
    expect(ages(younger)).toEqual(ages({ ...younger, created_at: younger.primary_created_at }));
  });

  test('is no less than that of a copy that a later primary was made from', () => {
    expect(ages({ created_at: younger.primary_created_at, primary_created_at: younger.created_at })).toEqual(ages(younger));
  });

  test.each(['created_at', 'primary_created_at'])('is not known where %s was not read', (name) => {
    expect(ages({ ...younger, [name]: denied })).toEqual([said(denied), said(denied)]);
  });
});

describe('the days to deletion', () => {
  const days = (deletion_date: Fact<string | null>) => said(facts(awsKey({ deletion_date })).days_to_deletion);

  test.each([
    ['2026-12-01T12:00:00Z', 7],
    ['2026-12-01T11:59:59Z', 6],
    ['2026-11-24T12:00:01Z', 0],
    ['2026-11-24T11:00:00Z', -1],
    ['2026-12-01T14:00:00+02:00', 7],
  ])('the days until the deletion on %s are %i, rounded down', (date, expected) => {
    expect(days(known(date))).toBe(expected);
  });

  test('there are no days to deletion when none is scheduled', () => {
    expect(days(known(null))).toBeNull();
  });

  test('the days to deletion are unknown when the date is malformed or was not read', () => {
    expect(days(known('in autumn'))).toEqual({ cause: 'malformed' });
    expect(days(denied)).toMatchObject({ cause: 'denied' });
  });

  test('the days to deletion of an Azure key count to its purge', () => {
    expect(said(facts(azureKey({ scheduled_purge: known('2026-11-26T12:00:00Z') })).days_to_deletion)).toBe(2);
  });

  test('the days to deletion of a Google key count to the destruction of its primary version', () => {
    const destroy_time = '2026-11-26T12:00:00Z';
    expect(said(facts(gcpKey({ primary: known({ id: '1', state: 'DESTROY_SCHEDULED', destroy_time }) })).days_to_deletion)).toBe(
      2,
    );
    expect(said(facts(gcpKey({ primary: known(null) })).days_to_deletion)).toBeNull();
  });
});

test('when a KMS name could not be read every fact has its cause', () => {
  for (const fact of Object.values(kmsFacts(missing('malformed'), of(missing('malformed')), known('us-west-2'), NOW))) {
    expect(said(fact)).toEqual({ cause: 'malformed' });
  }
});

test('a key that is not in the snapshot has only a service and a region', () => {
  const { service, region, pinned_version, ...rest } = kmsFacts(awsName(), of(awsName()), denied, NOW);
  expect([said(service), said(region), said(pinned_version)]).toEqual(['aws_kms', 'us-west-2', null]);
  for (const fact of Object.values(rest)) expect(said(fact)).toEqual({ cause: 'not_collected' });
});

test('a key with the name of a JavaScript property is not in the snapshot', () => {
  const kms = { ...awsName(), value: { ...awsName().value, name: 'constructor' } };
  expect(said(kmsFacts(kms, of(kms), denied, NOW).present)).toEqual({ cause: 'not_collected' });
});

test('a key that the KMS did not find is absent, and every other fact is not found', () => {
  const notFound = missing('not_found');
  const absent = { ...blank(AwsKey, notFound), provider: 'aws' as const, present: known(false) };
  const { present, region: _, service: __, pinned_version: ___, ...rest } = facts(absent);
  expect(said(present)).toBe(false);
  for (const fact of Object.values(rest)) expect(said(fact)).toEqual({ cause: 'not_found' });
});

test('the service of a key follows from its name alone', () => {
  const hsm = parseAzureKeyUrl(
    'https://orchard.managedhsm.azure.net/keys/plum',
    vaultId('orchard', 'managedHSMs'),
    'vault.azure.net',
  );
  const services = [awsName(), azureName(), known(hsm), gcpName()].map((kms) =>
    said(kmsFacts(kms, of(kms), denied, NOW).service),
  );
  expect(services).toEqual(['aws_kms', 'azure_key_vault', 'azure_managed_hsm', 'google_cloud_kms']);
});

test('facts of another service under the same name do not belong to the key', () => {
  const { present, state: found } = kmsFacts(names.aws, of(names.aws, { [names.aws.value.name]: gcpKey() }), denied, NOW);
  expect([said(present), said(found)]).toEqual([{ cause: 'not_collected' }, { cause: 'not_collected' }]);
});

describe('the protection level of a key', () => {
  const level = (key: KmsKey) => said(facts(key).protection_level);

  test.each([
    ['AWS_KMS', 'hsm'],
    ['EXTERNAL', 'hsm'],
    ['AWS_CLOUDHSM', 'hsm'],
    ['EXTERNAL_KEY_STORE', 'external'],
    ['GARBLED', { cause: 'unrecognized' }],
  ])('a key of AWS with the origin %s', (origin, expected) => {
    expect(level(awsKey({ origin: known(origin) }))).toEqual(expected);
  });

  test.each([
    ['RSA', 'software'],
    ['RSA-HSM', 'hsm'],
    ['GARBLED-HSM', { cause: 'unrecognized' }],
  ])('a key of Azure with the type %s', (type, expected) => {
    expect(level(azureKey({ key_type: known(type) }))).toEqual(expected);
  });

  test.each([
    ['SOFTWARE', 'software'],
    ['HSM_SINGLE_TENANT', 'hsm'],
    ['EXTERNAL_VPC', 'external'],
    [null, { cause: 'not_collected' }],
    ['GARBLED', { cause: 'unrecognized' }],
  ])('a key of Google with the protection level %s', (protection, expected) => {
    expect(level(gcpKey({ protection_level: known(protection) }))).toEqual(expected);
  });
});

test('when a key of AWS was made, rotated and is rotated next', () => {
  const { created_at, last_rotation_at, next_rotation_at, expires_at } = facts(
    awsKey({
      primary_created_at: known('2025-12-01T00:00:00Z'),
      last_rotation_at: known(null),
      next_rotation_at: known(null),
      material_expires_at: known(null),
    }),
  );
  expect([created_at, last_rotation_at, next_rotation_at, expires_at].map(said)).toEqual([
    '2025-12-01T00:00:00Z',
    null,
    // rotation is on: that no date is named does not mean that none is planned
    { cause: 'not_collected' },
    null,
  ]);
  expect(said(facts(awsKey({ rotation_enabled: known(false), next_rotation_at: denied })).next_rotation_at)).toBeNull();
});

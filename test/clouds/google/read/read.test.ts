import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Clouds, startClouds } from '../../../../loopback/clouds.ts';
import { parseGoogleKeyName } from '../../../../src/clouds/google/name.ts';
import { googleCalls } from '../../../../src/clouds/google/permissions.ts';
import { classifyGoogleError, classifyMissingCredentials } from '../../../../src/clouds/google/read/error.ts';
import { googleKeyOf } from '../../../../src/clouds/google/read/key.ts';
import { readGoogleKeys } from '../../../../src/clouds/google/read/read.ts';
import type { Collection } from '../../../../src/collect/observe.ts';
import { unknown } from '../../../../src/facts/fact.ts';
import { Secrets } from '../../../../src/input/secrets.ts';
import { toRead } from '../../../collect/stand-ins.ts';
import { DEFAULTS } from '../../../config/defaults.ts';

const RING = 'projects/orchard-tropics/locations/us-central1/keyRings/tropics';
const MANGO = 'projects/orchard-tropics/locations/europe-west1/keyRings/tropics/cryptoKeys/mango';
const DURIAN = `${RING}/cryptoKeys/durian`;
const LYCHEE = `${RING}/cryptoKeys/lychee`;

const collection: Collection = {
  now: () => '2026-11-30T00:00:00Z',
  deadline: new AbortController().signal,
  callTimeout: 5000,
  backoff: 1,
  loopbackOnly: true,
  secrets: new Secrets(),
  onCall: () => {},
};

let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds('fixtures/gcp-small');
});
afterEach(() => clouds.close());

const readAll = (names: string[], changes: object = {}, env: Record<string, string> = clouds.env) =>
  readGoogleKeys(collection, { ...clouds.config.gcp, ...changes }, toRead(names.map(parseGoogleKeyName)), env);
async function read(name: string, changes?: object, env?: Record<string, string>) {
  const key = (await readAll([name], changes, env)).keys.get(name);
  if (!key) throw new Error('no key');
  return key;
}
const asked = () => clouds.requests.map(({ id }) => id);

const CUSTOM = 'projects/orchard-tropics/roles/tropics_mango_custom_kms_role';

test('every fact of a key is read, and every page of its lists', async () => {
  expect(await read(MANGO)).toMatchObject({
    present: { value: true, source: 'gcp:kms:GetCryptoKey' },
    purpose: { value: 'ENCRYPT_DECRYPT' },
    labels: { value: {} },
    algorithm: { value: 'GOOGLE_SYMMETRIC_ENCRYPTION' },
    protection_level: { value: 'SOFTWARE' },
    primary: { value: { id: '2', state: 'ENABLED', destroy_time: null } },
    rotation_period_seconds: { value: 7_776_000 },
    import_only: { value: false },
    destroy_scheduled_seconds: { value: 2_592_000 },
    created_at: { value: '2026-07-03T09:00:00Z' },
    versions: { value: [{ id: '1' }, { id: '2', created_at: '2026-10-01T09:00:00Z' }] },
    policy: { value: { length: 2 } },
    key_ring_policy: { value: [] },
    project_policy: { value: [{ role: 'roles/owner' }, { role: CUSTOM }], source: 'gcp:resourcemanager:GetIamPolicy' },
    roles: {},
  });
  const posted = clouds.requests.filter(({ method }) => method !== 'GET').map(({ id }) => id);
  expect(posted).toEqual(['resourcemanager:GetIamPolicy projects/orchard-tropics']);
});

test('a key ring is read once for all keys in it', async () => {
  const { keys } = await readAll([DURIAN, LYCHEE]);
  expect(keys.get(LYCHEE)?.key_ring_policy).toEqual(keys.get(DURIAN)?.key_ring_policy);
  expect(keys.get(DURIAN)?.versions).toMatchObject({ value: [{ import_job: `${RING}/importJobs/crate` }] });
  expect(
    asked()
      .filter((id) => id.endsWith(RING))
      .sort(),
  ).toEqual([`cloudkms:GetIamPolicy ${RING}`]);
});

test('for a key that does not exist no further calls are made', async () => {
  const fig = `${RING}/cryptoKeys/fig`;
  const key = await read(fig);
  expect(key.present).toMatchObject({ value: false });
  expect(key.key_ring_policy).toMatchObject({ unknown: { cause: 'not_found', call: `cloudkms:GetCryptoKey ${fig}` } });
  expect(asked()).toEqual([`cloudkms:GetCryptoKey ${fig}`]);
});

test.each([
  [`cloudkms:ListCryptoKeyVersions ${DURIAN}`, 'versions', 'cloudkms.cryptoKeyVersions.list'],
  [`cloudkms:GetIamPolicy ${DURIAN}`, 'policy', 'cloudkms.cryptoKeys.getIamPolicy'],
  [`cloudkms:GetIamPolicy ${RING}`, 'key_ring_policy', 'cloudkms.keyRings.getIamPolicy'],
])('when %s is refused, only its own fact is lost', async (call, fact, permission) => {
  clouds.fault({ id: call, kind: 'deny' });
  // of the project nothing is needed here
  const { project: _, ...facts } = await read(DURIAN);
  const lost = Object.entries(facts).filter(([, value]) => typeof value === 'object' && 'unknown' in value);
  expect(lost).toMatchObject([[fact, { unknown: { cause: 'denied', call, permission } }]]);
});

test('any answer about a key proves that the key exists', async () => {
  clouds.fault({ id: `cloudkms:GetCryptoKey ${MANGO}`, kind: 'deny' });
  const key = await read(MANGO);
  expect(key.present).toMatchObject({ value: true, source: 'gcp:kms:ListCryptoKeyVersions' });
  expect(key.purpose).toMatchObject({
    unknown: { cause: 'denied', detail: expect.stringMatching(/^HTTP 403, PERMISSION_DENIED, Permission 'cloudkms/) },
  });
});

test('a throttled call is retried, unless the requested wait is too long', async () => {
  clouds.fault({ id: `cloudkms:GetCryptoKey ${MANGO}`, kind: 'throttle', times: 2 });
  clouds.fault({ id: `cloudkms:GetIamPolicy ${MANGO}`, kind: 'throttle', retryAfter: 300 });
  const key = await read(MANGO);
  expect(key.purpose).toMatchObject({ value: 'ENCRYPT_DECRYPT' });
  expect(key.policy).toMatchObject({ unknown: { cause: 'throttled', detail: expect.stringContaining('300 s') } });
});

test.each(['truncate', 'reset_body', 'not_json', 'page_loop', 'reset', 'server_error'] as const)(
  'a reply is not taken as complete after %s',
  async (kind) => {
    clouds.fault({ id: `cloudkms:ListCryptoKeyVersions ${MANGO}`, kind });
    const cause = kind === 'reset' || kind === 'server_error' ? 'unreachable' : 'malformed';
    expect((await read(MANGO)).versions).toMatchObject({ unknown: { cause } });
  },
);

test('a call that runs out of time is given up', async () => {
  clouds.fault({ id: `cloudkms:GetIamPolicy ${MANGO}`, kind: 'hang' });
  const hasty = { ...collection, callTimeout: 100 };
  const { keys } = await readGoogleKeys(hasty, clouds.config.gcp, toRead([parseGoogleKeyName(MANGO)]), clouds.env);
  expect(keys.get(MANGO)?.policy).toMatchObject({ unknown: { cause: 'timeout' } });
});

test('a redirect is not followed', async () => {
  const elsewhere = await startClouds('fixtures/gcp-small');
  clouds.fault({ id: /./, kind: 'redirect', to: elsewhere.gcp });
  const key = await read(MANGO);
  for (const fact of [key.present, key.policy])
    expect(fact).toMatchObject({ unknown: { cause: 'malformed', detail: expect.stringContaining('redirects') } });
  expect(elsewhere.requests).toEqual([]);
  await elsewhere.close();
});

test('a missing token for the emulator is reported, and no real host is called while the clock is set by hand', async () => {
  const none = await read(MANGO, {}, {});
  for (const fact of [none.present, none.versions, none.policy])
    expect(fact).toEqual({
      unknown: {
        cause: 'not_collected',
        source: 'gcp:credentials',
        call: 'Google credentials',
        detail: 'an emulator at a loopback address is asked with a token, and BYOK_AUDIT_GCP_TOKEN is not set',
      },
    });
  const key = await read(MANGO, DEFAULTS.gcp);
  expect(key.policy).toMatchObject({ unknown: { cause: 'not_collected', call: `cloudkms:GetIamPolicy ${MANGO}` } });
  expect(asked()).toEqual([]);
});

test.each([
  ['404', 'not_found', false],
  ['403', 'denied', false],
  ['429', 'throttled', true],
  [503, 'unreachable', true],
  [401, 'not_collected', false],
])('HTTP status %s means %s', (code, cause, retry) => {
  const said = code === '404' ? { response: { status: 404, data: { error: { status: 'NOT_FOUND' } } } } : {};
  const error = Object.assign(new Error('refused'), { code, config: { url: 'https://cloudkms.googleapis.com/v1/x' }, ...said });
  expect(classifyGoogleError(error, String, 'https://cloudkms.googleapis.com')).toMatchObject({ cause, retry });
});

test('a 404 that is not in the service’s own form may come from a proxy or a wrong address, and proves nothing', () => {
  const error = Object.assign(new Error('<html>'), { code: 404, config: { url: 'https://cloudkms.googleapis.com/v1/x' } });
  expect(classifyGoogleError(error, String, 'https://cloudkms.googleapis.com')).toMatchObject({
    cause: 'malformed',
    retry: false,
  });
});

const perimeter = {
  error: {
    code: 403,
    status: 'PERMISSION_DENIED',
    message: "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: orchard",
    details: [
      { '@type': 'type.googleapis.com/google.rpc.PreconditionFailure', violations: [{ type: 'VPC_SERVICE_CONTROLS' }] },
      { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'SECURITY_POLICY_VIOLATED', domain: 'googleapis.com' },
    ],
  },
};

test('a refusal by a perimeter of VPC Service Controls names no permission, and says from where to run the scan', async () => {
  clouds.fault({ id: /^(cloudkms|resourcemanager):/, kind: 'replace', replace: () => ({ status: 403, body: perimeter }) });
  const { purpose, versions, project_policy } = await read(MANGO);
  for (const fact of [purpose, versions, project_policy]) {
    expect(fact).toMatchObject({
      unknown: { cause: 'denied', call: expect.any(String), detail: expect.stringContaining('from inside of it') },
    });
    expect(fact).not.toHaveProperty('unknown.permission');
  }
});

test('an API that is switched off in the project is no missing permission either', async () => {
  const [info] = perimeter.error.details.slice(1);
  const error = { ...perimeter.error, details: [{ ...info, reason: 'SERVICE_DISABLED' }] };
  clouds.fault({ id: /^cloudkms:/, kind: 'replace', replace: () => ({ status: 403, body: { error } }) });
  const { purpose } = await read(MANGO);
  expect(purpose).toMatchObject({ unknown: { cause: 'denied', detail: expect.not.stringContaining('perimeter of VPC') } });
  expect(purpose).not.toHaveProperty('unknown.permission');
});

test('credentials that Google does not accept are said as such, the same for every call', async () => {
  const error = { code: 401, status: 'UNAUTHENTICATED', message: 'Request had invalid authentication credentials.' };
  clouds.fault({ id: /./, kind: 'replace', replace: () => ({ status: 401, body: { error } }) });
  const { purpose, versions, policy, key_ring_policy, project_policy } = await read(MANGO);
  expect(purpose).toEqual({
    unknown: {
      cause: 'not_collected',
      source: 'gcp:credentials',
      call: 'Google credentials',
      detail: expect.stringContaining('does not accept'),
    },
  });
  for (const fact of [versions, policy, key_ring_policy, project_policy]) expect(fact).toEqual(purpose);
});

test('credentials that cannot be found are no permission that is missing', () => {
  const found = classifyMissingCredentials(
    new Error('Could not load the default credentials.'),
    String,
    'https://cloudkms.googleapis.com',
  );
  expect(found).toMatchObject({
    cause: 'not_collected',
    instead: { source: 'gcp:credentials', call: 'Google credentials' },
    permission: null,
    retry: false,
  });
  const cut = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  expect(classifyMissingCredentials(cut, String, 'https://cloudkms.googleapis.com')).toMatchObject({
    cause: 'unreachable',
    retry: true,
  });
});

test('a refused credential is distinguished from a refused call', () => {
  const error = Object.assign(new Error('invalid_grant'), {
    code: '400',
    config: { url: 'https://oauth2.googleapis.com/token' },
  });
  expect(classifyGoogleError(error, String, 'https://cloudkms.googleapis.com')).toMatchObject({
    cause: 'not_collected',
    instead: { source: 'gcp:credentials', call: 'Google credentials' },
    permission: null,
    detail: 'Google refused the credentials, invalid_grant',
  });
});

const NAME = parseGoogleKeyName(MANGO);
/** A key as described by a reply, and nothing else of it. */
function described(fields: object) {
  const none = unknown('denied', 'refused', googleCalls(NAME).key);
  const key = { value: { name: MANGO, ...fields }, source: 'gcp:kms:GetCryptoKey', observed_at: '' };
  const unread = { versions: none, policy: none, key_ring_policy: none, project_policy: none, project: none, roles: {} };
  return googleKeyOf({ key, ...unread }, NAME, collection.now());
}

test('a part of a second counts, and fields of a wrong type are not trusted', () => {
  const value = { purpose: 'ENCRYPT_DECRYPT', importOnly: 'no', rotationPeriod: '86400.5s', createTime: 'today' };
  expect(described(value)).toMatchObject({
    purpose: { value: 'ENCRYPT_DECRYPT' },
    primary: { value: null },
    rotation_period_seconds: { value: 86_400.5 },
    import_only: { unknown: { cause: 'malformed' } },
    created_at: { unknown: { cause: 'malformed' } },
  });
});

const version = (number: number, over: object = {}) => ({
  name: `${MANGO}/cryptoKeyVersions/${number}`,
  state: 'ENABLED',
  createTime: '2026-07-03T09:00:00Z',
  ...over,
});

test.each([
  [{ rotationPeriod: '0s' }, 'rotation_period_seconds'],
  [{ rotationPeriod: '3600s' }, 'rotation_period_seconds'],
  [{ rotationPeriod: '9999999999s' }, 'rotation_period_seconds'],
  [{ rotationPeriod: 'P90D' }, 'rotation_period_seconds'],
  [{ nextRotationTime: '0001-01-01T00:00:00Z' }, 'next_rotation_time'],
  [{ nextRotationTime: '9999-12-31T23:59:59Z' }, 'next_rotation_time'],
  [{ createTime: '0001-01-01T00:00:00Z' }, 'created_at'],
  [{ createTime: '2026-12-24T00:00:00Z' }, 'created_at'],
  [{ purpose: '' }, 'purpose'],
  [{ versionTemplate: { protectionLevel: '' } }, 'protection_level'],
  [{ versionTemplate: 'HSM' }, 'algorithm'],
  [{ keyAccessJustificationsPolicy: [] }, 'allowed_reasons'],
  [{ keyAccessJustificationsPolicy: { allowedAccessReasons: [''] } }, 'allowed_reasons'],
  [{ primary: {} }, 'primary'],
  [{ primary: version(1, { state: '' }) }, 'primary'],
  [{ primary: version(1, { name: `${DURIAN}/cryptoKeyVersions/1` }) }, 'primary'],
  [{ primary: version(1, { name: MANGO }) }, 'primary'],
  [{ primary: version(1, { destroyTime: '2026-12-20T09:00:00Z' }) }, 'primary'],
  [{ primary: version(1, { importTime: '2026-07-03T09:00:00Z' }) }, 'primary'],
  [{ primary: version(1, { importJob: 'GARBLED' }) }, 'primary'],
] as const)('%j of a key is malformed, and nothing else of it is', (fields, name) => {
  const key = described(fields);
  expect(key[name]).toMatchObject({ unknown: { cause: 'malformed' } });
  expect(key.present).toMatchObject({ value: true });
});

test.each([
  [undefined, null],
  [{}, []],
  [{ allowedAccessReasons: [] }, []],
  [{ allowedAccessReasons: ['CUSTOMER_INITIATED_ACCESS'] }, ['CUSTOMER_INITIATED_ACCESS']],
])('with the policy of justifications %j the key may be used for %j', (keyAccessJustificationsPolicy, reasons) => {
  expect(described({ keyAccessJustificationsPolicy }).allowed_reasons).toMatchObject({ value: reasons });
});

test.each([{}, [], '', null, 7, { name: '' }, { name: DURIAN }, { name: `${MANGO}/cryptoKeyVersions/1` }])(
  'the reply %j is no description of the key that was asked for',
  async (body) => {
    clouds.fault({ id: `cloudkms:GetCryptoKey ${MANGO}`, kind: 'replace', replace: () => ({ status: 200, body }) });
    const key = await read(MANGO);
    expect(key.primary).toMatchObject({ unknown: { cause: 'malformed' } });
    expect(key.import_only).toMatchObject({ unknown: { cause: 'malformed' } });
    // the other calls answered about it
    expect(key.present).toMatchObject({ value: true, source: 'gcp:kms:ListCryptoKeyVersions' });
  },
);

test('a key that was asked for by the number of its project may be described by its id', async () => {
  const numbered = MANGO.replace('orchard-tropics', '481516234201');
  clouds.fault({
    id: /^cloudkms:(GetCryptoKey|ListCryptoKeyVersions) projects\/481516234201/,
    kind: 'replace',
    replace: ({ status, body }) => ({
      status,
      body: JSON.parse(JSON.stringify(body).replaceAll('481516234201', 'orchard-tropics')),
    }),
  });
  expect(await read(numbered)).toMatchObject({ primary: { value: { id: '2' } }, versions: { value: { length: 2 } } });
});

test.each([
  ['of another key', [version(1, { name: `${DURIAN}/cryptoKeyVersions/1` })], undefined],
  ['without a name', [version(1, { name: undefined })], undefined],
  ['twice', [version(1), version(1)], 2],
  ['fewer than there are', [version(1)], 2],
  ['more than there are', [version(1), version(2)], 1],
  ['older than the key', [version(1, { createTime: '2026-01-01T00:00:00Z' })], 1],
  ['from the year 1', [version(1, { createTime: '0001-01-01T00:00:00Z' })], 1],
  ['enabled and destroyed', [version(1, { destroyEventTime: '2026-08-01T00:00:00Z' })], 1],
  ['no version at all', [null], 1],
  ['a count that is no number', [version(1)], 'one'],
])('a list with versions %s is not the list of versions', async (_, cryptoKeyVersions, totalSize) => {
  const body = { cryptoKeyVersions, totalSize };
  clouds.fault({ id: `cloudkms:ListCryptoKeyVersions ${MANGO}`, kind: 'replace', replace: () => ({ status: 200, body }) });
  expect((await read(MANGO)).versions).toMatchObject({ unknown: { cause: 'malformed' } });
});

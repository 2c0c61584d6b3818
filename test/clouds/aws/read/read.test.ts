import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { type Clouds, startClouds } from '../../../../loopback/clouds.ts';
import { parseAwsKeyArn } from '../../../../src/clouds/aws/name.ts';
import { classifyAwsError } from '../../../../src/clouds/aws/read/error.ts';
import { readAwsKeys } from '../../../../src/clouds/aws/read/read.ts';
import { AwsKey } from '../../../../src/clouds/aws/snapshot.ts';
import type { Collection } from '../../../../src/collect/observe.ts';
import { factsIn } from '../../../../src/facts/declare.ts';
import { Secrets } from '../../../../src/input/secrets.ts';
import { toRead } from '../../../collect/stand-ins.ts';

const APPLE = 'arn:aws:kms:us-east-1:111122223333:key/00000001-aaaa-4aaa-8aaa-000000000001';
const FOREIGN = 'arn:aws:kms:us-east-1:444455556666:key/00000002-aaaa-4aaa-8aaa-000000000002';
const IMPORTED = 'arn:aws:kms:eu-west-1:111122223333:key/00000004-aaaa-4aaa-8aaa-000000000004';
const REPLICA = 'arn:aws:kms:eu-central-1:111122223333:key/mrk-00000000000000000000000000000005';
const PRIMARY = 'arn:aws:kms:us-east-1:111122223333:key/mrk-00000000000000000000000000000005';
const ABSENT = 'arn:aws:kms:us-east-1:111122223333:key/00000099-aaaa-4aaa-8aaa-000000000099';
const ROLE = 'arn:aws:iam::444455556666:role/byok-audit';

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
  clouds = await startClouds('fixtures/aws-small');
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, clouds.env[name]);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await clouds.close();
});

async function read(arn: string, accounts = {}, env: Record<string, string> = clouds.env) {
  const key = (await readAwsKeys(collection, { accounts }, toRead([parseAwsKeyArn(arn)]), env)).keys.get(arn);
  if (!key) throw new Error('no key');
  return key;
}
const asked = () => clouds.requests.map(({ id }) => id);

test.each([
  [
    'AWS_ENDPOINT_URL_KMS',
    'http://kms.orchard.example',
    'AWS_ENDPOINT_URL_KMS: plain http is allowed only for a loopback address',
  ],
  ['AWS_ENDPOINT_URL_KMS', 'https://fig:plum@kms.orchard.example', 'AWS_ENDPOINT_URL_KMS: a URL with a user name or password'],
  [
    'AWS_ENDPOINT_URL_STS',
    'http://sts.orchard.example',
    'AWS_ENDPOINT_URL_STS: plain http is allowed only for a loopback address',
  ],
])('%s=%s is not called, and each fact says why', async (variable, url, why) => {
  const env = { ...clouds.env, [variable]: url };
  const key = await read(FOREIGN, { '444455556666': { role_arn: ROLE } }, env);
  expect(key.state).toEqual({
    unknown: expect.objectContaining({ cause: 'not_collected', detail: expect.stringContaining(why) }),
  });
  expect(JSON.stringify(key)).not.toContain('plum');
  expect(asked()).toEqual([]);
});

test('every fact of a key is read, and every page of its lists', async () => {
  const key = await read(APPLE);
  expect(key).toMatchObject({
    present: { value: true, source: 'aws:kms:DescribeKey', observed_at: '2026-11-30T00:00:00Z' },
    state: { value: 'Enabled' },
    created_at: { value: '2025-02-01T09:00:00Z' },
    deletion_date: { value: null },
    multi_region_primary: { value: null },
    rotation_period_days: { value: 365 },
  });
  expect(key.grants).toMatchObject({ value: { length: 3 } });
  expect(key.policy).toMatchObject({ value: expect.stringContaining('"Statement"') });
});

test('the role of another account is assumed once, with its external id', async () => {
  const key = await read(FOREIGN, { '444455556666': { role_arn: ROLE, external_id: 'quince' } });
  expect(key.policy).toMatchObject({ source: 'aws:kms:GetKeyPolicy' });
  expect(asked().filter((id) => id.startsWith('sts:'))).toEqual([`sts:AssumeRole ${ROLE}`]);
});

test('when a role cannot be assumed, every fact says which role was refused', async () => {
  const key = await read(FOREIGN, { '444455556666': { role_arn: ROLE, external_id: 'medlar' } });
  const unknown = { cause: 'denied', call: `sts:AssumeRole ${ROLE}`, permission: 'sts:AssumeRole' };
  expect(key.present).toMatchObject({ unknown });
  expect(key.grants).toMatchObject({ unknown });
  expect(asked()).toEqual([`sts:AssumeRole ${ROLE}`]);
});

test.each(['', '<!doctype html><title>Sign in</title>'])(
  'a reply of STS that holds no credentials is no lack of our own: %j',
  async (body) => {
    clouds.fault({ id: /^sts:/, kind: 'replace', replace: () => ({ status: 200, body }) });
    const key = await read(FOREIGN, { '444455556666': { role_arn: ROLE, external_id: 'quince' } });
    expect(key.present).toMatchObject({ unknown: { cause: 'malformed', call: `sts:AssumeRole ${ROLE}` } });
  },
);

test('a grant that is listed twice counts once, and two that differ under one id make the list malformed', async () => {
  const listed = (change: (grant: object) => object) => {
    clouds.fault({
      id: `kms:ListGrants ${APPLE}`,
      kind: 'replace',
      replace: ({ status, body }) => {
        const { Grants, ...rest } = body as { Grants: object[] };
        return { status, body: { Grants: [...Grants, ...Grants.slice(0, 1).map(change)], ...rest } };
      },
    });
    return read(APPLE);
  };
  expect((await listed((grant) => grant)).grants).toMatchObject({ value: { length: 3 } });
  expect((await listed((grant) => ({ ...grant, Operations: ['Decrypt', 'RetireGrant'] }))).grants).toMatchObject({
    unknown: { cause: 'malformed', source: 'aws:kms:ListGrants', detail: expect.stringMatching(/^two grants of the list/) },
  });
});

test('for a key that does not exist no further calls are made', async () => {
  const key = await read(ABSENT);
  expect(key.present).toMatchObject({ value: false });
  expect(key.grants).toMatchObject({ unknown: { cause: 'not_found', call: `kms:DescribeKey ${ABSENT}` } });
  expect(asked()).toEqual([`kms:DescribeKey ${ABSENT}`]);
});

test.each(['DescribeKey', 'GetKeyPolicy', 'GetKeyRotationStatus', 'ListKeyRotations', 'ListGrants', 'ListResourceTags'])(
  'when %s is denied, exactly the facts declared to come from it are unknown',
  async (operation) => {
    clouds.fault({ id: `kms:${operation} ${APPLE}`, kind: 'deny' });
    const lost = Object.entries(await read(APPLE)).filter(([, fact]) => typeof fact === 'object' && 'unknown' in fact);
    // any other answer about the key proves it present
    const declared = factsIn(AwsKey).filter(({ path, calls }) => path !== 'present' && calls.includes(`aws:kms:${operation}`));
    expect(lost.map(([name]) => name).sort()).toEqual(declared.map(({ path }) => path).sort());
    expect(lost[0]?.[1]).toMatchObject({
      unknown: { cause: 'denied', call: `kms:${operation} ${APPLE}`, permission: `kms:${operation}` },
    });
  },
);

test('the tags of a key are read whatever its policy says, over several pages', async () => {
  const page = (Tags: object[], NextMarker?: string) => ({ Tags, Truncated: NextMarker !== undefined, NextMarker });
  const pages = [page([{ TagKey: 'owner', TagValue: 'orchard' }], '1'), page([{ TagKey: 'fruit', TagValue: '' }])];
  clouds.fault({
    id: `kms:ListResourceTags ${APPLE}`,
    kind: 'replace',
    replace: ({ status }) => ({ status, body: pages.shift() ?? {} }),
  });
  expect((await read(APPLE)).tags).toMatchObject({ value: { owner: 'orchard', fruit: '' }, source: 'aws:kms:ListResourceTags' });
});

test('any answer about a key proves that the key exists', async () => {
  clouds.fault({ id: `kms:DescribeKey ${APPLE}`, kind: 'deny' });
  const key = await read(APPLE);
  expect(key.present).toMatchObject({ value: true, source: 'aws:kms:GetKeyPolicy' });
  expect(key.state).toMatchObject({ unknown: { cause: 'denied' } });
});

test('the rotation of a replica is read from its primary', async () => {
  const key = await read(REPLICA);
  expect(key.rotation_period_days).toMatchObject({ value: 730 });
  expect(asked()).toContain(`kms:GetKeyRotationStatus ${PRIMARY}`);
});

test('a key that AWS cannot rotate counts as not rotated', async () => {
  const key = await read(IMPORTED);
  expect(key.rotation_enabled).toMatchObject({ value: false });
  expect(key.rotation_period_days).toMatchObject({ value: null });
});

test('a throttled call is retried, unless the requested wait is too long', async () => {
  clouds.fault({ id: `kms:ListGrants ${APPLE}`, kind: 'throttle', times: 2 });
  clouds.fault({ id: `kms:GetKeyPolicy ${APPLE}`, kind: 'throttle', retryAfter: 300 });
  const key = await read(APPLE);
  expect(key.grants).toMatchObject({ value: { length: 3 } });
  expect(key.policy).toMatchObject({ unknown: { cause: 'throttled', detail: expect.stringContaining('300 s') } });
  expect(asked().filter((id) => id === `kms:GetKeyPolicy ${APPLE}`)).toHaveLength(1);
});

test.each(['truncate', 'reset_body', 'not_json', 'page_loop', 'reset', 'server_error'] as const)(
  'a reply is not taken as complete after %s',
  async (kind) => {
    clouds.fault({ id: `kms:ListGrants ${APPLE}`, kind });
    const cause = kind === 'reset' || kind === 'server_error' ? 'unreachable' : 'malformed';
    expect((await read(APPLE)).grants).toMatchObject({ unknown: { cause } });
  },
);

test('missing credentials are reported', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  const key = await read(APPLE);
  expect(key.state).toMatchObject({ unknown: { cause: 'not_collected', call: 'AWS credentials' } });
  expect(key.state).not.toHaveProperty('unknown.permission');
  expect(asked()).toEqual([]);
});

test('a redirect is not followed', async () => {
  const elsewhere = await startClouds('fixtures/aws-small');
  clouds.fault({ id: /./, kind: 'redirect', to: elsewhere.aws });
  const key = await read(APPLE);
  expect(key.present).toMatchObject({ unknown: { cause: 'malformed', detail: expect.stringContaining('redirects') } });
  expect(elsewhere.requests).toEqual([]);
  await elsewhere.close();
});

test('no real host is called while the clock is set by hand', async () => {
  const { AWS_ENDPOINT_URL_KMS: _, ...env } = clouds.env;
  expect((await read(APPLE, {}, env)).grants).toMatchObject({
    unknown: { cause: 'not_collected', call: `kms:ListGrants ${APPLE}` },
  });
  const noSts = { ...clouds.env, AWS_ENDPOINT_URL_STS: 'https://sts.amazonaws.com' };
  const key = await read(FOREIGN, { '444455556666': { role_arn: ROLE } }, noSts);
  expect(key.present).toMatchObject({
    unknown: { cause: 'not_collected', detail: expect.stringContaining('AWS_ENDPOINT_URL_STS') },
  });
});

test('a signed request is kept out of the details of an error', () => {
  const message = 'The signature does not match.\n\nThe Canonical String was x-amz-security-token:papaya';
  const error = Object.assign(new Error(message), { name: 'SignatureDoesNotMatch', $metadata: { httpStatusCode: 403 } });
  expect(classifyAwsError(error, String)).toEqual({
    cause: 'not_collected',
    detail: 'AWS did not accept the credentials, SignatureDoesNotMatch, The signature does not match.',
    retry: false,
    permission: null,
    instead: { source: 'aws:credentials', call: 'AWS credentials' },
  });
});

test('a call that is out of time is ended on its connection too', async () => {
  const open = new Set<IncomingMessage>();
  const deadline = new AbortController();
  const silent = createServer((request) => {
    open.add(request.once('close', () => open.delete(request)).once('error', () => {}));
    if (open.size === 2) deadline.abort();
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void silent.close().closeAllConnections());
  const { port } = silent.address() as AddressInfo;
  const env = { ...clouds.env, AWS_ENDPOINT_URL_KMS: `http://127.0.0.1:${port}` };
  const names = toRead([parseAwsKeyArn(APPLE), parseAwsKeyArn(ABSENT)]);
  const { keys } = await readAwsKeys({ ...collection, deadline: deadline.signal }, { accounts: {} }, names, env);
  expect(keys.get(ABSENT)?.present).toMatchObject({ unknown: { cause: 'timeout' } });
  await vi.waitUntil(() => open.size === 0);
});

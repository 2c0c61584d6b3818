import { createServer } from 'node:https';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { type Clouds, startClouds } from '../../loopback/clouds.ts';
import { authority } from '../proxy/certificates.ts';
import { closed, listening } from '../proxy/forward-proxy.ts';
import { examine, withStatus } from './examine.ts';

async function started(...given: Parameters<typeof startClouds>): Promise<Clouds> {
  const clouds = await startClouds(...given);
  onTestFinished(() => clouds.close());
  return clouds;
}

const accessKey = process.env.AWS_ACCESS_KEY_ID;
afterEach(() => {
  if (accessKey === undefined) delete process.env.AWS_ACCESS_KEY_ID;
  else process.env.AWS_ACCESS_KEY_ID = accessKey;
});

test('where Confluent Cloud refuses the credentials it ends with 69, and nothing else is taken to be missing or there', async () => {
  const clouds = await started('fixtures/clean-aws');
  const found = await examine('clean-aws', clouds, { asking: { credentials: { key: 'APPLE', secret: 'another-secret' } } });
  expect(found.exit_code).toBe(69);
  expect(found.credentials.map(({ status }) => status)).toEqual(['failed', 'not_checked', 'not_checked', 'not_checked']);
  expect(found.credentials[0]?.detail).toContain('refused the credentials');
  expect(new Set(found.permissions.map(({ status }) => status))).toEqual(new Set(['not_tried']));
  expect(found.permissions[0]?.places[0]?.detail).toBe('Confluent Cloud could not be asked, so that no key is known');
  expect(found.grants).toEqual([]);
  expect(found.population).toEqual([]);
  // that it is there shows all the same
  expect(found.endpoints.map(({ status, http_status }) => [status, http_status])).toEqual([['ok', 401]]);
});

test('where Confluent Cloud is away it ends with 69 and says of the endpoint why', async () => {
  const clouds = await startClouds('fixtures/clean-aws');
  await clouds.close();
  const { exit_code, endpoints, clock } = await examine('clean-aws', clouds);
  expect(exit_code).toBe(69);
  expect(endpoints).toMatchObject([{ status: 'failed', url: clouds.confluent, http_status: null }]);
  expect(endpoints[0]?.detail).toContain('ECONNREFUSED');
  expect(endpoints[0]?.remedy).toContain('docs/network.md');
  expect(clock).toMatchObject({ status: 'not_checked', seconds: null });
});

test('a certificate that is not accepted is said to be so, and tried once', async () => {
  const clouds = await started('fixtures/clean-aws');
  const server = createServer(authority(['localhost']).valid, (_, response) => response.end('{}'));
  const endpoint = `https://localhost:${await listening(server)}`;
  onTestFinished(() => closed(server));
  const { exit_code, endpoints } = await examine('clean-aws', clouds, {
    config: { confluent: { endpoint, environments: { include: ['*'], exclude: [] } } },
  });
  expect(exit_code).toBe(69);
  expect(endpoints).toMatchObject([{ status: 'failed', url: endpoint }]);
  expect(endpoints[0]?.detail).toMatch(/certificate of the host is not accepted: .*NODE_EXTRA_CA_CERTS/);
});

test.each([
  [0, 'ok', /agrees/],
  [-30_000, 'ok', /^the clock of this machine is (29|30|31) s ahead of/],
  [-400_000, 'failed', /^the clock of this machine is (399|400|401) s ahead of .*AWS refuses requests/],
  [400_000, 'failed', /^the clock of this machine is (399|400|401) s behind .*AWS refuses requests/],
])('where the clocks of the services are %i ms ahead, ours is %s', async (skew, status, detail) => {
  const clouds = await started('fixtures/clean-aws', { skew });
  const { clock, exit_code } = await examine('clean-aws', clouds);
  expect(clock.status).toBe(status);
  expect(clock.detail).toMatch(detail);
  expect(exit_code).toBe(status === 'ok' ? 0 : 1);
});

test('of an organization without keys nothing of a cloud is called allowed', async () => {
  const clouds = await started('fixtures/empty-org');
  const found = await examine('empty-org', clouds);
  expect(found.exit_code).toBe(0);
  expect(withStatus(found, 'allowed').filter((one) => !one.startsWith('confluent: '))).toEqual([]);
  expect(found.credentials.map(({ status }) => status)).toEqual(['ok', 'not_checked', 'not_checked', 'not_checked']);
  const details = found.permissions.filter(({ grantor }) => grantor !== 'confluent').map(({ places }) => places[0]?.detail);
  expect(new Set(details)).toEqual(new Set(['no key of this cloud is known']));
  // no cluster has a key, so no connectors were asked for
  expect(withStatus(found, 'not_tried')[0]).toBe('confluent: OrganizationAdmin or EnvironmentAdmin: connectors');
});

test('credentials that AWS does not accept are what failed, and no permission', async () => {
  const clouds = await started('fixtures/clean-aws');
  const env = { ...clouds.env, AWS_ACCESS_KEY_ID: 'AKIAANOTHER000000000' };
  const found = await examine('clean-aws', { ...clouds, env });
  expect(found.exit_code).toBe(1);
  const [aws] = found.credentials.filter(({ grantor }) => grantor === 'aws');
  expect(aws).toMatchObject({ status: 'failed', who: null });
  expect(aws?.remedy).toContain('AWS_PROFILE');
  expect(withStatus(found, 'denied')).toEqual([]);
  expect(withStatus(found, 'allowed').filter((one) => one.startsWith('aws: '))).toEqual([]);
  expect(found.permissions.find(({ permission }) => permission === 'kms:DescribeKey')?.places[0]?.detail).toContain(
    'AWS credentials failed',
  );
});

test.each([
  ['azure', 'BYOK_AUDIT_AZURE_TOKEN'],
  ['gcp', 'BYOK_AUDIT_GCP_TOKEN'],
])('credentials for %s that are missing are what failed, and no permission', async (provider, variable) => {
  const clouds = await started(`fixtures/clean-${provider}`);
  const { [variable]: _, ...env } = clouds.env;
  const found = await examine(`clean-${provider}`, { ...clouds, env });
  expect(found.exit_code).toBe(1);
  expect(found.credentials.filter(({ grantor }) => grantor === provider)).toMatchObject([{ status: 'failed', who: null }]);
  expect(withStatus(found, 'denied')).toEqual([]);
  expect(withStatus(found, 'allowed').filter((one) => one.startsWith(`${provider}: `))).toEqual([]);
});

test('a call that is refused for too many requests says nothing of its permission', async () => {
  const clouds = await started('fixtures/clean-aws', { faults: [{ id: /^kms:ListGrants/, kind: 'throttle', retryAfter: 120 }] });
  const found = await examine('clean-aws', clouds);
  expect(withStatus(found, 'undetermined')).toEqual(['aws: kms:ListGrants: permissions given beside the key policy']);
  expect(withStatus(found, 'denied')).toEqual([]);
  const [unclear] = found.permissions.filter(({ status }) => status === 'undetermined');
  expect(unclear?.places[0]).toMatchObject({ cause: 'throttled' });
  expect(unclear?.remedy?.text).toContain('too many requests');
  expect(found.exit_code).toBe(1);
});

test('where the role is refused, that is what is missing, and what it would have done was not tried', async () => {
  const clouds = await started('fixtures/clean-aws');
  const role_arn = 'arn:aws:iam::111122223333:role/pear';
  const found = await examine('clean-aws', clouds, { config: { aws: { accounts: { '111122223333': { role_arn } } } } });
  expect(withStatus(found, 'denied')).toEqual([
    'aws: sts:AssumeRole: on the caller, for accounts with a role_arn in the configuration',
  ]);
  expect(withStatus(found, 'not_tried').filter((one) => one.startsWith('aws: kms:'))).toHaveLength(6);
  expect(found.grants[0]?.advice.paste.map(({ text }) => text).join('\n')).toContain(role_arn);
});

test('lists that Confluent counts more of than it shows are named with what to do', async () => {
  const clouds = await started('fixtures/clean-aws', {
    faults: [
      {
        id: /iam\.max_environments/,
        kind: 'replace',
        replace: ({ status, body }) => ({ status, body: JSON.parse(JSON.stringify(body).replace(/"usage":\d+/, '"usage":7')) }),
      },
    ],
  });
  const { population, exit_code } = await examine('clean-aws', clouds);
  const environments = population.find(({ subject_type }) => subject_type === 'environment');
  expect(environments).toMatchObject({ status: 'failed', complete: false });
  expect(environments?.detail).toContain('Confluent counts 7 environments');
  expect(environments?.remedy).toContain('OrganizationAdmin');
  expect(exit_code).toBe(1);
});

test('the policy is named by its digest, and whether it is the built-in one', async () => {
  const clouds = await started('fixtures/empty-org');
  const { policy } = await examine('empty-org', clouds);
  expect(policy).toMatchObject({ built_in: true, digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
  expect(policy.detail).toContain(policy.digest);
});

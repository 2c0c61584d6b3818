import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Doctor } from '../../src/doctor/schema.ts';
import { forwardProxy } from '../proxy/forward-proxy.ts';
import { orchard, ran, realNames } from '../proxy/proxied-scan.ts';

const SECRETS = ['signature-not-real', 'fig-azure-secret', 'fig-refresh-token', 'pear-token-not-real', 'cherry-secret-not-real'];

let real: Awaited<ReturnType<typeof realNames>>;
let proxy: Awaited<ReturnType<typeof forwardProxy>>;
let found: Doctor;
beforeAll(async () => {
  const claims = Buffer.from('{"appid":"app-1","oid":"object-1","tid":"tenant-1"}').toString('base64url');
  real = await realNames({ credentials: { BYOK_AUDIT_AZURE_TOKEN: `header.${claims}.signature-not-real` } });
  proxy = await forwardProxy({ port: () => real.port });
  const directory = orchard();
  const env = { ...real.environment(directory), HTTPS_PROXY: `http://${proxy.host}` };
  const { stdout, stderr, code } = await ran(directory, ['doctor', '--json'], env);
  found = JSON.parse(stdout) as Doctor;
  for (const secret of SECRETS) expect(stdout + stderr).not.toContain(secret);
  // in the demo the role in one account may not read its key
  expect(code).toBe(1);
}, 60_000);
afterAll(async () => {
  proxy.close();
  await real.close();
});

test('names each host that a scan calls, as the log of the proxy has them, and the proxy that it is asked through', () => {
  const named = found.endpoints.map(({ url }) => url.replace('https://', ''));
  const asked = [...new Set(proxy.asked.map((host) => host.replace(/:443$/, '')))].sort();
  // as whom AWS is asked is found out apart: a scan need not reach what answers that
  expect(asked.filter((host) => !named.includes(host) && !host.startsWith('sts.'))).toEqual([]);
  expect(named.filter((host) => !asked.includes(host))).toEqual([]);
  expect(named).toContain('login.microsoftonline.com');
  expect(named).toContain('oauth2.googleapis.com');
  expect(found.endpoints.map(({ status }) => status)).toEqual(named.map(() => 'ok'));
  expect(new Set(found.endpoints.map((one) => one.proxy))).toEqual(new Set([proxy.host]));
});

test('says as whom each cloud is asked, as far as its credentials say it', () => {
  expect(found.credentials.map(({ grantor, status, who }) => [grantor, status, who])).toEqual([
    ['confluent', 'ok', 'API key APPLEAPPLE000000'],
    ['aws', 'ok', 'arn:aws:iam::111122223333:user/byok-audit'],
    ['aws', 'ok', 'arn:aws:sts::444455556666:assumed-role/byok-audit/byok-audit'],
    ['aws', 'ok', 'arn:aws:sts::777788889999:assumed-role/byok-audit/byok-audit'],
    ['azure', 'ok', 'application app-1, object id object-1, tenant tenant-1'],
    ['gcp', 'ok', 'credentials of a user, or federated ones: they name no service account'],
  ]);
});

test('names what is denied in one account, and nowhere else', () => {
  const aws = found.grants.filter(({ grantor }) => grantor === 'aws');
  expect(aws.map(({ places }) => places)).toEqual([['account 777788889999 (us-east-1)']]);
});

test('where a proxy lets nothing through but calls to Confluent Cloud, it is the proxy that is named, and no permission', async () => {
  const strict = await forwardProxy({
    port: () => real.port,
    status: (host) => (host.startsWith('api.confluent.cloud') ? undefined : 403),
  });
  onTestFinished(strict.close);
  const directory = orchard();
  const env = { ...real.environment(directory), HTTPS_PROXY: `http://${strict.host}` };
  const { stdout, code } = await ran(directory, ['doctor', '--json'], env);
  const { endpoints, permissions, grants } = JSON.parse(stdout) as Doctor;
  expect(code).toBe(1);
  const [confluent, ...others] = endpoints;
  expect(confluent).toMatchObject({ url: 'https://api.confluent.cloud', status: 'ok', proxy: strict.host });
  expect(others.length).toBeGreaterThan(5);
  for (const { status, detail } of others) {
    expect(status).toBe('failed');
    expect(detail).toContain(`the proxy ${strict.host} does not allow the connection: HTTP 403`);
  }
  expect(permissions.filter(({ status }) => status === 'denied')).toEqual([]);
  expect(grants).toEqual([]);
  const allowed = permissions.filter(({ status, grantor }) => status === 'allowed' && grantor !== 'confluent');
  expect(allowed).toEqual([]);
});

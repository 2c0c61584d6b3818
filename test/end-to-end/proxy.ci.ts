import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { byokAudit } from '../cli/command.ts';
import { forwardProxy } from '../proxy/forward-proxy.ts';
import { collectedIn, orchard, ran, realNames } from '../proxy/proxied-scan.ts';

const PASSWORD = 'cherry%2Fproxy%2Fsecret';
const CREDENTIALS = `apple:${decodeURIComponent(PASSWORD)}`;
const HIDDEN = [PASSWORD, decodeURIComponent(PASSWORD), Buffer.from(CREDENTIALS).toString('base64')];

let real: Awaited<ReturnType<typeof realNames>>;
beforeAll(async () => {
  real = await realNames();
});
afterAll(() => real.close());

describe('a scan through a proxy that asks for a password', () => {
  let proxy: Awaited<ReturnType<typeof forwardProxy>>;
  let scan: Awaited<ReturnType<typeof ran>>;
  const directory = orchard();
  beforeAll(async () => {
    proxy = await forwardProxy({ port: () => real.port, credentials: CREDENTIALS });
    const HTTPS_PROXY = `http://apple:${PASSWORD}@${proxy.host}`;
    scan = await ran(directory, ['scan'], { ...real.environment(directory), HTTPS_PROXY });
  });
  afterAll(() => proxy.close());

  test('ends as one without a proxy, and reads the same of all four services', async () => {
    const { clouds } = real;
    const directly = orchard(clouds.config);
    const { code } = await byokAudit(['scan'], { directory: directly, env: clouds.env });
    expect(scan.code).toBe(code);
    expect(collectedIn(directory)).toEqual(collectedIn(directly));
  });

  test('asks it for each service, and for no loopback address', () => {
    const hosts = proxy.asked.map((host) => host.replace(/:443$/, ''));
    for (const host of [
      'api.confluent.cloud',
      'sts.us-east-1.amazonaws.com',
      'kms.us-east-1.amazonaws.com',
      'login.microsoftonline.com',
      'management.azure.com',
      'graph.microsoft.com',
      'orchard-prod-weu.vault.azure.net',
      'oauth2.googleapis.com',
      'cloudkms.googleapis.com',
      'cloudresourcemanager.googleapis.com',
    ])
      expect(hosts).toContain(host);
    expect(hosts.filter((host) => /localhost|127\.|::1|169\.254|metadata/.test(host))).toEqual([]);
    expect(proxy.plain).toEqual([]);
  });

  test('writes the password nowhere', () => {
    const folder = join(directory, 'byok-audit-report');
    const written = readdirSync(folder, 'utf8').map((file) => readFileSync(join(folder, file), 'utf8'));
    expect(written.length).toBeGreaterThan(3);
    for (const text of [...written, scan.stdout, scan.stderr])
      expect(HIDDEN.filter((hidden) => text.includes(hidden))).toEqual([]);
  });
});

test('where a proxy lets calls to Confluent Cloud alone through, the keys of all clouds are unreachable, and none is denied', async () => {
  const proxy = await forwardProxy({
    port: () => real.port,
    status: (host) => (host.startsWith('api.confluent.cloud') ? undefined : 403),
  });
  onTestFinished(proxy.close);
  const directory = orchard();
  await ran(directory, ['collect'], { ...real.environment(directory), ALL_PROXY: `http://${proxy.host}` });
  const { kms } = collectedIn(directory) as { kms: Record<string, { provider: string; present: { unknown?: object } }> };
  const unknowns = Object.values(kms).map(({ provider, present }) => ({ provider, ...present.unknown }));
  for (const provider of ['aws', 'azure', 'gcp']) expect(unknowns).toContainEqual(expect.objectContaining({ provider }));
  for (const unknown of unknowns)
    expect(unknown).toMatchObject({
      cause: 'unreachable',
      detail: `the proxy ${proxy.host} does not allow the connection: HTTP 403`,
    });
});

test('a proxy that refuses the password ends a scan with 69, and the message names the proxy and not the password', async () => {
  const proxy = await forwardProxy({ port: () => real.port, credentials: 'apple:another' });
  onTestFinished(proxy.close);
  const directory = orchard();
  const env = { ...real.environment(directory), https_proxy: `http://apple:${PASSWORD}@${proxy.host}` };
  const { code, stderr } = await byokAudit(['scan'], { directory, env });
  expect({ code, stderr }).toEqual({
    code: 69,
    stderr: expect.stringContaining(`the proxy ${proxy.host} does not accept the user name`),
  });
  expect(HIDDEN.filter((hidden) => stderr.includes(hidden))).toEqual([]);
});

test('a certificate of an authority that is not known ends a scan with 69, and the message says what to set', async () => {
  const proxy = await forwardProxy({ port: () => real.port });
  onTestFinished(proxy.close);
  const directory = orchard();
  const env = { ...real.environment(directory), HTTPS_PROXY: `http://${proxy.host}` };
  const { code, stderr } = await byokAudit(['scan'], { directory, env });
  expect({ code, stderr }).toEqual({
    code: 69,
    stderr: expect.stringMatching(/certificate of the host is not accepted: .*NODE_EXTRA_CA_CERTS/s),
  });
});

test('a malformed proxy ends a scan with 64 before any call', async () => {
  const directory = orchard(real.clouds.config);
  const before = real.clouds.requests.length;
  const { code, stderr } = await byokAudit(['scan'], {
    directory,
    env: { ...real.clouds.env, HTTPS_PROXY: `apple:${PASSWORD}@proxy` },
  });
  expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringMatching(/^HTTPS_PROXY is not the URL of a proxy/) });
  expect(HIDDEN.filter((hidden) => stderr.includes(hidden))).toEqual([]);
  expect(real.clouds.requests.length).toBe(before);
});

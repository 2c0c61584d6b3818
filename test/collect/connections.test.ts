import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { createServer as createSilent } from 'node:net';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { connectionsBy, DIRECT } from '../../src/collect/connections.ts';
import { get } from '../../src/collect/get.ts';
import { type Collection, observe } from '../../src/collect/observe.ts';
import { failureOfConnection, failureOfStatus } from '../../src/collect/service-failure.ts';
import { proxyFor, proxyIn } from '../../src/input/proxy.ts';
import { Secrets } from '../../src/input/secrets.ts';
import { authority } from '../proxy/certificates.ts';
import { closed, forwardProxy, listening } from '../proxy/forward-proxy.ts';

const HOST = 'api.orchard.example';
const PASSWORD = 'cherry-secret-not-real';
const certificates = authority([HOST, 'localhost']);
const servers: Server[] = [];
const heard: (string | undefined)[] = [];
let port = 0;

async function serve(pair: { key: string; cert: string }): Promise<number> {
  const server = createServer(pair, ({ headers }, response) => {
    heard.push(headers['proxy-authorization'], headers.authorization);
    response.end('{}');
  });
  servers.push(server);
  return listening(server);
}

const before = tls.getCACertificates('default');
beforeAll(async () => {
  port = await serve(certificates.valid);
  tls.setDefaultCACertificates([...before, readFileSync(certificates.file, 'utf8')]);
});
afterAll(() => {
  tls.setDefaultCACertificates(before);
  for (const server of servers) closed(server);
});

/** One call with a token, as an environment has it sent, and how often it was tried. */
async function asked(url: string, env: Record<string, string> = {}, callTimeout = 5_000) {
  let tries = 0;
  const connections = Object.keys(env).length === 0 ? DIRECT : connectionsBy(proxyFor(proxyIn(env), env));
  const collection: Collection = {
    now: () => '2026-11-24T00:00:00Z',
    deadline: new AbortController().signal,
    callTimeout,
    backoff: 1,
    loopbackOnly: false,
    secrets: new Secrets(),
    onCall: () => {},
  };
  const answer = await observe(
    collection,
    { source: 'orchard', call: 'GET /fruit', permission: 'picker' },
    async (signal) => {
      tries++;
      const reply = await get(new URL(url), { authorization: 'Bearer plum-token' }, connections, signal);
      const refused = failureOfStatus(reply.status, `HTTP ${reply.status}`);
      if (refused) throw new Error(refused.cause);
      return reply.body();
    },
    failureOfConnection,
  );
  return { answer, tries };
}

async function proxied(options: Parameters<typeof forwardProxy>[0] = {}) {
  const proxy = await forwardProxy({ port: (to) => (to === `${HOST}:443` ? port : undefined), ...options });
  onTestFinished(proxy.close);
  return proxy;
}

test('a host that only the proxy can find is reached through it, with TLS to the host itself', async () => {
  const proxy = await proxied();
  heard.length = 0;
  expect(await asked(`https://${HOST}/`, { HTTPS_PROXY: `http://${proxy.host}` })).toMatchObject({
    answer: { value: '{}' },
    tries: 1,
  });
  expect(proxy.asked).toEqual([`${HOST}:443`]);
  // the token was for the host, in the tunnel
  expect(proxy.plain).toEqual([]);
  expect(heard).toEqual([undefined, 'Bearer plum-token']);
});

test('the user name and password go to the proxy and not to the host', async () => {
  const proxy = await proxied({ credentials: `apple:${PASSWORD}` });
  heard.length = 0;
  const { answer } = await asked(`https://${HOST}/`, { ALL_PROXY: `http://apple:${PASSWORD}@${proxy.host}` });
  expect(answer).toMatchObject({ value: '{}' });
  expect(heard).toEqual([undefined, 'Bearer plum-token']);
});

test('a proxy that is itself spoken to over TLS opens tunnels too', async () => {
  const proxy = await proxied({ tls: certificates.valid });
  const { answer } = await asked(`https://${HOST}/`, { HTTPS_PROXY: `https://localhost:${proxy.port}` });
  expect(answer).toMatchObject({ value: '{}' });
});

test('a loopback address is connected to directly', async () => {
  const proxy = await proxied({ status: () => 403 });
  const { answer } = await asked(`https://localhost:${port}/`, {
    HTTPS_PROXY: `http://${proxy.host}`,
    HTTP_PROXY: `http://${proxy.host}`,
  });
  expect(answer).toMatchObject({ value: '{}' });
  expect(proxy.asked).toEqual([]);
});

test('a host in NO_PROXY is connected to directly, which is not possible where only the proxy can find it', async () => {
  const proxy = await proxied();
  const { answer } = await asked('https://orchard.invalid/', { HTTPS_PROXY: `http://${proxy.host}`, NO_PROXY: '.invalid' });
  expect(answer).toMatchObject({
    unknown: { cause: 'unreachable', detail: expect.stringMatching(/^no connection: (ENOTFOUND|EAI_AGAIN)/) },
  });
  expect(proxy.asked).toEqual([]);
});

describe('what a proxy refuses is unreachable, and no refusal of the service', () => {
  test.each([
    [407, `http://apple:${PASSWORD}@`, 1, /^the proxy \S+ does not accept the user name and password in HTTPS_PROXY: HTTP 407$/],
    [407, 'http://', 1, /^the proxy \S+ asks for a user name and password, and HTTPS_PROXY has none: HTTP 407$/],
    [403, 'http://', 1, /^the proxy \S+ does not allow the connection: HTTP 403$/],
    [401, `http://apple:${PASSWORD}@`, 1, /^the proxy \S+ does not accept the user name and password in HTTPS_PROXY: HTTP 401$/],
    [404, 'http://', 1, /HTTP 404$/],
    [302, 'http://', 1, /HTTP 302$/],
    [502, 'http://', 6, /^the proxy \S+ could not connect to the service: HTTP 502 \(6 tries\)$/],
    [503, 'http://', 6, /HTTP 503 \(6 tries\)$/],
  ])('HTTP %i for %s after tries: %i', async (status, begin, tries, detail) => {
    const proxy = await proxied({ status: () => status });
    const found = await asked(`https://${HOST}/`, { HTTPS_PROXY: `${begin}${proxy.host}` });
    expect(found).toMatchObject({ tries, answer: { unknown: { cause: 'unreachable', detail: expect.stringMatching(detail) } } });
    const text = JSON.stringify(found);
    expect(text).toContain(proxy.host);
    for (const hidden of [HOST, PASSWORD, Buffer.from(`apple:${PASSWORD}`).toString('base64')])
      expect(text).not.toContain(hidden);
  });

  test('a proxy that is not there is named', async () => {
    const proxy = await forwardProxy();
    proxy.close();
    const { answer } = await asked(`https://${HOST}/`, { HTTPS_PROXY: `http://apple:${PASSWORD}@${proxy.host}` });
    expect(answer).toMatchObject({
      unknown: { cause: 'unreachable', detail: `no connection to the proxy ${proxy.host}: ECONNREFUSED (6 tries)` },
    });
  });

  test('what answers by another protocol is no proxy', async () => {
    const server = createSilent((socket) => socket.end('220 orchard\r\n'));
    const at = await listening(server);
    onTestFinished(() => void server.close());
    const { answer } = await asked(`https://${HOST}/`, { HTTPS_PROXY: `http://127.0.0.1:${at}` });
    expect(answer).toMatchObject({
      unknown: { cause: 'unreachable', detail: expect.stringContaining(`no connection to the proxy 127.0.0.1:${at}: HPE_`) },
    });
  });

  test('a proxy that never answers ends with the time of the call, and leaves no connection behind', async () => {
    let open = 0;
    const server = createSilent((socket) => {
      open++;
      socket
        .on('error', () => {})
        .on('close', () => open--)
        .resume();
    });
    const at = await listening(server);
    onTestFinished(() => void server.close());
    const { answer } = await asked(`https://${HOST}/`, { HTTPS_PROXY: `http://127.0.0.1:${at}` }, 50);
    expect(answer).toMatchObject({ unknown: { cause: 'timeout' } });
    await expect.poll(() => open).toBe(0);
  });
});

describe('a certificate that is not accepted is said as such, and is not tried again', () => {
  const refused = (code: string, why: string) => ({
    tries: 1,
    answer: {
      unknown: {
        cause: 'unreachable',
        detail: expect.stringMatching(new RegExp(`^the certificate of the host is not accepted: .*${why}.*\\(${code}\\)$`)),
      },
    },
  });

  test.each(['directly', 'through a proxy'])('of an authority that is not known, %s', async (way) => {
    const { valid } = authority([HOST, 'localhost']);
    const at = await serve(valid);
    const proxy = await proxied({ port: () => at });
    const found =
      way === 'directly'
        ? await asked(`https://localhost:${at}/`)
        : await asked(`https://${HOST}/`, { HTTPS_PROXY: `http://${proxy.host}` });
    expect(found).toMatchObject(refused('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'NODE_EXTRA_CA_CERTS'));
  });

  test('that has expired', async () => {
    const at = await serve(certificates.expired);
    expect(await asked(`https://localhost:${at}/`)).toMatchObject(refused('CERT_HAS_EXPIRED', 'expired'));
  });

  test('that is for another host', async () => {
    expect(await asked(`https://127.0.0.1:${port}/`)).toMatchObject(refused('ERR_TLS_CERT_ALTNAME_INVALID', 'another host name'));
  });

  test('of a proxy', async () => {
    const proxy = await proxied({ tls: certificates.valid });
    expect(await asked(`https://${HOST}/`, { HTTPS_PROXY: `https://${proxy.host}` })).toMatchObject({
      tries: 1,
      answer: {
        unknown: {
          detail: expect.stringMatching(/^no connection to the proxy \S+: its certificate is not accepted: .*another host name/),
        },
      },
    });
  });
});

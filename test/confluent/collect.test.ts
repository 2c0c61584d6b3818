import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Clouds, type Fault, startClouds } from '../../loopback/clouds.ts';
import { loadConfig } from '../../src/config/load.ts';
import { collectConfluent } from '../../src/confluent/collect.ts';
import { errorText } from '../../src/confluent/refusal.ts';
import { Secrets } from '../../src/input/secrets.ts';
import type { Confluent } from '../../src/snapshot/schema.ts';

const FIXTURE = join(import.meta.dirname, '../../fixtures/aws-small');
const CLUSTERS = 'GET /cmk/v2/clusters?environment=env-apple';

let running: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(running.map((each) => each.close()));
  running = [];
});

async function start(): Promise<Clouds> {
  const clouds = await startClouds(FIXTURE);
  running.push(clouds);
  return clouds;
}

async function collect(
  clouds: Clouds,
  faults: Fault[] = [],
  secret = clouds.env.CONFLUENT_CLOUD_API_SECRET ?? '',
  deadline = 30_000,
): Promise<Confluent> {
  for (const fault of faults) clouds.fault(fault);
  const { config } = loadConfig(undefined, FIXTURE, {});
  const pointed = { ...config, confluent: { ...config.confluent, endpoint: clouds.confluent } };
  const { whole } = await collectConfluent(
    {
      now: () => '2026-11-24T12:00:00.000Z',
      deadline: AbortSignal.timeout(deadline),
      callTimeout: 250,
      backoff: 1,
      loopbackOnly: true,
      secrets: new Secrets(),
      onCall: () => {},
    },
    pointed,
    { key: clouds.env.CONFLUENT_CLOUD_API_KEY ?? '', secret },
  );
  return whole;
}

const clustersOf = (confluent: Confluent) => {
  const listing = confluent.clusters['env-apple'];
  if (listing === undefined) throw new Error('no list of env-apple');
  return listing;
};
const asked = (clouds: Clouds, id: string) => clouds.requests.filter((request) => request.id === id).length;

/** A host that no credential may reach. */
async function trap(): Promise<{ url: string; requests: string[] }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.end('{"data": [], "metadata": {}}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  running.push(server);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

test('every page of every list is read', async () => {
  const clouds = await start();
  const confluent = await collect(clouds);
  const clusters = Object.values(confluent.clusters).flatMap(({ seen }) => seen);
  expect(clusters).toHaveLength(14);
  expect(clusters.every(({ region }) => 'value' in region)).toBe(true);
  expect(clustersOf(confluent).end).toMatchObject({ value: true });
  expect(asked(clouds, `${CLUSTERS} page 2`)).toBe(1);
});

describe('links to the next page', () => {
  test('a link to another host is not followed, and no credentials are sent there', async () => {
    const clouds = await start();
    const { url, requests } = await trap();
    const confluent = await collect(clouds, [{ id: CLUSTERS, kind: 'foreign_next', to: url }]);
    expect(requests).toEqual([]);
    // the token in the link is used, at our own host
    expect(asked(clouds, `${CLUSTERS} page 2`)).toBe(1);
    expect(clustersOf(confluent).end).toMatchObject({ value: true });
  });

  test('a loop of links makes the list malformed, and keeps the items that were seen', async () => {
    const clouds = await start();
    const confluent = await collect(clouds, [{ id: /^GET \/cmk\/v2\/clusters\?environment=env-apple/, kind: 'page_loop' }]);
    expect(clustersOf(confluent).end).toMatchObject({ unknown: { cause: 'malformed', detail: expect.stringContaining('loop') } });
    expect(clustersOf(confluent).seen.length).toBeGreaterThan(0);
    expect(clouds.requests.filter(({ id }) => id.startsWith(CLUSTERS)).length).toBeLessThan(10);
  });
});

test('a redirect is refused, and no credentials are sent to its target', async () => {
  const clouds = await start();
  const { url, requests } = await trap();
  const confluent = await collect(clouds, [{ id: CLUSTERS, kind: 'redirect', to: url }]);
  expect(requests).toEqual([]);
  expect(clustersOf(confluent).end).toMatchObject({ unknown: { cause: 'malformed' } });
});

describe.each([
  { kind: 'throttle', retryAfter: 0, cause: 'throttled' },
  { kind: 'server_error', cause: 'unreachable' },
  { kind: 'reset', cause: 'unreachable' },
  { kind: 'truncate', cause: 'malformed' },
  { kind: 'not_json', cause: 'malformed' },
  { kind: 'hang', cause: 'timeout' },
] as const)('$kind', ({ cause, ...fault }) => {
  test('$kind is retried until it works', async () => {
    const clouds = await start();
    const confluent = await collect(clouds, [{ id: CLUSTERS, ...fault, times: 2 }]);
    expect(asked(clouds, CLUSTERS)).toBe(3);
    expect(clustersOf(confluent).end).toMatchObject({ value: true });
  });

  test('$kind is reported after six tries, and other calls are not affected', async () => {
    const clouds = await start();
    const confluent = await collect(clouds, [{ id: CLUSTERS, ...fault }]);
    expect(asked(clouds, CLUSTERS)).toBe(6);
    expect(clustersOf(confluent)).toMatchObject({
      seen: [],
      end: { unknown: { cause, call: CLUSTERS, permission: expect.any(String) } },
    });
    expect(confluent.clusters['env-banana']?.end).toMatchObject({ value: true });
  });
});

test('a retry waits as long as Retry-After asks', async () => {
  const clouds = await start();
  const before = performance.now();
  await collect(clouds, [{ id: CLUSTERS, kind: 'throttle', retryAfter: 1, times: 1 }]);
  expect(performance.now() - before).toBeGreaterThan(950);
});

test('a service that asks for a wait of more than a minute is not retried', async () => {
  const clouds = await start();
  const confluent = await collect(clouds, [{ id: CLUSTERS, kind: 'throttle', retryAfter: 3600 }]);
  expect(asked(clouds, CLUSTERS)).toBe(1);
  expect(clustersOf(confluent).end).toMatchObject({ unknown: { cause: 'throttled', detail: expect.stringContaining('3600') } });
});

test('a denied call is not retried, and its request id is kept', async () => {
  const clouds = await start();
  const confluent = await collect(clouds, [{ id: CLUSTERS, kind: 'deny' }]);
  expect(asked(clouds, CLUSTERS)).toBe(1);
  expect(clustersOf(confluent).end).toMatchObject({
    unknown: { cause: 'denied', detail: expect.stringMatching(/HTTP 403.*request/) },
  });
});

test('a call that the deadline cut off is unknown with the cause timeout', async () => {
  const clouds = await start();
  const confluent = await collect(clouds, [{ id: CLUSTERS, kind: 'throttle', retryAfter: 30 }], undefined, 700);
  expect(clustersOf(confluent).end).toMatchObject({ unknown: { cause: 'timeout' } });
});

test('refused credentials end the audit, and the message does not contain the secret', async () => {
  const clouds = await start();
  const attempt = collect(clouds, [], 'durian-wrong-secret');
  await expect(attempt).rejects.toMatchObject({ name: 'AuditError', exit: 69 });
  await expect(attempt).rejects.not.toThrow(/durian/);
});

test('error bodies of five shapes are understood', () => {
  const bodies = [
    { errors: [{ id: '1', status: '403', code: 'user_unauthorized', title: 'User Access Unauthorized', detail: 'no' }] },
    { errors: [{ id: '2', status: '403', code: 'forbidden_access', detail: 'Forbidden Access', source: {} }] },
    { message: 'resource not found' },
    { error: { code: 401, message: 'Unauthorized' } },
    { status: 400, error: { code: 'INVALID_SCHEMA_FIELD', message: 'bad', details: 'worse' }, requestId: 'r', doc_url: 'u' },
  ];
  expect(bodies.map((body) => errorText(JSON.stringify(body)))).toEqual([
    'user_unauthorized: User Access Unauthorized: no',
    'forbidden_access: Forbidden Access',
    'resource not found',
    '401: Unauthorized',
    'INVALID_SCHEMA_FIELD: bad',
  ]);
  expect(errorText('<html>')).toBeNull();
});

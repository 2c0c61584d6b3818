import { expect, onTestFinished, test } from 'vitest';
import { type Clouds, FEDERATED, startClouds } from '../../loopback/clouds.ts';
import type { Collection } from '../../src/collect/observe.ts';
import { loadConfig } from '../../src/config/load.ts';
import { collectConfluent } from '../../src/confluent/collect.ts';
import { isKnown } from '../../src/facts/fact.ts';
import { Secrets } from '../../src/input/secrets.ts';
import { collection } from '../collect/stand-ins.ts';

const FIXTURE = 'fixtures/aws-small';
const EXCHANGE = 'POST /sts/v1/oauth2/token';
const { BYOK_AUDIT_CONFLUENT_IDENTITY_POOL: POOL, BYOK_AUDIT_CONFLUENT_TOKEN: TOKEN } = FEDERATED;

async function start(options: { tokenLifetime?: number; latency?: number } = {}): Promise<Clouds> {
  const clouds = await startClouds(FIXTURE, options);
  onTestFinished(() => clouds.close());
  return clouds;
}

type Given = { pool?: string; externalToken?: () => string; by?: Partial<Collection> };

async function collect({ confluent }: Clouds, { pool = POOL, externalToken = () => TOKEN, by = {} }: Given = {}) {
  const { config } = loadConfig(undefined, FIXTURE, {});
  const pointed = { ...config, confluent: { ...config.confluent, endpoint: confluent } };
  const { whole } = await collectConfluent({ ...collection, secrets: new Secrets(), ...by }, pointed, { pool, externalToken });
  return whole;
}

const times = (clouds: Clouds, id: string) => clouds.requests.filter((request) => request.id === id).length;

test('a token of an identity provider is exchanged once, and its token reads all but ksqlDB clusters, which say why', async () => {
  const clouds = await start();
  const { environments, keys, clusters, compute_pools, ksql_clusters, connectors, quotas } = await collect(clouds);
  const lists = [environments, keys, ...[clusters, compute_pools, connectors].flatMap((all) => Object.values(all))];
  expect(lists.every(({ end }) => isKnown(end))).toBe(true);
  expect(isKnown(quotas.kafka_clusters.usage)).toBe(true);
  for (const { seen, end } of Object.values(ksql_clusters)) {
    expect(seen).toEqual([]);
    expect(end).toMatchObject({
      unknown: { cause: 'denied', detail: expect.stringMatching(/^HTTP 401.* names API keys, and no tokens of identity pools$/) },
    });
    expect(end).not.toHaveProperty('unknown.permission');
  }
  const [first, ...others] = clouds.requests;
  expect([first?.id, first?.authorization]).toEqual([EXCHANGE, null]);
  expect(new Set(others.map(({ method, authorization }) => `${method} ${authorization?.slice(0, 10)}`))).toEqual(
    new Set(['GET Bearer eyJ']),
  );
});

test('a token that ends before the scan does is exchanged anew, with the token that the identity provider has given by then', async () => {
  const clouds = await start({ tokenLifetime: 0.3, latency: 60 });
  let asked = 0;
  const externalToken = () => {
    asked += 1;
    return TOKEN;
  };
  const { clusters, compute_pools } = await collect(clouds, { externalToken });
  for (const { end } of Object.values({ ...clusters, ...compute_pools })) expect(end).toMatchObject({ value: true });
  expect(asked).toBeGreaterThan(1);
  expect(times(clouds, EXCHANGE)).toBe(asked);
});

test.each([
  ['another identity pool', { pool: 'pool-quince' }],
  ['a token that is not accepted', { externalToken: () => 'eyJhbGciOiJub25lIn0.e30.cherry-not-real' }],
])('%s ends the scan with 69, and the message says what to check', async (_, given) => {
  const clouds = await start();
  await expect(collect(clouds, given)).rejects.toMatchObject({
    exit: 69,
    message: expect.stringMatching(
      /did not exchange the token of the identity provider \(HTTP 400, invalid_token: .*\)\. Check that the token in BYOK_AUDIT_CONFLUENT_TOKEN or BYOK_AUDIT_CONFLUENT_TOKEN_FILE has not expired/,
    ),
  });
  // and is asked for nothing else
  expect(new Set(clouds.requests.map(({ id }) => id))).toEqual(new Set([EXCHANGE]));
});

test('a token that is refused afterwards ends the scan with 69', async () => {
  const clouds = await start();
  clouds.fault({
    id: EXCHANGE,
    kind: 'replace',
    replace: ({ status, body }) => ({ status, body: { ...(body as object), access_token: 'plum' } }),
  });
  await expect(collect(clouds)).rejects.toMatchObject({
    exit: 69,
    message: expect.stringContaining(`refused the token of identity pool ${POOL}`),
  });
});

test.each([
  ['throttled', { kind: 'throttle' }],
  ['broken', { kind: 'server_error' }],
  ['reset', { kind: 'reset' }],
  ['not answered', { kind: 'hang' }],
] as const)('an exchange that is %s once is tried again', async (_, fault) => {
  const clouds = await start();
  clouds.fault({ id: EXCHANGE, times: 1, ...fault });
  const { environments } = await collect(clouds, { by: { callTimeout: 200 } });
  expect(environments.end).toMatchObject({ value: true });
  expect(times(clouds, EXCHANGE)).toBe(2);
});

const without =
  (name: string) =>
  ({ status, body }: { status: number; body: unknown }) => ({
    status,
    body: { ...(body as object), [name]: undefined },
  });

test.each([
  ['breaks', { kind: 'server_error' }, 'HTTP 503'],
  ['redirects', { kind: 'redirect' }, 'redirects are not followed'],
  ['sends a page', { kind: 'not_json' }, 'the reply is not JSON'],
  ['gives no token', { kind: 'replace', replace: without('access_token') }, 'the reply holds no access token'],
  ['gives no bearer token', { kind: 'replace', replace: without('token_type') }, 'the token is not of type Bearer'],
  ['does not say how long it lasts', { kind: 'replace', replace: without('expires_in') }, 'how long the token lasts'],
] as const)('where the exchange %s, nothing is collected, and the message says so', async (_, fault, detail) => {
  const clouds = await start();
  clouds.fault({ id: EXCHANGE, ...fault });
  await expect(collect(clouds)).rejects.toMatchObject({ exit: 69, message: expect.stringContaining(detail) });
});

test('neither token is in the snapshot or in an error, even where Confluent repeats them', async () => {
  const clouds = await start();
  let given = '';
  clouds.fault({
    id: EXCHANGE,
    kind: 'replace',
    replace: (answer) => {
      given = (answer.body as { access_token: string }).access_token;
      return answer;
    },
  });
  clouds.fault({
    id: /^GET \/org\/v2\/environments/,
    kind: 'replace',
    replace: (answer) => JSON.parse(JSON.stringify(answer).replaceAll('"display_name":"', `"display_name":"${TOKEN} ${given} `)),
  });
  const text = JSON.stringify(await collect(clouds));
  expect(given).not.toBe('');
  expect([text.includes(TOKEN), text.includes(given), text.includes('[hidden]')]).toEqual([false, false, true]);

  clouds.fault({
    id: EXCHANGE,
    kind: 'replace',
    replace: () => ({ status: 400, body: { error: 'invalid', error_description: TOKEN } }),
  });
  const failed = await collect(clouds).catch((error: Error) => error.message);
  expect(failed).toContain('(HTTP 400, invalid: [hidden], request');
});

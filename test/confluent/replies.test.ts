import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Clouds, startClouds } from '../../loopback/clouds.ts';
import type { Raw } from '../../loopback/fixture.ts';
import { loadConfig } from '../../src/config/load.ts';
import { collectConfluent } from '../../src/confluent/collect.ts';
import type { Fact } from '../../src/facts/fact.ts';
import { isRecord } from '../../src/input/is-record.ts';
import { Secrets } from '../../src/input/secrets.ts';

const FIXTURE = join(import.meta.dirname, '../../fixtures/aws-small');
const ENVIRONMENTS = 'GET /org/v2/environments';
const CLUSTERS = 'GET /cmk/v2/clusters?environment=env-cherry';
const POOLS = 'GET /fcpm/v2/compute-pools?environment=env-apple';
const KEYS = 'GET /byok/v1/keys';
const quota = (code: string) => `GET /service-quota/v1/applied-quotas?scope=organization&id=${code}`;
const COUNT = quota('iam.max_kafka_clusters.per_org');

let clouds: Clouds | undefined;
afterEach(() => clouds?.close());

/** What is collected where the bodies of some calls are changed. */
async function collect(changes: Record<string, (body: Raw) => unknown> = {}) {
  const running = await startClouds(FIXTURE);
  clouds = running;
  for (const [id, change] of Object.entries(changes))
    running.fault({ id, kind: 'replace', replace: ({ status, body }) => ({ status, body: change(body as Raw) }) });
  const { config } = loadConfig(undefined, FIXTURE, {});
  const { whole } = await collectConfluent(
    {
      now: () => '2026-11-24T12:00:00.000Z',
      deadline: AbortSignal.timeout(30_000),
      callTimeout: 2000,
      backoff: 1,
      loopbackOnly: true,
      secrets: new Secrets(),
      onCall: () => {},
    },
    { ...config, confluent: { ...config.confluent, endpoint: running.confluent } },
    { key: running.env.CONFLUENT_CLOUD_API_KEY ?? '', secret: running.env.CONFLUENT_CLOUD_API_SECRET ?? '' },
  );
  return whole;
}

const itemsOf = (body: Raw): Raw[] => (Array.isArray(body.data) ? body.data : []);
/** The body with its first item changed. */
const first =
  (over: Raw) =>
  (body: Raw): Raw => ({ ...body, data: itemsOf(body).map((item, index) => (index === 0 ? merged(item, over) : item)) });
const merged = (item: Raw, over: Raw): Raw =>
  Object.fromEntries(
    [...new Set([...Object.keys(item), ...Object.keys(over)])].map((name) => {
      const [was, now] = [item[name], over[name]];
      if (!Object.hasOwn(over, name)) return [name, was];
      return [name, isRecord(was) && isRecord(now) ? merged(was, now) : now];
    }),
  );
const causeOf = (fact: Fact<unknown> | undefined) => (fact !== undefined && 'unknown' in fact ? fact.unknown.cause : fact?.value);

const ORG = '00000000-0000-4000-8000-00000000a991';
const crn = (rest: string, organization = ORG) => `crn://confluent.cloud/organization=${organization}/${rest}`;

describe('an item of which it is not known what it is ends its list, which does not hold it', () => {
  test.each<[string, Raw]>([
    ['an id of another form', { id: 'GARBLED' }],
    ['the id of another kind of thing', { id: 'env-cherry' }],
    ['another kind', { kind: 'ComputePool' }],
    ['another environment', { spec: { environment: { id: 'env-apple' } } }],
    ['an environment that is no id', { spec: { environment: { id: '' } } }],
    [
      'the resource name of another cluster',
      { metadata: { resource_name: crn('environment=env-cherry/cloud-cluster=lkc-x/kafka=lkc-x') } },
    ],
    [
      'the resource name of another organization',
      { metadata: { resource_name: crn('environment=env-cherry/cloud-cluster=lkc-elder/kafka=lkc-elder', 'other') } },
    ],
  ])('a cluster with %s', async (_, over) => {
    const { clusters } = await collect({
      [CLUSTERS]: (body) => first(over)({ ...body, data: itemsOf(body).toSorted(elderFirst) }),
    });
    const list = clusters['env-cherry'];
    expect(list?.end).toMatchObject({ unknown: { cause: 'malformed', call: CLUSTERS } });
    expect(list?.seen.map(({ id }) => id)).not.toContain('lkc-elder');
    expect(list?.seen.length).toBeGreaterThan(0);
  });

  const elderFirst = (a: Raw, b: Raw) => Number(b.id === 'lkc-elder') - Number(a.id === 'lkc-elder');

  test('an environment or a key of another organization', async () => {
    const environments = await collect({
      [ENVIRONMENTS]: first({ id: 'env-x', metadata: { resource_name: crn('environment=env-x', 'other') } }),
    });
    expect(causeOf(environments.environments.end)).toBe('malformed');
    expect(environments.environments.seen.map(({ id }) => id)).not.toContain('env-x');
    const keys = await collect({ [KEYS]: first({ id: 'cck-x', metadata: { resource_name: crn('key=cck-x', 'other') } }) });
    expect(causeOf(keys.keys.end)).toBe('malformed');
    expect(keys.keys.seen.map(({ id }) => id)).not.toContain('cck-x');
  });

  test('a cluster that two environments list is in neither', async () => {
    let repeated: Raw | undefined;
    const { clusters } = await collect({
      [CLUSTERS]: (body) => {
        [repeated] = itemsOf(body);
        return body;
      },
      'GET /cmk/v2/clusters?environment=env-banana': (body) => ({
        ...body,
        data: [...itemsOf(body), { ...merged(itemsOf(body)[0] ?? {}, { metadata: { resource_name: null } }), id: 'lkc-elder' }],
      }),
    });
    expect(repeated).toBeDefined();
    for (const environment of ['env-cherry', 'env-banana']) {
      expect(causeOf(clusters[environment]?.end)).toBe('malformed');
      expect(clusters[environment]?.seen.map(({ id }) => id)).not.toContain('lkc-elder');
    }
  });
});

test('an organization to which nothing belongs that was listed is not believed', async () => {
  const { organizations, environments } = await collect({
    'GET /org/v2/organizations': first({ id: 'other', metadata: { resource_name: null } }),
  });
  expect(organizations).toMatchObject({ seen: [], end: { unknown: { cause: 'malformed' } } });
  expect(environments.seen.length).toBeGreaterThan(0);
  expect(causeOf(environments.end)).toBe(true);
});

test('of two items of one id that differ neither is believed', async () => {
  const { clusters } = await collect({
    [CLUSTERS]: (body) => {
      const one = itemsOf(body).find(({ id }) => id === 'lkc-elder');
      const others = itemsOf(body).filter(({ id }) => id !== 'lkc-elder');
      return { ...body, data: [merged(one ?? {}, { spec: { region: 'eu-north-1' } }), one, ...others] };
    },
  });
  const list = clusters['env-cherry'];
  expect(causeOf(list?.end)).toBe('malformed');
  expect(list?.seen.map(({ id }) => id)).not.toContain('lkc-elder');
  expect(list?.seen.length).toBeGreaterThan(0);
});

test.each([
  ['absent', ({ metadata: _, ...body }: Raw) => body],
  ['null', (body: Raw) => ({ ...body, metadata: null })],
  ['a text', (body: Raw) => ({ ...body, metadata: 'none' })],
])('a page whose metadata is %s does not say that the list ends', async (_, change) => {
  const { clusters } = await collect({ [CLUSTERS]: change });
  expect(causeOf(clusters['env-cherry']?.end)).toBe('malformed');
});

describe('a field of another form is malformed, and no other', () => {
  test.each<[string, Raw]>([
    ['name', { spec: { display_name: '' } }],
    ['cloud', { spec: { cloud: '' } }],
    ['region', { spec: { region: '' } }],
    ['phase', { status: { phase: '' } }],
    ['byok_id', { spec: { byok: { id: 'lkc-elder' } } }],
    ['byok_id', { spec: { byok: { id: 'cck-other', resource_name: crn('key=cck-elder') } } }],
  ])('the %s of a cluster', async (name, over) => {
    const { clusters } = await collect({ [CLUSTERS]: first(over) });
    const list = clusters['env-cherry'];
    expect(causeOf(list?.end)).toBe(true);
    expect(Object.entries(list?.seen[0] ?? {}).filter(([, fact]) => isRecord(fact) && 'unknown' in fact)).toEqual([
      [name, { unknown: expect.objectContaining({ cause: 'malformed' }) }],
    ]);
  });

  test.each<[string, Raw]>([
    ['of no kind', { kind: '' }],
    ['that is another object', { kind: undefined, data: [] }],
  ])('a configuration %s does not say that the cluster names no key', async (_, config) => {
    const { clusters } = await collect({ [CLUSTERS]: first({ spec: { config } }) });
    const unread = { unknown: { cause: expect.stringMatching(/malformed|not_collected/) } };
    expect(clusters['env-cherry']?.seen[0]).toMatchObject({ kind: unread, encryption_key: unread, legacy_kms: unread });
  });

  test('the KMS name that a cluster gives itself, and what is read out of it', async () => {
    const { clusters } = await collect({ [CLUSTERS]: first({ spec: { config: { encryption_key: 'GARBLED' } } }) });
    const unread = { unknown: { cause: 'malformed' } };
    expect(clusters['env-cherry']?.seen[0]).toMatchObject({ encryption_key: unread, legacy_kms: unread });
  });

  test.each<[string, Raw]>([
    ['state', { state: '' }],
    ['kms_id', { key: { key_arn: '' } }],
    ['validation_region', { validation: { region: '' } }],
    ['principals', { key: { roles: ['GARBLED'] } }],
    ['principals', { key: { roles: [''] } }],
  ])('the %s of a key', async (name, over) => {
    const { keys } = await collect({ [KEYS]: first(over) });
    expect(causeOf(keys.end)).toBe(true);
    expect(keys.seen[0]).toMatchObject({ [name]: { unknown: { cause: 'malformed' } } });
  });

  test('the region of a compute pool and the Kafka cluster of ksqlDB', async () => {
    const { compute_pools, ksql_clusters } = await collect({
      [POOLS]: first({ spec: { region: 'us west' } }),
      'GET /ksqldbcm/v2/clusters?environment=env-banana': first({ spec: { kafka_cluster: { id: '' } } }),
    });
    expect(causeOf(compute_pools['env-apple']?.seen[0]?.region)).toBe('malformed');
    expect(causeOf(ksql_clusters['env-banana']?.seen[0]?.cluster)).toBe('malformed');
  });
});

describe('a quota', () => {
  const ENVIRONMENT_COUNT = quota('iam.max_environments.per_org');
  test.each<[string, (body: Raw) => unknown]>([
    ['of another scope', first({ scope: 'ENVIRONMENT' })],
    ['of another organization', first({ organization: { id: 'other' } })],
    ['of another id', first({ id: 'byok.max_keys.per_org' })],
    ['with a count below zero', first({ usage: -1 })],
    ['listed twice, with two counts', (body) => ({ ...body, data: [...itemsOf(body), { ...itemsOf(body)[0], usage: 1 }] })],
  ])('%s is no count', async (_, change) => {
    const { quotas } = await collect({ [ENVIRONMENT_COUNT]: change });
    expect(quotas.environments.usage).toMatchObject({ unknown: { cause: 'malformed' } });
  });

  test('which the reply does not name was not collected', async () => {
    const { quotas } = await collect({ [ENVIRONMENT_COUNT]: (body) => ({ ...body, data: [] }) });
    expect(causeOf(quotas.environments.usage)).toBe('not_collected');
  });
});

describe('the count of clusters', () => {
  const reads = () => clouds?.requests.map(({ id }) => id) ?? [];

  test('is read once, after the lists of clusters', async () => {
    const { quotas } = await collect();
    expect(causeOf(quotas.kafka_clusters.usage)).toBe(14);
    expect(reads().filter((id) => id === COUNT)).toHaveLength(1);
    const lists = reads().flatMap((id, index) => (id.startsWith('GET /cmk/v2/clusters') ? [index] : []));
    expect(reads().indexOf(COUNT)).toBeGreaterThan(Math.max(...lists));
  });

  test('is read once more where it is larger than the lists', async () => {
    let usage = 15;
    const { quotas } = await collect({ [COUNT]: (body) => first({ usage: usage-- })(body) });
    expect(reads().filter((id) => id === COUNT)).toHaveLength(2);
    expect(causeOf(quotas.kafka_clusters.usage)).toBe(14);
  });
});

describe('connectors', () => {
  const CONNECTORS = 'GET /connect/v1/environments/env-apple/clusters/lkc-apple/connectors';

  test('are asked for by id, so that their configurations stay where they are', async () => {
    const { connectors } = await collect();
    expect(connectors['lkc-apple']?.seen).toMatchObject([{ id: 'lcc-apple', name: { value: 'apple-source' } }]);
    const paths = clouds?.requests.filter(({ id }) => id === CONNECTORS).map(({ path }) => path);
    expect(paths).toEqual([expect.stringMatching(/connectors\?expand=id$/)]);
  });

  test.each<[string, unknown]>([
    ['a list', ['apple-source']],
    ['an empty list', []],
    ['a map that holds a text', { 'apple-source': 'running' }],
    ['an error with status 200', { error: { code: 403, message: 'Forbidden' } }],
    ['a map with an empty name', { '': { id: { id: 'lcc-1' } } }],
  ])('are not known to be all where the reply is %s', async (_, body) => {
    const { connectors } = await collect({ [CONNECTORS]: () => body });
    expect(causeOf(connectors['lkc-apple']?.end)).toBe('malformed');
  });
});

test('the tenant of an Azure key is kept, and other keys have none', async () => {
  const { keys } = await collect({
    [KEYS]: first({ key: { kind: 'AzureKey', tenant_id: '00000000-0000-4000-8000-0000000000c1' } }),
  });
  expect(causeOf(keys.seen[0]?.tenant_id)).toBe('00000000-0000-4000-8000-0000000000c1');
  expect(causeOf(keys.seen[1]?.tenant_id)).toBe(null);
});

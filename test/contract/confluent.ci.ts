import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Clouds, startClouds } from '../../loopback/clouds.ts';
import { fieldsOf } from '../../src/collect/reply.ts';
import { loadConfig } from '../../src/config/load.ts';
import { collectConfluent } from '../../src/confluent/collect.ts';
import { errorText } from '../../src/confluent/refusal.ts';
import { parseCluster, parseRegisteredKey } from '../../src/confluent/reply.ts';
import { shown } from '../../src/facts/fact.ts';
import { Secrets } from '../../src/input/secrets.ts';
import { FIXTURES, SCENARIOS } from '../end-to-end/scenario.ts';

// Confluent's own descriptions and recorded replies are kept beside the project, which has no copy of them.
const CONFLUENT = join(import.meta.dirname, '../../../shared/domain/confluent-api');
const recorded = (file: string): unknown => JSON.parse(readFileSync(join(CONFLUENT, 'terraform-fixtures', file), 'utf8'));
const fields = (file: string) =>
  fieldsOf({ value: recorded(file), source: 'confluent:GET /recorded', observed_at: '2026-11-24T12:00:00.000Z' }, {});
const { config: defaults } = loadConfig(undefined, FIXTURES, {});

describe('the stand-in answers as the OpenAPI descriptions say', () => {
  const SPECS = [
    ['byok-v1', 'byok.v1.KeyList', /^\/byok\/v1\/keys/],
    ['cmk-v2', 'cmk.v2.ClusterList', /^\/cmk\/v2\/clusters/],
    ['org-v2', 'org.v2.EnvironmentList', /^\/org\/v2\/environments/],
    ['org-v2', 'org.v2.OrganizationList', /^\/org\/v2\/organizations/],
    ['service-quota-v1', 'service-quota.v1.AppliedQuotaList', /^\/service-quota\/v1\/applied-quotas/],
    ['flink-v2', 'fcpm.v2.ComputePoolList', /^\/fcpm\/v2\/compute-pools/],
    ['ksql-v2', 'ksqldbcm.v2.ClusterList', /^\/ksqldbcm\/v2\/clusters/],
  ] as const;

  // a hostile organization deliberately sends what no description allows
  test.each(SCENARIOS.filter((scenario) => scenario !== 'hostile'))(
    'the stand-in answers in the scenario %s as the OpenAPI descriptions say',
    async (scenario) => {
      const clouds = await startClouds(join(FIXTURES, scenario));
      await collect(clouds.confluent, scenario, clouds.env);
      const paths = [...new Set(clouds.requests.filter(({ id }) => id.startsWith('GET /')).map(({ path }) => path))];
      const deviations: string[] = [];
      for (const [spec, schema, match] of SPECS) {
        const document = parse(readFileSync(join(CONFLUENT, `openapi/${spec}.openapi.yaml`), 'utf8'), asAnswered);
        const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, unicodeRegExp: false });
        ajv.addSchema({ ...document, $id: 'spec' });
        const validate = ajv.compile({ $ref: `spec#/components/schemas/${schema}` });
        const asked = paths.filter((path) => match.test(path));
        if (asked.length === 0 && scenario !== 'empty-org') deviations.push(`${schema} was never asked for`);
        for (const path of asked) {
          const { CONFLUENT_CLOUD_API_KEY: key, CONFLUENT_CLOUD_API_SECRET: secret } = clouds.env;
          const reply = await fetch(`${clouds.confluent}${path}`, {
            headers: { authorization: `Basic ${btoa(`${key}:${secret}`)}` },
          });
          if (!validate(await reply.json()))
            deviations.push(...(validate.errors ?? []).map(({ instancePath, message }) => `${path} ${instancePath} ${message}`));
        }
      }
      await clouds.close();
      expect(deviations).toEqual([]);
    },
  );
});

/**
 * OpenAPI 3.0 lets a reference be nullable, which JSON Schema expresses differently; and it requires of references what the
 * recorded replies do not have.
 */
function asAnswered(_: unknown, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('required' in value && Array.isArray(value.required)) {
    return { ...value, required: value.required.filter((name) => name !== 'related' && name !== 'resource_name') };
  }
  if (!('nullable' in value) || 'type' in value) return value;
  const { nullable: __, ...rest } = value;
  return { anyOf: [rest, { type: 'null' }] };
}

async function collect(endpoint: string, scenario: string, env: Clouds['env']) {
  const { config } = loadConfig(undefined, join(FIXTURES, scenario), {});
  const { whole } = await collectConfluent(
    {
      now: () => '2026-11-24T12:00:00.000Z',
      deadline: AbortSignal.timeout(30_000),
      callTimeout: 5000,
      backoff: 1,
      loopbackOnly: true,
      secrets: new Secrets(),
      onCall: () => {},
    },
    { ...config, confluent: { ...config.confluent, endpoint } },
    { key: env.CONFLUENT_CLOUD_API_KEY ?? '', secret: env.CONFLUENT_CLOUD_API_SECRET ?? '' },
  );
  return whole;
}

describe('recorded replies', () => {
  test.each(readdirSync(join(CONFLUENT, 'terraform-fixtures')).filter((folder) => folder.endsWith('kafka')))(
    'the recorded clusters in %s are understood',
    (folder) => {
      for (const file of readdirSync(join(CONFLUENT, 'terraform-fixtures', folder)).filter((name) =>
        /^read_(created|updated)/.test(name),
      )) {
        const cluster = parseCluster(fields(`${folder}/${file}`), 'lkc-apple', 'env-1jrymj');
        expect(cluster, file).toMatchObject({
          cloud: { value: expect.any(String) },
          region: { value: expect.any(String) },
          kind: { value: expect.stringMatching(/^(Basic|Standard|Enterprise|Dedicated|Freight)$/) },
          byok_id: { value: null },
          encryption_key: { value: null },
          phase: { value: 'PROVISIONED' },
        });
      }
    },
  );

  test.each(['aws', 'azure', 'gcp'])('the recorded registration of %s is understood in both forms', (cloud) => {
    for (const file of [`byok/${cloud}_key.json`, `byok_key/read_created_${cloud}_key.json`]) {
      const key = parseRegisteredKey(fields(file), `cck-${cloud}`, defaults);
      expect(shown(key.kms), file).toMatchObject({ provider: cloud });
      expect(key.state, file).toHaveProperty('value');
    }
  });

  test('recorded error replies are understood', () => {
    for (const [file, text] of [
      ['kafka/read_deleted_kafka.json', 'Forbidden Access'],
      ['compute_pool/read_deleted_compute_pool.json', 'not found'],
      ['ksql/401_Unathorized.json', '401|[Uu]nauth'],
    ] as const) {
      expect(errorText(JSON.stringify(recorded(file))), file).toMatch(new RegExp(text));
    }
  });
});

describe('recorded lists over HTTP', () => {
  const answers: Record<string, unknown> = {
    '/org/v2/environments': recorded('environment/read_envs_page_1.json'),
    // recorded one by one, under one id, which stands in the resource name as well
    '/byok/v1/keys': {
      data: ['aws', 'azure', 'gcp'].map((cloud) =>
        JSON.parse(JSON.stringify(recorded(`byok/${cloud}_key.json`)).replaceAll('cck-abcde', `cck-${cloud}`)),
      ),
      metadata: { next: '' },
    },
    '/fcpm/v2/compute-pools': recorded('compute_pool/read_compute_pools.json'),
    '/ksqldbcm/v2/clusters': recorded('ksql/ksql_clusters.json'),
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const clusters = recorded(`kafka/read_kafkas_page_${url.searchParams.has('page_token') ? 2 : 1}.json`);
    const answer = url.pathname === '/cmk/v2/clusters' ? clusters : answers[url.pathname];
    response.writeHead(answer === undefined ? 403 : 200, { 'content-type': 'application/json' });
    // recorded for environments of their own
    const environment = url.searchParams.get('environment');
    const body = JSON.stringify(answer ?? recorded('kafka/read_deleted_kafka.json'));
    const named = environment === null ? body : body.replaceAll(/env-[a-z0-9]+/g, environment);
    response.end(named.replaceAll(/(lkc|lksqlc|lfcp)-[a-z0-9]+/g, `$&${environment?.slice('env-'.length) ?? ''}`));
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

  test('recorded lists are read to their end, and a refused one is denied', async () => {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const found = await collect(endpoint, 'clean-aws', { CONFLUENT_CLOUD_API_KEY: 'k', CONFLUENT_CLOUD_API_SECRET: 's' });
    expect(found.environments.seen.length).toBe(3);
    for (const listing of [
      found.environments,
      found.keys,
      ...Object.values(found.clusters),
      ...Object.values(found.compute_pools),
      ...Object.values(found.ksql_clusters),
    ]) {
      expect(listing.end).toMatchObject({ value: true });
      expect(listing.seen.length).toBeGreaterThan(0);
    }
    expect(found.organizations.end).toMatchObject({
      unknown: { cause: 'denied', detail: expect.stringContaining('Forbidden Access') },
    });
    expect(found.quotas.environments.usage).toMatchObject({ unknown: { cause: 'denied' } });
  });
});

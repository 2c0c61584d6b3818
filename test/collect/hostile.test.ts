import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { parseAwsKeyArn } from '../../src/clouds/aws/name.ts';
import { readAwsKeys } from '../../src/clouds/aws/read/read.ts';
import { parseAzureKeyUrl } from '../../src/clouds/azure/name.ts';
import { readAzure } from '../../src/clouds/azure/read/read.ts';
import { parseGoogleKeyName } from '../../src/clouds/google/name.ts';
import { readGoogleKeys } from '../../src/clouds/google/read/read.ts';
import type { Collection } from '../../src/collect/observe.ts';
import { fieldsOf } from '../../src/collect/reply.ts';
import { loadConfig } from '../../src/config/load.ts';
import { collectConfluent } from '../../src/confluent/collect.ts';
import { parseCluster, parseRegisteredKey } from '../../src/confluent/reply.ts';
import { Secrets } from '../../src/input/secrets.ts';
import { toRead } from './stand-ins.ts';

// Replies that no service documents: what a proxy, a wrong address or an attacker would send.
let servers: ReturnType<typeof createServer>[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  servers = [];
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const reply = (response: ServerResponse, status: number, body: unknown) => {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};

const collection = (): Collection => ({
  now: () => '2026-11-24T12:00:00.000Z',
  deadline: AbortSignal.timeout(20_000),
  callTimeout: 2000,
  backoff: 1,
  loopbackOnly: true,
  secrets: new Secrets(),
  onCall: () => {},
});
const item = (value: object) => fieldsOf({ value, source: 'confluent:GET /x', observed_at: '2026-11-24T12:00:00.000Z' }, {});
const { config: defaults } = loadConfig(undefined, 'test', {});
const VAULT =
  '/subscriptions/00000000-0000-4000-8000-0000000000b1/resourceGroups/orchard/providers/Microsoft.KeyVault/vaults/citrus';

describe('a 404 that the service itself did not send', () => {
  test('a foreign 404 does not make an AWS key absent', async () => {
    const url = await serve((_, response) => reply(response, 404, '<html>not here</html>'));
    process.env.AWS_ACCESS_KEY_ID = 'AKIAMANGO00000000000';
    process.env.AWS_SECRET_ACCESS_KEY = 'fig-secret-not-real';
    const name = parseAwsKeyArn('arn:aws:kms:us-east-1:000000000000:key/00000000-0000-4000-8000-000000000001');
    const { keys } = await readAwsKeys(collection(), { accounts: {} }, toRead([name]), { AWS_ENDPOINT_URL_KMS: url });
    expect(keys.get(name.name)?.present).toMatchObject({ unknown: { cause: 'malformed' } });
  });

  test('a foreign 404 does not make an Azure key absent', async () => {
    const url = await serve((_, response) => reply(response, 404, {}));
    const name = parseAzureKeyUrl('https://citrus.vault.azure.net/keys/lemon', VAULT, 'vault.azure.net');
    const config = { ...loadConfig(undefined, '/', {}).config.azure, resource_manager_endpoint: url, key_vault_endpoint: url };
    const { keys } = await readAzure(collection(), config, toRead([name]), { BYOK_AUDIT_AZURE_TOKEN: 'plum-token-not-real' });
    expect(keys.get(name.name)?.present).toHaveProperty('unknown');
  });

  test.each(['Busy', 'ENOTFOUND'])(
    'an Azure vault that says in an error (%s) that it has no host is not taken for a deleted one',
    async (code) => {
      const url = await serve(({ url = '' }, response) => {
        if (url.startsWith('/keys/')) return reply(response, 503, { error: { code, message: 'getaddrinfo ENOTFOUND citrus' } });
        const isList = /deletedVaults|roleAssignments|denyAssignments|registrationAssignments|Schedule/.test(url);
        return reply(response, isList ? 200 : 404, isList ? { value: [] } : { error: { code: 'ResourceNotFound' } });
      });
      const name = parseAzureKeyUrl('https://citrus.vault.azure.net/keys/lemon', VAULT, 'vault.azure.net');
      const config = { ...loadConfig(undefined, '/', {}).config.azure, resource_manager_endpoint: url, key_vault_endpoint: url };
      const { keys } = await readAzure(collection(), config, toRead([name]), { BYOK_AUDIT_AZURE_TOKEN: 'plum-token-not-real' });
      expect(keys.get(name.name)?.present).toMatchObject({ unknown: { cause: 'unreachable' } });
    },
  );

  test('a foreign 404 does not make a Google key absent', async () => {
    const url = await serve((_, response) => reply(response, 404, '<html>not here</html>'));
    const name = parseGoogleKeyName('projects/orchard/locations/europe-west1/keyRings/bowl/cryptoKeys/mango');
    const config = { ...loadConfig(undefined, '/', {}).config.gcp, kms_endpoint: url };
    const { keys } = await readGoogleKeys(collection(), config, toRead([name]), { BYOK_AUDIT_GCP_TOKEN: 'pear-token-not-real' });
    expect(keys.get(name.name)?.present).toHaveProperty('unknown');
  });
});

test('a page link that begins with two slashes sends no token to the host that it names', async () => {
  const caught: string[] = [];
  const trap = await serve((request, response) => {
    caught.push(`${request.url} ${request.headers.authorization}`);
    reply(response, 200, { value: [] });
  });
  const host = new URL(trap).host;
  const url = await serve((request, response) => {
    if (request.headers.authorization === undefined) {
      response.setHeader(
        'www-authenticate',
        'Bearer authorization="https://login.microsoftonline.com/orchard", resource="https://vault.azure.net"',
      );
      return reply(response, 401, {});
    }
    return reply(response, 200, { value: [], nextLink: `https://management.azure.com//${host}/next` });
  });
  const name = parseAzureKeyUrl('https://citrus.vault.azure.net/keys/lemon', VAULT, 'vault.azure.net');
  const config = { ...loadConfig(undefined, '/', {}).config.azure, resource_manager_endpoint: url, key_vault_endpoint: url };
  const { keys } = await readAzure(collection(), config, toRead([name]), { BYOK_AUDIT_AZURE_TOKEN: 'plum-token-not-real' });
  expect(caught).toEqual([]);
  expect(keys.get(name.name)?.role_assignments).toMatchObject({ unknown: { cause: 'malformed' } });
});

describe('Confluent', () => {
  const scan = async (answer: (path: string, request: IncomingMessage) => { status?: number; body: unknown }) => {
    const endpoint = await serve((request, response) => {
      const { status = 200, body } = answer(new URL(request.url ?? '/', 'http://localhost').pathname, request);
      reply(response, status, body);
    });
    const { config } = loadConfig(undefined, '/', {});
    const { whole } = await collectConfluent(
      collection(),
      { ...config, confluent: { ...config.confluent, endpoint } },
      { key: 'APPLE', secret: 'cherry-secret-not-real' },
    );
    return whole;
  };
  const environment = { id: 'env-apple', display_name: 'apple' };

  test.each(['<!doctype html><title>Not found</title>', {}])('a foreign 404 is no answer about a list: %j', async (body) => {
    const found = await scan(() => ({ status: 404, body }));
    expect(found.environments.end).toMatchObject({ unknown: { cause: 'malformed' } });
  });

  test('credentials that Confluent echoes are not repeated in a message', async () => {
    const found = await scan((_, request) => ({
      status: 403,
      body: {
        errors: [
          { detail: `no: ${request.headers.authorization} cherry-secret-not-real ${request.headers.authorization?.slice(6)}` },
        ],
      },
    }));
    expect(JSON.stringify(found)).not.toContain('cherry-secret');
    expect(JSON.stringify(found)).not.toContain(Buffer.from('APPLE:cherry-secret-not-real').toString('base64'));
  });

  test('a list whose "metadata" is not an object is not taken as complete', async () => {
    const found = await scan((path) => ({
      body: { data: path.endsWith('environments') ? [environment] : [], metadata: path.endsWith('environments') ? 'oops' : {} },
    }));
    expect(found.environments).toMatchObject({ seen: [{ id: 'env-apple' }], end: { unknown: { cause: 'malformed' } } });
  });

  test('two different items with the same id make the list malformed', async () => {
    const found = await scan((path) => ({
      body: {
        data: path.endsWith('environments') ? [environment, { ...environment, display_name: 'pear' }] : [],
        metadata: {},
      },
    }));
    expect(found.environments.end).toMatchObject({
      unknown: { cause: 'malformed', detail: expect.stringContaining('env-apple') },
    });
  });

  test('the same item on two pages counts once', async () => {
    const found = await scan((path) => ({
      body: { data: path.endsWith('environments') ? [environment, environment] : [], metadata: {} },
    }));
    expect(found.environments).toMatchObject({ seen: { length: 1 }, end: { value: true } });
  });
});

describe('a cluster', () => {
  const cluster = (spec: object, metadata: object = {}) =>
    parseCluster(item({ spec: { config: { kind: 'Dedicated' }, ...spec }, metadata }), 'lkc-apple', 'env-apple');

  test.each(['unset 1', '0', '1', '2020', '2025-02-30', 'soon'])(
    'a cluster with the deletion time "%s" is not deleted',
    (deleted_at) => {
      expect(cluster({}, { deleted_at }).deleted_at).toMatchObject({ unknown: { cause: 'malformed' } });
    },
  );

  test('a cluster with the zero time as its deletion time is not deleted', () => {
    expect(cluster({}, { deleted_at: '0001-01-01T00:00:00Z' }).deleted_at).toMatchObject({ value: null });
  });

  test.each([['a text'], [{ related: 'https://api.confluent.cloud/byok/v1/keys/cck-apple' }], [[]], [5]])(
    'a cluster with the key reference %j may have a key',
    (byok) => {
      expect(cluster({ byok }).byok_id).toHaveProperty('unknown');
    },
  );

  test('a cluster whose key reference is left out, null or empty has no key', () => {
    for (const spec of [{}, { byok: null }, { byok: { id: '' } }]) expect(cluster(spec).byok_id).toMatchObject({ value: null });
  });

  test.each(['oops', null, []])('a cluster with the config %j may have a legacy key', (config) => {
    expect(cluster({ config }).encryption_key).toHaveProperty('unknown');
  });
});

test('a kind of key with the name of a JavaScript property matches nothing', () => {
  const key = parseRegisteredKey(item({ key: { kind: 'constructor' } }), 'cck-apple', defaults);
  expect(key.kms).toMatchObject({ unknown: { cause: 'unrecognized' } });
});

test('a blank principal counts as no principal', () => {
  for (const key of [
    { kind: 'AzureKey', application_id: ' ' },
    { kind: 'GcpKey', security_group: '' },
  ])
    expect(parseRegisteredKey(item({ key }), 'cck-apple', defaults).principals).toMatchObject({ value: [] });
});

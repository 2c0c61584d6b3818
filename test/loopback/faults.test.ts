import { describe, expect, test } from 'vitest';
import type { Clouds, Fault } from '../../loopback/clouds.ts';
import { APPLE, arm, confluent, gcp, json, kms, MANGO, start, VAULT, vault } from './ask.ts';

describe('faults', () => {
  const keys = '/byok/v1/keys';
  const id = 'GET /byok/v1/keys';

  test.each([
    ['unauthorized', 401],
    ['deny', 403],
    ['conflict', 409],
    ['throttle', 429],
    ['internal_error', 500],
    ['unavailable', 503],
    ['server_error', 503],
    ['not_found', 404],
    ['redirect', 302],
  ] as const)('the fault %s answers %i, with a request id or a place to go', async (kind, status) => {
    const answer = await confluent(await start('clean-aws', { id, kind, to: 'https://plum.invalid' }), keys);
    expect(answer.status).toBe(status);
    expect(answer.headers).toHaveProperty(kind === 'redirect' ? 'location' : 'x-request-id');
  });

  test.each([
    ['Confluent', (clouds: Clouds) => confluent(clouds, keys), 403, 'forbidden_access'],
    ['AWS', (clouds: Clouds) => kms(clouds, 'DescribeKey', { KeyId: APPLE }), 400, 'AccessDeniedException'],
    ['a vault', (clouds: Clouds) => vault(clouds, '/keys/lemon/'), 403, 'ForbiddenByRbac'],
    ['the resource manager', (clouds: Clouds) => arm(clouds, VAULT), 403, 'AuthorizationFailed'],
    ['Google', (clouds: Clouds) => gcp(clouds, `/v1/${MANGO}`), 403, 'PERMISSION_DENIED'],
  ] as const)('%s denies with its own error code', async (_, call, status, text) => {
    const answer = await call(await start('clean-aws', { id: /./, kind: 'deny' }));
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(text);
  });

  test('a fault happens as often as configured, and asks for the configured wait', async () => {
    const clouds = await start('clean-aws', { id, kind: 'throttle', retryAfter: 7, times: 1 });
    const [first, second] = [await confluent(clouds, keys), await confluent(clouds, keys)];
    expect([first.status, first.headers['retry-after'], second.status]).toEqual([429, '7', 200]);
  });

  test('faults can be added and cleared while the servers run', async () => {
    const clouds = await start('clean-aws');
    clouds.fault({ id, kind: 'deny' });
    const denied = await confluent(clouds, keys);
    clouds.clearFaults();
    expect([denied.status, (await confluent(clouds, keys)).status]).toEqual([403, 200]);
  });

  test('a fault of a single page leaves the page before it intact', async () => {
    const clouds = await start('aws-small', { id: `${id} page 2`, kind: 'deny' });
    const { metadata } = json(await confluent(clouds, keys)) as { metadata: { next: string } };
    expect((await confluent(clouds, metadata.next)).status).toBe(403);
  });

  test('faults of a scenario stay when those of a test are cleared', async () => {
    const clouds = await start('demo');
    clouds.clearFaults();
    const KeyId = 'arn:aws:kms:us-east-1:777788889999:key/00000009-bbbb-4bbb-8bbb-000000000009';
    expect(json(await kms(clouds, 'DescribeKey', { KeyId })).__type).toBe('AccessDeniedException');
  });

  test('the fault reset breaks the connection', async () => {
    const clouds = await start('clean-aws', { id, kind: 'reset' });
    await expect(confluent(clouds, keys)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test.each(['truncate', 'not_json'] as const)('the fault %s answers text that is not JSON', async (kind) => {
    const answer = await confluent(await start('clean-aws', { id, kind }), keys);
    expect(answer.status).toBe(200);
    expect(() => json(answer)).toThrow(SyntaxError);
  });

  test('the fault foreign_next points the next page to another host', async () => {
    const clouds = await start('clean-aws', { id, kind: 'foreign_next', to: 'https://plum.invalid' });
    expect(json(await confluent(clouds, keys))).toMatchObject({
      metadata: { next: expect.stringMatching(/^https:\/\/plum.invalid\/.*page_token=/) },
    });
  });

  test('the fault foreign_next loses no item to a reader that takes only the page token', async () => {
    const clouds = await start('clean-aws', { id: /byok/, kind: 'foreign_next' });
    const { metadata } = json(await confluent(clouds, keys)) as { metadata: { next: string } };
    const { pathname, search } = new URL(metadata.next);
    const last = json(await confluent(clouds, pathname + search)) as { data: unknown[]; metadata: { next?: string | null } };
    expect([last.data, last.metadata.next || 'none']).toEqual([[], 'none']);
  });

  test('the fault page_loop points the next page to the same one', async () => {
    const clouds = await start('aws-small', { id, kind: 'page_loop' });
    const first = json(await confluent(clouds, keys)) as { data: unknown; metadata: { next: string } };
    expect(json(await confluent(clouds, first.metadata.next))).toEqual(first);
  });

  test('the fault replace changes the answer, and keeps its headers', async () => {
    const replace: Fault['replace'] = ({ body }) => ({ status: 203, body: { ...(body as object), metadata: 'pear' } });
    const answer = await confluent(await start('clean-aws', { id, kind: 'replace', replace }), keys);
    expect([answer.status, answer.headers['content-type']]).toEqual([203, 'application/json']);
    expect(json(answer)).toMatchObject({ data: [{ id: 'cck-quince' }, {}, {}], metadata: 'pear' });
  });

  test('the fault hang answers nothing, and does not keep the servers from closing', async () => {
    const clouds = await start('clean-aws', { id, kind: 'hang' });
    const { CONFLUENT_CLOUD_API_KEY: key, CONFLUENT_CLOUD_API_SECRET: secret } = clouds.env;
    const headers = { authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}` };
    await expect(fetch(clouds.confluent + keys, { headers, signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout');
  });
});

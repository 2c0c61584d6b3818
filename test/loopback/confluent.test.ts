import { describe, expect, test } from 'vitest';
import type { Clouds } from '../../loopback/clouds.ts';
import { ask, confluent, json, start } from './ask.ts';

async function allPages(clouds: Clouds, path: string): Promise<unknown[]> {
  const all: unknown[] = [];
  for (let next: string | null | undefined = path; next; ) {
    const { data, metadata } = json(await confluent(clouds, next)) as { data: unknown[]; metadata: { next?: string | null } };
    all.push(...data);
    next = metadata.next;
  }
  return all;
}

describe('Confluent Cloud', () => {
  test('Confluent serves a list page by page and names each page in the log', async () => {
    const clouds = await start('aws-small');
    expect(await allPages(clouds, '/byok/v1/keys?page_size=100')).toHaveLength(14);
    expect(clouds.requests.map(({ id }) => id)).toEqual([
      'GET /byok/v1/keys',
      'GET /byok/v1/keys page 2',
      'GET /byok/v1/keys page 3',
      'GET /byok/v1/keys page 4',
      'GET /byok/v1/keys page 5',
      'GET /byok/v1/keys page 6',
      'GET /byok/v1/keys page 7',
    ]);
  });

  test('Confluent ends lists in each of its ways', async () => {
    const clouds = await start('clean-aws');
    const lists = ['/org/v2/organizations', '/org/v2/environments', '/byok/v1/keys', '/cmk/v2/clusters?environment=env-pear'];
    const metadata = await Promise.all(lists.map(async (path) => json(await confluent(clouds, path)).metadata));
    expect(metadata).toEqual(expect.arrayContaining([{}, { first: '', next: '' }, { next: null }]));
  });

  test('Confluent refuses a wrong secret', async () => {
    const clouds = await start('clean-aws');
    const answer = await ask(clouds.confluent, '/byok/v1/keys', { authorization: 'Basic cGx1bTpwbHVt' });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toContain('Basic');
  });

  test.each([
    ['a cluster list without environment', '/cmk/v2/clusters', 400],
    ['an environment that is not there', '/cmk/v2/clusters?environment=env-none', 403],
    ['a page larger than allowed', '/byok/v1/keys?page_size=101', 400],
    ['a page token that was never issued', '/byok/v1/keys?page_token=plum', 400],
    ['a path that is not there', '/byok/v9/keys', 404],
  ])('Confluent answers %s with an error', async (_, path, status) => {
    expect((await confluent(await start('clean-aws'), path)).status).toBe(status);
  });

  test('Confluent answers connectors as a map, or only as names', async () => {
    const clouds = await start('aws-small');
    const path = '/connect/v1/environments/env-apple/clusters/lkc-apple/connectors';
    expect(json(await confluent(clouds, path))).toEqual(['apple-source']);
    expect(json(await confluent(clouds, `${path}?expand=info,status,id`))).toMatchObject({
      'apple-source': { id: { id: 'lcc-apple' } },
    });
    expect(clouds.requests.map(({ id }) => id)).toEqual([`GET ${path}`, `GET ${path}`]);
  });

  test('Confluent selects a quota by its code', async () => {
    const answer = await confluent(
      await start('blind-key'),
      '/service-quota/v1/applied-quotas?scope=organization&id=iam.max_environments.per_org&page_size=100',
    );
    expect(json(answer)).toMatchObject({ data: [{ id: 'iam.max_environments.per_org', usage: 3 }] });
  });
});

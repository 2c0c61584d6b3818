import { expect, test } from 'vitest';
import { observeAll, type Page } from '../../src/collect/pages.ts';
import { failureOfConnection } from '../../src/collect/service-failure.ts';
import { collection, scan, startChanged, unknownsIn } from './stand-ins.ts';

/** Reads a list whose pages have so many items each, the last of them at the given place. */
async function read(items: number, last = Number.POSITIVE_INFINITY) {
  let pages = 0;
  const page = async (): Promise<Page<number>> => {
    pages++;
    return { items: Array(items).fill(pages), next: pages === last ? undefined : `page ${pages}` };
  };
  const call = { source: 'orchard', call: 'GET /fruit', permission: 'picker' };
  return { list: await observeAll(collection, call, page, failureOfConnection), pages };
}

test('a list may have empty pages, but not ten in a row', async () => {
  expect(await read(0, 10)).toMatchObject({ list: { value: [] }, pages: 10 });
  expect(await read(0)).toMatchObject({
    list: { unknown: { cause: 'malformed', detail: '10 pages of the list in a row are empty, and it goes on' } },
    pages: 10,
  });
});

test('a list whose pages never end is given up', async () => {
  expect(await read(1)).toMatchObject({
    list: { unknown: { cause: 'malformed', detail: 'the list did not end within 1000 pages' } },
    pages: 1000,
  });
});

test.each([
  ['Confluent', 'clean-aws', /^GET \/fcpm\//, /^confluent:GET .fcpm/],
  ['AWS', 'clean-aws', /^kms:ListGrants .*00b$/, /^aws:kms:ListGrants$/],
  ['Azure', 'clean-azure', /^arm:ListRoleAssignments .*apricot/, /^azure:arm:ListRoleAssignments$/],
  ['Google', 'clean-gcp', /^cloudkms:ListCryptoKeyVersions .*elder/, /^gcp:kms:ListCryptoKeyVersions$/],
])('of %s ten empty pages in a row make a list malformed', async (_, scenario, id, source) => {
  const clouds = await startChanged(scenario, 'faults.yaml');
  clouds.fault({ id, kind: 'empty_pages' });
  const found = unknownsIn(await scan(scenario, clouds)).filter((one) => source.test(one.source ?? ''));
  expect(found).toContainEqual(expect.objectContaining({ cause: 'malformed', detail: expect.stringMatching(/^10 pages of/) }));
  const tried = clouds.requests.filter((request) => id.test(request.id)).map((request) => request.id);
  expect(tried.length / new Set(tried).size).toBe(10);
});

import { expect, test } from 'vitest';
import { keyRows } from '../../src/history/key-rows.ts';
import { observationOf } from '../../src/history/observation.ts';
import { usingHistory } from '../../src/history/open.ts';
import { recordSnapshot } from '../../src/history/record.ts';
import { MB } from '../../src/input/size.ts';
import { inventory } from '../../src/inventory/inventory.ts';
import { ARN, azureName, GCP_KEY, listed, missing, registration } from '../subjects/build.ts';
import { create, event, fresh, key, lines, ORGANIZATION, remove, take, written } from './audit-events.ts';
import { noon, snapshotOf } from './story.ts';

const knownTo = (where: string) =>
  usingHistory(where, (store) => store.reading(async (tables) => (await keyRows(tables, ORGANIZATION, noon(99))).uses));
const PEAR = 'arn:aws:kms:us-west-2:000000000000:key/pear';
const on = { subject: 'kafka=lkc-first' };

test('the audit log says which cluster used which key, and from when to when', async () => {
  const where = fresh();
  const { what, summary } = await take(where, lines(key, create, event('GetKafkaClusters', 2), remove));
  expect([what, summary]).toEqual(['audit log', '4 events, 3 of them about clusters and keys; clusters on keys: 1']);
  expect(await knownTo(where)).toMatchObject([
    { cluster: 'lkc-first', identity: ARN, deleted_at: noon(9).replace('.000', '.123'), source: 'audit_log' },
  ]);
});

test('blank lines before the first event are skipped', async () => {
  const where = fresh();
  await take(where, written(`\n \n${[key, create].map((one) => JSON.stringify(one)).join('\n\n')}`));
  expect(await knownTo(where)).toMatchObject([{ cluster: 'lkc-first', identity: ARN }]);
});

test('events that failed or that are about something else are ignored', async () => {
  const where = fresh();
  const failed = event('CreateKafkaCluster', 1, { ...on, request: { spec: { byok: { id: 'cck-apple' } } }, status: 'FAILURE' });
  const { summary } = await take(where, lines(key, failed, { specversion: '1.0', type: 'other' }, event('CreateEnvironment', 1)));
  expect(summary).toBe('4 events, 1 of them about clusters and keys; clusters on keys: 0');
  expect(await knownTo(where)).toEqual([]);
});

test('a cluster from before the BYOK API names its own key, unless it also names a BYOK key', async () => {
  const where = fresh();
  const legacy = { config: { encryption_key: PEAR } };
  const old = event('CreateKafkaCluster', 1, { subject: 'kafka=lkc-old', request: { spec: legacy } });
  const both = event('CreateKafkaCluster', 2, { ...on, result: { spec: { ...legacy, byok: { id: 'cck-apple' } } } });
  await take(where, lines(key, old, both));
  expect(await knownTo(where)).toMatchObject([
    { cluster: 'lkc-first', identity: ARN },
    { cluster: 'lkc-old', identity: PEAR },
  ]);
});

test('the ids of a cluster and its key are read from every place where Confluent writes them', async () => {
  const where = fresh();
  const resource = (type: string, resourceId: string) => ({
    scope: { resources: [{ type: 'ORGANIZATION', resourceId: ORGANIZATION }] },
    resource: { type, resourceId },
  });
  const bare = (one: ReturnType<typeof event>) => ({ ...one, subject: 'crn://confluent.cloud/' });
  const result = { id: 'lkc-first', spec: { byok: { id: 'cck-apple', related: '', resource_name: '' } } };
  await take(
    where,
    lines(
      bare(event('createByokKey', 0, { cloudResources: [resource('byokkey', 'cck-apple')], result: { key: { key_arn: ARN } } })),
      bare(event('CreateKafkaCluster', 1, { cloudResources: [resource('KAFKA_CLUSTER', 'lkc-first')], result })),
    ),
  );
  expect(await knownTo(where)).toMatchObject([{ cluster: 'lkc-first', identity: ARN }]);
});

test('ids in display names, descriptions and labels are never read', async () => {
  const where = fresh();
  const names = { display_name: PEAR, description: 'was lkc-other on cck-pear', labels: { key_arn: PEAR, id: 'lkc-other' } };
  await take(
    where,
    lines(
      event('CreateByokKey', 0, { subject: 'key=cck-pear', request: { display_name: ARN, key: { key_arn: PEAR } } }),
      key,
      event('CreateKafkaCluster', 1, { ...on, request: { ...names, spec: { ...names, byok: { id: 'cck-apple' } } } }),
      event('CreateKafkaCluster', 2, { subject: 'kafka=lkc-plain', request: { spec: names } }),
    ),
  );
  expect(await knownTo(where)).toMatchObject([{ cluster: 'lkc-first', identity: ARN }]);
});

test.each([
  ['two keys', { ...on, request: { spec: { byok: { id: 'cck-apple' } } }, result: { spec: { byok: { id: 'cck-pear' } } } }],
  ['two clusters', { ...on, request: { spec: { byok: { id: 'cck-apple' } } }, result: { id: 'lkc-other' } }],
  ['no cluster', { request: { spec: { byok: { id: 'cck-apple' } } } }],
  ['a key id that is not one', { ...on, request: { spec: { byok: { id: 'Apples' }, config: { encryption_key: ARN } } } }],
  ['a number for a key id', { ...on, request: { spec: { byok: { id: 7 }, config: { encryption_key: ARN } } } }],
  ['an alias for a key', { ...on, request: { spec: { config: { encryption_key: 'arn:aws:kms:eu:000000000000:alias/apple' } } } }],
  ['two organizations', { ...on, cloudResources: [{ resource: { type: 'ORGANIZATION', resourceId: 'org-other' } }] }],
])('an event with %s assigns no cluster to a key, and is reported as left out', async (_, over) => {
  const where = fresh();
  const { summary } = await take(where, lines(key, event('CreateKafkaCluster', 1, over)));
  expect(summary).toContain('2 of them about clusters and keys; clusters on keys: 0; left out: 1, whose fields');
  expect(summary).toContain('the first in line 2');
  expect(await knownTo(where)).toEqual([]);
});

test('a cluster whose key is not known yet is named, and its key becomes known when a scan names it', async () => {
  const where = fresh();
  expect((await take(where, lines(create))).summary).toContain('the key of lkc-first is not known yet');
  expect(await knownTo(where)).toEqual([]);
  const scan = (name: ReturnType<typeof missing> | undefined, day: number) => {
    const of = snapshotOf({ day, clusters: [], state: 'AVAILABLE' });
    const keys = listed(registration('cck-apple', name === undefined ? {} : { kms: name }));
    const observation = observationOf(inventory({ ...of, confluent: { ...of.confluent, keys } }, of.taken_at));
    return usingHistory(where, (store) => recordSnapshot(store, observation));
  };
  await scan(missing('malformed'), 20);
  expect(await knownTo(where)).toEqual([]);
  await scan(undefined, 21);
  expect(await knownTo(where)).toMatchObject([{ cluster: 'lkc-first', identity: ARN }]);
});

test('a registration that was seen with several KMS keys assigns the cluster to each of them', async () => {
  const where = fresh();
  const other = event('CreateByokKey', 0, { subject: 'key=cck-apple', request: { key: { key_arn: PEAR } } });
  await take(where, lines(key, create, other));
  expect(await knownTo(where)).toMatchObject([
    { cluster: 'lkc-first', identity: ARN },
    { cluster: 'lkc-first', identity: PEAR },
  ]);
});

test.each([
  ['AWS', ARN.replace('apple', 'APPLE'), {}],
  ['Azure', 'https://Orchard.vault.azure.net/keys/Plum/dd554e3117e74ed8bbcd43390e1e3824', { kms: azureName() }],
])('an event and a scan of the same registration on %s make one row', async (_, name, over) => {
  const where = fresh();
  const field = name.startsWith('arn') ? { key_arn: name } : { key_id: name };
  await take(where, lines(event('CreateByokKey', 0, { subject: 'key=cck-apple', request: { key: field } })));
  const of = snapshotOf({ day: 3, clusters: [], state: 'AVAILABLE' });
  const keys = listed(registration('cck-apple', over));
  const scanned = observationOf(inventory({ ...of, confluent: { ...of.confluent, keys } }, of.taken_at));
  await usingHistory(where, (store) => recordSnapshot(store, scanned));
  const { registrations } = await usingHistory(where, (store) =>
    store.reading((tables) => keyRows(tables, ORGANIZATION, noon(99))),
  );
  expect(registrations.map((one) => one.registration)).toEqual(['cck-apple']);
});

test('a Google key is identified without the version that Confluent may append', async () => {
  const where = fresh();
  const request = { key: { kind: 'GcpKey', key_id: `${GCP_KEY}/cryptoKeyVersions/3` } };
  await take(where, lines(event('CreateByokKey', 0, { subject: 'key=cck-apple', request }), create));
  expect(await knownTo(where)).toMatchObject([{ cluster: 'lkc-first', identity: GCP_KEY }]);
});

test('a line that is longer than any can be is not read', async () => {
  const file = written(`{"specversion":"1.0"}\n{"specversion":"${'1'.repeat(32 * MB)}"}\n`, 'events.jsonl');
  await expect(take(fresh(), file)).rejects.toThrow(/events\.jsonl:2:1: the line is longer than the 32 MB that one may have\./);
});

test('a line that is cut off is reported with its number, and nothing is imported', async () => {
  const where = fresh();
  const file = written(`${JSON.stringify(key)}\n${JSON.stringify(create)}\n${JSON.stringify(remove).slice(0, 80)}\n`);
  await expect(take(where, file)).rejects.toThrow(/events\.jsonl:3:1: not a JSON object; is the file cut off\?/);
  expect(await knownTo(where)).toEqual([]);
});

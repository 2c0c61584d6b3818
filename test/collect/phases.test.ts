import { expect, test, vi } from 'vitest';
import type { Clouds } from '../../loopback/clouds.ts';
import { asked, collection, scan, startChanged } from './stand-ins.ts';

const REGISTERED = 'kms:DescribeKey arn:aws:kms:us-east-1:111122223333:key/00000001-aaaa-4aaa-8aaa-000000000001';
const ON_A_CLUSTER = 'kms:DescribeKey arn:aws:kms:us-east-1:111122223333:key/00000008-aaaa-4aaa-8aaa-000000000008';
const PATIENT = { ...collection, callTimeout: 30_000 };
const CONNECTORS = /^GET \/connect\//;

/** Answers a call when another one has come: where that waits for the first, it never does. @returns whether it came */
function answerAfter(clouds: Clouds, id: RegExp, awaited: string | RegExp): Promise<boolean> {
  const matches = (one: string) => (typeof awaited === 'string' ? one === awaited : awaited.test(one));
  const until = vi.waitUntil(() => asked(clouds).some(matches), { timeout: 20_000, interval: 5 }).catch(() => false);
  clouds.fault({ id, kind: 'hold', until });
  return until;
}

const OVERLAPPING: [what: string, held: RegExp, awaited: string | RegExp][] = [
  ['registered keys are asked for while clusters are listed', /^GET \/cmk\//, REGISTERED],
  ['keys that clusters alone name, while connectors are listed', CONNECTORS, ON_A_CLUSTER],
  ['keys that clusters alone name, while registered keys are read', /^kms:GetKeyPolicy .*00000001-aaaa/, ON_A_CLUSTER],
  ['connectors, while compute pools and ksqlDB clusters are listed', /^GET \/(fcpm|ksqldbcm)\//, CONNECTORS],
  ['connectors, while the count of clusters is asked for', /kafka_clusters/, CONNECTORS],
];

test('what does not wait for an answer is asked before it comes', async () => {
  const clouds = await startChanged('aws-small', 'aws.yaml');
  const came = OVERLAPPING.map(([, held, awaited]) => answerAfter(clouds, held, awaited));
  await scan('aws-small', clouds, PATIENT);
  const happened = await Promise.all(came);
  expect(OVERLAPPING.filter((_, index) => !happened[index]).map(([what]) => what)).toEqual([]);
  expect(OVERLAPPING.filter(([, held]) => !asked(clouds).some((id) => held.test(id)))).toEqual([]);
});

test('no KMS is asked before the whole list of registered keys is there', async () => {
  const clouds = await startChanged('aws-small', 'aws.yaml');
  await scan('aws-small', clouds);
  const ids = asked(clouds);
  expect(ids.findIndex((id) => id.startsWith('kms:'))).toBeGreaterThan(ids.findLastIndex((id) => id.startsWith('GET /byok/')));
});

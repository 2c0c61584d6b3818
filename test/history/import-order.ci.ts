import { expect, test } from 'vitest';
import type { Line } from '../../src/history/export-line.ts';
import { usingHistory } from '../../src/history/open.ts';
import { prune } from '../../src/history/prune.ts';
import { serialize } from '../../src/snapshot/file.ts';
import { ARN } from '../subjects/build.ts';
import { create, event, fresh, key, lines, linesOf, remove, take, written } from './audit-events.ts';
import { live, made, noon, said, snapshotOf } from './story.ts';

const REUSED = 'cluster.key_not_reused';
/** The key was made the day before its second cluster: with nothing on record of the first one, it passes. */
const second = snapshotOf({ day: 40, clusters: [made('lkc-second', 40)], state: 'IN_USE' }, noon(39));

const orders = <T>(of: readonly T[]): T[][] =>
  of.length < 2 ? [[...of]] : of.flatMap((one, at) => orders(of.toSpliced(at, 1)).map((rest) => [one, ...rest]));

/** What a store holds of imported files, and the status of the second cluster. */
async function imported(files: readonly string[]): Promise<{ lines: Line[]; status: string | undefined }> {
  const where = fresh();
  for (const file of files) await take(where, file);
  return { lines: await linesOf(where), status: said(await live(where, second), REUSED, 'lkc-second') };
}

test('a key without a recorded past passes', async () => {
  expect((await imported([])).status).toBe('pass');
});

test.each([
  ['events', [lines(key), lines(create), lines(remove)]],
  ['events, some of them twice', [lines(key, create), lines(create, remove), lines(remove, key)]],
  [
    'events and a scan that knows the key',
    [written(serialize(snapshotOf({ day: 20, clusters: [], state: 'AVAILABLE' }))), lines(create), lines(remove)],
  ],
  [
    'events and a scan that saw the cluster',
    [
      written(serialize(snapshotOf({ day: 3, clusters: [made('lkc-first', 1)], state: 'IN_USE' }))),
      lines(key, create),
      lines(remove),
    ],
  ],
  [
    'a scan, and an event that names the KMS key itself',
    [
      written(serialize(snapshotOf({ day: 3, clusters: [made('lkc-first', 1)], state: 'IN_USE' }))),
      lines(
        event('CreateKafkaCluster', 1, {
          subject: 'kafka=lkc-first',
          request: { spec: { config: { encryption_key: ARN } } },
        }),
      ),
      lines(remove),
    ],
  ],
])('three files of %s give the same history in any order', async (_, files) => {
  const [first, ...others] = await Promise.all(orders(files).map(imported));
  expect(first?.status).toBe('fail');
  for (const other of others) expect(other).toEqual(first);
});

test('events that name only clusters count from the first scan that knows the key', async () => {
  const where = fresh();
  await take(where, lines(create, remove));
  const first = await live(where, second);
  expect(said(first, REUSED, 'lkc-second')).toBe('fail');
  const verdict = first.verdicts.find(({ rule, subject }) => rule === REUSED && subject.id === 'lkc-second');
  expect(verdict?.message).toContain("lkc-first (2026-06-02 to 2026-06-10, according to Confluent's audit log)");
  const again = await live(where, second);
  expect(JSON.stringify(again)).toBe(JSON.stringify(first));
});

test('events whose key is not known yet are exported, imported and never pruned', async () => {
  const [where, other] = [fresh(), fresh()];
  await take(where, lines(create, remove));
  const held = await linesOf(where);
  expect(held.flatMap((line) => ('binding' in line ? [[line.binding.identity, line.binding.cluster]] : []))).toEqual([
    ['', 'lkc-first'],
    ['cck-apple', 'lkc-first'],
  ]);
  await take(other, written(held.map((line) => `${JSON.stringify(line)}\n`).join(''), 'export.jsonl'));
  await take(other, lines(key));
  await usingHistory(other, (store) => prune(store, noon(99)));
  expect((await linesOf(other)).flatMap((line) => ('registration' in line ? [line.registration.registration] : []))).toEqual([
    'cck-apple',
  ]);
  expect(said(await live(other, second), REUSED, 'lkc-second')).toBe('fail');
});

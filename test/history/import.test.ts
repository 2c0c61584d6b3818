import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importFile } from '../../src/history/import.ts';
import { usingHistory } from '../../src/history/open.ts';
import { prune } from '../../src/history/prune.ts';
import { reuseBefore } from '../../src/history/recall.ts';
import { scansListed } from '../../src/history/scans.ts';
import { exported, type Line } from '../../src/history/transfer.ts';
import { serialize } from '../../src/snapshot/file.ts';
import { ARN } from '../inventory/build.ts';
import { live, made, noon, STORY, said, snapshotOf } from './story.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'byok-history-'));
const fresh = () => join(folder(), 'byok-audit.db');
const written = (text: string, name = 'events.jsonl') => {
  const file = join(folder(), name);
  writeFileSync(file, text);
  return file;
};
const take = (where: string, file: string) => usingHistory(where, (database) => importFile(database, file));
const REUSED = 'cluster.key_not_reused';
const second = snapshotOf({ day: 40, clusters: [made('lkc-second', 40)], state: 'IN_USE' });

test('an earlier snapshot tells of an earlier cluster, and the second time nothing new', async () => {
  const where = fresh();
  const file = written(serialize(snapshotOf({ day: 3, clusters: [made('lkc-first', 0)], state: 'IN_USE' })), 'snapshot.json');
  expect((await take(where, file)).said).not.toContain('known already');
  expect((await take(where, file)).said).toContain('known already');
  expect(await usingHistory(where, scansListed)).toMatchObject([{ taken_at: noon(3), runs: 0, failing: null }]);
  expect(said(await live(where, second), REUSED, 'lkc-second')).toBe('fail');
});

describe("Confluent's audit log", () => {
  const ORGANIZATION = '00000000-0000-4000-8000-00000000a991';
  const event = (
    methodName: string,
    day: number,
    { subject = '', request = {}, status = 'SUCCESS', organization = ORGANIZATION } = {},
  ) => ({
    specversion: '1.0',
    id: `event-${methodName}-${day}`,
    source: 'crn://confluent.cloud/',
    type: 'io.confluent.cloud/request',
    time: noon(day).replace('.000Z', '.123456789Z'),
    subject: `crn://confluent.cloud/organization=${organization}/${subject}`,
    data: {
      serviceName: 'crn://confluent.cloud/',
      methodName,
      request: { accessType: 'MODIFICATION', data: request },
      result: { status, data: {} },
    },
  });
  const key = event('CreateByokKey', 0, { subject: 'key=cck-apple', request: { key: { kind: 'AwsKey', key_arn: ARN } } });
  const create = event('CreateKafkaCluster', 1, {
    subject: 'cloud-cluster=lkc-first/kafka=lkc-first',
    request: { spec: { byok: { id: 'cck-apple' } } },
  });
  const remove = event('DeleteKafkaCluster', 9, { subject: 'cloud-cluster=lkc-first/kafka=lkc-first' });
  const lines = (...events: object[]) => written(events.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const known = (where: string) =>
    usingHistory(where, async (database) => (await reuseBefore(database, ORGANIZATION, noon(99))).bindings);

  test('tells which cluster was on which key, from when to when', async () => {
    const where = fresh();
    const { what, said: told } = await take(where, lines(key, create, event('GetKafkaClusters', 2), remove));
    expect([what, told]).toEqual(['audit log', '4 events, 3 of them about clusters and keys; clusters on keys: 1']);
    expect(await known(where)).toMatchObject([
      { cluster: 'lkc-first', identity: ARN, deleted_at: noon(9).replace('.000', '.123'), told_by: "Confluent's audit log" },
    ]);
  });

  test('in several files, and in any order of time, tells the same', async () => {
    const [one, other] = [fresh(), fresh()];
    await take(one, lines(key, create, remove));
    await take(other, lines(remove, create, key));
    expect(await known(other)).toEqual(await known(one));
    await take(other, lines(remove));
    expect(await known(other)).toEqual(await known(one));
  });

  test('what failed did not happen, and what is about something else tells nothing', async () => {
    const where = fresh();
    const failed = event('CreateKafkaCluster', 1, {
      subject: 'kafka=lkc-first',
      request: { spec: { byok: { id: 'cck-apple' } } },
      status: 'FAILURE',
    });
    await take(where, lines(key, failed, { specversion: '1.0', type: 'other' }, event('CreateEnvironment', 1)));
    expect(await known(where)).toEqual([]);
  });

  test('a cluster whose key nothing tells is named, and left out', async () => {
    const where = fresh();
    expect((await take(where, lines(create))).said).toContain('of lkc-first nothing tells the key');
    expect(await known(where)).toEqual([]);
  });

  test('a cluster from before the BYOK API names its key itself', async () => {
    const where = fresh();
    await take(
      where,
      lines(event('CreateKafkaCluster', 1, { subject: 'kafka=lkc-old', request: { spec: { config: { encryption_key: ARN } } } })),
    );
    expect(await known(where)).toMatchObject([{ cluster: 'lkc-old', identity: ARN }]);
  });

  test('a line that is cut off is told with its number, and nothing is taken in', async () => {
    const where = fresh();
    const file = written(`${JSON.stringify(key)}\n${JSON.stringify(create)}\n${JSON.stringify(remove).slice(0, 80)}\n`);
    await expect(take(where, file)).rejects.toThrow(/events\.jsonl:3:1: not a JSON object; is the file cut off\?/);
    expect(await known(where)).toEqual([]);
  });
});

const linesOf = (where: string) =>
  usingHistory(where, async (database) => {
    const lines: Line[] = [];
    for await (const line of exported(database)) lines.push(line);
    return lines;
  });

describe('an export', () => {
  const filled = async () => {
    const where = fresh();
    for (const day of STORY.slice(26, 43)) await live(where, snapshotOf(day));
    return where;
  };
  const text = (lines: Line[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

  test('makes the same history of an empty one, and nothing new of a full one', async () => {
    const where = await filled();
    const lines = await linesOf(where);
    const file = written(text(lines), 'export.jsonl');
    const other = fresh();
    expect(await take(other, file)).toEqual({ what: 'export', said: '17 snapshots' });
    expect(await linesOf(other)).toEqual(lines);
    await take(where, file);
    expect(await linesOf(where)).toEqual(lines);
    const next = snapshotOf(STORY[43] ?? { day: 43, clusters: [], state: 'IN_USE' });
    expect(JSON.stringify(await live(other, next)) === JSON.stringify(await live(where, next))).toBe(true);
  });

  test.each([
    ['a line that is none', (lines: Line[]) => `${text(lines)}{"orchard": 1}\n`, /export\.jsonl:\d+:1: not a line of a history/],
    ['a format to come', (lines: Line[]) => text([{ byok_audit_history: 2 }, ...lines.slice(1)]), /does not know/],
    [
      'a run without its snapshot',
      (lines: Line[]) => text(lines.filter((line) => !('snapshot' in line))),
      /which no line before tells of/,
    ],
  ])('with %s is refused, and nothing is taken in', async (_, change, message) => {
    const file = written(change(await linesOf(await filled())), 'export.jsonl');
    const where = fresh();
    await expect(take(where, file)).rejects.toThrow(message);
    expect(await linesOf(where)).toEqual([{ byok_audit_history: 1 }]);
  });
});

test('pruning forgets scans, and neither clusters on keys nor since when something fails', async () => {
  const where = fresh();
  for (const day of STORY.slice(26, 46)) await live(where, snapshotOf(day));
  expect(await usingHistory(where, (database) => prune(database, noon(43)))).toBe(17);
  expect((await usingHistory(where, scansListed)).map(({ taken_at }) => taken_at)).toEqual([noon(43), noon(44), noon(45)]);
  const report = await live(where, snapshotOf(STORY[46] ?? { day: 46, clusters: [], state: 'IN_USE' }));
  const verdict = report.verdicts.find(({ rule, subject }) => rule === REUSED && subject.id === 'lkc-second');
  expect(verdict).toMatchObject({ status: 'fail', first_seen: noon(40) });
  expect(verdict?.message).toContain('lkc-first');
});

test('the list tells how many failures stood open after each scan', async () => {
  const where = fresh();
  for (const day of [39, 40, 41]) await live(where, snapshotOf(STORY[day] ?? { day, clusters: [], state: 'IN_USE' }));
  await live(where, snapshotOf({ day: 2, clusters: [made('lkc-first', 0)], state: 'IN_USE' }));
  const scans = await usingHistory(where, scansListed);
  expect(scans.map(({ taken_at }) => taken_at)).toEqual([noon(2), noon(39), noon(40), noon(41)]);
  for (const { taken_at, failing } of scans) expect([taken_at, Number.isInteger(failing)]).toEqual([taken_at, true]);
});

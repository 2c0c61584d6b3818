import { copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Line } from '../../src/history/export-line.ts';
import { usingHistory } from '../../src/history/open.ts';
import { prune } from '../../src/history/prune.ts';
import { scansListed } from '../../src/history/scans.ts';
import { serialize } from '../../src/snapshot/file.ts';
import { ARN, known, missing } from '../subjects/build.ts';
import { fresh, linesOf, take, written } from './audit-events.ts';
import { live, made, noon, STORY, said, snapshotOf } from './story.ts';

const REUSED = 'cluster.key_not_reused';
const second = snapshotOf({ day: 40, clusters: [made('lkc-second', 40)], state: 'IN_USE' });

test('importing an earlier snapshot shows an earlier cluster, and importing it twice adds nothing', async () => {
  const where = fresh();
  const file = written(serialize(snapshotOf({ day: 3, clusters: [made('lkc-first', 0)], state: 'IN_USE' })), 'snapshot.json');
  expect((await take(where, file)).summary).not.toContain('already known');
  expect((await take(where, file)).summary).toContain('already known');
  expect(await usingHistory(where, scansListed)).toMatchObject([{ taken_at: noon(3), runs: 0, failing: null }]);
  expect(said(await live(where, second), REUSED, 'lkc-second')).toBe('fail');
});

describe('an export', () => {
  const filledOnce = fresh();
  beforeAll(async () => {
    for (const day of STORY.slice(26, 43)) await live(filledOnce, snapshotOf(day));
  });
  /** A store of its own with seventeen days of the story. */
  const filled = () => {
    const where = fresh();
    copyFileSync(filledOnce, where);
    return where;
  };
  const text = (lines: object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  /** Corrects the last line, which counts the others. */
  const ended = (lines: Line[]) => {
    const rest = lines.filter((line) => !('end' in line));
    return text([...rest, { end: rest.length }]);
  };

  test('an export fills an empty history with the same content, and adds nothing to a full one', async () => {
    const where = filled();
    const lines = await linesOf(where);
    const file = written(text(lines), 'export.jsonl');
    const other = fresh();
    expect(await take(other, file)).toEqual({ what: 'export', summary: '17 snapshots' });
    expect(await linesOf(other)).toEqual(lines);
    await take(where, file);
    expect(await linesOf(where)).toEqual(lines);
    const next = snapshotOf(STORY[43] ?? { day: 43, clusters: [], state: 'IN_USE' });
    expect(JSON.stringify(await live(other, next)) === JSON.stringify(await live(where, next))).toBe(true);
  });

  test('an export of scans between those of the store gives the same as if all had been recorded in one store', async () => {
    const days = STORY.slice(26, 43);
    const [all, first, second] = [fresh(), fresh(), fresh()];
    for (const [index, day] of days.entries()) {
      await live(all, snapshotOf(day));
      await live(index % 2 === 0 ? first : second, snapshotOf(day));
    }
    await take(first, written(text(await linesOf(second)), 'export.jsonl'));
    await take(first, written(text(await linesOf(second)), 'export.jsonl'));
    const shown = (lines: Line[]) => lines.flatMap((line) => ('verdict' in line ? [line.verdict] : []));
    const merged = new Map(shown(await linesOf(first)).map(({ fingerprint, changes }) => [fingerprint, changes]));
    for (const { rule, fingerprint, changes } of shown(await linesOf(all))) {
      // these rules rest on earlier scans, and were evaluated with half of them
      if (rule === REUSED || rule === 'key.released') continue;
      expect([rule, merged.get(fingerprint)]).toEqual([rule, changes]);
    }
    const next = snapshotOf(STORY[43] ?? { day: 43, clusters: [], state: 'IN_USE' });
    expect(said(await live(first, next), REUSED, 'lkc-second')).toBe('fail');
  });

  test('an export of a pruned store keeps what is known of registrations', async () => {
    const where = filled();
    await usingHistory(where, (store) => prune(store, noon(99)));
    const lines = await linesOf(where);
    expect(lines.flatMap((line) => ('registration' in line ? [line.registration] : []))).toMatchObject([
      { registration: 'cck-apple', identity: ARN, first_seen: noon(26) },
    ]);
    const other = fresh();
    await take(other, written(text(lines), 'export.jsonl'));
    expect(await linesOf(other)).toEqual(lines);
  });

  test('an export of the first format is read', async () => {
    const lines = (await linesOf(filled())).flatMap((line): object[] => {
      if ('registration' in line || 'end' in line) return [];
      if ('byok_audit_history' in line) return [{ byok_audit_history: 1 }];
      if ('binding' in line) {
        const { source: _, ...binding } = line.binding;
        return [{ binding: { ...binding, told_by: 'an earlier scan' } }];
      }
      if ('verdict' in line) {
        const { changes, ...verdict } = line.verdict;
        return [{ verdict: { ...verdict, turns: changes } }];
      }
      if (!('run' in line)) return [line];
      const { environments_whole: _, clusters_whole: __, keys_whole: ___, ...run } = line.run;
      return [{ run }];
    });
    const other = fresh();
    await take(other, written(lines.map((line) => `${JSON.stringify(line)}\n`).join(''), 'export.jsonl'));
    expect(await linesOf(other)).toEqual(await linesOf(filled()));
  });

  test.each([
    ['that is not a time', 'since', 'yesterday'],
    ['of another form', 'since', '2026-06-01T12:00:00+02:00'],
    ['of an unknown status', 'status', 'ripe'],
    ['that is neither waived nor not waived', 'waived', null],
  ])('an export with a change %s is refused with its line', async (_, field, value) => {
    const lines = await linesOf(filled());
    const at = lines.findIndex((line) => 'verdict' in line);
    const changed = lines.map((line) =>
      'verdict' in line
        ? { verdict: { ...line.verdict, changes: line.verdict.changes.map((change) => ({ ...change, [field]: value })) } }
        : line,
    );
    const file = written(changed.map((line) => `${JSON.stringify(line)}\n`).join(''), 'export.jsonl');
    await expect(take(fresh(), file)).rejects.toThrow(`export.jsonl:${at + 1}:1: not a line of a history`);
  });

  test.each([
    [
      'a line that is not one of an export',
      (lines: Line[]) => `${text(lines)}{"orchard": 1}\n`,
      /export\.jsonl:\d+:1: not a line of a history/,
    ],
    ['a format that never existed', (lines: Line[]) => text([{ byok_audit_history: 0 }, ...lines.slice(1)]), /does not know/],
    ['a format of a later version', (lines: Line[]) => text([{ byok_audit_history: 6 }, ...lines.slice(1)]), /does not know/],
    [
      'a run without its snapshot',
      (lines: Line[]) => ended(lines.filter((line) => !('snapshot' in line))),
      /which no line before it contains/,
    ],
    [
      'its verdicts cut off',
      (lines: Line[]) => text(lines.filter((line) => !('verdict' in line || 'end' in line))),
      /is cut off/,
    ],
    ['a line left out', (lines: Line[]) => text(lines.filter((line) => !('binding' in line))), /lines are missing/],
    ['another one behind it', (lines: Line[]) => text([...lines, ...lines]), /export\.jsonl:\d+:1: a second export begins here/],
  ])('an export with %s is refused, and nothing is imported', async (_, change, message) => {
    const file = written(change(await linesOf(filled())), 'export.jsonl');
    const where = fresh();
    await expect(take(where, file)).rejects.toThrow(message);
    expect(await linesOf(where)).toEqual([{ byok_audit_history: 5 }, { end: 1 }]);
  });
});

test('a file that cannot be read is refused with the reason and the accepted formats', async () => {
  const refused = (file: string, why: string) =>
    expect(take(fresh(), file)).rejects.toThrow(new RegExp(`${why}.*snapshot\\.json.*history export.*audit log as JSON lines`));
  await refused('/no/such/orchard.jsonl', 'orchard.jsonl: cannot be read: there is no such file');
  await refused(tmpdir(), 'cannot be read: it is a directory; name a file in it');
  await refused(written(''), 'events.jsonl: it is empty');
  await refused(written('\n \n'), 'events.jsonl: it is empty');
  await refused(written(new Uint8Array([0x1f, 0x8b, 8, 0, 255, 10, 0])), 'events.jsonl: not a file that can be imported');
  await refused(written('{"orchard": 1}\n'), 'events.jsonl: not a file that can be imported');
  await refused(written(serialize(second).slice(0, 900)), 'events.jsonl: not valid JSON; is the file cut off');
});

test('pruning deletes scans, but keeps which clusters used a key and since when a rule fails', async () => {
  const where = fresh();
  for (const day of STORY.slice(26, 46)) await live(where, snapshotOf(day));
  expect(await usingHistory(where, (store) => prune(store, noon(43)))).toBe(17);
  expect((await usingHistory(where, scansListed)).map(({ taken_at }) => taken_at)).toEqual([noon(43), noon(44), noon(45)]);
  const report = await live(where, snapshotOf(STORY[46] ?? { day: 46, clusters: [], state: 'IN_USE' }));
  const verdict = report.verdicts.find(({ rule, subject }) => rule === REUSED && subject.id === 'lkc-second');
  expect(verdict).toMatchObject({ status: 'fail', first_seen: noon(40) });
  expect(verdict?.message).toContain('lkc-first');
});

test('pruning keeps the start of a failure that can no longer be seen, and everything after it', async () => {
  const where = fresh();
  const at = async (day: number, region: (typeof second)['confluent']['clusters'][string]['seen'][number]['region']) => {
    const report = await live(where, snapshotOf({ day, clusters: [{ ...made('lkc-first', 0), region }], state: 'IN_USE' }));
    return report.verdicts.find(({ rule }) => rule === 'cluster.region_match');
  };
  await at(0, known('us-west-2'));
  await at(1, known('eu-west-1'));
  await at(2, missing('denied'));
  await usingHistory(where, (store) => prune(store, noon(3)));
  expect(await at(3, missing('denied'))).toMatchObject({ status: 'unknown', first_seen: noon(1) });
  expect(await at(4, known('eu-west-1'))).toMatchObject({ status: 'fail', first_seen: noon(1) });
});

test('the list shows how many failures were open after each scan', async () => {
  const where = fresh();
  for (const day of [39, 40, 41]) await live(where, snapshotOf(STORY[day] ?? { day, clusters: [], state: 'IN_USE' }));
  await live(where, snapshotOf({ day: 2, clusters: [made('lkc-first', 0)], state: 'IN_USE' }));
  const scans = await usingHistory(where, scansListed);
  expect(scans.map(({ taken_at }) => taken_at)).toEqual([noon(2), noon(39), noon(40), noon(41)]);
  // on day 39 the key is unused
  expect(scans.map(({ failing }) => failing)).toEqual([0, 1, 0, 0]);
});

test('the list still counts a failure as open after it became unknown', async () => {
  const where = fresh();
  for (const [day, region] of [known('eu-west-1'), missing('denied'), known('us-west-2')].entries())
    await live(where, snapshotOf({ day, clusters: [{ ...made('lkc-first', 0), region }], state: 'IN_USE' }));
  expect((await usingHistory(where, scansListed)).map(({ failing }) => failing)).toEqual([1, 1, 0]);
});

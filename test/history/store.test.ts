import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { audit } from '../../src/audit.ts';
import { historyAt } from '../../src/history/history.ts';
import { HistoryError } from '../../src/history/history-error.ts';
import { usingHistory } from '../../src/history/open.ts';
import { scansListed } from '../../src/history/scans.ts';
import { evaluationOf, live, STORY, said, snapshotOf } from './story.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'byok-history-'));
const fresh = () => join(folder(), 'byok-audit.db');

describe('a store that cannot be used', () => {
  const refuses = async (file: string, message: RegExp) => {
    const before = readFileSync(file);
    const error = await usingHistory(file, async () => {}).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HistoryError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).toContain(file);
    expect(readFileSync(file).equals(before)).toBe(true);
  };

  test('a file that is not a database is refused and not changed', async () => {
    const file = fresh();
    writeFileSync(file, 'Once upon a time there was an orchard.'.repeat(100));
    await refuses(file, /not a history of byok-audit/);
  });

  test('a database that is truncated is refused and not changed', async () => {
    const file = fresh();
    for (const day of STORY.slice(0, 5)) await live(file, snapshotOf(day));
    writeFileSync(file, readFileSync(file).subarray(0, 9000));
    await expect(usingHistory(file, scansListed)).rejects.toThrow(/damaged/);
  });

  test('a store of a later version is refused and not changed', async () => {
    const file = fresh();
    await live(file, snapshotOf({ day: 0, clusters: [], state: 'AVAILABLE' }));
    const database = new DatabaseSync(file);
    database.exec('UPDATE byok_audit_history SET version = 99');
    database.close();
    await refuses(file, /its format is 99/);
  });

  test('a database of another program is refused and not changed', async () => {
    const file = fresh();
    const database = new DatabaseSync(file);
    database.exec('CREATE TABLE orchards (name TEXT)');
    database.close();
    await refuses(file, /database of another program/);
  });

  test('a folder in place of the store is refused and not changed', async () => {
    await expect(usingHistory(folder(), async () => {})).rejects.toThrow(/not a regular file/);
  });

  test('an unreachable PostgreSQL is reported without the password', async () => {
    const error = await usingHistory('postgres://gardener:quince@127.0.0.1:1/orchard', async () => {}).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ reason: 'unreachable' });
    expect((error as Error).message).toMatch(/cannot be reached \(ECONNREFUSED\)/);
    expect((error as Error).message).not.toContain('quince');
  });
});

test('with an unreadable history the report is still written, and verdicts that need the history are unknown with the reason', async () => {
  const file = fresh();
  writeFileSync(file, 'no database '.repeat(1000));
  const late = snapshotOf({ day: 40, clusters: [...(STORY[40]?.clusters ?? [])], state: 'IN_USE' });
  await expect(live(file, late)).rejects.toThrow(HistoryError);
  const warnings: string[] = [];
  const { report } = await audit(late, { ...evaluationOf(late, historyAt(file)), warn: (message) => warnings.push(message) });
  expect(said(report, 'cluster.key_not_reused', 'lkc-second')).toBe('unknown/malformed');
  expect(warnings.some((message) => message.includes('not a history of byok-audit'))).toBe(true);
  expect(report.limits.some((limit) => limit.includes('not a history of byok-audit'))).toBe(true);
});

import { copyFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { HistoryError } from '../../src/history/history-error.ts';
import { stateOfStore } from '../../src/history/state.ts';
import { OLD } from './migration-suite.ts';

const fresh = () => join(mkdtempSync(join(tmpdir(), 'byok-history-')), 'byok-audit.db');

test('a store that is not there is not created', async () => {
  const file = fresh();
  expect(await stateOfStore(file)).toBeNull();
  expect(existsSync(file)).toBe(false);
});

test('an older store is described, and not one byte of it changes', async () => {
  const file = fresh();
  copyFileSync(join(OLD, 'format-4.db'), file);
  const before = readFileSync(file);
  const state = await stateOfStore(file);
  expect(state).toMatchObject({ format: 4, isCurrent: false, last_scan: expect.stringMatching(/^20\d\d-/) });
  expect(state?.scans).toBeGreaterThan(0);
  expect(readFileSync(file)).toEqual(before);
});

test('an empty database has no format yet', async () => {
  const file = fresh();
  new DatabaseSync(file).close();
  expect(await stateOfStore(file)).toEqual({ format: null, isCurrent: false, scans: 0, last_scan: null });
});

test.each([
  [
    'a later version',
    'CREATE TABLE byok_audit_history (version INTEGER); INSERT INTO byok_audit_history VALUES (99)',
    /its format is 99/,
  ],
  ['another program', 'CREATE TABLE apples (id INTEGER)', /a database of another program/],
])('a store of %s is refused', async (_, statements, message) => {
  const file = fresh();
  const database = new DatabaseSync(file);
  database.exec(statements);
  database.close();
  await expect(stateOfStore(file)).rejects.toThrow(message);
});

test('a file that is no database is refused, and named', async () => {
  const file = fresh();
  writeFileSync(file, 'pears and apples, and more than a hundred letters of them, so that it is no short file. '.repeat(20));
  await expect(stateOfStore(file)).rejects.toThrow(HistoryError);
  await expect(stateOfStore(file)).rejects.toThrow(/is not a history of byok-audit/);
});

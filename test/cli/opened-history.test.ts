import { describe, expect, test } from 'vitest';
import { whereHistoryIs } from '../../src/cli/opened-history.ts';
import { withoutPassword } from '../../src/history/store-name.ts';
import { config } from '../subjects/build.ts';

const where = (url: string | undefined, history?: string) =>
  whereHistoryIs(
    { env: url === undefined ? {} : { BYOK_AUDIT_HISTORY_URL: url }, directory: '/orchard' },
    config(),
    history === undefined ? {} : { history },
  );

describe('a malformed URL is refused, and the message does not repeat it', () => {
  test.each([
    ['"postgres://gardener:quince@h/db"'],
    [' postgres://gardener:quince@h/db'],
    ['jdbc:postgresql://h/db?password=quince'],
    ['host=h password=quince'],
  ])('the malformed URL %s is refused', (url) => {
    expect(() => where(url)).toThrow(/neither a file nor a URL/);
    expect(() => where(url)).not.toThrow(/quince/);
  });
});

test('a password on the command line is refused in every form', () => {
  for (const url of ['postgres://gardener:quince@h/db', 'postgres://h/db?user=gardener&password=quince'])
    expect(() => where(undefined, url)).toThrow(/a URL with a password is refused/);
});

test('a URL from the environment is used unchanged, and a file path is resolved', () => {
  expect(where('postgres://gardener:quince@h/db')).toBe('postgres://gardener:quince@h/db');
  expect(where(undefined, 'orchard.db')).toBe('/orchard/orchard.db');
});

test('"none" means no history, in the flag and in the environment; a file of that name needs a path with a folder', () => {
  expect(where(undefined, 'none')).toBe(null);
  expect(where('none')).toBe(null);
  expect(where(undefined, './none')).toBe('/orchard/none');
});

test('a password is never shown, whatever characters it has', () => {
  for (const url of [
    'postgres://u:quince@h/db',
    'postgres://u:12/quince@h/db',
    'postgres://u:12#quince@h/db',
    'postgres://h/db?password=quince',
  ])
    expect(withoutPassword(url)).not.toContain('quince');
});

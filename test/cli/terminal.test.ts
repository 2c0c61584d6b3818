import { expect, test } from 'vitest';
import { type Session, sessionIn } from '../../src/cli/session.ts';
import { terminalOf } from '../../src/cli/terminal.ts';
import { Recording } from './command.ts';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

/** What is written to stderr, of a terminal or of a file. */
function stderrOf(
  isTTY: boolean,
  work: (terminal: ReturnType<typeof terminalOf>, session: Session) => void,
  options: { quiet?: true; logFormat?: 'text' | 'json' } = {},
): string {
  const stderr = Object.assign(new Recording(), { isTTY, columns: 80 });
  const session = sessionIn({ version: '0', env: {}, directory: '/', stdout: new Recording(), stderr, color: false });
  session.logFormat = options.logFormat ?? 'text';
  work(terminalOf(session, options), session);
  session.progress.end();
  return stderr.text;
}

test('a terminal shows a progress bar, and the cursor is restored before the next line', () => {
  const text = stderrOf(true, (terminal) => {
    terminal.expect(3);
    terminal.call('GET /byok/v1/keys');
    terminal.warn('the plum is not ripe');
  });
  expect(text).toContain(HIDE_CURSOR);
  expect(text.indexOf(SHOW_CURSOR)).toBeGreaterThan(text.indexOf(HIDE_CURSOR));
  expect(text.indexOf('warning: the plum is not ripe\n')).toBeGreaterThan(text.indexOf(SHOW_CURSOR));
});

test('two sessions at the same time each have their own progress bar', () => {
  const other = stderrOf(true, (terminal) => {
    terminal.call('GET /byok/v1/keys');
    expect(stderrOf(true, (second) => second.stage('collecting'))).toBe('collecting\n');
  });
  expect(other).toContain(SHOW_CURSOR);
});

test('a log has one line per hundred calls, and no control characters', () => {
  const text = stderrOf(false, (terminal) => {
    for (let count = 0; count < 250; count++) terminal.call('GET /byok/v1/keys');
  });
  expect(text).toBe('100 calls answered\n200 calls answered\n');
});

test('--quiet leaves warnings only', () => {
  const work = (terminal: ReturnType<typeof terminalOf>) => {
    terminal.stage('collecting');
    terminal.call('GET /byok/v1/keys');
    terminal.warn('the plum is not ripe');
  };
  expect(stderrOf(true, work, { quiet: true })).toBe('warning: the plum is not ripe\n');
});

test('--log-format json writes one object per line', () => {
  const text = stderrOf(true, (terminal) => terminal.warn('a\u001b[31m plum'), { logFormat: 'json' });
  expect(JSON.parse(text)).toEqual({ time: expect.stringMatching(/Z$/), level: 'warning', message: 'a\u001b[31m plum' });
});

test('a line is cut after 2,000 characters, and no part of a secret is left at its end', () => {
  const secret = 'kumquat-secret-0123456789';
  const text = stderrOf(false, (terminal, session) => {
    session.secrets.learn(secret);
    terminal.warn(`${'x'.repeat(1990)}${secret}${'\u202e'.repeat(1000)}`);
  });
  expect(text).toContain('x[hidden]');
  expect(text).not.toContain('kum');
  expect(text.length).toBeLessThan(2020);
});

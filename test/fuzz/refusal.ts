import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { failed } from '../../src/cli/run.ts';
import { type Session, sessionIn } from '../../src/cli/session.ts';

let shown = '';
const sink = () =>
  new Writable({
    decodeStrings: false,
    write(chunk, _, done) {
      shown += String(chunk);
      done();
    },
  });
const session: Session = sessionIn({ version: '0.0.0', env: {}, directory: '/', stdout: sink(), stderr: sink(), color: false });

/** How many characters a line on the terminal may have. */
const LONGEST_LINE = 2000;
/** The first twenty mistakes and how many more there are. */
const MOST_LINES = 21;

const UNSEEN = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;

/** A line of text from outside shows all that is in it. */
export const assertSeen = (line: string): void => assert.doesNotMatch(line, UNSEEN);

/**
 * A file was refused as bad input: on the terminal each line names the file, and the place in it where there is one, and
 * nothing of the program or hidden characters of the file.
 * @param text what the file holds, where mistakes have places in it
 */
export function assertRefused(error: unknown, file: string, text: string): void {
  shown = '';
  const exit = failed(session, error);
  assert.equal(exit, 65, shown);
  const lines = shown.split('\n').slice(0, -1);
  assert.ok(lines.length >= 1 && lines.length <= MOST_LINES, `${lines.length} lines`);
  for (const line of lines) {
    assertSeen(line);
    assert.ok([...line].length <= LONGEST_LINE, `a line of ${line.length} characters`);
    assert.doesNotMatch(line, /^\s+at |\.ts:\d+|node:internal/);
    if (/^and \d+ more mistakes?$/.test(line)) continue;
    assert.ok(line.startsWith(`${file}:`), line);
    const [, number, column] = /^:(\d+):(\d+): /.exec(line.slice(file.length)) ?? [];
    if (number === undefined) assert.match(line.slice(file.length), /^: \S/);
    else {
      const there = text.split('\n')[Number(number) - 1];
      assert.ok(there !== undefined, `there is no line ${number}`);
      assert.ok(Number(column) >= 1 && Number(column) <= there.length + 1, `line ${number} has no column ${column}`);
    }
  }
}

/** The kinds of objects that JSON makes, and no others: nothing came in its place by a name, a tag or a merge. */
export function assertPlain(value: unknown): void {
  if (typeof value !== 'object' || value === null) {
    assert.ok(value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value), typeof value);
    if (typeof value === 'number') assert.ok(Number.isFinite(value), 'a number that is none');
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  assert.ok(Array.isArray(value) ? prototype === Array.prototype : prototype === Object.prototype, 'an object of another kind');
  for (const inner of Object.values(value)) assertPlain(inner);
}

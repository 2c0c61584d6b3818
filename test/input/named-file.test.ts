import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bytesOf, opened, textOf } from '../../src/input/named-file.ts';
import { bytesIn, largerSize, MB, sizeText } from '../../src/input/size.ts';

const directory = mkdtempSync(join(tmpdir(), 'byok-audit-'));
const at = (name: string) => join(directory, name);
const basket = (name: string, maxInput?: number) => ({ file: at(name), named: name, advice: 'Pick one.', maxInput });

const messageOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    expect(error).toMatchObject({ name: 'AuditError', exit: 65 });
    return (error as Error).message;
  }
  throw new Error('it was read');
};

test('a regular file is read to its end, also by a link', () => {
  writeFileSync(at('apple'), 'an apple');
  symlinkSync(at('apple'), at('link'));
  expect(textOf(basket('apple'))).toBe('an apple');
  expect(textOf(basket('link'))).toBe('an apple');
});

test.runIf(process.platform === 'linux')('a file whose size the system does not know is read to its end', () => {
  expect(textOf({ file: '/proc/self/status', named: 'status', advice: '' })).toContain('Name:');
});

test('what is no regular file is refused without waiting for it, with what it is', async () => {
  execFileSync('mkfifo', [at('pipe')]);
  symlinkSync(at('pipe'), at('link-to-pipe'));
  const server = createServer();
  await new Promise<void>((listening) => server.listen(at('socket'), listening));
  try {
    const messages = ['pipe', 'link-to-pipe', 'socket', '.', 'none', 'apple/none'].map((name) =>
      messageOf(() => bytesOf(basket(name))),
    );
    expect(messages).toEqual([
      'pipe: cannot be read: it is a pipe; write what it gives to a file. Pick one.',
      'link-to-pipe: cannot be read: it is a pipe; write what it gives to a file. Pick one.',
      'socket: cannot be read: it is a device or a socket, not a file. Pick one.',
      '.: cannot be read: it is a directory; name a file in it. Pick one.',
      'none: cannot be read: there is no such file. Pick one.',
      'apple/none: cannot be read: there is no such file. Pick one.',
    ]);
    expect(messageOf(() => bytesOf({ file: '/dev/zero', named: 'zeros', advice: '' }))).toContain('it is a device or a socket');
  } finally {
    server.close();
  }
});

test('a file that is larger than the limit is not read, and the message says the limit and what to do', () => {
  closeSync(openSync(at('large'), 'w'));
  truncateSync(at('large'), 940 * MB);
  expect(messageOf(() => opened(basket('large'), () => expect.fail('it was opened')))).toBe(
    'large: cannot be read: it has 940 MB, more than the 200 MB that are read of a file. Name the right file.',
  );
  expect(messageOf(() => opened(basket('large', 500 * MB), () => expect.fail('it was opened')))).toBe(
    'large: cannot be read: it has 940 MB, more than the 500 MB that are read of a file. To read it, give --max-input 1G.',
  );
  expect(opened(basket('large', 940 * MB), (_, { size }) => size)).toBe(940 * MB);
});

test.runIf(process.platform === 'linux')('no more than the limit is read of a file that has more than the system says', () => {
  expect(messageOf(() => bytesOf({ file: '/proc/self/status', named: 'status', advice: '', maxInput: 100 }))).toBe(
    'status: cannot be read: it is larger than the 1 KB that are read of a file. To read it, give --max-input 1M.',
  );
});

test('sizes are read, and written, in powers of 1024', () => {
  expect(['200M', '1G', '64K'].map(bytesIn)).toEqual([200 * MB, 1024 * MB, 64 * 1024]);
  expect(['', '0M', '200', '1.5G', '-1M', '1T', '200MB', '99999999M', ' 1M'].map(bytesIn)).toEqual(Array(9).fill(null));
  expect([1, 1024 * MB, 1025 * MB].map(sizeText)).toEqual(['1 KB', '1,024 MB', '1,025 MB']);
  for (const size of [1, MB, 300 * MB, 940 * MB, 1024 * MB, 5000 * MB])
    expect(bytesIn(largerSize(size))).toBeGreaterThanOrEqual(size);
  expect([300, 940, 1024, 5000].map((megabytes) => largerSize(megabytes * MB))).toEqual(['512M', '1G', '1G', '8G']);
});

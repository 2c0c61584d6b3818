import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { clockOf } from '../../src/doctor/clock.ts';
import { diskAt } from '../../src/doctor/disk.ts';
import { watchEndpoints } from '../../src/doctor/endpoints.ts';
import type { Endpoint } from '../../src/doctor/schema.ts';
import { historyAt } from '../../src/doctor/store.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'byok-audit-doctor-'));

test('the room for the outputs is asked of the folder in which theirs will be made, which is not made', () => {
  const named = join(folder(), 'reports/today');
  expect(diskAt(named, 10)).toMatchObject({ status: 'ok', folder: named, free_bytes: expect.any(Number) });
  expect(existsSync(named)).toBe(false);
});

test('a disk with too little room for an organization of this size is a failure', () => {
  const disk = diskAt(folder(), 1e12);
  expect(disk).toMatchObject({ status: 'failed', remedy: expect.stringContaining('--out DIR') });
  expect(disk.needed_bytes).toBeGreaterThan(disk.free_bytes ?? 0);
});

test('a history that is not wanted is not checked, and one that is not there yet is in order where it can be made', async () => {
  expect(await historyAt(null)).toMatchObject({ status: 'not_checked', store: null });
  const file = join(folder(), 'byok-audit.db');
  expect(await historyAt(file)).toMatchObject({ status: 'ok', store: file, format: null, last_scan: null });
  expect(existsSync(file)).toBe(false);
});

test('a file that is no history is a failure', async () => {
  const file = join(folder(), 'byok-audit.db');
  writeFileSync(file, 'pears and apples '.repeat(100));
  expect(await historyAt(file)).toMatchObject({ status: 'failed', detail: expect.stringContaining('not a history') });
});

async function server(answer: http.RequestListener): Promise<string> {
  const running = http.createServer(answer);
  onTestFinished(() => {
    running.closeAllConnections();
    running.close();
  });
  await new Promise<void>((resolve) => running.listen(0, '127.0.0.1', resolve));
  const address = running.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

const get = (url: string) =>
  new Promise<void>((resolve) => http.get(url, (reply) => reply.resume().once('end', resolve)).once('error', () => resolve()));

test('endpoints are those that were called, by whatever means, until the watch ends', async () => {
  const [first, second, later] = [
    await server((_, reply) => reply.setHeader('date', new Date(100_000_000_000).toUTCString()).end()),
    await server(({ socket }) => socket.destroy()),
    await server((_, reply) => reply.end()),
  ];
  const proxy = {
    variable: 'HTTPS_PROXY',
    host: 'proxy.example:3128',
    url: new URL('http://proxy.example:3128'),
    authorization: null,
  };
  const watch = watchEndpoints(
    ({ origin }) => (origin === first ? proxy : null),
    () => 100_000_042_000,
    (text) => text,
  );
  await Promise.all([get(first), get(second)]);
  const found = watch.stop();
  await get(later);
  expect(watch.stop()).toHaveLength(2);
  expect(found.find(({ url }) => url === first)).toEqual({
    status: 'ok',
    detail: 'answered, through the proxy proxy.example:3128 (HTTPS_PROXY)',
    remedy: null,
    url: first,
    proxy: 'proxy.example:3128',
    http_status: 200,
    clock_difference_seconds: 42,
  });
  expect(found.find(({ url }) => url === second)).toMatchObject({
    status: 'failed',
    detail: 'did not answer, directly: no connection: ECONNRESET',
    http_status: null,
    clock_difference_seconds: null,
  });
});

const at = (url: string, clock_difference_seconds: number | null): Endpoint => ({
  ...{ status: 'ok', detail: '', remedy: null, url, proxy: null, http_status: 200 },
  clock_difference_seconds,
});

test('where one service has another time than the others, it is that one', () => {
  const clock = clockOf([at('https://apple.example', 0), at('https://pear.example', -4000), at('https://fig.example', null)]);
  expect(clock).toMatchObject({ status: 'failed', seconds: -4000 });
  expect(clock.detail).toBe(
    'the clock of this machine agrees with https://apple.example, and is 4000 s from that of https://pear.example',
  );
});

test('where nobody gives the time, the clock is not checked', () => {
  expect(clockOf([at('https://fig.example', null)])).toMatchObject({ status: 'not_checked', seconds: null });
  expect(clockOf([])).toMatchObject({ status: 'not_checked', seconds: null });
});

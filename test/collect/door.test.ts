import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Door, Doors, type Turn } from '../../src/collect/door.ts';
import type { Failure } from '../../src/collect/observe.ts';
import { paceOf } from '../../src/collect/pace.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const never = new AbortController().signal;
const THROTTLED: Failure = { cause: 'throttled', detail: '', retry: true };

/** Asks for so many turns; those that were given by now. */
function ask(door: Door, count: number, source = 'mango'): Turn[] {
  const given: Turn[] = [];
  for (let call = 0; call < count; call++) void door.turn(source).then((turn) => given.push(turn));
  return given;
}
const settle = () => vi.advanceTimersByTimeAsync(0);

test('a door has sixteen calls open, and each that ends makes room for another one', async () => {
  const given = ask(new Doors({ deadline: never }).door('vault'), 20);
  await settle();
  expect(given).toHaveLength(16);
  for (const turn of given.slice(0, 3)) turn.end();
  await settle();
  expect(given).toHaveLength(19);
});

test('what holds up one door does not hold up another one, up to 256 calls in all', async () => {
  const doors = new Doors({ deadline: never });
  const all = Array.from({ length: 17 }, (_, index) => ask(doors.door(`vault ${index}`), 16));
  await settle();
  expect(all.map(({ length }) => length)).toEqual([...Array(16).fill(16), 0]);
  all[0]?.[0]?.end();
  await settle();
  expect(all.at(-1)).toHaveLength(1);
});

test('calls that wait for a limit of their own do not hold up the others at the door', async () => {
  const paces = [paceOf({ calls: 1, seconds: 1 })];
  const door = new Doors({ deadline: never }).door('region', (source) => (source === 'grants' ? paces : []));
  const grants = ask(door, 3, 'grants');
  const keys = ask(door, 3, 'keys');
  await settle();
  expect([grants.length, keys.length]).toEqual([1, 3]);
  grants[0]?.end();
  await vi.advanceTimersByTimeAsync(1001);
  expect(grants).toHaveLength(2);
});

test('doors that share a limit keep it together', async () => {
  const doors = new Doors({ deadline: never });
  const paces = [paceOf({ calls: 5, seconds: 10 })];
  const all = ['plum', 'pear', 'fig'].map((name) =>
    ask(
      doors.door(name, () => paces),
      3,
    ),
  );
  await settle();
  expect(all.flat()).toHaveLength(5);
  for (const turn of all.flat()) turn.end();
  await vi.advanceTimersByTimeAsync(10_001);
  expect(all.flat()).toHaveLength(9);
});

test('a throttled call halves what the door has open, once for all calls that were open together, and not for ever', async () => {
  const door = new Doors({ deadline: never }).door('vault');
  const given = ask(door, 100);
  await settle();
  for (const turn of given.splice(0)) turn.end(THROTTLED);
  await settle();
  expect(given).toHaveLength(8);
  for (const turn of given.splice(0)) turn.end(THROTTLED);
  await settle();
  expect(given).toHaveLength(4);
  await vi.advanceTimersByTimeAsync(10_000);
  given[0]?.end();
  await settle();
  expect(given).toHaveLength(4 - 1 + 14);
});

test('a throttled call halves the pace of the door', async () => {
  const paces = [paceOf({ calls: 8, seconds: 10 })];
  const door = new Doors({ deadline: never }).door('vault', () => paces);
  const given = ask(door, 9);
  await settle();
  expect(given).toHaveLength(8);
  given[0]?.end(THROTTLED);
  for (const turn of given.slice(1)) turn.end();
  const more = ask(door, 8);
  await vi.advanceTimersByTimeAsync(4000);
  expect(given.length + more.length).toBe(8);
});

test('nobody calls at a door before the time that a service asked for', async () => {
  const door = new Doors({ deadline: never }).door('vault');
  const given = ask(door, 17);
  await settle();
  given[0]?.end({ ...THROTTLED, retryAfter: 7 });
  for (const turn of given.slice(1, 16)) turn.end();
  await vi.advanceTimersByTimeAsync(6900);
  expect(given).toHaveLength(16);
  await vi.advanceTimersByTimeAsync(200);
  expect(given).toHaveLength(17);
});

test('a wait of more than a minute is not waited for', async () => {
  const door = new Doors({ deadline: never }).door('vault');
  const given = ask(door, 17);
  await settle();
  given[0]?.end({ ...THROTTLED, retryAfter: 61 });
  await settle();
  expect(given).toHaveLength(16);
  for (const turn of given.slice(1, 9)) turn.end();
  await settle();
  expect(given).toHaveLength(17);
});

test('whoever waits when the scan is out of time is let go', async () => {
  const scan = new AbortController();
  const door = new Doors({ deadline: scan.signal }).door('vault');
  const given = ask(door, 40);
  await settle();
  scan.abort();
  await settle();
  expect(given).toHaveLength(40);
  await expect(door.turn('mango')).resolves.toBeDefined();
});

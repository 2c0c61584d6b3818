import { expect, test } from 'vitest';
import { ConfluentApi } from '../../src/confluent/client.ts';
import { isKnown } from '../../src/facts/fact.ts';
import { collection, serve } from '../collect/stand-ins.ts';

/** Milliseconds between two calls, of which the first is answered with these headers. */
async function betweenCalls(headers: Record<string, string>): Promise<number> {
  const times: number[] = [];
  const endpoint = await serve(() => {
    times.push(performance.now());
    return { headers: times.length === 1 ? headers : {}, body: {} };
  });
  const api = new ConfluentApi(collection, endpoint, { key: 'APPLE', secret: 'cherry-secret-not-real' });
  for (const path of ['/mango', '/durian']) expect(isKnown(await api.get({ path, permission: 'none' }))).toBe(true);
  const [first = 0, second = 0] = times;
  return second - first;
}

test('when no call is left, the next one waits until Confluent counts anew', async () => {
  expect(await betweenCalls({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' })).toBeGreaterThan(950);
});

test.each([
  { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '30' },
  { 'x-ratelimit-remaining': '0' },
  { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '-7' },
  { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'soon' },
  { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '3600' },
])('nobody waits after %j', async (headers) => {
  // those who wait at all wait for half a minute or longer
  expect(await betweenCalls(headers)).toBeLessThan(20_000);
});

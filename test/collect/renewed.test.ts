import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { renewed } from '../../src/collect/renewed.ts';

test('it is made once for all who ask while it is made, and again before it ends', async () => {
  let made = 0;
  const value = renewed(async () => {
    await pause(5);
    return { value: ++made, seconds: 0.2 };
  });
  expect(await Promise.all([value(), value(), value()])).toEqual([1, 1, 1]);
  expect(await value()).toBe(1);
  await pause(130);
  expect(await value()).toBe(2);
});

test('where it cannot be made again it is used until it ends, and then the failure is said', async () => {
  let made = 0;
  const value = renewed(async () => {
    made += 1;
    if (made > 1) throw new Error('refused');
    return { value: 'plum', seconds: 0.3 };
  });
  await value();
  await pause(180);
  expect([await value(), made]).toEqual(['plum', 2]);
  // it is not tried again at once
  expect([await value(), made]).toEqual(['plum', 2]);
  await pause(180);
  await expect(value()).rejects.toThrow('refused');
});

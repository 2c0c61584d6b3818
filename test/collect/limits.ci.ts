import { expect, test } from 'vitest';
import { PUBLISHED_LIMITS } from '../../src/collect/published-limits.ts';
import { collected } from './limits-suite.ts';

test('no published limit is exceeded with more keys than a second or a burst admits', async () => {
  const { most, notKept } = await collected(PUBLISHED_LIMITS, { aws: 150, azure: 70, google: 60 });
  expect(notKept).toEqual([]);
  expect(most['aws:kms:ListGrants']).toBe(150);
  expect(most['azure:arm']).toBeGreaterThan(PUBLISHED_LIMITS['azure:arm'].rate.burst);
});

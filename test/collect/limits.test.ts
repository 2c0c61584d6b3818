import { expect, test } from 'vitest';
import { type Limits, PUBLISHED_LIMITS } from '../../src/collect/published-limits.ts';
import { collected } from './limits-suite.ts';

/** The published limits, small enough that a few keys would run into each. */
const of = (name: keyof Limits, rate: Limits[keyof Limits]['rate']) => ({ [name]: { ...PUBLISHED_LIMITS[name], rate } });
const SMALL: Limits = {
  ...PUBLISHED_LIMITS,
  ...of('aws:kms:DescribeKey', { calls: 12, seconds: 1 }),
  ...of('aws:kms:GetKeyPolicy', { calls: 12, seconds: 1 }),
  ...of('aws:kms:GetKeyRotationStatus', { calls: 12, seconds: 1 }),
  ...of('aws:kms:ListGrants', { calls: 12, seconds: 1 }),
  ...of('aws:kms:ListKeyRotations', { calls: 12, seconds: 1 }),
  ...of('azure:keyvault', { calls: 4, seconds: 1 }),
  ...of('azure:keyvault of a subscription', { calls: 40, seconds: 1 }),
  ...of('azure:arm', { burst: 20, perSecond: 20 }),
  ...of('graph', { calls: 2, seconds: 1 }),
  ...of('gcp:kms', { calls: 8, seconds: 1 }),
};

test('no limit is exceeded in any stretch of time, as the services count', async () => {
  const { most, notKept } = await collected(SMALL, { aws: 8, azure: 8, google: 4 });
  expect(notKept).toEqual([]);
  const [role, tags] = [most['gcp:iam'], most['aws:kms:ListResourceTags']];
  expect(most).toEqual({
    'aws:kms:DescribeKey': 8,
    'aws:kms:GetKeyPolicy': 8,
    'aws:kms:GetKeyRotationStatus': 8,
    'aws:kms:ListGrants': 8,
    'aws:kms:ListKeyRotations': 8,
    'aws:kms:ListResourceTags': tags,
    'azure:keyvault': 3,
    'azure:keyvault of a subscription': 24,
    'azure:arm': 44,
    graph: 3,
    'gcp:kms': 13,
    'gcp:iam': role,
  });
});

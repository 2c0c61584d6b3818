import { expect, onTestFinished } from 'vitest';
import { startClouds } from '../../loopback/clouds.ts';
import { countedBy, excess } from '../../loopback/limits.ts';
import { kept } from '../../src/collect/door.ts';
import { type LimitName, type Limits, PUBLISHED_LIMITS } from '../../src/collect/published-limits.ts';
import { onAws } from '../field-cases/on-aws.ts';
import { onAzure } from '../field-cases/on-azure.ts';
import { onGoogle } from '../field-cases/on-google.ts';
import { organization, type Part } from '../field-cases/organization.ts';
import { collection, scan } from './stand-ins.ts';

const many = (count: number, part: (index: number) => Part): Part[] => Array.from({ length: count }, (_, index) => part(index));

/**
 * Collects from so many keys of each cloud, which are in one region, one subscription and one project, and counts what comes.
 * @returns the most calls that each limit counted together, and the limits that were not kept
 */
export async function collected(limits: Limits, { aws, azure, google }: Record<'aws' | 'azure' | 'google', number>) {
  const parts = [
    ...many(aws, (index) => onAws({ name: `fig${index}`, key_id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}` })),
    ...many(azure, (index) => onAzure({ name: `plum${String(index).padStart(3, '0')}` })),
    ...many(google, (index) => onGoogle({ name: `pear${index}` })),
  ];
  const clouds = await startClouds(organization(...parts));
  onTestFinished(() => clouds.close());
  await scan('aws-small', clouds, { ...collection, limits });
  const counted = [...countedBy(clouds.requests)];
  const most = Object.fromEntries(
    Object.keys(PUBLISHED_LIMITS).map((name) => [
      name,
      Math.max(0, ...counted.map(([, { limit, times }]) => (limit === name ? times.length : 0))),
    ]),
  ) as Record<LimitName, number>;
  const notKept = counted.filter(([, { limit, times }]) => excess(kept(limits[limit]), times) > 0).map(([counts]) => counts);
  expect(most['aws:kms:DescribeKey']).toBe(aws);
  return { most, notKept };
}

import { expect, test } from 'vitest';
import { inventory } from '../../src/inventory/inventory.ts';
import { noKeyPast } from '../../src/inventory/key-past.ts';
import { subjects } from '../../src/subjects/subjects.ts';
import { NOW } from '../subjects/build.ts';
import { ORGANIZATIONS, type Organization } from './organizations.ts';

/** Seconds of CPU, of the fastest of some runs: what else the machine does makes it slower and never faster. */
function cpuOf({ of, configured }: Organization): number {
  const runs = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage();
    let count = 0;
    for (const _ of subjects(inventory(of, NOW), noKeyPast, configured, {}).documents) count++;
    expect(count).toBeGreaterThan(1);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  });
  return Math.min(...runs);
}

// what is not read from the snapshot, as when patterns are compared with names, shows in the time alone
test.each(Object.entries(ORGANIZATIONS))('%s: each time twice as many are at most 2.3 times the work', (_, ofSize) => {
  const [few, many] = [cpuOf(ofSize(200)), cpuOf(ofSize(1600))];
  expect(many / few).toBeLessThan(2.3 ** 3);
});

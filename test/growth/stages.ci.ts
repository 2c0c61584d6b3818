import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Audit, audit } from '../../src/audit.ts';
import { historyAt } from '../../src/history/history.ts';
import { compare } from '../../src/report/diff.ts';
import { evaluationOf } from '../history/story.ts';
import { ORGANIZATIONS } from './organizations.ts';

/** Twice as many, twice: what else the machine does weighs less than between one size and the next. */
const SIZES = [400, 1600] as const;
const MOST = 2.3 ** 2;

const ofSize = ORGANIZATIONS['each cluster in an environment of its own'];
const snapshotOf = (size: number) => {
  const made = ofSize?.(size);
  if (made === undefined) throw new Error('there is no such organization');
  return made.of;
};
const auditOf = (size: number): Promise<Audit> => audit(snapshotOf(size), { ...evaluationOf(snapshotOf(size), null), large: 0 });

/** Seconds of CPU, of the fastest of some runs: what else the machine does makes it slower and never faster. */
async function least(work: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run += 1) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1e6);
  }
  return best;
}

/**
 * How many times as much work an organization is that is four times as large: the least of some tries, since a garbage
 * collection in the larger one, or other work of the machine, can only add. What is quadratic is 16 times as much in each.
 */
async function growth(prepare: (size: number) => Promise<() => unknown>): Promise<number> {
  const [few, many] = [await prepare(SIZES[0]), await prepare(SIZES[1])];
  const tries: number[] = [];
  while (tries.length < 4 && !(Math.min(...tries) < MOST)) tries.push((await least(many)) / (await least(few)));
  return Math.min(...tries);
}

describe('each time twice as many subjects are at most 2.3 times the work of', () => {
  test('evaluating', async () => {
    expect(await growth(async (size) => () => auditOf(size))).toBeLessThan(MOST);
  });

  test('comparing two reports', async () => {
    const compared = async (size: number) => {
      const { report } = await auditOf(size);
      return () => compare(report, report);
    };
    expect(await growth(compared)).toBeLessThan(MOST);
  });

  test('recording a scan in the history, and recalling it', async () => {
    const recorded = async (size: number) => {
      const { inventory, report } = await auditOf(size);
      return async () => {
        const history = historyAt(join(mkdtempSync(join(tmpdir(), 'byok-audit-')), 'history.db'));
        await history.record(inventory, report, 'sha256:0');
        await history.recall(inventory, 5);
      };
    };
    expect(await growth(recorded)).toBeLessThan(MOST);
  });
});

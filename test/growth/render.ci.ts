import { describe, expect, test } from 'vitest';
import { FORMAT_NAMES, FORMATS } from '../../src/render/index.ts';
import type { Report } from '../../src/report/schema.ts';
import { HOSTILE, sampleWithExceptions } from '../render/sample-report.ts';

/** The sample with everything on each of these clusters and keys: failures, waived ones, unknowns, passes. */
function times(count: number): Report {
  const report = sampleWithExceptions();
  const copies = Array.from({ length: count }, (_, copy) => copy);
  const renamed = <T extends { id: string }>(one: T, copy: number): T => ({ ...one, id: `${one.id}-${copy}` });
  return {
    ...report,
    population: report.population.map((one) => ({ ...one, complete: true, gaps: [] })),
    // without one, a file for code scanning that leaves out unknowns would be withheld
    history: { scans: 1, unread: false },
    subjects: copies.flatMap((copy) =>
      report.subjects.map((one) => ({ ...renamed(one, copy), name: `${HOSTILE} ${copy % 90}` })),
    ),
    verdicts: copies.flatMap((copy) =>
      report.verdicts.map((one) => ({ ...one, subject: renamed(one.subject, copy), message: `${one.message} It is ${copy}.` })),
    ),
  };
}

/** Seconds of CPU, of the fastest of some runs: what else the machine does makes it slower and never faster. */
function least(work: () => unknown): number {
  const runs = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  });
  return Math.min(...runs);
}

/** Twice as many, twice: what else the machine does weighs less than between one size and the next. */
const MOST = 2.3 ** 2;

describe.each(FORMAT_NAMES)('the growth of the format %s', (name) => {
  test('each time twice as many subjects are at most 2.3 times the work, and the bytes', async () => {
    const render = await FORMATS[name].load();
    const [small, large] = [times(400), times(1600)];
    const sizeOf = (report: Report): number => {
      const file = render(report);
      if ('withheld' in file) throw new Error(file.withheld);
      // piece by piece, as it is written: to put them together takes more than its share of a large file
      let size = 0;
      for (const piece of file.content) size += piece.length;
      return size;
    };
    expect(sizeOf(large) / sizeOf(small)).toBeLessThan(MOST);
    // the least of some tries: a garbage collection can only add, and what is quadratic is 16 times as much in each
    const tries: number[] = [];
    while (tries.length < 4 && !(Math.min(...tries) < MOST)) tries.push(least(() => sizeOf(large)) / least(() => sizeOf(small)));
    expect(Math.min(...tries)).toBeLessThan(MOST);
  });
});

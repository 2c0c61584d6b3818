import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Unmoved } from '../../src/integrity/handover.ts';
import { finishOthers, handOver } from '../../src/integrity/handovers.ts';
import { dyingAt, refusal, stepping } from './steps.ts';
import { counted, hidden, mondays, runs, waiting, wholeIn } from './three-days.ts';

/** @param on does work on a file system */
export function handoverSuite(on: (work: () => void) => void): void {
  test('where a process dies before any step, the manifest that is there is true, and the next run finds one whole run', () => {
    const seen = new Set<string | null>();
    const steps = counted((step) => {
      const directory = mondays();
      const tuesday = waiting(directory, 'tuesday', runs.tuesday);
      let died = false;
      on(() => {
        died = dyingAt(step, () => handOver(directory, tuesday));
      });
      const then = wholeIn(directory);
      seen.add(then);
      finishOthers(directory);
      // what was never begun still waits
      rmSync(tuesday.path, { recursive: true, force: true });
      expect(['tuesday', then]).toContain(wholeIn(directory));
      expect(hidden(directory)).toEqual([]);
      return died;
    });
    expect(seen).toEqual(new Set(['monday', null, 'tuesday']));
    expect(steps).toBeGreaterThan(10);
  });

  test('where another run comes between any two steps, one of them is there in the end, whole', () => {
    const ends = new Set<string | null>();
    counted((step) => {
      const directory = mondays();
      const tuesday = waiting(directory, 'tuesday', runs.tuesday);
      const wednesday = waiting(directory, 'wednesday', runs.wednesday);
      let count = 0;
      const steps = () =>
        stepping(
          () => handOver(directory, tuesday),
          () => {
            count += 1;
            if (count === step) handOver(directory, wednesday);
          },
        );
      on(() => expect(steps()).toBeUndefined());
      rmSync(wednesday.path, { recursive: true, force: true });
      ends.add(wholeIn(directory));
      expect(hidden(directory)).toEqual([]);
      return count >= step;
    });
    expect(ends).toEqual(new Set(['tuesday', 'wednesday']));
  });

  test.each(['apple.txt', 'pear.txt', 'plum.txt', 'manifest.json'])(
    'where %s can neither be replaced nor removed, all files are as they were',
    (file) => {
      const directory = mondays();
      const place = join(directory, file);
      const tuesday = waiting(directory, 'tuesday', runs.tuesday);
      let thrown: unknown;
      on(() => {
        thrown = stepping(
          () => handOver(directory, tuesday),
          (name, from, to) => {
            if (name === 'renameSync' && (to === place || (from === place && existsSync(place)))) throw refusal('EBUSY');
          },
        );
      });
      expect(thrown).toBeInstanceOf(Unmoved);
      expect(thrown).toMatchObject({ file });
      expect(wholeIn(directory)).toBe('monday');
      expect(hidden(directory)).toEqual([]);
    },
  );
}

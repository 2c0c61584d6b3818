import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { finishOthers, handOver } from '../../src/integrity/handovers.ts';
import { handoverSuite } from './handover-suite.ts';
import { dyingAt, refusal, stepping, withoutLinks } from './steps.ts';
import { counted, hidden, mondays, runs, waiting, wholeIn } from './three-days.ts';

describe('on a file system that gives no file two names', () => {
  handoverSuite((work) => expect(withoutLinks(work)).toBeUndefined());
});

test('two that die one after the other, each before any step, leave one whole run to the third', () => {
  counted((first) => {
    let died = false;
    counted((second) => {
      const directory = mondays();
      const tuesday = waiting(directory, 'tuesday', runs.tuesday);
      died = dyingAt(first, () => handOver(directory, tuesday));
      const diedToo = dyingAt(second, () => finishOthers(directory));
      wholeIn(directory);
      handOver(directory, waiting(directory, 'wednesday', runs.wednesday));
      rmSync(tuesday.path, { recursive: true, force: true });
      expect(wholeIn(directory)).toBe('wednesday');
      expect(hidden(directory)).toEqual([]);
      return diedToo;
    });
    return died;
  });
});

test('where another run comes between any two steps and dies before any of its own, one is there after the next', () => {
  counted((step) => {
    let count = 0;
    counted((other) => {
      const directory = mondays();
      const [tuesday, wednesday] = [waiting(directory, 'tuesday', runs.tuesday), waiting(directory, 'wednesday', runs.wednesday)];
      count = 0;
      let died = false;
      const thrown = stepping(
        () => handOver(directory, tuesday),
        () => {
          count += 1;
          if (count === step) died = dyingAt(other, () => handOver(directory, wednesday));
        },
      );
      expect(thrown).toBeUndefined();
      wholeIn(directory);
      finishOthers(directory);
      rmSync(wednesday.path, { recursive: true, force: true });
      expect(['tuesday', 'wednesday']).toContain(wholeIn(directory));
      expect(hidden(directory)).toEqual([]);
      return died;
    });
    return count >= step;
  });
});

test('where a file cannot be replaced and another run comes between any two steps, one is whole, and the first knows which', () => {
  const ends = new Set<string>();
  counted((step) => {
    const directory = mondays();
    const tuesday = waiting(directory, 'tuesday', runs.tuesday);
    const wednesday = waiting(directory, 'wednesday', runs.wednesday);
    const place = join(directory, 'plum.txt');
    let count = 0;
    let isOther = false;
    const thrown = stepping(
      () => handOver(directory, tuesday),
      (name, _, to) => {
        if (!isOther) {
          count += 1;
          isOther = count === step;
          if (isOther) handOver(directory, wednesday);
          isOther = false;
          if (name === 'renameSync' && to === place) throw refusal('EBUSY');
        }
      },
    );
    rmSync(wednesday.path, { recursive: true, force: true });
    ends.add(`${thrown === undefined ? 'done' : 'undone'}, then ${wholeIn(directory)}`);
    expect(hidden(directory)).toEqual([]);
    return count >= step;
  });
  expect([...ends].toSorted()).toEqual(['done, then wednesday', 'undone, then monday', 'undone, then wednesday']);
});

import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { finishOthers, handOver } from '../../src/integrity/handovers.ts';
import { handoverSuite } from './handover-suite.ts';
import { dyingAt } from './steps.ts';
import { counted, hidden, mondays, waiting, wholeIn } from './three-days.ts';

handoverSuite((work) => work());

test('files that are added to a run join those that are there, and replace those of another', () => {
  const directory = mondays();
  handOver(directory, waiting(directory, 'monday', { 'plum.txt': 'late' }, 'monday'));
  expect(wholeIn(directory)).toBe('monday');
  expect(existsSync(join(directory, 'pear.txt'))).toBe(true);
  handOver(directory, waiting(directory, 'tuesday', { 'plum.txt': 'later' }, 'tuesday'));
  expect(wholeIn(directory)).toBe('tuesday');
  expect(existsSync(join(directory, 'pear.txt'))).toBe(false);
});

test('where a process dies before any step while files are added, one run is whole after the next', () => {
  counted((step) => {
    const directory = mondays();
    const more = waiting(directory, 'monday', { 'plum.txt': 'late' }, 'monday');
    const died = dyingAt(step, () => handOver(directory, more));
    wholeIn(directory);
    finishOthers(directory);
    rmSync(more.path, { recursive: true, force: true });
    expect(wholeIn(directory)).toBe('monday');
    expect(hidden(directory)).toEqual([]);
    return died;
  });
});

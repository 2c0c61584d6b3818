import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { outcomesCompared } from '../../bench/outcomes.ts';
import { workplaceIn } from '../../bench/workplace.ts';

const folder = mkdtempSync(join(tmpdir(), 'byok-bench-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('OPA as a library gives the outcomes that the WASM build gives, on every subject of an organization of 100 keys', async () => {
  const { subjects, verdicts, differing } = await outcomesCompared(workplaceIn(folder), 100);
  expect(differing).toEqual([]);
  expect(subjects).toBe(203);
  expect(verdicts).toBeGreaterThan(25 * 100);
}, 600_000);

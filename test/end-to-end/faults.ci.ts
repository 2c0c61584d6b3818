import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { AWS_PERMISSIONS } from '../../src/clouds/aws/permissions.ts';
import { AZURE_PERMISSIONS } from '../../src/clouds/azure/permissions.ts';
import { GOOGLE_PERMISSIONS } from '../../src/clouds/google/permissions.ts';
import { CONFLUENT_PERMISSIONS } from '../../src/confluent/permissions.ts';
import { cellsOf, sampleOf } from './faults/cells.ts';
import { trustedHere } from './faults/certificates.ts';
import { OPERATIONS } from './faults/operations.ts';
import { asProcess, Places } from './faults/scans.ts';
import { describedCells, describedTable } from './faults/text.ts';

/** Another sample: FAULTS_SEED=anything. All cells: npm run faults. */
const SEED = process.env.FAULTS_SEED ?? new Date().toISOString().slice(0, 10);
const SAMPLE = 40;

const trusted = trustedHere();
const places = new Places(asProcess(trusted.file));
afterAll(() => places.close());
const cells = cellsOf(places, trusted);

describe(`the command, while a call goes wrong, by FAULTS_SEED=${SEED}`, () => {
  const sample = sampleOf(
    cells.filter(({ what, isSlow }) => what !== 'PostgreSQL' || !isSlow),
    SEED,
    SAMPLE,
  );

  test(`${SAMPLE} of ${cells.length} cells end as the table says`, { timeout: 300_000 }, async () => {
    const wrong: string[] = [];
    const lanes = Map.groupBy(sample, ({ organization }) => organization);
    await Promise.all(
      [...lanes.values()].map(async (lane) => {
        for (const cell of lane) for (const what of (await cell.try()).wrong) wrong.push(`${cell.what}, ${cell.how}: ${what}`);
      }),
    );
    expect(wrong).toEqual([]);
  });
});

test('every call that needs a permission is in the matrix', () => {
  const permissions = [...CONFLUENT_PERMISSIONS, ...AWS_PERMISSIONS, ...AZURE_PERMISSIONS, ...GOOGLE_PERMISSIONS];
  const asked = new Set(OPERATIONS.map(({ source }) => source));
  expect(permissions.flatMap(({ calls }) => calls).filter((call) => !asked.has(call))).toEqual([]);
});

test('docs/faults.md is about these cells', () => {
  const text = readFileSync('docs/faults.md', 'utf8');
  expect(text).toContain(describedTable());
  expect(text).toContain(describedCells(cells));
});

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readReport } from '../../src/report/file.ts';
import type { Report, ReportedSubject } from '../../src/report/schema.ts';
import { serializeReport } from '../../src/report/serialize.ts';

export type Placed = Pick<ReportedSubject, 'type' | 'id' | 'location' | 'blocks' | 'inventory'>[];

/** Where a report says that its subjects are declared. */
export const placedOf = ({ subjects }: Pick<Report, 'subjects'>): Placed =>
  [...subjects].map(({ type, id, location, blocks, inventory }) => ({ type, id, location, blocks, inventory }));

/** The same of the file of a report. */
export function readBack(report: Report): Placed {
  const file = join(mkdtempSync(join(tmpdir(), 'byok-audit-')), 'report.json');
  writeFileSync(file, serializeReport(report));
  return placedOf(readReport(file));
}

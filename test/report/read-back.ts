import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readReport } from '../../src/report/file.ts';
import type { Report } from '../../src/report/schema.ts';

/** The report that is read from a file with this text. */
export function readBack(text: string): Report {
  const directory = mkdtempSync(join(tmpdir(), 'byok-audit-'));
  try {
    writeFileSync(join(directory, 'report.json'), text);
    return readReport('report.json', { directory });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

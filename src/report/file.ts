import { readJson } from '../input/json.ts';
import { REPORT_VERSION, Report } from './schema.ts';

/** Reads a report back. @throws AuditError 65 */
export function readReport(file: string): Report {
  return readJson<Report>(file, Report, { version: REPORT_VERSION, what: 'report', makeAgain: 'byok-audit scan' });
}

import { AuditError, EXIT } from '../audit-error.ts';
import { readJson } from '../input/json.ts';
import { REPORT_VERSION, Report } from './schema.ts';
import { upgradedFrom1 } from './upgrade.ts';

const MAKE_AGAIN = 'byok-audit scan';

/** Reads a report back. @param directory what a relative name starts from @throws AuditError 65 */
export function readReport(file: string, directory?: string): Report {
  return readJson(file, Report, {
    version: REPORT_VERSION,
    what: 'report',
    makeAgain: MAKE_AGAIN,
    upgrade: (data, version) => upgraded(file, data, version),
    directory,
  });
}

function upgraded(file: string, data: unknown, version: string): unknown {
  if (/^\d+\.\d+$/.test(version) && version !== REPORT_VERSION) {
    throw new AuditError(
      EXIT.input,
      `${file}: report format ${version} is older than ${REPORT_VERSION}, the only one that this version reads. Make it again with: ${MAKE_AGAIN}, or of its snapshot with: byok-audit evaluate`,
    );
  }
  return upgradedFrom1(data);
}

import { AuditError, EXIT } from '../audit-error.ts';
import { isRecord } from '../input/is-record.ts';
import { readJson } from '../input/json.ts';
import { REPORT_VERSION, Report } from './schema.ts';
import { withStates } from './state.ts';

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

/** A report from before it told of changes, of its scope, of earlier scans and of what they saw tells of none of them. */
function upgraded(file: string, data: unknown, version: string): unknown {
  if (/^\d+\.\d+$/.test(version) && version !== REPORT_VERSION) {
    throw new AuditError(
      EXIT.input,
      `${file}: report format ${version} is older than ${REPORT_VERSION}, the only one that this version reads. Make it again with: ${MAKE_AGAIN}, or of its snapshot with: byok-audit evaluate`,
    );
  }
  if (!isRecord(data)) return data;
  const missing = ['changes', 'scope', 'memory', 'once_whole'].filter((key) => !(key in data));
  const filled: Record<string, unknown> = { ...data, ...Object.fromEntries(missing.map((key) => [key, null])) };
  if (Array.isArray(data.verdicts)) filled.verdicts = withStates(data.verdicts);
  if (Array.isArray(data.population)) filled.population = data.population.map(withListsOfGaps);
  const { memory } = data;
  return isRecord(memory) && !('unread' in memory) ? { ...filled, memory: { ...memory, unread: false } } : filled;
}

const LISTS: Readonly<Record<string, string>> = { environment: 'environments', cluster: 'clusters', key: 'keys' };

/** A population of a report that was written before its gaps named their list. */
function withListsOfGaps(population: unknown): unknown {
  if (!isRecord(population) || !Array.isArray(population.gaps)) return population;
  const list = LISTS[String(population.subject_type)];
  return {
    ...population,
    gaps: population.gaps.map((gap) => (isRecord(gap) && !('list' in gap) ? { ...gap, list, environment: null } : gap)),
  };
}

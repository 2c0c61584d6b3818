import { accessSync, constants, lstatSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { AuditError, unwritable } from '../audit-error.ts';
import { whyUnwritten } from '../input/system-error.ts';
import { systemFolderOf } from '../integrity/make-folder.ts';
import { writeWhole } from '../integrity/staged.ts';
import { UNSEEN_ORGANIZATION } from '../inventory/organization.ts';
import { isMetrics, isOf, keyEndsIn, lastCompleteIn } from '../publish/metrics/earlier.ts';
import { metrics } from '../publish/metrics/metrics.ts';
import { isNamed } from '../report/absence.ts';
import type { Report } from '../report/schema.ts';
import type { Session } from './session.ts';

const MOST_BYTES = 50_000_000;
const ADVICE = 'Choose another file with --metrics FILE.';

/** The file of metrics: looked at before a scan takes its time, and replaced as a whole once there is a report. */
export type MetricsFile = { write: (report: Report, exitCode: number) => Promise<void> };

/**
 * The file that `--metrics` names; null where it names none. Another file is not replaced: the name may be a slip.
 * @throws AuditError 73
 */
export function metricsFile(session: Session, named: string | undefined): MetricsFile | null {
  if (named === undefined) return null;
  const file = session.path(named);
  const problem = (why: string, cause?: unknown) => unwritable(`${named}: cannot be written: ${why}. ${ADVICE}`, { cause });
  const attempt = <T>(what: () => T): T => {
    try {
      return what();
    } catch (cause) {
      throw cause instanceof AuditError ? cause : problem(whyUnwritten(cause), cause);
    }
  };
  const earlier = () => attempt(() => earlierIn(file, problem));
  attempt(() => {
    const system = systemFolderOf(dirname(file));
    if (system !== undefined) throw problem(`${system} is for the system's own files`);
    accessSync(dirname(file), constants.W_OK);
  });
  earlier();
  return {
    async write(report, exitCode) {
      // looked at again: it may be one of the files that the run has just written
      const [before, { id }] = [earlier(), report.organization];
      // another label would end every alert of the organization
      if (before !== '' && !isNamed(report)) {
        session.log(
          'warning',
          `${named}: left as it was, since no list names the organization that these metrics would be of; its age shows it`,
        );
        return;
      }
      if (before !== '' && !isOf(before, [id, UNSEEN_ORGANIZATION]))
        throw problem('it holds the metrics of another organization, whose alerts would end');
      const content = metrics({
        report,
        exitCode,
        lastComplete: lastCompleteIn(before, id),
        endsBefore: keyEndsIn(before, id),
      });
      try {
        await writeWhole(file, { content });
      } catch (cause) {
        throw problem(whyUnwritten(cause), cause);
      }
    },
  };
}

/** What the file holds so far; empty where it is not there. */
function earlierIn(file: string, problem: (why: string) => AuditError): string {
  const there = lstatSync(file, { throwIfNoEntry: false });
  if (there === undefined) return '';
  // a pipe would be waited for, and a device is not to be replaced
  if (!there.isFile()) throw problem(there.isDirectory() ? 'it is a folder, not a file' : 'it is a link or a device, not a file');
  const text = there.size > MOST_BYTES ? 'too large' : readFileSync(file, 'utf8');
  if (text !== '' && !isMetrics(text)) throw problem('it exists and holds no metrics of byok-audit');
  return text;
}

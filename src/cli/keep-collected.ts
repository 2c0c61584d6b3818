import { join } from 'node:path';
import { AuditError, EXIT } from '../audit-error.ts';
import { shellArgument } from '../input/shell.ts';
import type { OutputFolder } from '../integrity/output-folder.ts';
import { quickly } from '../snapshot/canonical.ts';
import { contentOf, copied, PARTIAL_SNAPSHOT } from '../snapshot/file.ts';
import type { Snapshot } from '../snapshot/schema.ts';
import type { Session } from './session.ts';

/**
 * Sees to it that what was collected is not lost when the user interrupts: of a collection that was interrupted it is written,
 * and one that is whole waits in a file until the run has written its own.
 * @param out the folder as the user names it
 * @throws AuditError 130 or 143 where the collection was interrupted
 */
export async function keepCollected(session: Session, folder: OutputFolder, out: string, snapshot: Snapshot): Promise<void> {
  const named = join(out, PARTIAL_SNAPSHOT);
  const next = `To evaluate it: byok-audit evaluate ${shellArgument(named)} --out DIR`;
  if (snapshot.interrupted_at !== null) {
    await folder.write([{ file: PARTIAL_SNAPSHOT, content: quickly(snapshot) }]);
    const what = `interrupted: what was collected until then is in ${named}, which is marked as incomplete.`;
    throw new AuditError(session.interruption.exit ?? EXIT.interrupted, [what, `${next} (what is missing is unknown)`]);
  }
  const { path, sha256 } = await folder.keep(contentOf(snapshot));
  copied(snapshot, { copyOf: path, sha256 });
  session.interruption.collected({
    kept: { from: path, to: join(folder.path, PARTIAL_SNAPSHOT) },
    lines: [`interrupted: all had been collected; it is in ${named}.`, next],
    logFormat: session.logFormat,
  });
}

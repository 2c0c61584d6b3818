import { audit } from '../audit.ts';
import { wrongUsage } from '../audit-error.ts';
import { readSnapshot } from '../snapshot/file.ts';
import { deliver, placesFor } from './delivery.ts';
import { baselineOption, evaluationOf, load } from './evaluation.ts';
import type { AuditOptions } from './options.ts';
import type { Session } from './session.ts';

/** Evaluates a snapshot file and reports. */
export async function runEvaluate(session: Session, file: string, options: AuditOptions): Promise<void> {
  const baseline = baselineOption(session, options);
  const loaded = load(session, options);
  const snapshot = readSnapshot(file, session.from(options));
  const { asOf = snapshot.taken_at } = options;
  if (Date.parse(asOf) < Date.parse(snapshot.taken_at))
    throw wrongUsage(
      `--as-of ${asOf} is before the snapshot was taken, ${snapshot.taken_at}: keys would look younger than they were seen to be. Give a time from then on.`,
    );
  if (baseline !== null && Date.parse(baseline.report.run.taken_at) > Date.parse(snapshot.taken_at))
    loaded.terminal.warn(
      `${options.baseline} is of a later scan than ${file}: what is new in it counts as resolved, and the reverse`,
    );
  const places = placesFor(session, options);
  const evaluation = { ...evaluationOf(session, loaded, options, asOf), baseline, scratch: places.folder.path };
  await deliver(session, places, evaluation, await audit(snapshot, evaluation), options);
}

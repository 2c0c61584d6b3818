import { scan } from '../audit.ts';
import type { Snapshot } from '../snapshot/schema.ts';
import { collecting } from './collecting.ts';
import { deliver, placesFor } from './delivery.ts';
import { baselineOption, evaluationOf, load } from './evaluation.ts';
import { keepCollected } from './keep-collected.ts';
import type { AuditOptions, CollectOptions } from './options.ts';
import type { Session } from './session.ts';

/** Collects, evaluates and reports. */
export async function runScan(session: Session, options: AuditOptions & CollectOptions): Promise<void> {
  session.interruption.collecting(session.logFormat);
  const baseline = baselineOption(session, options);
  const loaded = load(session, options);
  const how = collecting(session, loaded, options);
  const places = placesFor(session, options);
  const { folder } = places;
  const evaluation = { ...evaluationOf(session, loaded, options, how.taken_at), baseline, scratch: folder.path };
  loaded.terminal.stage(`collecting from ${loaded.config.confluent.endpoint} and the key management services`);
  const collected = (snapshot: Snapshot) => keepCollected(session, folder, options.out, snapshot);
  try {
    await deliver(session, places, evaluation, await scan({ ...how, collected }, evaluation), options);
  } finally {
    folder.release();
  }
}

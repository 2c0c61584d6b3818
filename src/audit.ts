import { collect } from './collect/index.ts';
import type { Collection } from './collect/observe.ts';
import { wholeOrganization } from './config/attestation.ts';
import type { ConfluentCredentials } from './confluent/credentials.ts';
import { parameterValues } from './evaluate/catalogue.ts';
import { type History, unreadHistory } from './history/history.ts';
import { HistoryError } from './history/history-error.ts';
import { repositoryRoot } from './input/repository-root.ts';
import { type Inventory, inventory } from './inventory/inventory.ts';
import { holdDays, noKeyPast } from './inventory/key-past.ts';
import { declaredIn, locator } from './locate/locate.ts';
import { evaluatedSubjects } from './pipeline/evaluated.ts';
import { buildReport, type ReportInput } from './report/build.ts';
import { complaints } from './report/exceptions.ts';
import type { Report } from './report/schema.ts';
import { digest } from './snapshot/file.ts';
import type { Snapshot } from './snapshot/schema.ts';
import type { Subject } from './subjects/schema.ts';
import { subjects } from './subjects/subjects.ts';

/** What to collect with. */
export type Collecting = {
  collection: Collection;
  credentials: ConfluentCredentials;
  env: Readonly<Record<string, string | undefined>>;
  taken_at: string;
  /** Called with the snapshot before it is evaluated; may end the scan. */
  collected?: (snapshot: Snapshot) => Promise<void>;
};

/** What to evaluate a snapshot by; `warnings` are what was found wrong before, and `as_of` is in RFC 3339. */
export type Evaluation = Pick<
  ReportInput,
  'version' | 'config' | 'policy' | 'waivers' | 'attestations' | 'as_of' | 'warnings' | 'baseline' | 'large'
> & {
  workers: number | undefined;
  /** How long a policy that is not ours may take for one subject, in milliseconds. */
  policyTimeout?: number | undefined;
  /** The folder in which what is too large for memory is kept until the report is written. */
  scratch?: string;
  /** Earlier scans; null to go without. */
  history: History | null;
  /** Called with each warning from here on. */
  warn?: (message: string) => void;
  /** Where to look for the repository that declares the subjects, if there is no configuration file. */
  directory: string;
};

/** The record, and what it is about, for a history to keep both. */
export type Audit = { inventory: Inventory; report: Report };

/** `scan` is this. Each stage hands data to the next, and any of it can be saved and replayed. */
export async function scan(collecting: Collecting, evaluation: Evaluation): Promise<Audit> {
  const { collection, credentials, env, taken_at } = collecting;
  const { config, version } = evaluation;
  const snapshot = await collect(collection, config, credentials, env, { version, taken_at });
  await collecting.collected?.(snapshot);
  return audit(snapshot, evaluation);
}

/** Everything after `collect`: what the snapshot means, what the policy says of it, and the record of that. Never fetches. */
export async function audit(snapshot: Snapshot, evaluation: Evaluation): Promise<Audit> {
  const { config, policy, policyTimeout, attestations, as_of, workers, scratch, warn } = evaluation;
  const parameters = parameterValues(policy.catalogue, config.parameters) as Subject['parameters'];

  const whole = wholeOrganization(attestations.entries, as_of);
  const found = inventory(snapshot, as_of, whole);
  const { earlier, problem } = await recall(found, parameters, evaluation.history);
  const seen = subjects(found, earlier?.keys ?? noKeyPast, config, parameters);
  const { declared, warnings } = await declaredIn(
    config,
    repositoryRoot(config.file ?? evaluation.directory, evaluation.directory),
  );
  const heard = [...seen.warnings, ...(problem === null ? [] : [problem]), ...warnings];
  for (const warning of heard) warn?.(warning);
  const evaluated = await evaluatedSubjects(seen, snapshot, { policy, policyTimeout, declared, whole, workers, scratch });
  const report = buildReport({
    ...evaluation,
    snapshotDigest: digest(snapshot),
    inventory: found,
    scope: seen.scope,
    evaluated,
    locate: locator(declared),
    earlier,
    warnings: [...evaluation.warnings, ...heard],
  });
  for (const complaint of complaints(report)) warn?.(complaint);
  return { inventory: found, report };
}

/** What earlier scans saw. Where the history cannot be read, the user is warned, and what depends on it is unknown. */
async function recall(found: Inventory, parameters: Subject['parameters'], history: History | null) {
  if (history === null) return { earlier: null, problem: null };
  try {
    return { earlier: await history.recall(found, holdDays(parameters)), problem: null };
  } catch (error) {
    if (error instanceof HistoryError) return { earlier: unreadHistory(error), problem: error.message };
    throw error;
  }
}

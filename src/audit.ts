import { type Collection, collect } from './collect/index.ts';
import { type Attestation, wholeOrganization } from './config/attestation.ts';
import type { Exceptions } from './config/exception.ts';
import type { Config } from './config/schema.ts';
import type { Waiver } from './config/waiver.ts';
import type { ConfluentCredentials } from './confluent/collect.ts';
import { parameterValues } from './evaluate/catalogue.ts';
import { evaluate } from './evaluate/evaluate.ts';
import type { Policy } from './evaluate/policy.ts';
import { type History, withoutMemory } from './history/history.ts';
import { HistoryError } from './history/open.ts';
import type { Output } from './integrity/output.ts';
import { type Inventory, inventory } from './inventory/inventory.ts';
import { noKeyPast } from './inventory/key-past.ts';
import { locateSubjects, repositoryRoot } from './locate/locate.ts';
import { RENDERERS } from './render/index.ts';
import { buildReport } from './report/build.ts';
import type { Baseline } from './report/diff.ts';
import { complaints } from './report/exceptions.ts';
import type { Report } from './report/schema.ts';
import { digest } from './snapshot/file.ts';
import type { Snapshot } from './snapshot/schema.ts';
import type { Subject } from './subjects/schema.ts';
import { subjects } from './subjects/subjects.ts';

export type Judging = {
  version: string;
  config: Config;
  policy: Policy;
  waivers: Exceptions<Waiver>;
  attestations: Exceptions<Attestation>;
  /** The judging clock, RFC 3339. */
  as_of: string;
  workers: number | undefined;
  /** The memory of earlier scans; null to go without. */
  history: History | null;
  warnings: readonly string[];
  /** Told what the configuration means and was not found. */
  warn?: (message: string) => void;
  /** Where to look for the repository that findings are located in, if there is no configuration file. */
  directory: string;
  /** The report to tell changes since. */
  baseline?: Baseline | null;
};

/** `scan` is this: collect, then judge. Each stage hands data to the next, and any of it can be saved and replayed. */
export async function scan(
  collecting: {
    collection: Collection;
    credentials: ConfluentCredentials;
    env: Readonly<Record<string, string | undefined>>;
    taken_at: string;
  },
  judging: Judging,
): Promise<Judged> {
  const { collection, credentials, env, taken_at } = collecting;
  const snapshot = await collect(collection, judging.config, credentials, env, { version: judging.version, taken_at });
  return judge(snapshot, judging);
}

export type Judged = { inventory: Inventory; report: Report };

/** What the snapshot means, what the policy says of it, and the record of that. Never fetches. */
export async function judge(snapshot: Snapshot, judging: Judging): Promise<Judged> {
  const { config, policy, as_of, waivers, attestations } = judging;
  const parameters = parameterValues(policy.catalogue, config.parameters) as Subject['parameters'];
  const found = inventory(snapshot, as_of, wholeOrganization(attestations.entries, as_of));
  const { memory, problem } = await recall(found, judging, parameters);
  const made = subjects(found, memory?.keys ?? noKeyPast, config, parameters);
  const documents = [...made.documents];
  const warnings = [...judging.warnings, ...made.warnings, ...(problem === null ? [] : [problem])];
  for (const warning of warnings.slice(judging.warnings.length)) judging.warn?.(warning);
  const verdicts = await evaluate(policy, documents, judging.workers);
  const report = buildReport({
    version: judging.version,
    snapshot,
    snapshotDigest: digest(snapshot),
    config,
    policy,
    inventory: found,
    subjects: documents,
    scope: made.scope,
    verdicts,
    as_of,
    waivers,
    attestations,
    locations: locations(
      config,
      [...documents, ...(memory?.known ?? []).map(({ subject }) => subject), ...(judging.baseline?.report.subjects ?? [])],
      judging.directory,
    ),
    memory,
    warnings,
    baseline: judging.baseline ?? null,
  });
  for (const complaint of complaints(report)) judging.warn?.(complaint);
  return { inventory: found, report };
}

/** What earlier scans tell. A history that cannot be read is told, and leaves unknown what depends on it. */
async function recall(found: Inventory, { history }: Judging, parameters: Subject['parameters']) {
  if (history === null) return { memory: null, problem: null };
  try {
    return { memory: await history.recall(found, parameters), problem: null };
  } catch (error) {
    if (error instanceof HistoryError) return { memory: withoutMemory(error), problem: error.message };
    throw error;
  }
}

/** Views of the record; the formats are those of the registry. */
export async function render(report: Report, formats: readonly (keyof typeof RENDERERS)[]): Promise<Output[]> {
  return Promise.all(formats.map(async (format) => (await RENDERERS[format]()).render(report)));
}

function locations(config: Config, subjects: readonly { type: string; id: string }[], directory: string) {
  const root = repositoryRoot(config.file ?? directory);
  return locateSubjects(
    { configFile: config.file, configText: config.text, inventory: config.locations.inventory, root },
    subjects,
  );
}

import { audit, type Evaluation } from '../../src/audit.ts';
import { NO_EXCEPTIONS } from '../../src/config/exception.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import { type History, historyAt } from '../../src/history/history.ts';
import type { Report } from '../../src/report/schema.ts';
import type { Cluster, Snapshot } from '../../src/snapshot/schema.ts';
import { ARN, awsKey, config, known, listed, onKey, orchard, registration } from '../subjects/build.ts';

const policy = loadPolicy();
/** Noon of the n-th day of the story. */
export const noon = (day: number): string => new Date(Date.parse('2026-06-01T12:00:00Z') + day * 86_400_000).toISOString();

type Day = { day: number; clusters: Cluster[]; state: 'IN_USE' | 'AVAILABLE'; over?: Partial<Parameters<typeof orchard>[1]> };

/** The organization on one day: the KMS key was made on the day before the story begins, unless said otherwise. */
export function snapshotOf({ day, clusters, state, over = {} }: Day, born = noon(-1)): Snapshot {
  const key = registration('cck-apple', { state: known(state), registered_at: known(noon(-1)) });
  const kms = { [ARN]: awsKey({ created_at: known(born) }) };
  return { ...orchard(clusters, { keys: listed(key), kms, ...over }), taken_at: noon(day) };
}

export const made = (id: string, day: number): Cluster => onKey(id, 'cck-apple', { created_at: known(noon(day)) });

/** How a day is evaluated, without waivers and attestations. */
export const evaluationOf = (snapshot: Snapshot, history: History | null): Evaluation => ({
  version: '0.0.0',
  config: config(),
  policy,
  as_of: snapshot.taken_at,
  workers: 1,
  waivers: NO_EXCEPTIONS,
  attestations: NO_EXCEPTIONS,
  history,
  warnings: [],
  directory: '/',
});

/** Evaluates one day with what the store holds, and records that day in it. */
export async function live(where: string, snapshot: Snapshot): Promise<Report> {
  const history = historyAt(where);
  const evaluation = evaluationOf(snapshot, history);
  const { inventory, report } = await audit(snapshot, evaluation);
  await history.record(inventory, report, evaluation.config.digest);
  return report;
}

/** The verdicts on one subject by the rules about the past: the status, and the cause where it is unknown. */
export function said({ verdicts }: Report, rule: string, id: string): string | undefined {
  const verdict = verdicts.find((one) => one.rule === rule && one.subject.id === id);
  return verdict?.unknown ? `unknown/${verdict.unknown.cause}` : verdict?.status;
}

/**
 * Eight weeks: a cluster uses the key for thirty days and is deleted; Confluent holds the key for five days more; on
 * the fortieth day a new one is made on it. One scan a day, at noon.
 */
export const STORY: Day[] = Array.from({ length: 56 }, (_, day): Day => {
  if (day < 30) return { day, clusters: [made('lkc-first', 0)], state: 'IN_USE' };
  if (day < 35) return { day, clusters: [], state: 'IN_USE' };
  if (day < 40) return { day, clusters: [], state: 'AVAILABLE' };
  return { day, clusters: [made('lkc-second', 40)], state: 'IN_USE' };
});

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { type Clouds, startClouds } from '../../loopback/clouds.ts';
import { audit, type Collecting, type Evaluation, scan } from '../../src/audit.ts';
import { loadAttestations, loadConfig, loadWaivers } from '../../src/config/load.ts';
import { parameterSchemas } from '../../src/evaluate/catalogue.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import { Secrets } from '../../src/input/secrets.ts';
import type { Report } from '../../src/report/schema.ts';
import type { Snapshot } from '../../src/snapshot/schema.ts';

export const FIXTURES = join(dirname(fileURLToPath(import.meta.url)), '../../fixtures');

export const SCENARIOS = readdirSync(FIXTURES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** Rule to status to subject ids; those of `unknown` with their cause. */
export type Verdicts = Record<string, Record<string, string[] | Record<string, string>>>;
/** Rule to subject id to the id of the waiver or attestation that answers its verdict. */
export type Answered = Record<string, Record<string, string>>;
export type Expected = {
  as_of: string;
  exit: number;
  /** Exactly these. Of a rule that is left out, every verdict has to be pass or not_applicable. */
  verdicts: Verdicts;
  /** None if left out. */
  waived?: Answered;
  attested?: Answered;
  population: Record<string, boolean | null>;
};

export type Denial = {
  call?: string;
  calls?: string[];
  permission: string;
  becomes_unknown: Record<string, string[]>;
  cause?: string;
  /** By rule, where it is another. */
  causes?: Record<string, string>;
  gap?: string[];
  unproven?: string[];
  removes_subjects?: string[];
};

const tables = new Map<string, unknown>();

function read(scenario: string, file: string): unknown {
  const path = join(FIXTURES, scenario, file);
  const table = tables.get(path) ?? frozen<unknown>(parse(readFileSync(path, 'utf8')));
  tables.set(path, table);
  return table;
}
export const expectedOf = (scenario: string) => read(scenario, 'expected.yaml') as Expected;
export const denialsOf = (scenario: string) => read(scenario, 'denials.yaml') as Denial[];

const policy = loadPolicy();
const parameters = parameterSchemas(policy.catalogue);

/** Evaluates like the command line, in the scenario's own configuration. */
export function evaluationOf(scenario: string, clouds?: Clouds, workers = 1): Evaluation {
  return evaluationIn(join(FIXTURES, scenario), expectedOf(scenario).as_of, clouds, workers);
}

/** Evaluates like the command line in a folder, by the configuration that is there. */
export function evaluationIn(directory: string, at: string, clouds?: Clouds, workers = 1): Evaluation {
  const { config, warnings } = loadConfig(undefined, directory, parameters);
  const as_of = new Date(at).toISOString();
  const pointed =
    clouds === undefined
      ? config
      : {
          ...config,
          confluent: { ...config.confluent, ...clouds.config.confluent },
          azure: { ...config.azure, ...clouds.config.azure },
          gcp: { ...config.gcp, ...clouds.config.gcp },
        };
  const { rules } = policy.catalogue;
  const waivers = loadWaivers(config, rules, { directory });
  const attestations = loadAttestations(config, rules, { directory });
  return { version: '0.0.0', config: pointed, policy, waivers, attestations, as_of, workers, history: null, warnings, directory };
}

/** What to scan the stand-ins with. @param callTimeout milliseconds that one try of one call may take */
export function collectingOf(clouds: Clouds, as_of: string, callTimeout = 5000): Collecting {
  // the AWS SDK reads its credentials from the process
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) process.env[name] = clouds.env[name];
  const { CONFLUENT_CLOUD_API_KEY: key = '', CONFLUENT_CLOUD_API_SECRET: secret = '' } = clouds.env;
  const collection = {
    now: () => as_of,
    deadline: AbortSignal.timeout(60_000),
    callTimeout,
    backoff: 1,
    loopbackOnly: true,
    secrets: new Secrets(),
    onCall: () => {},
  };
  return { collection, credentials: { key, secret }, env: clouds.env, taken_at: as_of };
}

export const scanScenario = (scenario: string, clouds: Clouds) => scanClouds(clouds, evaluationOf(scenario, clouds));

export async function scanClouds(clouds: Clouds, evaluation: Evaluation): Promise<{ snapshot: Snapshot; report: Report }> {
  const { inventory, report } = await scan(collectingOf(clouds, evaluation.as_of), evaluation);
  return { snapshot: inventory.snapshot, report };
}

/** A scan in which nothing was denied, and the calls that it made. */
export type Scanned = { snapshot: Snapshot; report: Report; calls: string[]; env: Clouds['env'] };

const scans = new Map<string, Promise<Scanned>>();

/** The scenario as it is, scanned once a process: a test that changes it clones it first. */
export function scanned(scenario: string): Promise<Scanned> {
  const known = scans.get(scenario) ?? scanOnce(scenario);
  scans.set(scenario, known);
  return known;
}

async function scanOnce(scenario: string): Promise<Scanned> {
  const clouds = await startClouds(join(FIXTURES, scenario));
  try {
    const { snapshot, report } = await scanScenario(scenario, clouds);
    const calls = [...new Set(clouds.requests.map(({ id }) => id))];
    return frozen({ snapshot, report, calls, env: clouds.env });
  } finally {
    await clouds.close();
  }
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) frozen(part);
  return value;
}

export async function evaluateAgain(scenario: string, snapshot: Snapshot, workers: number): Promise<Report> {
  return (await audit(snapshot, evaluationOf(scenario, undefined, workers))).report;
}

/** The report's verdicts in the form of `expected.yaml`. */
export function verdictsOf({ verdicts }: Report): Verdicts {
  const table: Verdicts = {};
  for (const [rule, ofRule] of Map.groupBy(verdicts, (verdict) => verdict.rule)) {
    const byStatus = [...Map.groupBy(ofRule, ({ status }) => status)].map(([status, list]) => [
      status,
      status === 'unknown'
        ? Object.fromEntries(list.map(({ subject, unknown }) => [subject.id, unknown?.cause ?? '?']))
        : list.map(({ subject }) => subject.id),
    ]);
    table[rule] = Object.fromEntries(byStatus);
  }
  return table;
}

/** What a report says of rules that the scenario is not about, other than pass and not_applicable. */
export const unexpected = ({ verdicts }: Report, expected: Expected): string[] =>
  verdicts
    .filter(({ rule, status }) => !(rule in expected.verdicts) && status !== 'pass' && status !== 'not_applicable')
    .map(({ rule, subject, status }) => `${rule} ${subject.id}: ${status}`);

/** The report's exceptions in the form of `expected.yaml`. */
export function answeredOf({ verdicts }: Report, by: 'waiver' | 'attestation'): Answered {
  const answered = verdicts.flatMap(({ rule, subject, [by]: record }) => (record === null ? [] : [{ rule, subject, record }]));
  return Object.fromEntries(
    [...Map.groupBy(answered, ({ rule }) => rule)].map(([rule, list]) => [
      rule,
      Object.fromEntries(list.map(({ subject, record }) => [subject.id, record.id])),
    ]),
  );
}

/** Sorted, so that the order in which a table was written does not matter. */
export function sorted(table: Verdicts): Verdicts {
  const entries = Object.entries(table).map(([rule, byStatus]) => [
    rule,
    Object.fromEntries(Object.entries(byStatus).map(([status, ids]) => [status, Array.isArray(ids) ? [...ids].sort() : ids])),
  ]);
  return Object.fromEntries(entries);
}

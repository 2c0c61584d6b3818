import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Clouds, startClouds } from '../../../loopback/clouds.ts';
import { type Fixture, readFixture } from '../../../loopback/fixture.ts';
import { audit, type Evaluation } from '../../../src/audit.ts';
import { AuditError, EXIT } from '../../../src/audit-error.ts';
import { collect } from '../../../src/collect/index.ts';
import { collectConfluent } from '../../../src/confluent/collect.ts';
import type { Snapshot } from '../../../src/snapshot/schema.ts';
import { collectingOf, evaluationOf, FIXTURES } from '../scenario.ts';
import { serviceOf } from './calls.ts';
import type { Cell } from './cells.ts';
import type { Replies } from './corpus.ts';
import { type Judged, judge } from './judge.ts';
import { type Break, breaksOf, wentUnknown } from './oracle.ts';

/** Milliseconds that a call may take that is never answered. */
const PATIENCE = 250;

type Outcome = { digest: string; snapshot: Snapshot; judged: Judged };

/** One scenario with its stand-ins, in which one cell after the other is tried. */
export class Bench {
  readonly scenario: string;
  readonly #evaluation: Evaluation;
  readonly #clouds: Clouds;
  /** What was made of each snapshot, by its digest. */
  readonly #judged = new Map<string, Judged>();
  /** The snapshots of scans in which one call was denied. */
  readonly #denied = new Map<string, string | null>();
  #before: Outcome | null = null;
  #replies: Replies = new Map();

  private constructor(scenario: string, clouds: Clouds) {
    this.scenario = scenario;
    this.#clouds = clouds;
    this.#evaluation = evaluationOf(scenario, clouds);
  }

  /** Scans the scenario as it is. @param fixture its resources, if not all of its folder */
  static async open(scenario: string, fixture: Fixture = readFixture(join(FIXTURES, scenario))): Promise<Bench> {
    const bench = new Bench(scenario, await startClouds(fixture));
    bench.#before = await bench.#scan();
    const replies = new Map<string, { status: number; body: unknown }>();
    for (const id of new Set(bench.#clouds.requests.map((request) => request.id))) {
      // what the scenario itself refuses stays refused
      if (fixture.faults.some((fault) => (typeof fault.id === 'string' ? fault.id === id : fault.id.test(id)))) continue;
      bench.#clouds.fault({
        id,
        kind: 'replace',
        replace: (answer) => {
          replies.set(id, structuredClone(answer));
          return answer;
        },
      });
    }
    await bench.#scan();
    bench.#replies = replies;
    return bench;
  }

  /** The replies of the scenario as it is, by call. */
  get replies(): Replies {
    return this.#replies;
  }

  /** What the cell breaks: verdicts, or a sentence where the scan itself broke or noticed nothing. */
  async try(cell: Cell): Promise<{ breaks: (Break | string)[]; changed: boolean }> {
    const before = this.#before;
    if (before === null) throw new Error('the scenario was not scanned');
    let after: Outcome;
    try {
      after = await this.#scanWith(cell);
    } catch (error) {
      if (error instanceof AuditError && error.exit === EXIT.unavailable) return { breaks: [], changed: true };
      return {
        breaks: [`the scan broke: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`],
        changed: true,
      };
    }
    if (after.digest === before.digest) {
      const unnoticed = cell.mustBeNoticed && (await this.#needs(cell.call));
      return { breaks: unnoticed ? ['a reply about another subject was taken for this one'] : [], changed: false };
    }
    const breaks = breaksOf(before.judged, after.judged, cell);
    const attested = this.#evaluation.attestations.entries.length > 0 && wentUnknown(before.judged, after.judged);
    if (breaks.length === 0 && !attested) return { breaks, changed: true };
    // the record has the last word
    const [was, now] = [await this.#report(before), await this.#report(after)];
    return { breaks: breaksOf(was, now, cell), changed: true };
  }

  close(): Promise<void> {
    return this.#clouds.close();
  }

  async #report({ snapshot }: Outcome): Promise<Judged> {
    const { report } = await audit(snapshot, this.#evaluation);
    return { verdicts: [...report.verdicts], population: report.population };
  }

  async #scanWith({ call, fault, garbling }: Pick<Cell, 'call' | 'fault' | 'garbling'>): Promise<Outcome> {
    this.#clouds.clearFaults();
    this.#clouds.fault({ ...fault, id: call });
    try {
      return await this.#scan(call, garbling === 'hang' ? PATIENCE : undefined);
    } finally {
      this.#clouds.clearFaults();
    }
  }

  async #scan(call?: string, callTimeout?: number): Promise<Outcome> {
    const { config, version, as_of } = this.#evaluation;
    const { collection, credentials, env, taken_at } = collectingOf(this.#clouds, as_of, callTimeout);
    const again = () => collect(collection, config, credentials, env, { version, taken_at });
    const before = this.#before?.snapshot;
    const ofConfluent = before !== undefined && call !== undefined && serviceOf(call) === 'confluent';
    const confluent = ofConfluent ? await (await collectConfluent(collection, config, credentials)).whole : undefined;
    // where the same keys are read, each KMS says the same of them
    const sameKeys = confluent !== undefined && before !== undefined && keysToRead(confluent) === keysToRead(before.confluent);
    const snapshot = sameKeys ? { ...before, confluent } : await again();
    const digest = digestOf(snapshot);
    const judged = this.#judged.get(digest) ?? judge(snapshot, this.#evaluation);
    this.#judged.set(digest, judged);
    return { digest, snapshot, judged };
  }

  /** Whether any fact rests on the call: where another call says the same, nothing is lost without this one. */
  async #needs(call: string): Promise<boolean> {
    if (!this.#denied.has(call)) {
      const denied = await this.#scanWith({ call, fault: { kind: 'deny' }, garbling: 'deny' }).catch(() => null);
      this.#denied.set(call, denied?.digest ?? null);
    }
    return this.#denied.get(call) !== this.#before?.digest;
  }
}

/** All that decides which keys are read of which KMS, and more. */
const keysToRead = ({ keys, clusters }: Snapshot['confluent']): string => {
  const registered = keys.seen.map(
    ({ name, state, validation_phase, validation_since, validation_message, registered_at, ...rest }) => rest,
  );
  return JSON.stringify([registered, Object.values(clusters).map(({ seen }) => seen.map(({ legacy_kms }) => legacy_kms))]);
};

/** Nothing is decided by the sentences of a snapshot: without them more snapshots are the same. */
const digestOf = (snapshot: Snapshot): string =>
  createHash('sha256')
    .update(JSON.stringify(snapshot, (key, value) => (key === 'detail' ? undefined : value)))
    .digest('hex');

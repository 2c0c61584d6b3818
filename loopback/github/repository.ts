import { randomUUID } from 'node:crypto';
import { propertyOf } from '../../src/input/is-record.ts';
import { Alerts } from './alerts.ts';
import type { Delivery } from './delivery.ts';
import { categoryOf, refusals, resultsOf, rulesOf, toolOf } from './ingest.ts';

export type Analysis = {
  id: number;
  sarif_id: string;
  ref: string;
  commit: string;
  category: string;
  tool: string;
  created_at: string;
  results: number;
  rules: number;
  warning: string;
};

/** What became of a file. `pending`: how many times more GitHub answers that it is still being processed. */
type Processing = { errors: string[]; pending: number };

/** Code scanning of one repository. */
export class Repository {
  readonly alerts = new Alerts();
  readonly analyses: Analysis[] = [];
  readonly #processings = new Map<string, Processing>();
  readonly #pending: number;

  /** @param pending how many times GitHub answers of each file that it is still being processed */
  constructor(pending: number) {
    this.#pending = pending;
  }

  /** Takes a file in, whole or not at all. @returns its id */
  deliver({ log, ref, commit_sha: commit, checkout_uri }: Delivery): string {
    const sarif_id = randomUUID();
    const errors = refusals(log, checkout_uri);
    this.#processings.set(sarif_id, { errors, pending: this.#pending });
    if (errors.length > 0) return sarif_id;
    const runs = propertyOf(log, 'runs');
    const created_at = now();
    for (const run of Array.isArray(runs) ? runs : []) {
      const kept = this.alerts.take(run, { ref, commit, at: created_at });
      const ignored = resultsOf(run).length - kept;
      this.analyses.unshift({
        ...{ id: this.analyses.length + 1, sarif_id, ref, commit, created_at },
        ...{ category: categoryOf(run), tool: toolOf(run), results: kept, rules: rulesOf(run).length },
        warning: ignored > 0 ? `${ignored} results were ignored` : '',
      });
    }
    return sarif_id;
  }

  /** What GitHub says of a file now; undefined of one that was never sent. */
  processing(id: string): { status: 'pending' | 'complete' | 'failed'; errors: string[] } | undefined {
    const processing = this.#processings.get(id);
    if (processing === undefined) return undefined;
    if (processing.pending > 0) {
      processing.pending--;
      return { status: 'pending', errors: [] };
    }
    return { status: processing.errors.length > 0 ? 'failed' : 'complete', errors: processing.errors };
  }
}

/** As GitHub writes times. */
export const now = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z');

/**
 * How large a history becomes, and how long it takes to write and to ask: daily scans of an organization in which each
 * cluster is on a key of its own, a tenth of the verdicts fail, and one in a thousand changes from scan to scan.
 *
 *   npx node scripts/bench-history.ts [--days 730] [--clusters 1000] [--history FILE|URL]
 */
import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { keyRows } from '../src/history/key-rows.ts';
import type { Observation } from '../src/history/observation.ts';
import { usingHistory } from '../src/history/open.ts';
import { recall } from '../src/history/recall.ts';
import { type RecordedVerdict, recordScan } from '../src/history/record.ts';
import { isPostgresUrl } from '../src/input/url.ts';

const RULES = { cluster: 10, key: 19 } as const;
const ORGANIZATION = '00000000-0000-4000-8000-00000000a991';
const WHOLE = { environments_whole: 1, clusters_whole: 1, keys_whole: 1 } as const;

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '730' },
    clusters: { type: 'string', default: '1000' },
    history: { type: 'string' },
  },
});
const [days, clusters] = [Number(values.days), Number(values.clusters)];
const where = values.history ?? join(mkdtempSync(join(tmpdir(), 'byok-bench-')), 'byok-audit.db');

const at = (day: number): string => new Date(Date.parse('2024-01-01T06:00:00Z') + day * 86_400_000).toISOString();
const ids = Array.from({ length: clusters }, (_, index) => String(index).padStart(5, '0'));
const identity = (id: string) => `arn:aws:kms:us-east-1:111122223333:key/000${id}-0000-4000-8000-000000000000`;

function observation(day: number): Observation {
  const taken_at = at(day);
  return {
    organization: ORGANIZATION,
    digest: `sha256:${String(day).padStart(64, '0')}`,
    taken_at,
    ...WHOLE,
    whole: 1,
    registrations: ids.map((id) => ({ registration: `cck-${id}`, identity: identity(id), state: 'IN_USE', held_unseen: 0 })),
    uses: ids.map((id) => ({
      identity: identity(id),
      cluster: `lkc-${id}`,
      first_seen: taken_at,
      last_seen: taken_at,
      created_at: at(0),
      deleted_at: null,
      source: 'scan',
    })),
  };
}

function verdicts(day: number): RecordedVerdict[] {
  return (['cluster', 'key'] as const).flatMap((type) =>
    ids.flatMap((id, subject) =>
      Array.from({ length: RULES[type] }, (_, rule): RecordedVerdict => {
        const number = subject * RULES[type] + rule;
        const flips = Math.floor((day + number) / 1000) % 2;
        return {
          fingerprint: `${type}-${number}`.padStart(64, '0'),
          rule: `${type}.rule_${rule}`,
          severity: 'high',
          subject: { type, id: `${type === 'cluster' ? 'lkc' : 'cck'}-${id}`, name: `orders-${id}`, environment: 'env-apple' },
          status: number % 10 === flips ? 'fail' : 'pass',
          waived: false,
        };
      }),
    ),
  );
}

const median = (times: number[]): number => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
const ms = (time: number): string => `${time.toFixed(1)} ms`;

const writes: number[] = [];
for (let day = 0; day < days; day += 1) {
  const [seen, given] = [observation(day), verdicts(day)];
  const run = { id: `run-${day}`, as_of: seen.taken_at, policy: 'sha256:1', configuration: 'sha256:2', ...WHOLE };
  const begun = performance.now();
  await usingHistory(where, (store) => recordScan(store, seen, run, given, () => true));
  writes.push(performance.now() - begun);
  if (process.stderr.isTTY) process.stderr.write(`\r${day + 1} of ${days} scans`);
}
await usingHistory(where, async (store) => {
  const [reuse, all]: [number[], number[]] = [[], []];
  for (let time = 0; time < 15; time += 1) {
    let begun = performance.now();
    await store.reading((tables) => keyRows(tables, ORGANIZATION, at(days)));
    reuse.push(performance.now() - begun);
    begun = performance.now();
    await store.reading((tables) => recall(tables, observation(days), 5));
    all.push(performance.now() - begun);
  }
  console.log(`scans: ${days}, clusters: ${clusters}, verdicts a scan: ${verdicts(0).length}`);
  console.log(`one scan's write: median ${ms(median(writes))}, of the last ten ${ms(median(writes.slice(-10)))}`);
  console.log(`the reuse query, for all keys at once: median ${ms(median(reuse))}, slowest ${ms(Math.max(...reuse))}`);
  console.log(`all that a scan recalls: median ${ms(median(all))}`);
});
if (!isPostgresUrl(where)) console.log(`size on disk: ${(statSync(where).size / 1e6).toFixed(1)} MB`);

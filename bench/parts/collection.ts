import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Clouds } from '../../loopback/clouds.ts';
import { countedBy, leastTime } from '../../loopback/limits.ts';
import type { LoggedRequest } from '../../loopback/service.ts';
import { PUBLISHED_LIMITS } from '../../src/collect/published-limits.ts';
import { type Run, succeed } from '../process.ts';
import { median, type Result, seconds } from '../table.ts';
import { ROOT, type Workplace } from '../workplace.ts';

const SIZE = 300;
const LATENCY = 50;
/**
 * Calls about one key that wait for each other because one names what the next asks about: the role assignments of a vault,
 * the roles that they name, the principals that hold those. On AWS and Google Cloud there are fewer.
 */
const AFTER_THE_KEYS = ['role assignments', 'role definition', 'principal'];

/** With keys on all clouds, and with those of Google Cloud on AWS. */
const MIXES = { '': 'google', ' without Google Cloud': '' };

/** `collect` from stand-ins that take their time, beside the least that any order of the calls would take. */
export async function* collectionPart(place: Workplace, rounds: number): AsyncGenerator<Result> {
  for (const [mix, google] of Object.entries(MIXES)) {
    const child = fork(join(ROOT, 'bench/slow-clouds.ts'), [String(SIZE), String(LATENCY), google]);
    try {
      yield* rows(`\`collect\`${mix}`, await collected(place, child, rounds));
    } finally {
      child.disconnect();
    }
  }
}

type Collected = { run: Run; requests: LoggedRequest[] };

async function collected(place: Workplace, child: ChildProcess, rounds: number): Promise<Collected[]> {
  const clouds = await answer<Pick<Clouds, 'env' | 'config'>>(child);
  const program = await place.program();
  const folder = join(place.folder, 'collection');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'byok-audit.yaml'), stringify({ version: 1, ...clouds.config }));
  const runs: Collected[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const env = { ...process.env, ...clouds.env };
    const run = await succeed(process.execPath, [program, 'collect', '--out', 'collected', '--quiet'], { cwd: folder, env });
    runs.push({ run, requests: await requestsOf(child) });
  }
  return runs;
}

async function requestsOf(child: ChildProcess): Promise<LoggedRequest[]> {
  child.send('requests');
  return answer<LoggedRequest[]>(child);
}

/** @throws Error where the stand-ins ended */
async function answer<T>(child: ChildProcess): Promise<T> {
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`bench/slow-clouds.ts ended with code ${code}`))),
  ]);
  return message as T;
}

/** The least that any order of the calls takes, in seconds, and why. */
function boundOf(requests: readonly LoggedRequest[], latency = LATENCY / 1000): { bound: number; why: string } {
  const pages = new Set(requests.map(({ id }) => id).filter((id) => id.startsWith('GET /byok/v1/keys'))).size;
  const chain = pages + AFTER_THE_KEYS.length;
  const bounds = [
    {
      bound: chain * latency,
      why: `${chain} calls that wait for each other (${pages} pages of keys, ${AFTER_THE_KEYS.join(', ')})`,
    },
  ];
  for (const [counts, { limit, times }] of countedBy(requests)) {
    // a KMS is asked when the first page of keys is there, and the last call has to be answered
    const least = leastTime(PUBLISHED_LIMITS[limit].rate, times.length);
    bounds.push({ bound: 2 * latency + least, why: `${times.length} calls at the published limit of ${counts.trim()}` });
  }
  return bounds.reduce((largest, one) => (one.bound > largest.bound ? one : largest));
}

function* rows(what: string, runs: readonly Collected[]): Generator<Result> {
  const requests = runs[0]?.requests ?? [];
  const ids = requests.map(({ id }) => id);
  const { bound, why } = boundOf(requests);
  const walls = runs.map(({ run }) => run.wall);
  const cpu = median(runs.map(({ run }) => run.cpu));
  yield {
    what: `${what}, whole process`,
    size: SIZE,
    measured: `${seconds(median(walls))}, CPU ${seconds(cpu)}, ${ids.length} calls`,
    beside: `${seconds(bound)}: ${why}, ${LATENCY} ms for each answer`,
    ratios: walls.map((wall) => wall / bound),
  };
  const service = (id: string) => /^(kms|keyvault|arm|graph|cloudkms|resourcemanager)/.exec(id)?.[0] ?? 'confluent';
  const counts = [...Map.groupBy(ids, service)].map(([name, list]) => `${name} ${list.length}`);
  yield { what: `${what}: calls by service`, size: SIZE, found: counts.join(', ') };
}

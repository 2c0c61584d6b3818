import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Clouds, type Fault, startClouds } from '../../loopback/clouds.ts';
import { random } from '../../scripts/random.ts';
import { scan } from '../../src/audit.ts';
import { connectionsBy } from '../../src/collect/connections.ts';
import { historyAt } from '../../src/history/history.ts';
import { FORMAT_NAMES, render } from '../../src/render/index.ts';
import type { Report } from '../../src/report/schema.ts';
import { emptyFolder } from '../cli/command.ts';
import { textOf } from '../render/text-of.ts';
import { readBack } from '../report/read-back.ts';
import { collectingOf, evaluationOf, FIXTURES, scanned } from './scenario.ts';

const SCANS = 500;
/** By then everything that is kept for good has been made. */
const WARM = 100;
const SEED = 17;
const SCENARIO_NAMES = ['aws-small', 'azure-small', 'gcp-small', 'clean-aws', 'clean-azure', 'clean-gcp'];
const KINDS: readonly Fault['kind'][] = [
  'deny',
  'throttle',
  'server_error',
  'reset',
  'truncate',
  'not_json',
  'redirect',
  'foreign_next',
  'page_loop',
  'hang',
  'not_found',
];

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What a process holds: live memory in bytes, open files and sockets, and what keeps Node's event loop going. */
type Held = { heap: number; outside: number; files: number; handles: number };

async function held(): Promise<Held> {
  // what a reply left behind is let go in turns of the event loop
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    collectGarbage();
  }
  const { heapUsed, external } = process.memoryUsage();
  const handles = process.getActiveResourcesInfo().length;
  return { heap: heapUsed, outside: external, files: readdirSync('/proc/self/fd').length, handles };
}

describe(`${SCANS} scans in one process, each with random faults`, () => {
  const next = random(SEED);
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const running = new Map<string, Clouds>();
  const calls = new Map<string, string[]>();

  beforeAll(async () => {
    for (const name of SCENARIO_NAMES) {
      calls.set(name, (await scanned(name)).calls);
      running.set(name, await startClouds(join(FIXTURES, name)));
    }
  });
  afterAll(async () => {
    for (const clouds of running.values()) await clouds.close();
  });

  /** A scan of one of the organizations in which up to three calls go wrong, recorded in a history. */
  async function faulty(where: string): Promise<{ report: Report; texts: string[] }> {
    const name = oneOf(SCENARIO_NAMES);
    const clouds = running.get(name) as Clouds;
    const faults = Array.from({ length: Math.floor(next() * 4) }, (): Fault => {
      const times = next() < 0.5 ? {} : { times: 1 };
      return { id: oneOf(calls.get(name) ?? []), kind: oneOf(KINDS), ...times };
    });
    for (const fault of faults) clouds.fault(fault);
    const history = historyAt(where);
    const evaluation = { ...evaluationOf(name, clouds), history };
    const collecting = collectingOf(clouds, evaluation.as_of, 100);
    const connections = connectionsBy(() => null);
    try {
      // a time limit would keep what waits for it until it has passed
      const collection = { ...collecting.collection, connections, deadline: new AbortController().signal };
      const { inventory, report } = await scan({ ...collecting, collection }, evaluation);
      await history.record(inventory, report, evaluation.config.digest);
      return { report, texts: (await render(report, FORMAT_NAMES)).map(textOf) };
    } finally {
      clouds.clearFaults();
      clouds.requests.length = 0;
      connections.http.destroy();
      connections.https.destroy();
    }
  }

  test('memory, files and handles stay as they are, and every report is valid', { timeout: 900_000 }, async () => {
    let where = join(emptyFolder(), 'history.db');
    const marks: Held[] = [];
    const refusals: string[] = [];
    for (let scans = 1; scans <= SCANS; scans++) {
      // a history grows with every scan, which is not what is measured here
      if (scans % 50 === 0) where = join(emptyFolder(), 'history.db');
      try {
        const { report, texts } = await faulty(where);
        const json = texts[FORMAT_NAMES.indexOf('json')] ?? '';
        expect(readBack(json).verdicts.length).toBe(report.verdicts.length);
        for (const text of texts) expect(text).not.toContain('not-real');
      } catch (error) {
        // Confluent Cloud itself refused the credentials, or never answered
        if ((error as { exit?: number }).exit !== 69) throw error;
        refusals.push(String(error));
      }
      if (scans % WARM === 0) marks.push(await held());
    }
    console.log(JSON.stringify({ marks, refused: refusals.length }));
    const [first, ...later] = marks;
    for (const mark of later) {
      expect(mark.heap).toBeLessThan((first?.heap ?? 0) * 1.1);
      expect(mark.outside).toBeLessThan((first?.outside ?? 0) * 1.1 + 1e6);
      expect(mark.files).toBeLessThanOrEqual((first?.files ?? 0) + 5);
      expect(mark.handles).toBeLessThanOrEqual((first?.handles ?? 0) + 5);
    }
    expect(refusals.length).toBeLessThan(SCANS / 4);
  });
});

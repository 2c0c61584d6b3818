import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { audit, type Evaluation } from '../../src/audit.ts';
import { NO_EXCEPTIONS } from '../../src/config/exception.ts';
import { historyAt } from '../../src/history/history.ts';
import { importFile } from '../../src/history/import.ts';
import { usingHistory } from '../../src/history/open.ts';
import { prune } from '../../src/history/prune.ts';
import { exported } from '../../src/history/transfer.ts';
import { sarif } from '../../src/render/sarif.ts';
import { baselineOf } from '../../src/report/diff.ts';
import { readReport } from '../../src/report/file.ts';
import type { Report } from '../../src/report/schema.ts';
import { serializeReport } from '../../src/report/serialize.ts';
import type { Snapshot } from '../../src/snapshot/schema.ts';
import { readTerraform } from '../../src/terraform/files.ts';
import { problemsOf } from '../render/sarif-checks.ts';
import { textOf } from '../render/text-of.ts';
import { brokenOff, cluster, config, environment, known, listed, onKey, snapshot } from '../subjects/build.ts';
import { evaluationOf, noon } from './story.ts';

const fresh = () => join(mkdtempSync(join(tmpdir(), 'byok-history-')), 'byok-audit.db');
const repository = mkdtempSync(join(tmpdir(), 'byok-repository-'));
mkdirSync(join(repository, '.git'));
mkdirSync(join(repository, 'eu'));

/** A file of the repository. */
function written(name: string, text: string): { file: string; text: string } {
  const file = join(repository, name);
  writeFileSync(file, text);
  return { file, text };
}
const configuration = written('byok-audit.yaml', 'version: 1\n');
const clusters = written('clusters.yaml', '- lkc-plum\n- lkc-pear\n');
const movedClusters = written('eu/clusters.yaml', '# moved\n- lkc-pear\n- lkc-plum\n');
const declared = (...inventory: (typeof clusters)[]) =>
  config({ ...configuration, locations: { inventory, terraform: { sources: [], states: [], warnings: [] } } });
/** The inventory, and these Terraform files and states beside it. */
const deployed = (...files: string[]) =>
  config({ ...configuration, locations: { inventory: [clusters], terraform: readTerraform(files, repository) } });

// a cluster without a self-managed key fails, and one that is on a key does not
const environments = listed(environment('env-garden'));
const failing = cluster('lkc-pear', { environment: 'env-garden' });
const of = (day: number, one: typeof failing | null = failing): Snapshot => ({
  ...snapshot({ environments, clusters: { 'env-garden': one === null ? brokenOff<typeof failing>() : listed(one) } }),
  taken_at: noon(day),
});
const RULE = 'cluster.byok_required';

type Given = Partial<Pick<Evaluation, 'config' | 'waivers'>>;

async function scanned(where: string | null, at: Snapshot, given: Given = {}, baseline: Report | null = null): Promise<Report> {
  const history = where === null ? null : historyAt(where);
  const { inventory, report } = await audit(at, {
    ...evaluationOf(at, history),
    config: declared(clusters),
    directory: repository,
    ...given,
    baseline: baseline === null ? null : baselineOf(baseline),
  });
  await history?.record(inventory, report, 'sha256:0');
  return report;
}

/** Path, line and message of the alert of the rule on the pear; undefined where there is none. */
function alertOf(report: Report) {
  const rendered = sarif(report);
  if ('withheld' in rendered) throw new Error(rendered.withheld);
  const log = JSON.parse(textOf(rendered));
  expect(problemsOf(log)).toEqual([]);
  const results: Result[] = log.runs[0].results;
  const result = results.find(({ ruleId, message }) => ruleId === RULE && message.text.includes('lkc-pear'));
  if (result === undefined) return undefined;
  const at = ({ physicalLocation: { artifactLocation, region } }: Place) => `${artifactLocation.uri}:${region.startLine}`;
  return {
    at: result.locations.map(at).join(),
    links: (result.relatedLocations ?? []).map(at),
    level: result.level,
    print: result.partialFingerprints.primaryLocationLineHash,
  };
}
type Place = { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } };
type Result = {
  ruleId: string;
  level: string;
  message: { text: string };
  locations: Place[];
  relatedLocations?: Place[];
  partialFingerprints: { primaryLocationLineHash: string };
};

const NAMES = { 'with a history': true, 'with the report before as a baseline': false };
describe.each(Object.entries(NAMES))('an open alert, %s', (_, withHistory) => {
  /** Scans one after the other, each by its own declarations, and what each tells of the alert. */
  async function alerts(...scans: [Snapshot, Given?][]) {
    const where = withHistory ? fresh() : null;
    const told: ReturnType<typeof alertOf>[] = [];
    let before: Report | null = null;
    for (const [at, given] of scans) {
      const report: Report = await scanned(where, at, given, withHistory ? null : before);
      // as a later process reads it
      const file = join(mkdtempSync(join(tmpdir(), 'byok-report-')), 'report.json');
      writeFileSync(file, serializeReport(report));
      before = readReport(file);
      expect(before).toEqual(report);
      told.push(alertOf(report));
    }
    return told;
  }
  const moved = { config: declared(movedClusters) };
  const undeclared = { config: declared() };

  test('an alert keeps its path when its file is moved, and links where it is declared now', async () => {
    const [first, second, third] = await alerts([of(0)], [of(1), moved], [of(2), moved]);
    expect(first).toMatchObject({ at: 'clusters.yaml:2', links: [], level: 'error' });
    expect(second).toEqual({ ...first, at: 'clusters.yaml:1', links: ['eu/clusters.yaml:2'] });
    expect(third).toEqual(second);
  });

  test('an alert keeps its path when a line is moved within the file', async () => {
    const reordered = { ...clusters, text: '- lkc-pear\n- lkc-plum\n' };
    const [first, second] = await alerts([of(0)], [of(1), { config: declared(reordered) }]);
    expect([first?.at, second?.at, second?.links]).toEqual(['clusters.yaml:2', 'clusters.yaml:1', []]);
  });

  test('an alert keeps its path when the inventory is not given this time', async () => {
    const told = await alerts([of(0)], [of(1), undeclared], [of(2)]);
    expect(told.map((one) => one?.at)).toEqual(['clusters.yaml:2', 'clusters.yaml:1', 'clusters.yaml:2']);
    expect(told[1]?.links).toEqual(['byok-audit.yaml:1']);
  });

  test('an alert keeps its path when the cluster is not seen, also in a file that was moved', async () => {
    const told = await alerts([of(0)], [of(1, null)], [of(2, null), moved], [of(3), moved]);
    expect(told.map((one) => [one?.at, one?.level])).toEqual([
      ['clusters.yaml:2', 'error'],
      ['clusters.yaml:2', 'warning'],
      ['clusters.yaml:1', 'warning'],
      ['clusters.yaml:1', 'error'],
    ]);
    expect(new Set(told.map((one) => one?.print)).size).toBe(1);
  });

  test('an alert moves once when an inventory is given for the first time', async () => {
    const told = await alerts([of(0), undeclared], [of(1)], [of(2), undeclared], [of(3)]);
    expect(told.map((one) => one?.at)).toEqual(['byok-audit.yaml:1', 'clusters.yaml:2', 'clusters.yaml:1', 'clusters.yaml:2']);
  });

  test('an alert that was closed is opened where it is declared then', async () => {
    const fixed = onKey('lkc-pear', 'cck-pear', { environment: 'env-garden' });
    const told = await alerts([of(0)], [of(1, fixed)], [of(2), moved]);
    expect(told.map((one) => one?.at)).toEqual(['clusters.yaml:2', undefined, 'eu/clusters.yaml:2']);
  });

  test('a new name of the cluster moves nothing', async () => {
    const renamed = { ...failing, name: known('a new name') };
    const [first, second] = await alerts([of(0)], [of(1, renamed)]);
    expect(second).toEqual(first);
  });
});

const waiver = {
  ...{ id: 'W-1', rule: RULE, resource: 'lkc-pear', reason: 'It ripens.', owner: 'Ann Apple', approved_by: 'Paul Pear' },
  ...{ ticket: 'FRUIT-1', created: noon(0).slice(0, 10), expires: noon(30).slice(0, 10) },
};
const waived = { waivers: { digest: null, entries: [waiver] } };
const moved = { config: declared(movedClusters) };

test('a waived alert is opened again under the path that it had, when the waiver ends', async () => {
  const where = fresh();
  const [first] = [alertOf(await scanned(where, of(0)))];
  expect(alertOf(await scanned(where, of(1), { ...waived, ...moved }))).toBeUndefined();
  const again = alertOf(await scanned(where, of(2), { ...moved, waivers: NO_EXCEPTIONS }));
  expect([again?.at, again?.print]).toEqual(['clusters.yaml:1', first?.print]);
});

test('a failure that was waived from the start has no alert, and is opened where it is declared when the waiver ends', async () => {
  const where = fresh();
  await scanned(where, of(0), waived);
  expect(alertOf(await scanned(where, of(1), moved))?.at).toBe('eu/clusters.yaml:2');
});

test('what passes has no alert, and says nothing of where one was', async () => {
  const where = fresh();
  await scanned(where, of(0));
  const fixed = onKey('lkc-pear', 'cck-pear', { environment: 'env-garden' });
  // a verdict that a waiver names is looked at, though it passes
  const { verdicts } = await scanned(where, of(1, fixed), { ...moved, ...waived });
  const verdict = verdicts.find(({ rule, subject }) => rule === RULE && subject.id === 'lkc-pear');
  expect([verdict?.state, verdict?.alert_at]).toEqual(['pass', undefined]);
});

test('without a history and a baseline an alert follows its file', async () => {
  expect(alertOf(await scanned(null, of(0)))?.at).toBe('clusters.yaml:2');
  expect(alertOf(await scanned(null, of(1), moved))?.at).toBe('eu/clusters.yaml:2');
});

test('evaluating a snapshot again gives the same bytes, and an older one does not move the alerts of the latest', async () => {
  const where = fresh();
  await scanned(where, of(1));
  const bytes = serializeReport(await scanned(where, of(2), moved));
  expect(serializeReport(await scanned(where, of(2), moved))).toBe(bytes);
  await scanned(where, of(0), moved);
  expect(alertOf(await scanned(where, of(3), moved))?.at).toBe('clusters.yaml:1');
});

test('an unknown says that it was seen to fail before, until the failure is seen to end', async () => {
  const where = fresh();
  const flags = async (...scans: Snapshot[]) => {
    const found: unknown[] = [];
    for (const at of scans) {
      const verdict = (await scanned(where, at)).verdicts.find(({ rule, subject }) => rule === RULE && subject.id === 'lkc-pear');
      found.push([verdict?.status, verdict?.failed_before]);
    }
    return found;
  };
  const fixed = onKey('lkc-pear', 'cck-pear', { environment: 'env-garden' });
  expect(await flags(of(0), of(1, null), of(2, null), of(3, fixed), of(4, null))).toEqual([
    ['fail', undefined],
    ['unknown', true],
    ['unknown', true],
    ['pass', undefined],
    ['unknown', undefined],
  ]);
});

describe('an open alert of a cluster that Terraform declares', () => {
  const block = 'resource "confluent_kafka_cluster" "pear" {\n  availability = "SINGLE_ZONE"\n}\n';
  written('kafka.tf', block);
  written('eu/streams.tf', `# moved\n${block}`);
  const instances = [{ attributes: { id: 'lkc-pear' } }];
  const pear = { mode: 'managed', type: 'confluent_kafka_cluster', name: 'pear', instances };
  const provider = 'provider["registry.terraform.io/confluentinc/confluent"]';
  written('terraform.tfstate', JSON.stringify({ version: 4, serial: 1, lineage: 'pear', resources: [{ ...pear, provider }] }));
  const at = { config: deployed('kafka.tf', 'terraform.tfstate') };
  const elsewhere = { config: deployed('eu/streams.tf', 'terraform.tfstate') };

  test('it moves to its block once Terraform is given, and then stays, though the file moves, no state is given or nothing is seen', async () => {
    const where = fresh();
    const told: ReturnType<typeof alertOf>[] = [];
    for (const [day, given, one] of [
      [0, {}, failing],
      [1, at, failing],
      [2, elsewhere, failing],
      [3, { config: deployed('kafka.tf') }, failing],
      [4, elsewhere, null],
      [5, elsewhere, failing],
    ] as const)
      told.push(alertOf(await scanned(where, of(day, one), given)));
    expect(told.map((alert) => [alert?.at, alert?.links[0]])).toEqual([
      ['clusters.yaml:2', undefined],
      ['kafka.tf:1', 'clusters.yaml:2'],
      ['kafka.tf:1', 'eu/streams.tf:2'],
      ['kafka.tf:1', 'clusters.yaml:2'],
      ['kafka.tf:1', 'eu/streams.tf:2'],
      ['kafka.tf:1', 'eu/streams.tf:2'],
    ]);
    expect(new Set(told.map((alert) => alert?.print)).size).toBe(1);
  });
});

describe('what the history keeps of the places of alerts', () => {
  const placesIn = async (where: string) =>
    (await usingHistory(where, exported)).flatMap((line) =>
      'verdict' in line && line.verdict.rule === RULE && line.verdict.subject_id === 'lkc-pear' ? [line.verdict.alerts] : [],
    );

  test('a place is kept from when on it held, and only while it is news', async () => {
    const where = fresh();
    await scanned(where, of(0), { config: declared() });
    for (const day of [1, 2, 3]) await scanned(where, of(day), day === 3 ? moved : {});
    expect(await placesIn(where)).toEqual([
      [
        { since: noon(0), uri: 'byok-audit.yaml', source: 'configuration' },
        { since: noon(1), uri: 'clusters.yaml', source: 'inventory' },
      ],
    ]);
  });

  test('an export has the places, and importing it gives the same alerts', async () => {
    const where = fresh();
    await scanned(where, of(0));
    const file = join(mkdtempSync(join(tmpdir(), 'byok-export-')), 'history.jsonl');
    const lines = await usingHistory(where, exported);
    writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const other = fresh();
    for (const _ of [1, 2]) await usingHistory(other, (store) => importFile(store, file));
    expect(await usingHistory(other, exported)).toEqual(lines);
    expect(alertOf(await scanned(other, of(1), moved))?.at).toBe('clusters.yaml:1');
  });

  test('pruning keeps the place of an open alert', async () => {
    const where = fresh();
    await scanned(where, of(0), { config: declared() });
    for (const day of [1, 2]) await scanned(where, of(day));
    await usingHistory(where, (store) => prune(store, noon(2)));
    expect(await placesIn(where)).toEqual([[{ since: noon(1), uri: 'clusters.yaml', source: 'inventory' }]]);
    expect(alertOf(await scanned(where, of(3), moved))?.at).toBe('clusters.yaml:1');
  });
});

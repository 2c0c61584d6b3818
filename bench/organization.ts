/**
 * A snapshot of N clusters and N keys, the same bytes for the same N and seed: what everything here is timed with.
 * 60 % are on AWS, 20 % on Azure, 20 % on Google Cloud, in N/50 environments; 2 % of the clusters are on the key of another,
 * 2 % are failing, each in its way, and of 1 % something is unknown.
 *
 *   npx node bench/organization.ts [--size 1000] [--seed 1] [--failing 2] > snapshot.json
 *
 * It is written as it is made, so that memory hardly grows with it, and 100,000 clusters meet no limit of V8's strings.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { random } from '../scripts/random.ts';
import type { Quota, Snapshot } from '../src/snapshot/schema.ts';
import { lazily, type Part, pieces, textOf } from './canonical.ts';
import { identitiesOf } from './identities.ts';
import { type Member, membersOf, present, type Stencils, stencilsOf } from './members.ts';
import { type Scanned, scanTemplates } from './templates.ts';

const SMALLEST = 50;

/** @param size how many clusters, and how many keys */
export function organizationOf(
  { templates, snapshot }: Scanned,
  size: number,
  seed: number,
  failing?: number,
): { members: Member[]; document: Part } {
  if (!Number.isInteger(size) || size < SMALLEST) throw new Error(`--size: a number from ${SMALLEST} on, not ${size}`);
  const stencils = templates.map((template) => stencilsOf(template, snapshot));
  const members = membersOf(stencils, size, random(seed), failing);
  return { members, document: documentOf(snapshot, members, seed) };
}

function documentOf(scanned: Snapshot, members: readonly Member[], seed: number): Part {
  const clones = clonesOf(members, seed);
  const { confluent: _, kms: __, ...rest } = scanned;
  const sections: Record<string, Part> = {
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, textOf(value)])),
    confluent: confluentOf(scanned, clones),
    kms: clones.byName(
      (number) => JSON.parse(clones.ofKey('kmsName', number)),
      (number) => clones.ofKey('kms', number),
    ),
  };
  return { entries: Object.entries(sections).sort(([a], [b]) => (a < b ? -1 : 1)) };
}

/** Records by the number of their cluster or key. */
function clonesOf(members: readonly Member[], seed: number) {
  const { of, environments } = identitiesOf(members.length, seed);
  const numbers = members.map((_, number) => number);
  const { stencils: kept } = present(members.find(({ standing }) => standing === 'kept'));
  const stencils = (number: number): Stencils => present(members[number]).stencils;
  return {
    numbers,
    environments,
    inside: Map.groupBy(numbers, (number) => of(number).environment),
    ofKey: (what: 'registration' | 'kms' | 'kmsName', number: number): string => stencils(number)[what](of(number)),
    /** On the key of another it is as that one's cluster, under its own name and in its own place. */
    ofCluster(what: 'cluster' | 'connectors', number: number): string {
      const { on } = present(members[number]);
      const { cluster, environment, name } = of(number);
      return stencils(on)[what]({ ...of(on), cluster, environment, name });
    },
    ofEnvironment: (what: 'environment' | 'clustersEnd' | 'computePools' | 'ksqlClusters', environment: string): string =>
      kept[what]({ ...of(0), environment }),
    clusterId: (number: number): string => of(number).cluster,
    /** One of each number, in the order of their names. */
    byName(name: (number: number) => string, record: (number: number) => string): Part {
      const named = numbers.map((number) => ({ name: name(number), number })).sort((a, b) => (a.name < b.name ? -1 : 1));
      return { entries: lazily(named, ({ name, number }) => [name, record(number)]) };
    },
  };
}

function confluentOf({ confluent }: Snapshot, clones: ReturnType<typeof clonesOf>): Part {
  const { numbers, environments, inside, ofKey, ofCluster, ofEnvironment, clusterId, byName } = clones;
  const sorted = [...environments].sort();
  const inEach = (fill: (environment: string) => Part): Part => ({
    entries: lazily(sorted, (environment) => [environment, fill(environment)]),
  });
  const list = (end: string, items: Iterable<Part>): Part => ({ entries: Object.entries({ end, seen: { items } }) });
  const counted = ({ limit, usage }: Quota, count: number): Part =>
    textOf({ limit: { ...limit, value: 2 * count }, usage: { ...usage, value: count } });
  const clustersIn = (environment: string): Part => {
    const clusters = lazily(inside.get(environment) ?? [], (number) => ofCluster('cluster', number));
    return list(ofEnvironment('clustersEnd', environment), clusters);
  };
  const { keys, organizations, quotas } = confluent;
  // in the order of their names
  const lists: Record<string, Part> = {
    clusters: inEach(clustersIn),
    compute_pools: inEach((environment) => ofEnvironment('computePools', environment)),
    connectors: byName(clusterId, (number) => ofCluster('connectors', number)),
    endpoint: textOf('https://api.confluent.cloud'),
    environments: list(
      textOf(confluent.environments.end),
      lazily(environments, (environment) => ofEnvironment('environment', environment)),
    ),
    keys: list(
      textOf(keys.end),
      lazily(numbers, (number) => ofKey('registration', number)),
    ),
    ksql_clusters: inEach((environment) => ofEnvironment('ksqlClusters', environment)),
    organizations: textOf(organizations),
    quotas: {
      entries: Object.entries({
        byok_keys: counted(quotas.byok_keys, numbers.length),
        environments: counted(quotas.environments, environments.length),
        kafka_clusters: counted(quotas.kafka_clusters, numbers.length),
      }),
    },
  };
  return { entries: Object.entries(lists) };
}

/** The text of a document, in pieces of some size: a piece for each record would be a write for each. */
export function* written(document: Part): Generator<string> {
  let held: string[] = [];
  let length = 0;
  for (const piece of pieces(document)) {
    held.push(piece);
    length += piece.length;
    if (length < 1 << 18) continue;
    yield held.join('');
    [held, length] = [[], 0];
  }
  yield `${held.join('')}\n`;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { size: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' }, failing: { type: 'string' } },
  });
  const failing = values.failing === undefined ? undefined : Number(values.failing);
  const { document } = organizationOf(await scanTemplates(), Number(values.size), Number(values.seed), failing);
  await pipeline(Readable.from(written(document)), process.stdout);
}

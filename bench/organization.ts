/**
 * A snapshot of N clusters and N keys, the same bytes for the same N and seed: what everything here is timed with.
 * 60 % are on AWS, 20 % on Azure, 20 % on Google Cloud, in N/50 environments; 2 % of the clusters are on the key of another,
 * 2 % are failing, each in its way, and of 1 % something is unknown.
 *
 *   npx node bench/organization.ts [--size 1000] [--seed 1] > snapshot.json
 *
 * It is written as it is made, so that memory hardly grows with it, and 100,000 clusters meet no limit of V8's strings.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { random } from '../scripts/random.ts';
import type { Quota, Snapshot } from '../src/snapshot/schema.ts';
import { lazily, type Part, pieces, textOf } from './canonical.ts';
import { type Identity, identitiesOf } from './identities.ts';
import { type Member, membersOf, present, type Stencils, stencilsOf } from './members.ts';
import { type Scanned, scanTemplates } from './templates.ts';

const SMALLEST = 50;

/** @param size how many clusters, and how many keys */
export function organizationOf(
  { templates, snapshot }: Scanned,
  size: number,
  seed: number,
): { members: Member[]; document: Part } {
  if (!Number.isInteger(size) || size < SMALLEST) throw new Error(`--size: a number from ${SMALLEST} on, not ${size}`);
  const stencils = templates.map((template) => stencilsOf(template, snapshot));
  const members = membersOf(stencils, size, random(seed));
  return { members, document: documentOf(snapshot, members, seed) };
}

function documentOf(scanned: Snapshot, members: readonly Member[], seed: number): Part {
  const { of, environments } = identitiesOf(members.length, seed);
  const numbers = members.map((_, number) => number);
  const memberAt = (number: number) => present(members[number]);
  const byName = (name: (number: number) => string) =>
    numbers.map((number) => ({ name: name(number), number })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const ownKey = (number: number) => ({ stencils: memberAt(number).stencils, one: of(number) });
  /** A cluster on the key of another is as that one, under its own name and in its own place. */
  const ownCluster = (number: number): { stencils: Stencils; one: Identity } => {
    const { cluster, environment, name } = of(number);
    const { on } = memberAt(number);
    return { stencils: memberAt(on).stencils, one: { ...of(on), cluster, environment, name } };
  };
  const cloned = (what: 'registration' | 'kms' | 'kmsName', { stencils, one } = ownKey(0)) => stencils[what](one);
  const ofCluster = (what: 'cluster' | 'connectors', number: number) => {
    const { stencils, one } = ownCluster(number);
    return stencils[what](one);
  };
  const { stencils: any } = present(members.find(({ standing }) => standing === 'kept'));
  const inside = Map.groupBy(numbers, (number) => of(number).environment);
  const inEach = (fill: (environment: Identity) => Part): Part => ({
    entries: lazily([...environments].sort(), (environment) => [environment, fill({ ...of(0), environment })]),
  });
  const list = (end: string, items: Iterable<Part>): Part => ({
    entries: [
      ['end', end],
      ['seen', { items }],
    ],
  });
  const counted = ({ limit, usage }: Quota, count: number): Part =>
    textOf({ limit: { ...limit, value: 2 * count }, usage: { ...usage, value: count } });
  const { confluent, kms: _, ...rest } = scanned;
  const { keys, organizations, quotas } = confluent;
  const lists: Record<string, Part> = {
    clusters: inEach((at) =>
      list(
        any.clustersEnd(at),
        lazily(inside.get(at.environment) ?? [], (number) => ofCluster('cluster', number)),
      ),
    ),
    compute_pools: inEach(any.computePools),
    connectors: {
      entries: lazily(
        byName((number) => of(number).cluster),
        ({ name, number }) => [name, ofCluster('connectors', number)],
      ),
    },
    endpoint: textOf('https://api.confluent.cloud'),
    environments: list(
      textOf(confluent.environments.end),
      lazily(environments, (environment) => any.environment({ ...of(0), environment })),
    ),
    keys: list(
      textOf(keys.end),
      lazily(numbers, (number) => cloned('registration', ownKey(number))),
    ),
    ksql_clusters: inEach(any.ksqlClusters),
    organizations: textOf(organizations),
    quotas: {
      entries: [
        ['byok_keys', counted(quotas.byok_keys, members.length)],
        ['environments', counted(quotas.environments, environments.length)],
        ['kafka_clusters', counted(quotas.kafka_clusters, members.length)],
      ],
    },
  };
  const kms = lazily(
    byName((number) => JSON.parse(cloned('kmsName', ownKey(number)))),
    ({ name, number }): [string, Part] => [name, cloned('kms', ownKey(number))],
  );
  const sections: Record<string, Part> = {
    confluent: { entries: Object.entries(lists) },
    kms: { entries: kms },
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, textOf(value)])),
  };
  return { entries: Object.entries(sections).sort(([a], [b]) => (a < b ? -1 : 1)) };
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
    options: { size: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
  });
  const { document } = organizationOf(await scanTemplates(), Number(values.size), Number(values.seed));
  await pipeline(Readable.from(written(document)), process.stdout);
}

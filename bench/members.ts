import type { Snapshot } from '../src/snapshot/schema.ts';
import { type Stencil, stencilOf } from './stencil.ts';
import { CLOUDS, type CloudName, type Standing, type Template } from './templates.ts';

/** One cluster and one key. `on`: the number of the key that the cluster is on, mostly its own. */
export type Member = { cloud: CloudName; standing: Standing; on: number; stencils: Stencils };
export type Stencils = ReturnType<typeof stencilsOf>;

const SHARES: Record<CloudName, number> = { aws: 0.6, azure: 0.2, google: 0.2 };

/**
 * Exact shares of the whole, in percent, in an order by chance; each template has its turn. A spare key is that of a cluster on another's.
 * @param failing how many of a hundred
 */
export function membersOf(stencils: readonly Stencils[], size: number, next: () => number, failing = 2): Member[] {
  const ends = CLOUDS.map((_, index) =>
    Math.round(size * CLOUDS.slice(0, index + 1).reduce((sum, cloud) => sum + SHARES[cloud], 0)),
  );
  const cloudOf = new Map(
    shuffled(size, next).map((number, rank) => [number, CLOUDS[ends.findIndex((end) => rank < end)] ?? 'aws']),
  );
  const order = shuffled(size, next);
  const percent = (share: number) => Math.max(1, Math.round((size * share) / 100));
  const take = (share: number) => order.splice(0, percent(share));
  const chosen: [Standing, number[]][] = [
    ['failing', take(failing)],
    ['unknown', take(1)],
    ['spare', take(2)],
    ['kept', order],
  ];
  const lenders = Map.groupBy(order, (number) => cloudOf.get(number));
  const turns = new Map<string, number>();
  const members: Member[] = [];
  for (const [standing, numbers] of chosen) {
    for (const number of numbers) {
      const cloud = cloudOf.get(number) ?? 'aws';
      const own = stencils.filter(({ template }) => template.cloud === cloud && template.standing === standing);
      const turn = turns.get(cloud + standing) ?? 0;
      turns.set(cloud + standing, turn + 1);
      const on = standing === 'spare' ? present(lenders.get(cloud)?.[turn]) : number;
      members[number] = { cloud, standing, on, stencils: present(own[turn % own.length]) };
    }
  }
  return members;
}

/** What is cloned of a template. A spare one has no cluster, and none of what belongs to a cluster. */
export function stencilsOf(template: Template, { confluent, kms }: Snapshot) {
  const cut = (record: unknown): Stencil => stencilOf(template, record);
  const { name } = template;
  const registration = present(confluent.keys.seen.find(({ id }) => id === `cck-${name}`));
  const kmsName = 'value' in registration.kms ? registration.kms.value.name : '';
  const environment = `env-${name}`;
  return {
    template,
    registration: cut(registration),
    kmsName: cut(kmsName),
    kms: cut(present(kms[kmsName])),
    cluster: cut(confluent.clusters[environment]?.seen[0]),
    connectors: cut(confluent.connectors[`lkc-${name}`]),
    environment: cut(confluent.environments.seen.find(({ id }) => id === environment)),
    clustersEnd: cut(confluent.clusters[environment]?.end),
    computePools: cut(confluent.compute_pools[environment]),
    ksqlClusters: cut(confluent.ksql_clusters[environment]),
  };
}

/** The numbers below a count, in an order by chance. */
function shuffled(count: number, next: () => number): number[] {
  const numbers = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(next() * (last + 1));
    [numbers[last], numbers[other]] = [present(numbers[other]), present(numbers[last])];
  }
  return numbers;
}

export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('bench/templates.ts: a template lacks a record that is cloned');
  return value;
}

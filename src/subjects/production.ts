import type { Config } from '../config/schema.ts';
import { type Fact, firstUnknown, isKnown, shown } from '../facts/fact.ts';
import { matcher } from '../input/globs.ts';
import { rememberedOfList } from '../input/remembered.ts';
import type { Cluster } from '../snapshot/schema.ts';
import { type Context, environmentName } from './context.ts';

/** A cluster whose name could not be read is production if its id says so, and otherwise unknown, never "not production". */
export function productionMatcher(
  { production }: Config,
  environmentNames: Context['environmentNames'],
  taken_at: string,
): Context['production'] {
  const configured = (value: boolean): Fact<boolean> => ({ value, source: 'configuration', observed_at: taken_at });
  if (production === null) return () => configured(true);
  const [environments, clusters] = [matcher(production.environments), matcher(production.clusters)];
  return (cluster: Cluster) => {
    const { environment } = cluster;
    const pairs = [
      {
        id: environment,
        name: environmentName(environmentNames, environment),
        matches: environments,
        used: production.environments,
      },
      { id: cluster.id, name: cluster.name, matches: clusters, used: production.clusters },
    ];
    if (pairs.some(({ id, name, matches }) => matches(id) || (isKnown(name) && matches(name.value)))) return configured(true);
    return firstUnknown(pairs.flatMap(({ name, used }) => (used.length > 0 ? [name] : []))) ?? configured(false);
  };
}

export const productionOfUsers = (production: Context['production']): Context['inProduction'] =>
  rememberedOfList((users) => {
    const known = new Set(users.map(({ cluster }) => shown(production(cluster))));
    return known.has(true) ? true : known.size === 0 || known.has(undefined) ? null : false;
  });

import type { Config } from '../config/schema.ts';
import { type Fact, isKnown, unknown } from '../facts/fact.ts';
import { matcher } from '../input/globs.ts';
import type { Cluster } from '../snapshot/schema.ts';
import type { Context } from './context.ts';

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
    const pairs = [
      {
        id: cluster.environment,
        name: environmentNames.get(cluster.environment),
        matches: environments,
        used: production.environments,
      },
      { id: cluster.id, name: cluster.name, matches: clusters, used: production.clusters },
    ];
    if (pairs.some(({ id, name, matches }) => matches(id) || (name !== undefined && isKnown(name) && matches(name.value))))
      return configured(true);
    const unread = pairs.find(({ name, used }) => used.length > 0 && (name === undefined || !isKnown(name)));
    if (unread === undefined) return configured(false);
    const { name } = unread;
    if (name !== undefined && !isKnown(name)) return name;
    return unknown(
      'not_collected',
      `environment ${cluster.environment} is not in the list of environments, so its name is not known`,
    );
  };
}

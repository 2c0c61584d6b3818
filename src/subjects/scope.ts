import type { Config } from '../config/schema.ts';
import { type Fact, isKnown, shown } from '../facts/fact.ts';
import { byCodePoint } from '../input/code-point.ts';
import { isExact, matcher } from '../input/globs.ts';
import { remembered } from '../input/remembered.ts';
import { type Context, environmentName } from './context.ts';

/** Which part of the organization the configuration chooses, and which of it is production. */
export type Scope = ReturnType<typeof scopeOf>;

/** Whether the configuration chooses an environment. */
export function environmentFilter({ confluent }: Config, names: Context['environmentNames']): (environment: string) => boolean {
  const { include, exclude } = confluent.environments;
  const [included, excluded] = [matcher(include), matcher(exclude)];
  return remembered((id) => {
    const name = shown(environmentName(names, id));
    // one whose name could not be read might be meant: it is evaluated
    if (name === undefined) return !excluded(id);
    return (included(id) || included(name)) && !excluded(id) && !excluded(name);
  });
}

export function scopeOf(context: Context, config: Config, isChosen: (environment: string) => boolean) {
  const { snapshot, bindings, environmentNames, production } = context;
  const clusters = bindings.all.map(({ cluster }) => cluster);
  const left_out = snapshot.confluent.environments.seen.filter(({ id }) => !isChosen(id)).sort((a, b) => byCodePoint(a.id, b.id));
  return {
    /** Environments that were seen and that the configuration does not choose, by id. */
    left_out: left_out.map(({ id }) => id),
    /** Their display names by id, as far as they are known. */
    left_out_names: Object.fromEntries(left_out.flatMap(({ id, name }) => (isKnown(name) ? [[id, name.value]] : []))),
    /** There are clusters, and the configuration's choice of environments leaves none to evaluate. */
    leaves_nothing: clusters.length > 0 && !clusters.some(({ environment }) => isChosen(environment)),
    /** `production` patterns are configured and match no cluster. */
    production_matches_nothing: config.production !== null && !clusters.some((cluster) => shown(production(cluster)) === true),
    patterns: patternsOf(
      config,
      [...environmentNames],
      clusters.map(({ id, name }) => [id, name]),
    ),
  };
}

type Named = readonly [id: string, name: Fact<string>];

/** What is called each id and each name. */
function calledEach(named: readonly Named[]): ReadonlyMap<string, readonly Named[]> {
  const called = new Map<string, Named[]>();
  for (const one of named) {
    const [id, name] = one;
    for (const text of new Set([id, shown(name) ?? id])) {
      const alike = called.get(text);
      if (alike === undefined) called.set(text, [one]);
      else alike.push(one);
    }
  }
  return called;
}

/** As many of what a pattern matches are named. */
const MOST_MATCHED = 20;

/** Each pattern of the configuration over ids and names, with how much it matches and the first of that, by id. */
function patternsOf({ production, confluent }: Config, environments: readonly Named[], clusters: readonly Named[]) {
  const matchesOf = (setting: string, patterns: readonly string[], named: readonly Named[]) => {
    const byName = patterns.some(isExact) ? calledEach(named) : new Map<string, readonly Named[]>();
    return patterns.map((pattern) => {
      const matches = matcher([pattern]);
      // an exact one is looked up: there may be as many of them as there are clusters
      const matched = isExact(pattern)
        ? (byName.get(pattern) ?? [])
        : named.filter(([id, name]) => matches(id) || (isKnown(name) && matches(name.value)));
      const first = matched
        .toSorted(([a], [b]) => byCodePoint(a, b))
        .slice(0, MOST_MATCHED)
        .map(([id, name]) => ({ id, name: shown(name) ?? null }));
      return { setting, pattern, matched: matched.length, first };
    });
  };
  const included = confluent.environments.include.filter((pattern) => pattern !== '*');
  return [
    ...matchesOf('production.environments', production?.environments ?? [], environments),
    ...matchesOf('production.clusters', production?.clusters ?? [], clusters),
    ...matchesOf('confluent.environments.include', included, environments),
  ];
}

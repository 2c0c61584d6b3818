import { isDeepStrictEqual } from 'node:util';
import { CLOUDS, cloudOf, type KmsName } from '../clouds/index.ts';
import { type Catalogue, parameterSchemas, parameterValues } from '../evaluate/catalogue.ts';
import { byCodePoint } from '../input/code-point.ts';
import type { Scope as Chosen } from '../subjects/scope.ts';
import type { Scope } from './schema.ts';
import type { SubjectHead } from './subject-order.ts';

const PRODUCTION = { 'production.environments': 'environment', 'production.clusters': 'cluster' } as const;
const isOfProduction = (setting: string): setting is keyof typeof PRODUCTION => Object.hasOwn(PRODUCTION, setting);

/**
 * What the configuration chose, by what the rules measure, and where the keys are.
 * @param configured the parameters that the configuration sets
 */
export function reportedScope(
  chosen: Chosen,
  catalogue: Catalogue,
  configured: Record<string, unknown>,
  places: Scope['places'],
): Scope {
  const values = parameterValues(catalogue, configured);
  return {
    environments_left_out: chosen.left_out,
    names_left_out: chosen.left_out_names,
    production: chosen.patterns.flatMap(({ setting, pattern, matched, first }) =>
      isOfProduction(setting) ? [{ pattern, of: PRODUCTION[setting], matched, first }] : [],
    ),
    places,
    parameters: Object.entries(parameterSchemas(catalogue))
      .map(([name, { default: usual }]) => ({
        name,
        value: values[name],
        default: usual,
        changed: !isDeepStrictEqual(values[name], usual),
      }))
      .sort((a, b) => byCodePoint(a.name, b.name)),
  };
}

const orderOf = (cloud: string | null): number => {
  const place = CLOUDS.findIndex(({ provider }) => provider === cloud);
  return place === -1 ? CLOUDS.length : place;
};

/**
 * Where the keys are that were seen; those of which that is not known are counted too.
 * @param nameOf the KMS name of a key, taken apart
 */
export function placesOf(
  heads: readonly Pick<SubjectHead, 'type' | 'cloud' | 'region' | 'kms_name'>[],
  nameOf: (kms_name: string) => KmsName | undefined,
): Scope['places'] {
  const places = new Map<string, { cloud: string | null; account: string | null; regions: Set<string>; keys: number }>();
  for (const { type, cloud, region, kms_name } of heads) {
    if (type !== 'key') continue;
    const name = kms_name === null ? undefined : nameOf(kms_name);
    const account = name === undefined ? null : cloudOf(name).names.account(name);
    const id = JSON.stringify([cloud, account]);
    const place = places.get(id) ?? { cloud, account, regions: new Set(), keys: 0 };
    places.set(id, place);
    if (region !== null) place.regions.add(region);
    place.keys += 1;
  }
  return [...places.values()]
    .map(({ regions, ...place }) => ({ ...place, regions: [...regions].sort(byCodePoint) }))
    .sort((a, b) => orderOf(a.cloud) - orderOf(b.cloud) || byCodePoint(a.account ?? '', b.account ?? ''));
}

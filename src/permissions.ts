import { CLOUDS, type Provider } from './clouds/index.ts';
import type { Permission } from './collect/observe.ts';
import { CONFLUENT_PERMISSIONS } from './confluent/permissions.ts';
import type { CatalogueRule } from './evaluate/catalogue.ts';
import { CALLS, callsOf } from './facts/register.ts';

/** Where permissions are granted: on Confluent Cloud, and on each cloud. */
export type Grantor = 'confluent' | Provider;

/** What collecting may need, by where it is granted. */
export const PERMISSIONS: ReadonlyMap<Grantor, readonly Permission[]> = new Map([
  ['confluent', CONFLUENT_PERMISSIONS],
  ...CLOUDS.map(({ provider, permissions }): [Grantor, readonly Permission[]] => [provider, permissions.list]),
]);

export const GRANTORS: readonly Grantor[] = [...PERMISSIONS.keys()];

/** A permission, and the rules that stay unknown without it. None: it serves the report, or the way to the others. */
export type Need = Permission & { rules: string[] };

type Reader = Pick<CatalogueRule, 'id' | 'subject_type' | 'reads'>;

/** Which calls a rule's verdicts rest on: those of the facts that it reads. */
export const callsOfRule = ({ subject_type, reads }: Reader): string[] => callsOf(subject_type, reads);

/** The permissions that a set of rules needs, from the facts that they read. */
export function needs(rules: readonly Reader[], grantor: Grantor): Need[] {
  const calls = rules.map((rule) => ({ id: rule.id, calls: new Set(callsOfRule(rule)) }));
  return (PERMISSIONS.get(grantor) ?? [])
    .map((permission) => ({
      ...permission,
      rules: calls.filter((rule) => permission.calls.some((call) => rule.calls.has(call))).map(({ id }) => id),
    }))
    .filter(({ rules: served, calls: asked }) => served.length > 0 || !asked.some((call) => CALLS.has(call)));
}

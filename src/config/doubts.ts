import { dayNumber } from '../input/time.ts';
import type { Attestation } from './attestation.ts';
import { termOf } from './exception.ts';
import type { Config } from './schema.ts';
import type { Waiver } from './waiver.ts';

/** What may well be meant otherwise, though it is no mistake: as far as it shows without asking anybody. */
export const doubtsAbout = (config: Config, as_of: string): string[] => [
  ...nothingChosen(config),
  ...rolesIn(config),
  ...clustersIn(config, as_of),
];

function nothingChosen({ confluent: { environments }, production }: Config): string[] {
  return [
    ...(environments.include.length === 0 ? ['confluent.environments.include is empty: nothing is evaluated'] : []),
    ...(environments.exclude.includes('*') ? ['confluent.environments.exclude has "*": nothing is evaluated'] : []),
    ...(production !== null && production.environments.length + production.clusters.length === 0
      ? ['production names no pattern: no cluster is production, and a scan is incomplete. Leave the key out to have all of them']
      : []),
  ];
}

const ROLE = /^arn:aws[a-z-]*:iam::(\d{12}):role\/\S+$/;

function rolesIn({ aws: { accounts } }: Config): string[] {
  return Object.entries(accounts).flatMap(([account, { role_arn }]) => {
    if (role_arn === undefined) return [];
    const of = ROLE.exec(role_arn)?.[1];
    if (of === undefined)
      return [`aws.accounts.${account}.role_arn is not the ARN of a role, arn:aws:iam::${account}:role/NAME: ${role_arn}`];
    return of === account ? [] : [`aws.accounts.${account}.role_arn is a role of another account, ${of}`];
  });
}

const CLUSTER = /^lkc-/;

function clustersIn({ expected_keys, retired_clusters }: Config, as_of: string): string[] {
  const noCluster = (key: string, id: string) => (CLUSTER.test(id) ? [] : [`${key}: ${id} is not the id of a cluster, lkc-...`]);
  return [
    ...Object.keys(expected_keys).flatMap((id) => noCluster('expected_keys', id)),
    ...retired_clusters.flatMap(({ id, deleted_at }) => [
      ...noCluster('retired_clusters', id),
      ...(dayNumber(deleted_at) > dayNumber(as_of)
        ? [`retired_clusters: ${id} is deleted on ${deleted_at}, which is not over yet`]
        : []),
    ]),
  ];
}

/** Within so many days an exception that runs out is warned of. */
const SOON = 14;

/** Of which exceptions the days are over, near their end, or not come yet. @param kind as a sentence calls one */
export function termsOf(kind: 'waiver' | 'attestation', entries: readonly (Waiver | Attestation)[], as_of: string): string[] {
  return entries.flatMap((record) => {
    const { id, expires } = record;
    const left = dayNumber(expires) - dayNumber(as_of);
    const term = termOf(record, as_of);
    if (term === 'expired') return [`${kind} ${id} expired on ${expires}: it answers nothing any more`];
    if (term === 'not_in_force') return [`${kind} ${id} is not in force yet`];
    return left <= SOON ? [`${kind} ${id} expires on ${expires}`] : [];
  });
}

import { CLOUDS, cloudNamed } from '../clouds/index.ts';
import { sinceOf } from '../facts/declare.ts';
import { unknown } from '../facts/fact.ts';
import { isRecord } from '../input/is-record.ts';
import { isNewer } from '../input/json.ts';
import { mapped } from '../input/keys.ts';
import type { AnySchema } from '../input/shapes.ts';
import { Snapshot } from './schema.ts';

const missing = unknown(
  'not_collected',
  'the snapshot was written by an older version of byok-audit, which did not ask for this',
);

/**
 * An older snapshot with what it lacks filled in as not collected, so that it can be evaluated by what it holds. It has not
 * been checked yet: whatever is wrong in it is left as it is, for the check to find.
 * @param to the version that it then has
 */
export function upgraded(data: unknown, from: string, to: string): unknown {
  if (!isRecord(data) || !/^1\.\d+$/.test(from) || !isNewer(to, from)) return data;
  const laidOut = withConfluentOf12(from === '1.0' ? laidOutAnew(data) : data, from);
  return {
    // before 1.3 an interrupted collection left no snapshot
    interrupted_at: null,
    // nor did any before 1.4 say as whom it was collected
    collected_as: [],
    ...laidOut,
    schema_version: to,
    ...(isRecord(laidOut.kms) && { kms: completed(Snapshot.properties.kms, laidOut.kms, from) }),
  };
}

/** The data with the facts that formats after `from` added to what its schema describes. */
function completed(schema: AnySchema, data: unknown, from: string): unknown {
  if (!isRecord(data) || sinceOf(schema) !== undefined) return data;
  const branch: AnySchema = schema.anyOf?.find((one) => providerOf(one) === data.provider) ?? schema;
  const [every] = Object.values(branch.patternProperties ?? {});
  if (every !== undefined) return mapped(data, (value) => completed(every, value, from));
  const properties = Object.entries(branch.properties ?? {});
  const present = properties
    .filter(([name]) => Object.hasOwn(data, name))
    .map(([name, inner]) => [name, completed(inner, data[name], from)] as const);
  const added = properties
    .filter(([name, inner]) => !Object.hasOwn(data, name) && isNewer(sinceOf(inner) ?? from, from))
    .map(([name]) => [name, missingFrom(data)] as const);
  return { ...Object.fromEntries(added), ...data, ...Object.fromEntries(present) };
}

const providerOf = ({ properties }: AnySchema): unknown => {
  const provider: AnySchema = properties?.provider ?? {};
  return provider.const;
};

/** Of what does not exist nothing would have been asked: where all facts of a group were not found, so is the new one. */
function missingFrom(group: Record<string, unknown>): unknown {
  const facts = Object.entries(group).flatMap(([name, fact]) => (name !== 'present' && isFact(fact) ? [fact] : []));
  const [first] = facts;
  return first !== undefined && facts.every(isNotFound) ? first : missing;
}

const isFact = (value: unknown): value is Record<string, unknown> =>
  isRecord(value) && (Object.hasOwn(value, 'unknown') || Object.hasOwn(value, 'observed_at'));
const isNotFound = ({ unknown }: Record<string, unknown>): boolean => isRecord(unknown) && unknown.cause === 'not_found';

/** Format 1.0 with the lists and records of 1.1, and without the facts that 1.1 no longer asks for because no rule reads them. */
const laidOutAnew = (data: Record<string, unknown>): Record<string, unknown> => ({
  service_principals: servicePrincipals(data.confluent),
  ...data,
  ...(isRecord(data.kms) && { kms: mapped(data.kms, (key) => (isRecord(key) ? keyLaidOutAnew(key) : key)) }),
});

/** With what format 1.2 asks of Confluent: where compute pools are, the tenant of a vault, the count of clusters. */
function withConfluentOf12(data: Record<string, unknown>, from: string): Record<string, unknown> {
  const { confluent } = data;
  if (!isNewer('1.2', from) || !isRecord(confluent)) return data;
  const { keys, quotas, compute_pools, ksql_clusters, connectors } = confluent;
  const inEach = (lists: unknown, to: (item: Record<string, unknown>) => unknown) =>
    isRecord(lists) ? mapped(lists, (list) => eachSeen(list, to)) : lists;
  return {
    ...data,
    confluent: {
      ...confluent,
      keys: eachSeen(keys, (key) => ({ tenant_id: missing, ...key })),
      compute_pools: inEach(compute_pools, ({ cluster: _, ...pool }) => ({ cloud: missing, region: missing, ...pool })),
      ksql_clusters: inEach(ksql_clusters, (one) => ({ ...one, cluster: clusterOf(one) })),
      connectors: inEach(connectors, ({ cluster: _, ...connector }) => connector),
      quotas: isRecord(quotas) ? { kafka_clusters: { limit: missing, usage: missing }, ...quotas } : quotas,
    },
  };
}

const eachSeen = (list: unknown, to: (item: Record<string, unknown>) => unknown): unknown =>
  isRecord(list) && Array.isArray(list.seen)
    ? { ...list, seen: list.seen.map((item) => (isRecord(item) ? to(item) : item)) }
    : list;

/** Formats before 1.2 kept the id alone of the cluster that ksqlDB works on: it came with the name. */
const clusterOf = ({ name, cluster }: Record<string, unknown>): unknown =>
  typeof cluster === 'string' && isRecord(name) && isFact(name) && !Object.hasOwn(name, 'unknown')
    ? { ...name, value: cluster }
    : missing;

const keyLaidOutAnew = (key: Record<string, unknown>): unknown => cloudNamed(key.provider)?.format10.key(key, missing) ?? key;

function servicePrincipals(confluent: unknown): Record<string, unknown> {
  const keys: unknown[] =
    isRecord(confluent) && isRecord(confluent.keys) && Array.isArray(confluent.keys.seen) ? confluent.keys.seen : [];
  const principals = CLOUDS.flatMap(({ registration, format10 }) => {
    const registered = keys.filter(isRecord).filter(({ kind }) => isRecord(kind) && kind.value === registration.kind);
    return format10.servicePrincipals?.(registered, missing) ?? [];
  });
  return Object.assign({}, ...principals);
}

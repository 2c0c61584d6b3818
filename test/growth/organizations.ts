import type { Config } from '../../src/config/schema.ts';
import type { Cluster, RegisteredKey, Snapshot } from '../../src/snapshot/schema.ts';
import {
  ARN,
  awsKey,
  awsName,
  cluster,
  config,
  denied,
  environment,
  gcpKey,
  gcpName,
  known,
  listed,
  missing,
  onKey,
  onLegacyKey,
  registration,
  snapshot,
} from '../subjects/build.ts';

/** An organization of a size, and the configuration that it is looked at with. */
export type Organization = { of: Snapshot; configured: Config };

const each = <T>(size: number, make: (index: number) => T): T[] => Array.from({ length: size }, (_, index) => make(index));
const role = (index: number) => `arn:aws:iam::111111111111:role/cc-kafka-${index}`;
const arn = (index: number) => `arn:aws:kms:us-west-2:000000000000:key/${index}`;

/** As Confluent asks for it. */
const policy = (index: number) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'kms:*', Resource: '*' },
      {
        Effect: 'Allow',
        Principal: { AWS: [role(index)] },
        Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
        Resource: '*',
      },
    ],
  });

const keys = (size: number, over: (index: number) => Partial<RegisteredKey> = () => ({})): RegisteredKey[] =>
  each(size, (index) =>
    registration(`cck-${index}`, { kms: awsName(arn(index)), principals: known([role(index)]), ...over(index) }),
  );
const kmsOf = (size: number, over: Parameters<typeof awsKey>[0] = {}) =>
  Object.fromEntries(each(size, (index) => [arn(index), awsKey({ policy: known(policy(index)), ...over })]));
const clusters = (size: number, over: (index: number) => Partial<Cluster> = () => ({})): Cluster[] =>
  each(size, (index) => onKey(`lkc-${index}`, `cck-${index}`, over(index)));

/** Each cluster on a key of its own, all in one environment, where nothing else is said. */
function organization(size: number, over: Parameters<typeof snapshot>[0] = {}): Snapshot {
  return snapshot({
    keys: listed(...keys(size)),
    clusters: { 'env-orchard': listed(...clusters(size)) },
    kms: kmsOf(size),
    ...over,
  });
}

const inOwnEnvironments = (size: number): Snapshot =>
  organization(size, {
    environments: listed(...each(size, (index) => environment(`env-${index}`))),
    clusters: Object.fromEntries(
      clusters(size, (index) => ({ environment: `env-${index}` })).map((one) => [one.environment, listed(one)]),
    ),
  });

const onOneKey = (size: number, over: (index: number) => Partial<Cluster> = () => ({})): Snapshot =>
  organization(size, {
    clusters: { 'env-orchard': listed(...each(size, (index) => onKey(`lkc-${index}`, 'cck-0', over(index)))) },
  });

/** With pools in every environment, all in one place; of a third of them the cloud is not known, of a third the region. */
function withPools(size: number): Snapshot {
  const of = inOwnEnvironments(size);
  const pool = (index: number) => ({
    id: `lfcp-${index}`,
    name: known(`press ${index}`),
    cloud: index % 3 === 1 ? denied : known('AWS'),
    region: index % 3 === 2 ? denied : known('us-west-2'),
  });
  of.confluent.compute_pools = Object.fromEntries(each(size, (index) => [`env-${index}`, listed(pool(index))]));
  of.confluent.ksql_clusters = Object.fromEntries(each(size, (index) => [`env-${index}`, listed()]));
  of.confluent.connectors = Object.fromEntries(
    each(size, (index) => [`lkc-${index}`, listed({ id: `lcc-${index}`, name: denied })]),
  );
  return of;
}

/** One key in each of many projects, all of the same name; every second project is named by its number. */
function inManyProjects(size: number): Snapshot {
  const name = (index: number) =>
    `projects/${index % 2 === 0 ? 'orchard-' : ''}${index}/locations/us-central1/keyRings/basket/cryptoKeys/fig`;
  return organization(size, {
    keys: listed(...keys(size, (index) => ({ kms: gcpName(name(index)), kind: known('GcpKey'), state: known('AVAILABLE') }))),
    clusters: { 'env-orchard': listed(...clusters(size).slice(0, size / 2)) },
    kms: Object.fromEntries(each(size, (index) => [name(index), gcpKey()])),
  });
}

const plainly = (of: (size: number) => Snapshot) => (size: number) => ({ of: of(size), configured: config() });

/** Organizations in which something is about everything else, each in one way. */
export const ORGANIZATIONS: Readonly<Record<string, (size: number) => Organization>> = {
  'each cluster on a key of its own, in one environment': plainly(organization),
  'each cluster in an environment of its own': plainly(inOwnEnvironments),
  'all clusters on one key': plainly(onOneKey),
  'all clusters on one key, all failed': plainly((size) => onOneKey(size, () => ({ phase: known('FAILED') }))),
  'all clusters on one key that they name themselves': plainly((size) =>
    organization(size, {
      clusters: { 'env-orchard': listed(...each(size, (index) => onLegacyKey(`lkc-${index}`, ARN))) },
      kms: { [ARN]: awsKey({ policy: known(policy(0)) }) },
    }),
  ),
  'one key that is registered anew for each cluster': plainly((size) =>
    organization(size, {
      keys: listed(...keys(size, () => ({ kms: awsName(ARN) }))),
      kms: { [ARN]: awsKey({ policy: known(policy(0)) }) },
    }),
  ),
  'a key that no cluster uses, registered many times': plainly((size) =>
    organization(size, {
      keys: listed(...keys(size, () => ({ kms: awsName(ARN), state: known('AVAILABLE') }))),
      clusters: {},
    }),
  ),
  'half of the keys without a name': plainly((size) =>
    organization(size, {
      keys: listed(
        ...keys(size, (index) => ({ state: known('AVAILABLE'), ...(index % 2 === 0 ? { kms: missing('malformed') } : {}) })),
      ),
    }),
  ),
  'keys without a name beside keys that no cluster uses': plainly((size) =>
    organization(size, {
      keys: listed(
        ...keys(size, (index) => ({ state: known('AVAILABLE'), ...(index % 2 === 0 ? { kms: missing('malformed') } : {}) })),
      ),
      clusters: {},
    }),
  ),
  'half of the clusters on keys that are not known': plainly((size) =>
    organization(size, {
      clusters: {
        'env-orchard': listed(
          ...clusters(size, (index) => (index % 2 === 0 ? { byok_id: denied, encryption_key: denied, legacy_kms: denied } : {})),
        ),
      },
    }),
  ),
  'all keys in one external key store': plainly((size) =>
    organization(size, {
      kms: kmsOf(size, { origin: known('EXTERNAL_KEY_STORE'), custom_key_store: known('cks-1') }),
    }),
  ),
  'keys in accounts of their own, half of them in external key stores that are not known': plainly((size) => {
    const inAccount = (index: number) => `arn:aws:kms:us-west-2:${String(index).padStart(12, '0')}:key/apple`;
    const unknownStore = { origin: known('EXTERNAL_KEY_STORE'), custom_key_store: denied };
    return organization(size, {
      keys: listed(...keys(size, (index) => ({ kms: awsName(inAccount(index)) }))),
      kms: Object.fromEntries(each(size, (index) => [inAccount(index), awsKey(index % 2 === 0 ? unknownStore : {})])),
    });
  }),
  'one name of a key in many projects': plainly(inManyProjects),
  'compute pools in every environment': plainly(withPools),
  'many retired clusters on a key with many clusters': (size) => ({
    of: onOneKey(size),
    configured: config({
      retired_clusters: each(size, (index) => ({ id: `lkc-old-${index}`, key: arn(0), deleted_at: '2025-03-01' })),
    }),
  }),
  'everything named in the configuration': (size) => ({
    of: inOwnEnvironments(size),
    configured: config({
      production: { environments: each(size, (index) => `env-${index}`), clusters: each(size, (index) => `lkc-${index}-name`) },
      expected_keys: Object.fromEntries(each(size, (index) => [`lkc-${index}`, arn(index)])),
    }),
  }),
  'clusters without a key': plainly((size) =>
    organization(size, { clusters: { 'env-orchard': listed(...each(size, (index) => cluster(`lkc-${index}`))) } }),
  ),
};

/**
 * A snapshot of a large organization, the same for the same numbers: what `evaluate` is timed with.
 * Four in five clusters are on a key of AWS, Azure or Google, one key in eight is shared, one in ten has something wrong.
 *
 *   npx node scripts/large-snapshot.ts [--clusters 1000] [--seed 1] > snapshot.json
 *   /usr/bin/time -v npx node src/cli/main.ts evaluate snapshot.json --out large
 */
import { parseArgs } from 'node:util';
import type { KmsKey } from '../src/clouds/index.ts';
import type { Cluster, RegisteredKey } from '../src/snapshot/schema.ts';
import {
  awsKey,
  awsName,
  azureKey,
  azureName,
  cluster,
  denied,
  environment,
  gcpKey,
  gcpName,
  known,
  listed,
  registration,
  snapshot,
} from '../test/subjects/build.ts';
import { random } from './random.ts';

const { values } = parseArgs({
  options: { clusters: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
});
const count = Number(values.clusters);
const next = random(Number(values.seed));
const chance = (of: number) => next() < 1 / of;

const environments = Array.from({ length: Math.max(1, Math.round(count / 50)) }, (_, index) => environment(`env-${index}`));
const clusters: Record<string, ReturnType<typeof listed<Cluster>>> = Object.fromEntries(
  environments.map(({ id }) => [id, listed<Cluster>()]),
);
const keys: RegisteredKey[] = [];
const kms: Record<string, KmsKey> = {};

for (let index = 0; index < count; index += 1) {
  const at = environments[Math.floor(next() * environments.length)]?.id ?? 'env-0';
  const shared = chance(8) ? keys[Math.floor(next() * keys.length)] : undefined;
  const key = chance(5) ? null : (shared ?? registered(index));
  const one = cluster(`lkc-${index}`, {
    environment: at,
    byok_id: known(key?.id ?? null),
    cloud: chance(30) ? denied : (key?.provider ?? known('AWS')),
    deletion_protection: known(!chance(10)),
  });
  clusters[at]?.seen.push(one);
}

process.stdout.write(
  JSON.stringify(
    snapshot({ environments: listed(...environments), clusters, keys: listed(...keys), kms, keyLimit: known(2 * count) }),
  ),
);

function registered(index: number): RegisteredKey {
  const id = `cck-${index}`;
  const wrong = chance(10);
  const [over, name, key] = [ofAws, ofAzure, ofGoogle][index % 3]?.(index, wrong) ?? ofAws(index, wrong);
  kms[name] = key;
  const made = registration(id, over);
  keys.push(made);
  return made;
}

function ofAws(index: number, wrong: boolean): [Partial<RegisteredKey>, string, KmsKey] {
  const arn = `arn:aws:kms:us-west-2:000000000000:key/${String(index).padStart(8, '0')}-0000-4000-8000-000000000000`;
  const roles = ['kafka', 'storage'].map((name) => `arn:aws:iam::222222222222:role/cc-${name}-${index}`);
  const allow = (Sid: string, AWS: string | string[], Action: string | string[]) => ({
    ...{ Sid, Effect: 'Allow', Principal: { AWS }, Action, Resource: '*' },
  });
  const use = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];
  const Statement = [
    allow('Account', 'arn:aws:iam::000000000000:root', 'kms:*'),
    allow('Use', wrong ? '*' : roles, use),
    allow('Attach', roles, ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant']),
  ];
  const policy = known(JSON.stringify({ Version: '2012-10-17', Statement }));
  return [
    { kms: awsName(arn), kms_id: known(arn), principals: known(roles) },
    arn,
    awsKey({ policy, rotation_enabled: known(!wrong) }),
  ];
}

function ofAzure(index: number, wrong: boolean): [Partial<RegisteredKey>, string, KmsKey] {
  const kms = azureName(`https://orchard-${index}.vault.azure.net/keys/plum`, `orchard-${index}`);
  const over = { kind: known('AzureKey'), provider: known('AZURE'), principals: known(['11111111-1111-4111-8111-111111111111']) };
  const versions = known([{ id: '0'.repeat(32), enabled: !wrong, created_at: '2026-01-01T00:00:00Z' }]);
  return [{ ...over, kms, kms_id: known(kms.value.name) }, kms.value.name, azureKey({ versions })];
}

function ofGoogle(index: number, wrong: boolean): [Partial<RegisteredKey>, string, KmsKey] {
  const kms = gcpName(`projects/orchard/locations/us-central1/keyRings/basket/cryptoKeys/fig-${index}`);
  const group = 'keys@orchard.example';
  const over = { kind: known('GcpKey'), provider: known('GCP'), principals: known([group]) };
  const rotation_period_seconds = known(wrong ? null : 7_776_000);
  return [{ ...over, kms, kms_id: known(kms.value.name) }, kms.value.name, gcpKey({ rotation_period_seconds })];
}

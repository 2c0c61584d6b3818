import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { audit } from '../../src/audit.ts';
import { evaluationIn, expectedOf, scanned } from '../end-to-end/scenario.ts';
import { type Files, repositoryWith } from './located.ts';
import { type Placed, placedOf, readBack } from './reported.ts';

let files: Files;
beforeAll(async () => {
  const { report } = await scanned('demo');
  const clusters = report.subjects.filter(({ type }) => type === 'cluster').map(({ id }, at) => ({ id, name: `c${at}` }));
  const keys = report.subjects.filter(({ type, kms_name }) => type === 'key' && kms_name !== null);
  files = {
    'byok-audit.yaml': 'version: 1\nlocations: {terraform: [infra], inventory: [clusters.yaml]}\n',
    'clusters.yaml': clusters.map(({ id }) => `- ${id}\n`).join(''),
    'infra/clusters.tf': clusters.map(({ name }) => `resource "confluent_kafka_cluster" "${name}" {\n}\n`).join(''),
    'infra/import.tf': clusters
      .map(({ id, name }) => `import {\n  to = confluent_kafka_cluster.${name}\n  id = "env-x/${id}"\n}\n`)
      .join(''),
    'infra/keys.tf': keys
      .map(({ kms_name }, at) => `resource "confluent_byok_key" "k${at}" {\n  ${registered(kms_name ?? '')}\n}\n`)
      .join(''),
  };
});

const registered = (name: string): string =>
  name.startsWith('arn:')
    ? `aws { key_arn = "${name}" }`
    : name.startsWith('https:')
      ? `azure { key_identifier = "${name}" }`
      : `gcp { key_id = "${name}" }`;

const WORKERS = [1, 2];
const places: Placed[] = [];

test.each(WORKERS)('a report says where Terraform declares clusters and keys, with %i threads', async (workers) => {
  const { snapshot } = await scanned('demo');
  const root = repositoryWith(files);
  try {
    const { report } = await audit(snapshot, evaluationIn(root, expectedOf('demo').as_of, undefined, workers));
    const clusters = report.subjects.filter(({ type }) => type === 'cluster');
    expect(clusters.length).toBeGreaterThan(10);
    for (const [at, { location, blocks, inventory }] of [...clusters].entries()) {
      expect(location).toMatchObject({ uri: 'infra/clusters.tf', start_line: 1 + 2 * at, source: 'terraform' });
      expect(blocks.map(({ address }) => address)).toEqual([`confluent_kafka_cluster.c${at}`]);
      expect(inventory).toMatchObject({ uri: 'clusters.yaml', start_line: 1 + at });
    }
    for (const { location } of report.subjects.filter(({ type, kms_name }) => type === 'key' && kms_name !== null))
      expect(location).toMatchObject({ uri: 'infra/keys.tf', source: 'terraform' });
    expect(readBack(report)).toEqual(placedOf(report));
    places.push(placedOf(report));
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('the places do not depend on the number of threads', () => {
  expect(places).toHaveLength(WORKERS.length);
  expect(places[1]).toEqual(places[0]);
});

test('files in another order on the disk give the same places, and a broken file is a limit of the audit', async () => {
  const { snapshot } = await scanned('demo');
  const root = repositoryWith(
    Object.fromEntries([...Object.entries(files), ['infra/broken.tf', 'module "m" {\n  x = [\n'] as const].reverse()),
  );
  const heard: string[] = [];
  const evaluation = evaluationIn(root, expectedOf('demo').as_of);
  const { report } = await audit(snapshot, { ...evaluation, warn: (message) => heard.push(message) });
  expect(placedOf(report)).toEqual(places[0]);
  expect(heard).toContainEqual(expect.stringMatching(/^infra\/broken\.tf:\d+:\d+: cannot be read as Terraform/));
  expect(report.limits).toEqual(expect.arrayContaining(heard.filter((message) => message.startsWith('infra/'))));
  rmSync(join(root), { recursive: true });
});

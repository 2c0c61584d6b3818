import { expect, test } from 'vitest';
import { PERMISSIONS } from '../../src/permissions.ts';
import type { Snapshot } from '../../src/snapshot/schema.ts';
import { scan, startChanged } from './stand-ins.ts';

const LISTED = [...PERMISSIONS.values()].flat().flatMap(({ calls }) => calls);

/** The sources of all facts, without query, page and ids. */
function sourcesIn(snapshot: Snapshot): Set<string> {
  const sources = new Set<string>();
  JSON.stringify(snapshot, (name, value) => {
    // of what cannot be asked at all no permission would give the fact
    if (name === 'unknown' && value.cause === 'unsupported') return undefined;
    if (name === 'source') sources.add(value);
    return value;
  });
  return new Set(
    [...sources].map((source) =>
      source
        .replace(/ page \d+$/, '')
        .replace(/\?.*$/, '')
        .replace(/environments\/env-[^/]+\/clusters\/lkc-[^/]+/, 'environments/{env}/clusters/{lkc}'),
    ),
  );
}

test.each([
  ['aws-small', 'aws.yaml'],
  ['azure-small', 'azure.yaml'],
  ['gcp-small', 'gcp.yaml'],
])('every source of a fact of %s has a permission', async (scenario, file) => {
  const snapshot = await scan(scenario, await startChanged(scenario, file));
  expect([...sourcesIn(snapshot)].filter((source) => !LISTED.includes(source))).toEqual([]);
});

test('a snapshot holds the service principals of the applications that Confluent names', async () => {
  const { service_principals } = await scan('azure-small', await startChanged('azure-small', 'azure.yaml'));
  expect(service_principals).toMatchObject({
    '00000000-0000-4000-8000-0000000000d1': {
      object_id: { value: '00000000-0000-4000-8000-0000000000e1', source: 'graph:GetServicePrincipal' },
      groups: { value: [] },
    },
  });
});

test('a snapshot holds the roles of everybody whom the policies of a key name, separately for each key', async () => {
  const bindings = [{ role: 'roles/browser', members: ['group:cck-durian@confluent.io'] }];
  const projects = [{ id: 'orchard-tropics', policy: { bindings } }];
  const { kms } = await scan('gcp-small', await startChanged('gcp-small', 'gcp.yaml', { projects }));
  const reading = Object.entries(kms).filter(([, key]) => key.provider === 'gcp' && 'roles/browser' in key.roles);
  // santol is not there, and mangosteen is in another project
  expect(reading.map(([name]) => name.split('/').at(-1)).sort()).toEqual([
    'durian',
    'feijoa',
    'guava',
    'kiwano',
    'longan',
    'lychee',
    'mango',
    'papaya',
  ]);
});

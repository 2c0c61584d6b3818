import { describe, expect, test } from 'vitest';
import { cloudOf } from '../../src/clouds/index.ts';
import { isKnown } from '../../src/facts/fact.ts';
import { PERMISSIONS } from '../../src/permissions.ts';
import type { Snapshot } from '../../src/snapshot/schema.ts';
import { scan, startChanged } from './stand-ins.ts';

const TENANT = '00000000-0000-4000-8000-0000000000c1';
const LISTED = [...PERMISSIONS.values()].flat().flatMap(({ calls }) => calls);

/** The sources of all facts, without query, page and ids. */
function sourcesIn(snapshot: Snapshot): Set<string> {
  const sources = new Set<string>();
  JSON.stringify(snapshot, (name, value) => {
    // as whom was read, by the credentials themselves
    if (name === 'collected_as') return undefined;
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

test('keys in a tenant with a credential of its own are read alike, and its applications stand under its id', async () => {
  const clouds = await startChanged('azure-small', 'azure.yaml');
  const tenants = { [TENANT.toUpperCase()]: { client_id: '00000000-0000-4000-8000-0000000000f1' } };
  const [own, usual] = [await scan('azure-small', clouds, undefined, tenants), await scan('azure-small', clouds)];
  expect(own.kms).toEqual(usual.kms);
  const renamed = Object.entries(usual.service_principals).map(([application, found]) => [`${TENANT}/${application}`, found]);
  expect(own.service_principals).toEqual(Object.fromEntries(renamed));
  const verdicts = ({ kms, service_principals: servicePrincipals }: Snapshot) =>
    usual.confluent.keys.seen.flatMap(({ kms: named, principals }) => {
      const key = isKnown(named) ? kms[named.value.name] : undefined;
      if (!isKnown(named) || key === undefined || !isKnown(principals)) return [];
      const about = { name: named.value, key, servicePrincipals, validated: false, tenant: TENANT, as_of: usual.taken_at };
      return cloudOf(key).access(about).access(principals.value);
    });
  expect(verdicts(own)).toEqual(verdicts(usual));
  expect(verdicts(own).some(({ decision }) => decision.effect === 'granted')).toBe(true);
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

describe('a snapshot says as whom it was collected', () => {
  const said = ({ collected_as }: Snapshot) =>
    collected_as.map(({ plane, of, who }) => [plane, of, isKnown(who) ? who.value : who.unknown.cause]);
  const ROLE = 'arn:aws:iam::444455556666:role/byok-audit';

  test('each plane is asked once, and AWS once more for each account with a role', async () => {
    const clouds = await startChanged('demo', 'aws.yaml');
    expect(said(await scan('demo', clouds))).toEqual([
      ['confluent', null, `API key ${clouds.env.CONFLUENT_CLOUD_API_KEY}`],
      ['aws', null, 'arn:aws:iam::111122223333:user/byok-audit'],
      ['aws', 'account 444455556666', 'arn:aws:sts::444455556666:assumed-role/byok-audit/byok-audit'],
      ['aws', 'account 777788889999', 'arn:aws:sts::777788889999:assumed-role/byok-audit/byok-audit'],
      ['azure', null, 'the token in BYOK_AUDIT_AZURE_TOKEN'],
      ['gcp', null, 'the token in BYOK_AUDIT_GCP_TOKEN'],
    ]);
    expect(clouds.requests.filter(({ id }) => id === 'sts:GetCallerIdentity')).toHaveLength(3);
  });

  test('a cloud that is not asked about any key is not asked as whom either', async () => {
    const clouds = await startChanged('clean-aws', 'aws.yaml');
    expect(said(await scan('clean-aws', clouds)).map(([plane]) => plane)).toEqual(['confluent', 'aws']);
  });

  test('where that is refused the reason stands there, all else is collected, and the call is tried twice at the most', async () => {
    const clouds = await startChanged('demo', 'aws.yaml');
    const before = await scan('demo', clouds);
    clouds.fault({ id: 'sts:GetCallerIdentity', kind: 'deny' });
    clouds.fault({ id: `sts:AssumeRole ${ROLE}`, kind: 'deny' });
    const refused = await scan('demo', clouds);
    expect(said(refused).slice(1, 4)).toEqual([
      ['aws', null, 'denied'],
      ['aws', 'account 444455556666', 'denied'],
      ['aws', 'account 777788889999', 'denied'],
    ]);
    expect(refused.collected_as[2]?.who).toMatchObject({ unknown: { call: `sts:AssumeRole ${ROLE}` } });
    clouds.clearFaults();
    clouds.fault({ id: 'sts:GetCallerIdentity', kind: 'server_error' });
    clouds.requests.length = 0;
    const down = await scan('demo', clouds);
    expect(clouds.requests.filter(({ id }) => id === 'sts:GetCallerIdentity')).toHaveLength(6);
    expect({ ...down, collected_as: [] }).toEqual({ ...before, collected_as: [] });
  });
});

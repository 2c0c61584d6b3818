import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AzureKey } from '../../src/clouds/azure/snapshot.ts';
import { GcpKey } from '../../src/clouds/google/snapshot.ts';
import { factsIn } from '../../src/facts/declare.ts';
import { quickly } from '../../src/snapshot/canonical.ts';
import { readSnapshot, serialize } from '../../src/snapshot/file.ts';
import { SNAPSHOT_VERSION, type Snapshot } from '../../src/snapshot/schema.ts';
import { azureKey, gcpKey, known, listed, missing, registration, snapshot, take } from '../subjects/build.ts';

const at = { source: 'confluent:GET /x', observed_at: '2026-11-24T12:00:00.000Z' };
const empty = { seen: [], end: { value: true as const, ...at } };
const SNAPSHOT: Snapshot = {
  schema_version: SNAPSHOT_VERSION,
  tool: { name: 'byok-audit', version: '0.0.0' },
  taken_at: '2026-11-24T12:00:00.000Z',
  interrupted_at: null,
  collected_as: [],
  confluent: {
    endpoint: 'https://api.confluent.cloud',
    organizations: empty,
    environments: empty,
    keys: empty,
    clusters: {},
    compute_pools: {},
    ksql_clusters: {},
    connectors: {},
    quotas: {
      byok_keys: { limit: { value: 20, ...at }, usage: { value: 1, ...at } },
      environments: { limit: { value: 20, ...at }, usage: { value: 1, ...at } },
      kafka_clusters: { limit: { value: 400, ...at }, usage: { value: 0, ...at } },
    },
  },
  kms: {},
  service_principals: {},
};

function written(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'byok-audit-')), 'snapshot.json');
  writeFileSync(file, text);
  return file;
}

test('a snapshot that was written can be read back unchanged', () => {
  expect(readSnapshot(written(serialize(SNAPSHOT)))).toEqual(SNAPSHOT);
});

test('equal snapshots have equal bytes, whatever the order of their keys', () => {
  const reversed = Object.fromEntries(Object.entries(SNAPSHOT).reverse()) as Snapshot;
  expect(serialize(reversed)).toBe(serialize(SNAPSHOT));
});

test.each([1, 10, 200])('a file that is truncated after %i characters is refused with its place', (length) => {
  const text = serialize(SNAPSHOT);
  expect(() => readSnapshot(written(text.slice(0, length)))).toThrow(
    /snapshot\.json:\d+:\d+: not valid JSON; is the file cut off\?/,
  );
});

test('a snapshot whose fact claims an attestation is refused', () => {
  const end = { value: true as const, ...at, attested_by: 'ATT-1' };
  const claims = { ...SNAPSHOT, confluent: { ...SNAPSHOT.confluent, environments: { seen: [], end } } };
  expect(() => readSnapshot(written(serialize(claims)))).toThrow(/snapshot\.json:\d+:\d+: .*attested_by: unknown key/);
});

test('a snapshot of a newer format is refused', () => {
  expect(() => readSnapshot(written(serialize({ ...SNAPSHOT, schema_version: '1.7' })))).toThrow(
    `format 1.7 is newer than ${SNAPSHOT_VERSION}`,
  );
});

test('a field of the wrong type is refused with its line', () => {
  const wrong = serialize(SNAPSHOT).replace('"kms": {}', '"kms": []');
  expect(() => readSnapshot(written(wrong))).toThrow(/snapshot\.json:\d+:\d+: kms: expected object, got \[\]/);
});

/** Facts of a Google key that were not asked for before. */
const SINCE_1_2 = ['next_rotation_time', 'primary_created_at', 'allowed_reasons'];

describe('a snapshot of format 1.0', () => {
  const PRINCIPAL = '00000000-0000-4000-8000-0000000000D1';
  const READER = '/providers/Microsoft.Authorization/roleDefinitions/21090545-7ca7-4776-b22c-e363652d74d2';
  const older = { cause: 'not_collected', detail: expect.stringContaining('older version') };
  const lemon = azureKey({
    role_assignments: known([
      { principal_id: 'lime', principal_type: null, role_definition_id: READER, scope: '/', condition: null },
    ]),
  });

  /** As the older version wrote it: without later fields. */
  function old(kms: Snapshot['kms']): Record<string, unknown> {
    const keys = listed(registration('cck-lemon', { kind: known('AzureKey'), principals: known([PRINCIPAL]) }));
    const now: Record<string, unknown> = { ...snapshot({ keys, kms }), schema_version: '1.0' };
    delete now.service_principals;
    const later = [...SINCE_1_2, 'access_policies', 'role_definitions', 'deny_assignments', 'project_policy', 'roles'];
    return JSON.parse(JSON.stringify(now, (name, value) => (later.includes(name) ? undefined : value)));
  }
  const reread = (kms: Snapshot['kms']) => readSnapshot(written(JSON.stringify(old(kms))));

  test('a snapshot of format 1.0 is read, and facts that it lacks are not collected', () => {
    const { schema_version, kms, service_principals } = reread({ lemon, fig: gcpKey() });
    expect(schema_version).toBe(SNAPSHOT_VERSION);
    expect(kms.lemon).toMatchObject({
      vault: { location: { value: 'West Europe' }, access_policies: { unknown: older } },
      role_definitions: { [READER.toLowerCase()]: { unknown: older } },
      deny_assignments: { unknown: older },
    });
    expect(kms.fig).toMatchObject({ policy: { value: [] }, project_policy: { unknown: older }, roles: {} });
    for (const name of SINCE_1_2) expect(kms.fig).toHaveProperty(`${name}.unknown`, older);
    expect(service_principals).toMatchObject({ [PRINCIPAL.toLowerCase()]: { object_id: { unknown: older }, groups: {} } });
  });

  test('in a snapshot of format 1.0 every fact of a key that does not exist is not found', () => {
    const notFound = missing('not_found');
    const allMissing = <K extends AzureKey | GcpKey>(key: K): K => ({
      ...key,
      ...Object.fromEntries(
        factsIn(key.provider === 'azure' ? AzureKey : GcpKey)
          .filter(({ path }) => !path.includes('.'))
          .map(({ path }) => [path, notFound]),
      ),
      present: known(false),
    });
    const { kms } = reread({ lemon: allMissing(azureKey()), fig: allMissing(gcpKey()) });
    expect(kms).toMatchObject({
      lemon: { deny_assignments: notFound, vault: { access_policies: { unknown: older } } },
      fig: { project_policy: notFound },
    });
  });

  test('in a snapshot of format 1.0 a fact of an existing key is not collected, even if another was not found', () => {
    const { kms } = reread({ lemon: azureKey({ rotation: missing('not_found') }) });
    expect(kms).toMatchObject({ lemon: { deny_assignments: { unknown: older } } });
  });

  test('a snapshot of format 1.0 is refused when it lacks a field of its own format', () => {
    const file = written(JSON.stringify(old({ lemon }), (name, value) => (name === 'key_type' ? undefined : value)));
    expect(() => readSnapshot(file)).toThrow(/snapshot\.json.* kms\.lemon: /);
  });

  test('a snapshot of format 1.0 can be evaluated', () => {
    expect(take(reread({ lemon })).subjects.map(({ id }) => id)).toContain('cck-lemon');
  });

  test('a snapshot of format 1.0 is refused for a wrong field of its own format, and for nothing else', () => {
    const file = written(JSON.stringify({ ...old({ lemon }), taken_at: 7 }, null, 1));
    expect(() => readSnapshot(file)).toThrow(/^[^\n]*snapshot\.json:\d+:\d+: taken_at: expected string, got 7$/);
  });

  test.each([[null], [[]], [{ schema_version: '1.0' }], [{ schema_version: '1.0', kms: { lemon: 7 }, confluent: { keys: 7 } }]])(
    'a snapshot of format 1.0 is refused if it is %j',
    (data) => {
      expect(() => readSnapshot(written(JSON.stringify(data)))).toThrow(/snapshot\.json/);
    },
  );
});

test('a file that is not a snapshot is refused', () => {
  expect(() => readSnapshot(written('[]'))).toThrow(
    /snapshot\.json: not a snapshot of byok-audit\. Make one with: byok-audit collect$/,
  );
  expect(() => readSnapshot('/nowhere/snapshot.json')).toThrow(/cannot be read/);
});

describe('a snapshot of format 1.1', () => {
  const older = { cause: 'not_collected', detail: expect.stringContaining('older version') };
  const item = (id: string, cluster: string | null) => ({ id, name: known(id), cluster });

  test('a snapshot of format 1.1 is read, and what it did not ask of Confluent is not collected', () => {
    const now = snapshot({ keys: listed(registration('cck-lemon')) });
    const confluent = {
      ...now.confluent,
      compute_pools: { 'env-orchard': listed(item('lfcp-1', null)) },
      ksql_clusters: { 'env-orchard': listed(item('lksqlc-1', 'lkc-fig'), item('lksqlc-2', null)) },
      connectors: { 'lkc-fig': listed(item('lcc-1', 'lkc-fig')) },
    };
    const later = ['tenant_id', 'kafka_clusters'];
    const text = JSON.stringify({ ...now, confluent, schema_version: '1.1' }, (name, value) =>
      later.includes(name) ? undefined : value,
    );
    expect(readSnapshot(written(text)).confluent).toMatchObject({
      keys: { seen: [{ id: 'cck-lemon', tenant_id: { unknown: older } }] },
      quotas: { kafka_clusters: { limit: { unknown: older }, usage: { unknown: older } }, byok_keys: { usage: { value: 1 } } },
      compute_pools: { 'env-orchard': { seen: [{ id: 'lfcp-1', cloud: { unknown: older }, region: { unknown: older } }] } },
      ksql_clusters: { 'env-orchard': { seen: [{ cluster: { value: 'lkc-fig' } }, { cluster: { unknown: older } }] } },
      connectors: { 'lkc-fig': { seen: [{ id: 'lcc-1', name: { value: 'lcc-1' } }] } },
    });
  });
});

test('a snapshot of format 1.2 is read as one of a collection that was not interrupted, and a later one has to say', () => {
  const { interrupted_at: _, ...older } = SNAPSHOT;
  expect(readSnapshot(written(JSON.stringify({ ...older, schema_version: '1.2' })))).toEqual(SNAPSHOT);
  expect(() => readSnapshot(written(JSON.stringify(older)))).toThrow(/interrupted_at/);
});

test('in a snapshot of format 1.3 the tags of keys on Azure and Google Cloud are not collected, nor as whom it was', () => {
  const now = snapshot({ kms: { lemon: azureKey({ tags: known({}) }), fig: gcpKey({ labels: known({}) }) } });
  const later = ['tags', 'labels', 'collected_as'];
  const text = JSON.stringify({ ...now, schema_version: '1.3' }, (name, value) => (later.includes(name) ? undefined : value));
  const older = { unknown: { cause: 'not_collected', detail: expect.stringContaining('older version') } };
  expect(readSnapshot(written(text))).toMatchObject({
    collected_as: [],
    kms: { lemon: { tags: older }, fig: { labels: older } },
  });
  expect(() => readSnapshot(written(text.replace('"1.3"', '"1.4"')))).toThrow(/"tags" is missing|"labels" is missing/);
});

test('a snapshot that is written quickly is read as the one that it was', () => {
  const partial = { ...snapshot({ kms: { lemon: azureKey({}), fig: gcpKey() } }), interrupted_at: at.observed_at };
  expect(readSnapshot(written([...quickly(partial)].join('')))).toEqual(partial);
  expect(readSnapshot(written([...quickly(SNAPSHOT)].join('')))).toEqual(SNAPSHOT);
});

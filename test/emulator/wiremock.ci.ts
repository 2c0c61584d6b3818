import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Clouds, startClouds } from '../../loopback/clouds.ts';
import { scan } from '../../src/audit.ts';
import type { Cause } from '../../src/facts/fact.ts';
import { isRecord } from '../../src/input/is-record.ts';
import type { Report } from '../../src/report/schema.ts';
import type { Snapshot } from '../../src/snapshot/schema.ts';
import { collectingOf, evaluationOf, FIXTURES } from '../end-to-end/scenario.ts';
import { startWireMock, WIRE_FAULTS, type WireFault, type WireMock } from './wiremock-server.ts';

/** What a call that ends so can be known to mean: who answers with what is no HTTP, or no JSON, is not understood. */
const CAUSES: Record<WireFault, Cause> = {
  EMPTY_RESPONSE: 'unreachable',
  CONNECTION_RESET_BY_PEER: 'unreachable',
  MALFORMED_RESPONSE_CHUNK: 'malformed',
  RANDOM_DATA_THEN_CLOSE: 'malformed',
  DRIBBLE: 'timeout',
  DELAY: 'timeout',
};

/**
 * The paths of a call of each service. A key of Azure is read by its vault and by the resource manager, each of which stands in
 * for the other: there, both fail.
 */
const CALLS = {
  'azure-small': {
    'a key': '/keys/lime|/subscriptions/.*/keys/lime',
    'the versions of a key': '/keys/lime/versions|/subscriptions/.*/keys/lime/versions',
    'a vault': '/subscriptions/[^/]*/resourceGroups/orchard/providers/Microsoft.KeyVault/vaults/citrus-west',
    'the groups of a service principal': '/v1.0/servicePrincipals/[^/]*e2/transitiveMemberOf',
  },
  'gcp-small': {
    'a key': '/v1/projects/[^/]*/locations/us-central1/keyRings/tropics/cryptoKeys/kiwano',
    'the versions of a key': '/v1/.*/cryptoKeys/kiwano/cryptoKeyVersions',
    'the policy of a key ring': '/v1/.*/us-central1/keyRings/tropics:getIamPolicy',
    'the policy of a project': '/v3/projects/orchard-tropics:getIamPolicy',
    'a role': '/v1/projects/orchard-tropics/roles/.*',
  },
} as const;
type Scenario = keyof typeof CALLS;

/** Each call with each fault; with those that take until the call is given up only the first. */
const cellsOf = (calls: Readonly<Record<string, string>>) =>
  Object.entries(calls).flatMap(([what, path], index) =>
    WIRE_FAULTS.filter((fault) => index === 0 || CAUSES[fault] !== 'timeout').map((fault) => ({ what, path, fault })),
  );

let wiremock: WireMock;
beforeAll(async () => {
  wiremock = await startWireMock();
});
afterAll(() => wiremock.close());

/** The cause of each unknown in what was collected, by where it stands. */
function unknownsIn(value: unknown, at = '', found = new Map<string, unknown>()): Map<string, unknown> {
  if (isRecord(value) && isRecord(value.unknown)) return found.set(at, value.unknown.cause);
  if (isRecord(value) || Array.isArray(value))
    for (const [name, part] of Object.entries(value)) unknownsIn(part, `${at}/${name}`, found);
  return found;
}

const passesIn = ({ verdicts }: Report): Set<string> =>
  new Set(verdicts.filter(({ status }) => status === 'pass').map(({ rule, subject }) => `${rule} ${subject.id}`));

describe.each(Object.keys(CALLS) as Scenario[])('%s through WireMock', (scenario) => {
  let clouds: Clouds;
  let direct: { snapshot: Snapshot; report: Report };

  async function scanned(config: Clouds['config'], callTimeout = 1500): Promise<{ snapshot: Snapshot; report: Report }> {
    const at = { ...clouds, config };
    const evaluation = evaluationOf(scenario, at);
    const { inventory, report } = await scan(collectingOf(at, evaluation.as_of, callTimeout), evaluation);
    return { snapshot: inventory.snapshot, report };
  }

  const through = (): Clouds['config'] => ({
    ...clouds.config,
    azure: { resource_manager_endpoint: wiremock.url, key_vault_endpoint: wiremock.url, graph_endpoint: wiremock.url },
    gcp: { kms_endpoint: wiremock.url, resource_manager_endpoint: wiremock.url, iam_endpoint: wiremock.url },
  });

  beforeAll(async () => {
    clouds = await startClouds(join(FIXTURES, scenario));
    direct = await scanned(clouds.config);
    if (scenario === 'azure-small') {
      await wiremock.passOn('/(keys|deletedkeys)/.*', clouds.azure_vault);
      await wiremock.passOn('/subscriptions/.*', clouds.azure_arm);
      await wiremock.passOn('/v1.0/.*', clouds.graph);
    } else {
      await wiremock.passOn('/v1/projects/[^/]*/locations/.*', clouds.gcp);
      await wiremock.passOn('/v3/.*', clouds.gcp_resource_manager);
      await wiremock.passOn('/v1/(projects/[^/]*/roles|roles)/.*', clouds.gcp_iam);
    }
  });
  afterAll(() => clouds.close());

  test('reads the same as without it', async () => {
    // its first answers take longer
    const { snapshot, report } = await scanned(through(), 20_000);
    expect(snapshot.kms).toEqual(direct.snapshot.kms);
    expect(report.summary.by_state).toEqual(direct.report.summary.by_state);
  });

  test.each(cellsOf(CALLS[scenario]))(
    '$what that cannot be read for $fault is unknown, and nothing passes by it',
    async ({ path, fault }) => {
      await wiremock.fail(path, fault);
      const { snapshot, report } = await scanned(through()).finally(() => wiremock.mend());
      const before = unknownsIn(direct.snapshot);
      const causes = [...unknownsIn(snapshot)].flatMap(([at, cause]) => (before.has(at) ? [] : [cause]));
      expect(new Set(causes)).toEqual(new Set([CAUSES[fault]]));
      expect([...passesIn(report)].filter((pass) => !passesIn(direct.report).has(pass))).toEqual([]);
    },
  );
});

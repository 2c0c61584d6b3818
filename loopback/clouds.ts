import { type AwsSession, aws } from './aws.ts';
import { azureArm } from './azure-arm.ts';
import { azureVault } from './azure-vault.ts';
import { confluent } from './confluent.ts';
import { type Fault, Faults } from './fault.ts';
import { type Fixture, readFixture } from './fixture.ts';
import { gcp } from './gcp.ts';
import { googleIam, resourceManager } from './gcp-access.ts';
import { graph } from './graph.ts';
import { type Asked, type LoggedRequest, type Reply, type Service, serve } from './service.ts';

export type { Fault } from './fault.ts';

/** The running stand-ins of one scenario. */
export type Clouds = {
  /** Base URLs. */
  confluent: string;
  aws: string;
  azure_vault: string;
  azure_arm: string;
  graph: string;
  gcp: string;
  gcp_resource_manager: string;
  gcp_iam: string;
  /** Credentials that the stand-ins accept, and the endpoints that come from the environment. */
  env: Record<string, string>;
  /** To be merged over the scenario's byok-audit.yaml. */
  config: {
    confluent: { endpoint: string };
    azure: { resource_manager_endpoint: string; key_vault_endpoint: string; graph_endpoint: string };
    gcp: { kms_endpoint: string; resource_manager_endpoint: string; iam_endpoint: string };
  };
  /** Every request in order of arrival, including those without credentials. */
  requests: LoggedRequest[];
  fault(fault: Fault): void;
  /** Removes the faults that a test added; those of the scenario's own faults.yaml stay. */
  clearFaults(): void;
  close(): Promise<void>;
};

const CREDENTIALS = {
  CONFLUENT_CLOUD_API_KEY: 'APPLEAPPLE000000',
  CONFLUENT_CLOUD_API_SECRET: 'cherry-secret-not-real',
  AWS_ACCESS_KEY_ID: 'AKIAMANGO00000000000',
  AWS_SECRET_ACCESS_KEY: 'fig-secret-not-real',
  AWS_REGION: 'us-east-1',
  BYOK_AUDIT_AZURE_TOKEN: 'plum-token-not-real',
  BYOK_AUDIT_GCP_TOKEN: 'pear-token-not-real',
};

/** What Confluent's stand-in takes in place of an API key. */
export const FEDERATED = {
  BYOK_AUDIT_CONFLUENT_IDENTITY_POOL: 'pool-medlar',
  BYOK_AUDIT_CONFLUENT_TOKEN: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJxdWluY2UifQ.damson-signature-not-real',
};

type Options = {
  faults?: Fault[];
  /** Milliseconds that each answer takes longer than here. */
  latency?: number;
  /** Milliseconds that their clocks are ahead. */
  skew?: number;
  /** Seconds that a token of Confluent lasts. */
  tokenLifetime?: number;
  /** Others than the usual. */
  credentials?: Partial<typeof CREDENTIALS>;
  /** What STS gives for a role. */
  session?: AwsSession;
  /** Changes each reply, refusals too. */
  rewrite?: (reply: Reply, asked: Asked) => Reply;
};

/** Starts all stand-ins for one scenario: its folder, or its resources themselves. */
export async function startClouds(scenario: string | Fixture, options: Options = {}): Promise<Clouds> {
  const fixture = typeof scenario === 'string' ? readFixture(scenario) : scenario;
  const faults = new Faults(fixture.faults, options.faults ?? []);
  const requests: LoggedRequest[] = [];
  const credentials = { ...CREDENTIALS, ...options.credentials };
  const start = (service: Service) => serve(rewritten(service, options.rewrite), faults, requests, options);
  const { CONFLUENT_CLOUD_API_KEY: key, CONFLUENT_CLOUD_API_SECRET: secret } = credentials;
  const { BYOK_AUDIT_CONFLUENT_IDENTITY_POOL: pool, BYOK_AUDIT_CONFLUENT_TOKEN: external_token } = FEDERATED;
  const running = await Promise.all([
    start(confluent(fixture.confluent, { key, secret, pool, external_token }, options.tokenLifetime)),
    start(aws(fixture.aws, { accessKeyId: credentials.AWS_ACCESS_KEY_ID, session: options.session })),
    start(azureVault(fixture.azure, credentials.BYOK_AUDIT_AZURE_TOKEN)),
    start(azureArm(fixture.azure, credentials.BYOK_AUDIT_AZURE_TOKEN)),
    start(graph(fixture.azure, credentials.BYOK_AUDIT_AZURE_TOKEN)),
    start(gcp(fixture.gcp, credentials.BYOK_AUDIT_GCP_TOKEN)),
    start(resourceManager(fixture.gcp, credentials.BYOK_AUDIT_GCP_TOKEN)),
    start(googleIam(fixture.gcp, credentials.BYOK_AUDIT_GCP_TOKEN)),
  ]);
  const [confluentAt, awsAt, vaultAt, armAt, graphAt, gcpAt, projectsAt, iamAt] = running;
  return {
    confluent: confluentAt.url,
    aws: awsAt.url,
    azure_vault: vaultAt.url,
    azure_arm: armAt.url,
    graph: graphAt.url,
    gcp: gcpAt.url,
    gcp_resource_manager: projectsAt.url,
    gcp_iam: iamAt.url,
    env: { ...credentials, AWS_ENDPOINT_URL_KMS: awsAt.url, AWS_ENDPOINT_URL_STS: awsAt.url },
    config: {
      confluent: { endpoint: confluentAt.url },
      azure: { resource_manager_endpoint: armAt.url, key_vault_endpoint: vaultAt.url, graph_endpoint: graphAt.url },
      gcp: { kms_endpoint: gcpAt.url, resource_manager_endpoint: projectsAt.url, iam_endpoint: iamAt.url },
    },
    requests,
    fault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    close: async () => {
      await Promise.all(running.map(({ close }) => close()));
    },
  };
}

function rewritten(service: Service, rewrite: Options['rewrite'] = (reply) => reply): Service {
  return {
    identify: service.identify,
    challenge(asked) {
      const challenge = service.challenge(asked);
      return challenge && rewrite(challenge, asked);
    },
    answer: (asked, corruption) => rewrite(service.answer(asked, corruption), asked),
    refuse: (kind, asked) => rewrite(service.refuse(kind, asked), asked),
    ...(service.refuseClock && {
      refuseClock: (asked: Asked) => rewrite(service.refuseClock?.(asked) ?? service.answer(asked, undefined), asked),
    }),
  };
}

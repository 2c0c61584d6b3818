/** So many calls within any stretch of so many seconds, or a bucket of calls that is full at first and fills again. */
export type Rate = { calls: number; seconds: number } | { burst: number; perSecond: number };

/** A limit that a vendor publishes. */
export type Limit = {
  rate: Rate;
  /** What is counted together. */
  per: string;
  /** Whether it is used up by other programs of the customer's too, production among them; else it is the caller's own. */
  shared: boolean;
  source: string;
};

const KMS = {
  per: 'account that calls, and region; each operation for itself',
  shared: true,
  source: 'https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html',
};
const VAULTS = { shared: true, source: 'https://learn.microsoft.com/azure/key-vault/general/service-limits' };
const ARM = {
  shared: false,
  source: 'https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling',
};

/**
 * The vendors' default limits of what is called here, as published on 2026-11-29. Not there, because it publishes no numbers:
 * Confluent Cloud ("not considered part of the API contract", https://docs.confluent.io/cloud/current/api.html), which says
 * with each answer what is left; and Google's Resource Manager, whose limits only the console shows.
 */
export const PUBLISHED_LIMITS = {
  'aws:kms:DescribeKey': { rate: { calls: 2000, seconds: 1 }, ...KMS },
  'aws:kms:GetKeyPolicy': { rate: { calls: 1000, seconds: 1 }, ...KMS },
  'aws:kms:GetKeyRotationStatus': { rate: { calls: 1000, seconds: 1 }, ...KMS },
  'aws:kms:ListGrants': { rate: { calls: 100, seconds: 1 }, ...KMS },
  'aws:kms:ListKeyRotations': { rate: { calls: 100, seconds: 1 }, ...KMS },
  'aws:kms:ListResourceTags': { rate: { calls: 2000, seconds: 1 }, ...KMS },
  /** Of a key of the costliest kind: RSA of 4,096 bits in an HSM. Of others a vault admits up to 4,000. */
  'azure:keyvault': { rate: { calls: 250, seconds: 10 }, per: 'vault', ...VAULTS },
  /** Five times that of a vault. */
  'azure:keyvault of a subscription': { rate: { calls: 1250, seconds: 10 }, per: 'subscription and region', ...VAULTS },
  'azure:arm': { rate: { burst: 250, perSecond: 25 }, per: 'subscription, or tenant, and caller', ...ARM },
  /** 3,500 units in the smallest tenant; no call here costs more than two. */
  graph: {
    rate: { calls: 1750, seconds: 10 },
    per: 'tenant and application that calls',
    shared: false,
    source: 'https://learn.microsoft.com/graph/throttling-limits',
  },
  /**
   * Read requests. The quotas that follow them in 2026 admit 600 a minute, project and region, and are enforced for external
   * keys alone.
   */
  'gcp:kms': {
    rate: { calls: 300, seconds: 60 },
    per: 'project that calls',
    shared: false,
    source: 'https://cloud.google.com/kms/quotas',
  },
  'gcp:iam': {
    rate: { calls: 6000, seconds: 60 },
    per: 'project that calls',
    shared: true,
    source: 'https://cloud.google.com/iam/quotas',
  },
} satisfies Record<string, Limit>;

export type LimitName = keyof typeof PUBLISHED_LIMITS;
export type Limits = Readonly<Record<LimitName, Limit>>;

export const isLimited = (name: string): name is LimitName => Object.hasOwn(PUBLISHED_LIMITS, name);

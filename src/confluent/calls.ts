import { ofConfluent } from '../facts/fact.ts';

/** The calls to Confluent Cloud, as the source of a fact names them. */
export const CONFLUENT = {
  organizations: 'confluent:GET /org/v2/organizations',
  environments: 'confluent:GET /org/v2/environments',
  clusters: 'confluent:GET /cmk/v2/clusters',
  keys: 'confluent:GET /byok/v1/keys',
  quotas: 'confluent:GET /service-quota/v1/applied-quotas',
  compute_pools: 'confluent:GET /fcpm/v2/compute-pools',
  ksql_clusters: 'confluent:GET /ksqldbcm/v2/clusters',
  connectors: 'confluent:GET /connect/v1/environments/{env}/clusters/{lkc}/connectors',
} as const;

export const EXCHANGE_PATH = '/sts/v1/oauth2/token';
/** The one call that is no GET: of it what could not be had for want of a token is unknown. */
export const EXCHANGE = ofConfluent(`POST ${EXCHANGE_PATH}`);

const TEMPLATES = Object.values(CONFLUENT).map((call) => ({
  call,
  form: new RegExp(`^${call.replaceAll(/\{\w+\}/g, '[^/?]+')}(?:[? ].*)?$`),
}));

/** The call that a source is of, whatever its query and page and the ids in its path; another source as it is. */
export const confluentCall = (source: string): string => TEMPLATES.find(({ form }) => form.test(source))?.call ?? source;

/** The environment that a source is about; null where it is about none. */
export const environmentIn = (source: string): string | null =>
  /(?:[?&]environment=|\/environments\/)(env-[a-z0-9]+)/.exec(source)?.[1] ?? null;

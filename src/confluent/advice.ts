import { type Advice, advice, type Unanswered } from '../facts/advice.ts';
import { CONFLUENT, EXCHANGE } from './calls.ts';
import { ROLE } from './permissions.ts';
import { CONFLUENT_VARIABLES } from './variables.ts';

/** How to get an answer to a call that Confluent refused. @param environment the id of the one that it is about, where it is about one */
export function confluentGrant({ source, permission }: Unanswered, environment: string | null): Advice {
  if (source === EXCHANGE.source)
    return advice(
      `The token of the identity provider was not exchanged again. Name a file with it (${CONFLUENT_VARIABLES.token_file}), in which whoever gives it replaces it before it expires, and run the scan again.`,
    );
  if (source === CONFLUENT.ksql_clusters && permission === null)
    return advice(
      `Run the scan with a Cloud API key (${CONFLUENT_VARIABLES.key}, ${CONFLUENT_VARIABLES.secret}): the API of ksqlDB takes no token of an identity pool. Where the organization uses no ksqlDB, nothing is lost.`,
    );
  const bind = 'confluent iam rbac role-binding create --principal User:PRINCIPAL_ID';
  const whole = `${bind} --role OrganizationAdmin`;
  const owner = 'the user or service account that owns the Cloud API key (confluent api-key list shows it)';
  const isOfOne = permission === ROLE.environment && source !== CONFLUENT.keys && source !== CONFLUENT.environments;
  if (!isOfOne)
    return advice(
      `Grant OrganizationAdmin to ${owner}: a lesser role sees only a part of the organization, often without any error. The role may change things too, so keep this key for the audit.`,
      { cli: [whole] },
    );
  return advice(
    `Grant EnvironmentAdmin on the environment, or OrganizationAdmin, which sees all of them, to ${owner}. Both roles may change things too, so keep this key for the audit.`,
    { cli: [`${bind} --role EnvironmentAdmin --environment ${environment ?? 'ENVIRONMENT_ID'}`, whole] },
  );
}

/** What a call to Confluent Cloud that gave no fact is peculiar in, by source and cause. */
export const CONFLUENT_REMEDIES = {
  [CONFLUENT.quotas]: {
    ambiguous: {
      text: 'Nothing proves that everything was listed. Give the owner of the API key the role OrganizationAdmin, which sees everything and may read the quotas; or attest that the key sees the whole organization and, where Confluent counts more clusters than it lists, how many (unlisted_clusters), once you know which these are.',
      paste: 'whole_organization',
    },
  },
  [CONFLUENT.keys]: {
    ambiguous: {
      text: 'Confluent counts more registered keys than it lists. Run the scan again, since a count may lag; if it stays so, give the owner of the API key the role OrganizationAdmin.',
    },
    not_found: {
      text: 'A cluster names a key that is not registered: see cluster.key_registered. Compare the id on the cluster with the list that confluent byok list shows to an OrganizationAdmin, and ask Confluent support where it is not there.',
    },
  },
} as const;

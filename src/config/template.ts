import type { ParameterSchemas } from './load.ts';
import { DEFAULTS } from './schema.ts';

/** A configuration to start from: everything is there, what has a default is commented out. */
export function template(parameters: ParameterSchemas): string {
  const { confluent, azure, gcp, history } = DEFAULTS;
  const listed = Object.entries(parameters).map(
    ([name, schema]) =>
      `#   ${name}: ${JSON.stringify(schema.default)}${typeof schema.description === 'string' ? `  # ${schema.description}` : ''}`,
  );
  return `# Configuration of byok-audit. Everything but "version" may be left out; what is commented out shows the default.
# Credentials never stand here: they come from the environment (CONFLUENT_CLOUD_API_KEY, CONFLUENT_CLOUD_API_SECRET)
# and from the clouds' own credential chains.
version: 1

# confluent:
#   endpoint: ${confluent.endpoint}
#   # Whom to judge, by id or name. All environments are listed all the same: uniqueness of keys needs them.
#   environments: {include: ["*"], exclude: []}

# What counts as production, by id or display name. Left out, every cluster does.
# production:
#   environments: ["prod-*"]
#   clusters: ["*-prod"]

# A role to assume in each account that holds keys; without one, the default credentials are used.
# aws:
#   accounts:
#     "111122223333": {role_arn: "arn:aws:iam::111122223333:role/byok-audit", external_id: "..."}

# Sovereign clouds have other endpoints.
# azure:
#   resource_manager_endpoint: ${azure.resource_manager_endpoint}
#   key_vault_suffix: ${azure.key_vault_suffix}
#   graph_endpoint: ${azure.graph_endpoint}
# gcp:
#   kms_endpoint: ${gcp.kms_endpoint}
#   resource_manager_endpoint: ${gcp.resource_manager_endpoint}
#   iam_endpoint: ${gcp.iam_endpoint}

# Thresholds that the rules judge by.
# parameters:
${listed.join('\n')}

# The KMS key that a cluster must use, and clusters that are gone and used one before the first scan.
# expected_keys: {lkc-abc12: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"}
# retired_clusters: [{id: lkc-old1, key: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", deleted_at: 2025-03-01}]

# What earlier scans saw is remembered here: a SQLite file, postgres://... without a password, or none.
# history: ${history}

# Exceptions that people answer for, each in a file of its own: failures that are waived until a day, and what no API can
# tell and a person attests.
# waivers: waivers.yaml
# attestations: attestations.yaml

# Files in which clusters and keys are declared; findings point to the line that names the id.
# locations: {inventory: ["clusters.yaml"]}
`;
}
